import { holds } from '../../session/viewer.ts'
import { words } from '../../words/language.ts'

/** What keys are called, as far as the reader may know. */
export interface Keys {
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
  if (by.startsWith('key_')) return said.someKey
  return by.startsWith('token:') ? by.slice(by.lastIndexOf('|') + 1) : by
}

/** Whether the reader may know what keys are called. */
export const seesKeys = () => holds('api-keys:read')
