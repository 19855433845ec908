import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { follow, type Pending, written } from './keys.ts'

export interface Shortcut {
  /** `j`, or `g m` for one after the other. */
  keys: string
  /** What it does, in the reader's language. */
  label: string
  run: () => void
}

interface Layer {
  name: string
  shortcuts: readonly Shortcut[]
  /** Nothing below it hears a key, as while a dialog is open. */
  alone: boolean
}

/** Those that can be pressed now, the newest part of the page last. */
export const layers = signal<readonly Layer[]>([])

const kept = 'holdfast.single-keys'

/** Whoever speaks to the computer switches single keys off: words would press them. */
export const singleKeys = signal(localStorage.getItem(kept) !== 'off')

export function switchSingleKeys(on: boolean): void {
  localStorage.setItem(kept, on ? 'on' : 'off')
  singleKeys.value = on
}

/** Makes keys do something as long as the part of the page is shown that says so. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[], { alone = false } = {}): void {
  const layer = useRef<Layer>({ name, shortcuts, alone }).current
  // Before the next key: whoever types fast does not wait for a frame.
  useLayoutEffect(() => {
    layer.shortcuts = shortcuts
  })
  useLayoutEffect(() => {
    layers.value = [...layers.value, layer]
    return () => {
      layers.value = layers.value.filter(each => each !== layer)
    }
  }, [layer])
}

/** The layers that hear a key now. */
const hearing = () => {
  const last = layers.value.findLastIndex(({ alone }) => alone)
  return layers.value.slice(Math.max(last, 0))
}

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])'))

let pending: Pending | null = null

/** Hears every key of the page. */
export function listenToKeys(): void {
  document.addEventListener('keydown', event => {
    const key = written(event)
    if (key === null || event.defaultPrevented) return
    const single = key.length === 1
    if ((single && !singleKeys.value) || (writes(event.target) && key !== 'mod+Enter' && key !== 'Escape'))
      return
    // A button that has the focus is pressed by these itself.
    if (key === 'Enter' || key === ' ') return
    const outcome = follow(
      hearing()
        .toReversed()
        .flatMap(layer => layer.shortcuts),
      key,
      pending,
      Date.now(),
    )
    pending = 'pending' in outcome ? outcome.pending : null
    if (!('found' in outcome)) return
    event.preventDefault()
    outcome.found.run()
  })
}
