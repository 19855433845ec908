import type { Scope } from '../service/scopes.ts'
import type { FieldTable } from './field.ts'

/** What stands in the place of what is not told. */
export const hidden = '(personal)'

/** Whether what is asked of a part that takes these scopes may be told. */
type Tellable = (scopes: readonly Scope[]) => boolean

/** A condition that was read, as the trail may keep it for good: without what is asked of personal fields. */
export const withoutPersonal = (table: FieldTable, raw: unknown): unknown =>
  toldOf(table, raw, scopes => !scopes.includes('customers:personal'))

/** A condition that was read, as somebody is shown it who may read less: without what is asked of what it may not. */
export const asReadBy = (table: FieldTable, raw: unknown, held: ReadonlySet<Scope>): unknown =>
  toldOf(table, raw, scopes => scopes.every(scope => held.has(scope)))

function toldOf(table: FieldTable, raw: unknown, may: Tellable): unknown {
  if (Array.isArray(raw)) return raw.map(one => toldOf(table, one, may))
  if (!isObject(raw)) return raw
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, partOf(table, name, value, may)]),
  )
}

function partOf(table: FieldTable, name: string, value: unknown, may: Tellable): unknown {
  if (name === 'all' || name === 'any' || name === 'not') return toldOf(table, value, may)
  const relation = Object.hasOwn(table.relations, name) ? table.relations[name] : undefined
  if (!relation) return isTold(table.fields[name], may) ? value : hidden
  if (!isTold(relation, may)) return hidden
  if (!relation.many || !isObject(value)) return toldOf(relation.to(), value, may)
  return Object.fromEntries(
    Object.entries(value).map(([quantifier, of]) => [quantifier, toldOf(relation.to(), of, may)]),
  )
}

const isTold = (part: { scopes: readonly Scope[] } | undefined, may: Tellable) =>
  part !== undefined && may(part.scopes)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
