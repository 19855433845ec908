import { useEffect, useRef } from 'preact/hooks'

/**
 * Does something every so many milliseconds while somebody looks at the tab, one after the other. What fails is
 * tried again the next time.
 */
export function usePoll(milliseconds: number, work: (signal: AbortSignal) => Promise<void>): void {
  const newest = useRef(work)
  newest.current = work
  useEffect(() => {
    const leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const next = () => {
      clearTimeout(timer)
      if (!leaving.signal.aborted && !document.hidden) timer = setTimeout(round, milliseconds)
    }
    const round = () => newest.current(leaving.signal).then(next, next)
    document.addEventListener('visibilitychange', next)
    next()
    return () => {
      leaving.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', next)
    }
  }, [milliseconds])
}
