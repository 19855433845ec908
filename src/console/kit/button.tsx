import type { ComponentChildren } from 'preact'
import { keyText } from '../keyboard/keys.ts'
import './button.css'

interface Properties {
  children: ComponentChildren
  onPress: () => void
  /** The key that does the same. */
  keys?: string
  look?: 'plain' | 'main' | 'quiet'
  disabled?: boolean
  pressed?: boolean
  /** Where the text alone does not say what it is about. */
  label?: string
}

/** A button that says which key does the same. */
export function Button({ children, onPress, keys, look = 'plain', disabled, pressed, label }: Properties) {
  const title = [label, keys && `[${keyText(keys)}]`].filter(Boolean).join(' ')
  return (
    <button
      type="button"
      class={`button ${look}`}
      onClick={onPress}
      disabled={disabled}
      {...(title ? { title } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys.replaceAll(' ', '+') })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {children}
      {keys !== undefined && (
        <span class="key" aria-hidden="true">
          {keyText(keys)}
        </span>
      )}
    </button>
  )
}
