import type { FieldTable } from '../filters/field.ts'
import type { Scope } from '../service/scopes.ts'

/** What stands in the trail for what somebody may be known by. */
const hidden = '(personal)'

/** A condition that was read, as the trail may keep it for good: without what is asked of personal fields. */
export function withoutPersonal(table: FieldTable, raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(one => withoutPersonal(table, one))
  if (!isObject(raw)) return raw
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, partOf(table, name, value)]))
}

function partOf(table: FieldTable, name: string, value: unknown): unknown {
  if (name === 'all' || name === 'any' || name === 'not') return withoutPersonal(table, value)
  const relation = Object.hasOwn(table.relations, name) ? table.relations[name] : undefined
  if (!relation) return isPersonal(table.fields[name]) ? hidden : value
  if (isPersonal(relation)) return hidden
  if (!relation.many || !isObject(value)) return withoutPersonal(relation.to(), value)
  return Object.fromEntries(
    Object.entries(value).map(([quantifier, of]) => [quantifier, withoutPersonal(relation.to(), of)]),
  )
}

const isPersonal = (part: { scopes: readonly Scope[] } | undefined) =>
  part === undefined || part.scopes.includes('customers:personal')

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
