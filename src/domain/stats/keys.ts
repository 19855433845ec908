import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { IdKind } from '../../lib/ids.ts'
import { monthOf } from '../facts/months.ts'
import { type Columns, columnOf } from '../filters/field.ts'
import type { Scope } from '../service/scopes.ts'

/** What the value of a group is. */
export type KeyValue =
  | { is: 'ENUM'; values: readonly string[] }
  | { is: 'ID'; kind: IdKind }
  | { is: 'TEXT' }
  /** A whole number from `from` until `until`. */
  | { is: 'NUMBER'; from: number; until: number }
  | { is: 'DAY' | 'WEEK' | 'MONTH' }

/** One thing by which rows are put together. */
export interface GroupKey {
  value: KeyValue
  scopes: readonly Scope[]
  /**
   * The group of a row; NULL where it is unknown. `MONTH` is the number of the month since year 0, `WEEK` that of the
   * week's Monday.
   * @param place of the key among those asked for, which tells names of joined tables apart
   */
  of(columns: Columns, place: number): SQL
  /** What has to be joined for it: SQL that follows the table. */
  join?(columns: Columns, place: number): SQL
  /** Tables that the joins read: SQL of WITH. */
  with?(place: number, level: number): SQL
  /** Where the groups are rows that have names: their table with columns `id` and `name`, as SQL, and which there are. */
  named?: { names: SQL; all(level: number): SQL }
}

export const enumKey = (
  property: string,
  values: readonly string[],
  scopes: readonly Scope[] = [],
): GroupKey => ({
  value: { is: 'ENUM', values },
  scopes,
  of: columns => sql`${columnOf(columns, property)}`,
})

export const textKey = (property: string, scopes: readonly Scope[] = []): GroupKey => ({
  value: { is: 'TEXT' },
  scopes,
  of: columns => sql`${columnOf(columns, property)}`,
})

/** A value that no column holds. */
export const computedKey = (
  value: KeyValue,
  of: (columns: Columns) => SQL,
  scopes: readonly Scope[] = [],
): GroupKey => ({ value, scopes, of })

const staff = {
  names: sql`SELECT id, name FROM staff_members`,
  all: () => sql`SELECT id, name FROM staff_members WHERE active = 1`,
}

export const staffKey = (property: string): GroupKey => ({
  value: { is: 'ID', kind: 'staffMember' },
  scopes: ['staff:read'],
  of: columns => sql`${columnOf(columns, property)}`,
  named: staff,
})

/** Monday of the week of a day: day 0 was a Thursday. */
const monday = (day: SQLWrapper) => sql`(${day} - (((${day} + 3) % 7) + 7) % 7)`

/** The day, week and month of a column of days. */
export function dayKeys<Name extends string>(name: Name, property: string) {
  const keys: Record<string, GroupKey> = {
    [`${name}_DAY`]: computedKey({ is: 'DAY' }, columns => sql`${columnOf(columns, property)}`),
    [`${name}_WEEK`]: computedKey({ is: 'WEEK' }, columns => monday(columnOf(columns, property))),
    [`${name}_MONTH`]: computedKey({ is: 'MONTH' }, columns => monthOf(columnOf(columns, property))),
  }
  return keys
}

const names = (table: string, place: number) => sql.raw(`${table}_${place}`)

/** The region of a level of the tree, 1 at the top, that a row lies in; unknown above that level. */
export const regionKey = (property: string): GroupKey => ({
  value: { is: 'ID', kind: 'region' },
  scopes: ['regions:read'],
  of: (_columns, place) => sql`${names('level', place)}.top`,
  with: (place, level) => sql`
    ${names('depth', place)}(id, depth) AS (
      SELECT id, 1 FROM regions WHERE parent_id IS NULL
      UNION ALL
      SELECT r.id, d.depth + 1 FROM regions AS r JOIN ${names('depth', place)} AS d ON r.parent_id = d.id),
    ${names('levels', place)}(id, top) AS (
      SELECT id, id FROM ${names('depth', place)} WHERE depth = ${level}
      UNION ALL
      SELECT r.id, l.top FROM regions AS r JOIN ${names('levels', place)} AS l ON r.parent_id = l.id)`,
  join: (columns, place) =>
    sql`LEFT JOIN ${names('levels', place)} AS ${names('level', place)}
      ON ${names('level', place)}.id = ${columnOf(columns, property)}`,
  named: {
    names: sql`SELECT id, name FROM regions`,
    all: level => sql`
      WITH RECURSIVE depth(id, name, depth) AS (
        SELECT id, name, 1 FROM regions WHERE parent_id IS NULL
        UNION ALL
        SELECT r.id, r.name, d.depth + 1 FROM regions AS r JOIN depth AS d ON r.parent_id = d.id)
      SELECT id, name FROM depth WHERE depth = ${level}`,
  },
})

/** Each segment that a customer is a member of: a customer counts once in each of them. */
export const segmentKey = (property: string): GroupKey => ({
  value: { is: 'ID', kind: 'segment' },
  scopes: ['segments:read'],
  of: (_columns, place) => sql`${names('membership', place)}.segment_id`,
  join: (columns, place) =>
    sql`LEFT JOIN segment_members AS ${names('membership', place)}
      ON ${names('membership', place)}.customer_id = ${columnOf(columns, property)}`,
  named: {
    names: sql`SELECT id, ifnull(name_given, name) AS name FROM segments`,
    all: () => sql`SELECT id, ifnull(name_given, name) AS name FROM segments`,
  },
})
