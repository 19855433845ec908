import { words } from '../../words/language.ts'

interface Keys {
  apiKeys?: {
    nodes: readonly { id: string; name: string; staff?: { name: string } | null }[]
  } | null
}

/** Who did it, as people call them: a key by its name and whom it stands for, a token by its subject. */
export function callerOf(by: string, { apiKeys }: Keys): string {
  const said = words.value.house
  if (by === 'night') return said.theNight
  const key = apiKeys?.nodes.find(({ id }) => id === by)
  if (key) return key.staff ? `${key.staff.name} (${key.name})` : key.name
  return by.startsWith('token:') ? by.slice(by.lastIndexOf('|') + 1) : by
}
