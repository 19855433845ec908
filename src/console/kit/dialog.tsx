import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useShortcuts } from '../keyboard/shortcuts.ts'
import { words } from '../words/language.ts'
import { Button } from './button.tsx'
import './dialog.css'

interface Properties {
  title: string
  children: ComponentChildren
  onClose: () => void
}

/** A window over the page: the focus stays within it and goes back where it was. Escape closes it. */
export function Dialog({ title, children, onClose }: Properties) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useShortcuts(title, [{ keys: 'Escape', label: words.value.common.close, run: onClose }], { alone: true })
  useEffect(() => {
    const before = document.activeElement
    element.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={heading}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <Button look="quiet" onPress={onClose} label={words.value.common.close}>
          ✕
        </Button>
      </header>
      {children}
    </dialog>
  )
}
