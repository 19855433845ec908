import { effect, signal } from '@preact/signals'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const kept = 'holdfast.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

/** What the reader chose: the system's own unless said otherwise. */
export const theme = signal<Theme>(themes.find(name => name === localStorage.getItem(kept)) ?? 'system')

/** Before anything is shown, and with each change of the choice or of the system. */
export function keepTheme(): void {
  const show = () => {
    const shown = theme.value === 'system' ? (dark.matches ? 'dark' : 'light') : theme.value
    document.documentElement.dataset.theme = shown
  }
  dark.addEventListener('change', show)
  effect(() => {
    localStorage.setItem(kept, theme.value)
    show()
  })
}
