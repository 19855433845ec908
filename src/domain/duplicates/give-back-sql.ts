import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { nextVersionOf, reviseInteractions, tellRows } from './move-sql.ts'
import { type Held, type HeldKind, held, keyOf } from './tables.ts'

/** A merge that is undone. */
export interface Undoing {
  mergeId: number
  survivor: number
  merged: number
  /** The change that merged the two. */
  change: number
  at: number
  now: number
}

/** Ids that a conflict names, at most. */
const mostNamed = 100

/** What is not as the merge left it. */
export interface RowConflict {
  /**
   * `EDITED`: the row goes back as it says now, or, where only one can stand for both, the survivor keeps what it says
   * now and the other one gets what it had. `ADDED`: it came since and stays with the survivor. `GONE`: the survivor has
   * it no more.
   */
  reason: 'EDITED' | 'ADDED' | 'GONE'
  kind: HeldKind
  rows: number
  /** The first of them, of what has ids. */
  ids: number[]
}

/** What a night, a later version and the change itself write. */
const stamps = new Set(['customer_id', 'version', 'updated_at', 'change_id'])

const keptOf = ({ name }: Held, { mergeId }: Undoing): SQL =>
  sql`r.merge_id = ${mergeId} AND r.holding = ${name}`

/** Rows that are the same one wherever they go; of others only what they say can be told apart. */
const goesBackItself = (table: Held): boolean => table.merged === 'MOVES' || table.has('id')

/** The rows that say which ones go back. */
const leadsOf = ({ goesWith }: Held, { mergeId }: Undoing): SQL =>
  sql`r.merge_id = ${mergeId} AND r.holding = ${goesWith}`

/** Whether the row `t` says what `r` kept of it. */
const saysTheSame = ({ columns }: Held): SQL =>
  sql.join(
    columns
      .filter(column => !stamps.has(column))
      .map(column => sql`t.${sql.identifier(column)} IS ${sql.raw(`r.row ->> '$."${column}"'`)}`),
    sql` AND `,
  )

/** Merges of the survivor into others, which were undone since: each moved every row there and back. */
const laterMoves = ({ survivor, change }: Undoing): SQL =>
  sql`(SELECT count(*) FROM customer_merges WHERE merged_id = ${survivor} AND change_id > ${change})`

/** Whether somebody else than merges wrote the row `t` since. */
function wasEdited(table: Held, undoing: Undoing): SQL {
  if (table.merged === 'UNITES') return sql`NOT (${saysTheSame(table)})`
  if (!table.has('version')) return sql`0`
  const kept = sql`(SELECT r.row ->> '$.version' FROM customer_merge_rows AS r
    WHERE ${keptOf(table, undoing)} AND r.key = ${keyOf(table)})`
  return sql`t.version IS NOT ${kept} + 1 + 2 * ${laterMoves(undoing)}`
}

/** Whether the row `t` came to the survivor after the merge. */
function wasAdded(table: Held, { survivor, change, at }: Undoing): SQL {
  if (table.has('version'))
    return sql`(t.created_at > ${at} OR (t.created_at = ${at} AND t.version = 1 AND t.change_id > ${change}))`
  const beforeLaterMerges = sql`(SELECT r.row ->> '$.change_id' FROM customer_merges AS later
    CROSS JOIN customer_merge_rows AS r
      ON r.merge_id = later.id AND r.holding = ${table.name} AND r.key = ${keyOf(table)}
    WHERE later.merged_id = ${survivor} AND later.change_id > ${change} ORDER BY later.change_id LIMIT 1)`
  return sql`ifnull(${beforeLaterMerges}, t.change_id) > ${change}`
}

const conflictRow = z.object({ rows: z.int(), ids: json(z.array(z.int())) })

/** What stands in the way of giving back rows exactly as they were. */
export async function readConflicts(service: Service, undoing: Undoing): Promise<RowConflict[]> {
  const asked = held.flatMap(table => {
    if (table.merged === 'ASIDE') return []
    const name = sql.identifier(table.name)
    const named = table.has('id') ? sql`t.id` : sql`NULL`
    const moved = sql`${keptOf(table, undoing)} AND r.moved = 1`
    const here = sql`t.customer_id = ${undoing.survivor}`
    const joined = sql`customer_merge_rows AS r CROSS JOIN ${name} AS t ON ${byKey(table)} AND ${here}`
    return [
      {
        ...{ reason: 'EDITED' as const, kind: table.kind },
        found: sql`SELECT ${named} AS id FROM ${joined}
          WHERE ${leadsOf(table, undoing)} AND r.moved = 1 AND ${wasEdited(table, undoing)}`,
      },
      {
        ...{ reason: 'GONE' as const, kind: table.kind },
        found: sql`SELECT NULL AS id FROM customer_merge_rows AS r WHERE ${moved}
          AND NOT EXISTS (SELECT 1 FROM ${name} AS t WHERE ${byKey(table)} AND ${here})`,
      },
      ...(table.has('id')
        ? [
            {
              ...{ reason: 'ADDED' as const, kind: table.kind },
              found: sql`SELECT t.id AS id FROM ${name} AS t WHERE ${here} AND ${wasAdded(table, undoing)}
                AND NOT EXISTS (SELECT 1 FROM customer_merge_rows AS r
                  WHERE ${leadsOf(table, undoing)} AND r.key = ${keyOf(table)})`,
            },
          ]
        : []),
    ]
  })
  const answers = await Promise.all(
    asked.map(({ found }) =>
      checkedRows(
        service.db.orm,
        conflictRow,
        sql`WITH found AS (${found}) SELECT (SELECT count(*) FROM found) AS rows,
          (SELECT json_group_array(id) FROM (SELECT id FROM found WHERE id IS NOT NULL ORDER BY id LIMIT ${mostNamed})) AS ids`,
      ),
    ),
  )
  return asked.flatMap(({ reason, kind }, at) => {
    const [answer] = answers[at] ?? []
    return answer && answer.rows > 0 ? [{ reason, kind, ...answer }] : []
  })
}

