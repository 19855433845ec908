import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Failure } from '../api/ask.ts'
import { Rejected } from '../api/change.ts'
import { useShortcuts } from '../keyboard/shortcuts.ts'
import { words } from '../words/language.ts'
import { Button } from './button.tsx'
import './toasts.css'

interface Toast {
  id: number
  text: string
  look: 'done' | 'wrong'
  undo: (() => Promise<void>) | null
}

const toasts = signal<readonly Toast[]>([])
const most = 3
/** Long enough to read and to reach the key. */
const lifetime = 12_000
let next = 0

const show = (toast: Omit<Toast, 'id'>) => {
  const id = next++
  toasts.value = [...toasts.value.slice(1 - most), { ...toast, id }]
}

const remove = (id: number) => {
  toasts.value = toasts.value.filter(toast => toast.id !== id)
}

/** Says that something was done, with the way back. */
export const sayDone = (text: string, undo: (() => Promise<void>) | null = null) =>
  show({ text, undo, look: 'done' })

export const sayWrong = (error: unknown) => show({ text: wordsFor(error), undo: null, look: 'wrong' })

/** What went wrong, in the reader's language: the API's own words where it has some. */
export function wordsFor(error: unknown): string {
  if (error instanceof Rejected && error.message !== '') return error.message
  if (error instanceof Failure) return error.said ?? words.value.failures[error.kind]
  return words.value.failures.BROKEN
}

async function undo({ id, undo: back }: Toast) {
  remove(id)
  await back?.().then(() => sayDone(words.value.common.undone), sayWrong)
}

const forgetAll = () => {
  toasts.value = []
}

export function Toasts() {
  const said = words.value.common
  const newest = toasts.value.findLast(toast => toast.undo !== null)
  // Whoever signs in next is told nothing of what was done before, and takes nothing of it back.
  useEffect(() => forgetAll, [])
  useShortcuts('toasts', newest ? [{ keys: 'u', label: said.undo, run: () => undo(newest) }] : [])
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(toast => (
        <OneToast key={toast.id} toast={toast} isNewest={toast === newest} />
      ))}
    </div>
  )
}

function OneToast({ toast, isNewest }: { toast: Toast; isNewest: boolean }) {
  useEffect(() => {
    const timer = setTimeout(() => remove(toast.id), lifetime)
    return () => clearTimeout(timer)
  }, [toast.id])
  const said = words.value.common
  return (
    <div class={`toast ${toast.look}`}>
      <span dir="auto">{toast.text}</span>
      {toast.undo && (
        <Button look="quiet" onPress={() => undo(toast)} {...(isNewest ? { keys: 'u' } : {})}>
          {said.undo}
        </Button>
      )}
      <Button look="quiet" onPress={() => remove(toast.id)} label={said.close}>
        ✕
      </Button>
    </div>
  )
}
