import type { ComponentChildren } from 'preact'
import './table.css'

interface Properties {
  /** What it holds, for whoever hears it. */
  label: string
  children: ComponentChildren
}

/** Holds what may be wider than the screen, and is moved sideways then. */
export const Sideways = ({ label, children }: Properties) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer moves what is wider than the screen by its keys
  // biome-ignore lint/a11y/useSemanticElements: it is no part of a form
  <div class="sideways" role="group" tabIndex={0} aria-label={label}>
    {children}
  </div>
)
