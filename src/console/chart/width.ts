import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How wide the element is that a chart fills, so that its letters keep their size on every screen. */
export function useWidth<Holder extends HTMLElement>(): [RefObject<Holder | null>, number] {
  const holder = useRef<Holder | null>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = holder.current
    if (!element) return undefined
    const measure = () => setWidth(Math.floor(element.clientWidth))
    const watching = new ResizeObserver(measure)
    watching.observe(element)
    measure()
    return () => watching.disconnect()
  }, [])
  return [holder, width]
}
