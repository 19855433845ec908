/** What of a key press decides. */
export interface Press {
  key: string
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/**
 * A key press in the form in which shortcuts are written: `j`, `?`, `Enter`, `mod+Enter`; null for one that is the
 * browser's or the system's own.
 */
export function written({ key, altKey, ctrlKey, metaKey }: Press): string | null {
  if (altKey) return null
  const mod = ctrlKey || metaKey
  if (mod) return key === 'Enter' ? 'mod+Enter' : null
  return key.length === 1 ? key.toLowerCase() : key
}

/** How long the second key of `g m` may take, in milliseconds. */
export const sequenceTime = 1_500

/** The keys pressed last, and when. */
export interface Pending {
  keys: string
  at: number
}

export type Outcome<Shortcut> = { found: Shortcut } | { pending: Pending } | { nothing: true }

/** What a key means behind those that were pressed before it: a shortcut, the beginning of one, or nothing. */
export function follow<Shortcut extends { keys: string }>(
  shortcuts: readonly Shortcut[],
  key: string,
  before: Pending | null,
  now: number,
): Outcome<Shortcut> {
  const sequences = before && now - before.at <= sequenceTime ? [`${before.keys} ${key}`, key] : [key]
  for (const keys of sequences) {
    const found = shortcuts.find(shortcut => shortcut.keys === keys)
    if (found) return { found }
    if (shortcuts.some(shortcut => shortcut.keys.startsWith(`${keys} `)))
      return { pending: { keys, at: now } }
  }
  return { nothing: true }
}

const names: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '⏎',
  'mod+Enter': 'Ctrl ⏎',
  Escape: 'Esc',
}

/** As a reader finds it on the keyboard. */
export const keyText = (keys: string): string =>
  keys
    .split(' ')
    .map(key => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(' ')
