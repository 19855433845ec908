import { isSame } from '../../lib/canonical.ts'
import type { Change } from './change.ts'
import type { Entity } from './fields.ts'
import { changeKinds, fieldsToldBy } from './kinds.ts'

/** A field of a change, in stored form; null where nothing was or is. */
export interface ChangedValue {
  field: string
  before: unknown
  after: unknown
}

/** A change as it is stored. */
export interface Trail {
  action: string
  entity: Entity
  entityId: number | null
  /**
   * What the change says of itself; the names of all fields that differ, as `fields`; `before` and `after` of those
   * that are not personal. Null where there is nothing to say.
   */
  detail: Record<string, unknown> | null
  /** What differs and is personal: kept apart. */
  personal: ChangedValue[]
}

/** Takes a change apart into what the trail keeps for good, and what an erasure may take away. */
export function trailOf(change: Change): Trail {
  const kind: { entity: Entity; storedAs?: string } = changeKinds[change.action]
  const fields = fieldsToldBy(change.action)
  const before = new Map<string, unknown>(Object.entries(change.before ?? {}))
  const after = new Map<string, unknown>(Object.entries(change.after ?? {}))
  const differing = Object.keys(fields)
    .map(field => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
    .filter(value => !isSame(value.before, value.after))
  const plain = differing.filter(({ field }) => fields[field] === 'PLAIN')
  const detail = {
    ...change.detail,
    ...(differing.length > 0 ? { fields: differing.map(({ field }) => field) } : {}),
    ...(change.before && plain.length > 0 ? { before: valuesBy(plain, 'before') } : {}),
    ...(change.after && plain.length > 0 ? { after: valuesBy(plain, 'after') } : {}),
  }
  return {
    action: kind.storedAs ?? change.action,
    entity: kind.entity,
    entityId: change.entityId ?? null,
    detail: Object.keys(detail).length > 0 ? detail : null,
    personal: differing.filter(({ field }) => fields[field] === 'PERSONAL'),
  }
}

const valuesBy = (values: readonly ChangedValue[], side: 'before' | 'after') =>
  Object.fromEntries(values.map(value => [value.field, value[side]]))