/** The row `t` that `r` names. */
const byKey = ({ key }: Held): SQL =>
  key.length === 0
    ? sql`1`
    : sql.join(
        key.map((column, at) => sql`t.${sql.identifier(column)} = ${sql.raw(`r.key ->> ${at}`)}`),
        sql` AND `,
      )

/** Gives back what the survivor got of one table. */
function giveBackRows(table: Held, undoing: Undoing): SQL[] {
  const { survivor, merged, now } = undoing
  const name = sql.identifier(table.name)
  const moved = sql`EXISTS (SELECT 1 FROM customer_merge_rows AS r
    WHERE ${keptOf(table, undoing)} AND r.moved = 1 AND r.key = ${keyOf(table)}`
  if (!goesBackItself(table))
    return [
      sql`DELETE FROM ${name} AS t WHERE t.customer_id = ${survivor} AND ${moved} AND ${saysTheSame(table)})`,
      madeAgain(table, sql`${keptOf(table, undoing)}${stillThere(table)}`),
    ]
  const theirs = sql`t.customer_id = ${survivor} AND ${whichOf(table, undoing)}`
  const kept = (column: string) =>
    sql`(SELECT ${sql.raw(`r.row ->> '$."${column}"'`)} FROM customer_merge_rows AS r
      WHERE ${keptOf(table, undoing)} AND r.key = json_array(t.id))`
  const asBefore =
    table.name === 'follow_ups'
      ? [
          sql`period = ${kept('period')}`,
          ...['state', 'closed_at', 'snoozed_until'].map(
            column =>
              sql`${sql.identifier(column)} = iif(${wasEdited(table, undoing)}, ${sql.identifier(column)}, ${kept(column)})`,
          ),
        ]
      : []
  const set = [sql`customer_id = ${merged}`, ...asBefore, ...nextVersionOf(table, now)]
  return [
    ...(table.name === 'interactions' ? [reviseInteractions(theirs, now)] : []),
    ...tellRows(table, theirs),
    sql`UPDATE ${name} AS t SET ${sql.join(set, sql`, `)} WHERE ${theirs}`,
    ...(table.merged === 'MOVES'
      ? []
      : [madeAgain(table, sql`${keptOf(table, undoing)} AND r.moved = 0 AND r.row IS NOT NULL`)]),
  ]
}

/** Rows again as they were kept, of which `kept` says which. */
function madeAgain(table: Held, kept: SQL): SQL {
  const columns = table.columns.map(column => {
    const said = column === 'change_id' ? thisChange : sql.raw(`r.row ->> '$."${column}"'`)
    return { column: sql.identifier(column), said }
  })
  return sql`INSERT INTO ${sql.identifier(table.name)} (${sql.join(
    columns.map(({ column }) => column),
    sql`, `,
  )}) SELECT ${sql.join(
    columns.map(({ said }) => said),
    sql`, `,
  )} FROM customer_merge_rows AS r WHERE ${kept}`
}

/** The rows `t` that the merge moved, found by their key. */
const whichOf = (table: Held, undoing: Undoing): SQL => sql`(${sql.join(
  table.key.map(column => sql`t.${sql.identifier(column)}`),
  sql`, `,
)}) IN (SELECT ${sql.raw(table.key.map((_, at) => `r.key ->> ${at}`).join(', '))}
  FROM customer_merge_rows AS r WHERE ${leadsOf(table, undoing)} AND r.moved = 1)`

/** A night may have thrown a snapshot away. */
const stillThere = ({ name }: Held): SQL =>
  name === 'vulnerability_members'
    ? sql` AND EXISTS (SELECT 1 FROM vulnerability_snapshots WHERE id = r.row ->> '$.snapshot_id')`
    : sql``

/** Gives back what the survivor got, and what gave way; the merged customer has its row again by then. */
export function giveBackAll(undoing: Undoing): SQL[] {
  const { mergeId, survivor } = undoing
  return [
    sql`UPDATE segments SET member_count = member_count + 1 WHERE id IN (
      SELECT key ->> 0 FROM customer_merge_rows
      WHERE merge_id = ${mergeId} AND holding = 'segment_members' AND moved = 0)`,
    ...held.flatMap(table => giveBackRows(table, undoing)),
    // Nights look for stays that were written: one that went away they find by those that are left.
    sql`UPDATE customer_regions SET change_id = ${thisChange} WHERE customer_id = ${survivor} AND EXISTS (
      SELECT 1 FROM customer_merge_rows WHERE merge_id = ${mergeId} AND holding = 'customer_regions' AND moved = 1)`,
  ]
}
