import type { ComponentChildren } from 'preact'
import type { Failure, Refusal } from '../api/ask.ts'
import { words } from '../words/language.ts'
import { Button } from './button.tsx'
import { wordsFor } from './toasts.tsx'
import './states.css'

/** Grey lines in the place of what is on its way. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={words.value.common.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  )
}

/** Nothing to show, and that this is all right. */
export const Empty = ({ children }: { children: ComponentChildren }) => <p class="empty">{children}</p>

/** No answer: why, and the way to ask again. What was there before stays below. */
export function Broken({ failure, retry, trying }: { failure: Failure; retry: () => void; trying: boolean }) {
  const said = words.value.common
  return (
    <div class="notice wrong" role="alert">
      <p>
        {wordsFor(failure)} {trying && said.tryingAgain}
      </p>
      <Button onPress={retry}>{said.tryAgain}</Button>
    </div>
  )
}

/** Why a part of the screen, or something within it, is not shown to this reader. */
export function Refused({ refusals, at }: { refusals: readonly Refusal[]; at: string }) {
  const found = refusals.find(({ path }) => path === at || path.startsWith(`${at}.`))
  if (!found) return null
  return (
    <p class="notice">
      <strong>{found.path === at ? words.value.common.notShown : words.value.common.notAllShown}</strong>{' '}
      {found.message} {found.code === 'FORBIDDEN' && words.value.common.askForRight}
    </p>
  )
}
