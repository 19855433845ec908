export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const notFigures = new Set(['version', 'createdAt', 'note'])

/** What a policy says, as a patch of it would: amounts by their text, people by their id. */
export const figuresOf = (policy: object): Json =>
  Object.fromEntries(
    Object.entries(policy)
      .filter(([name]) => !notFigures.has(name))
      .map(([name, value]) => [name, given(value)]),
  )

function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given)
  if (!isJson(value)) return value
  if ('currency' in value) return value.amount
  if ('id' in value) return value.id
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, given(part)]))
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The parts of the second that are not as in the first: whole parts, as a patch takes them. */
export const changedParts = (before: Json, after: Json): Json =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(before[name], value)))

/** Every single figure by its path. */
export function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; value: unknown }[] {
  if (!isJson(value)) return [{ path, value }]
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]))
}

export interface Difference {
  path: readonly string[]
  before: unknown
  after: unknown
}

/** Which figures differ between two versions. */
export function differencesOf(before: Json, after: Json): Difference[] {
  const old = new Map(leavesOf(before).map(({ path, value }) => [path.join('.'), value]))
  return leavesOf(after)
    .map(({ path, value }) => ({ path, before: old.get(path.join('.')), after: value }))
    .filter(difference => !same(difference.before, difference.after))
}

/** A patch as it stands in an address; null where there is none that can be read. */
export function patchOfText(text: string | undefined): Json | null {
  try {
    const read: unknown = JSON.parse(text ?? '')
    return isJson(read) && Object.keys(read).length > 0 ? read : null
  } catch {
    return null
  }
}
