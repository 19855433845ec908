import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { named, nextVersionOf, reviseInteractions, tellRows } from './move-sql.ts'
import {
  followingOf,
  keptOf,
  saysTheSame,
  takeFollowing,
  type Undoing,
  wasAdded,
  wasEdited,
} from './since-sql.ts'
import { type Held, type HeldKind, held, keyOf } from './tables.ts'

/** Ids that a conflict names, at most. */
const mostNamed = 100

/** What is not as the merge left it. */
export interface RowConflict {
  /**
   * `EDITED`: the row goes back as it says now, or, where only one can stand for both, the survivor keeps what it says
   * now and the other one gets what it had. `ADDED`: it came since and stays with the survivor. `FOLLOWS`: it came since, to
   * what goes back, and goes with it. `GONE`: the survivor has it no more.
   */
  reason: 'EDITED' | 'ADDED' | 'FOLLOWS' | 'GONE'
  kind: HeldKind
  rows: number
  /** The first of them, of what has ids. */
  ids: number[]
}

/** Rows that are the same one wherever they go; of others only what they say can be told apart. */
const goesBackItself = (table: Held): boolean => table.merged === 'MOVES' || table.has('id')

/** The rows that say which ones go back. */
const leadsOf = ({ goesWith }: Held, { mergeId }: Undoing): SQL =>
  sql`r.merge_id = ${mergeId} AND r.holding = ${goesWith}`

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
        ? (['ADDED', 'FOLLOWS'] as const).map(reason => ({
            ...{ reason, kind: table.kind },
            found: sql`SELECT t.id AS id FROM ${name} AS t WHERE ${here} AND ${wasAdded(table, undoing)}
              AND NOT EXISTS (SELECT 1 FROM customer_merge_rows AS r
                WHERE ${leadsOf(table, undoing)} AND r.key = ${keyOf(table)})
              AND t.id ${reason === 'ADDED' ? sql`NOT IN` : sql`IN`} (
                SELECT id FROM (${followingOf(undoing)}) WHERE holding = ${table.goesWith})`,
          }))
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
      : table.name === 'surveys'
        ? [sql`expires_on = ifnull(${kept('expires_on')}, expires_on)`]
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

/** Feedback that a contact with the other one answered waits for an answer again. */
function reopenFeedback({ survivor, merged, now }: Undoing): SQL[] {
  const table = named('feedback')
  const crossed = sql`t.customer_id IN (${survivor}, ${merged}) AND EXISTS (
    SELECT 1 FROM interactions AS i WHERE i.id = t.answer_id AND i.customer_id <> t.customer_id)`
  return [
    // The other one's own is told already.
    ...tellRows(table, sql`t.customer_id = ${survivor} AND ${crossed}`),
    sql`UPDATE feedback AS t SET state = iif(state = 'ANSWERED', 'OPEN', state), answer_id = NULL, answered_at = NULL,
      ${sql.join(nextVersionOf(table, now), sql`, `)} WHERE ${crossed}`,
  ]
}

/** Gives back what the survivor got, and what gave way; the merged customer has its row again by then. */
export function giveBackAll(undoing: Undoing): SQL[] {
  const { mergeId, survivor } = undoing
  const members = named('segment_members')
  return [
    // Of a membership that the survivor gives up the count stays.
    sql`UPDATE segments SET member_count = member_count + 1 WHERE id IN (
      SELECT r.key ->> 0 FROM customer_merge_rows AS r WHERE ${keptOf(members, undoing)}
      AND NOT (r.moved = 1 AND EXISTS (SELECT 1 FROM segment_members AS t
        WHERE ${byKey(members)} AND t.customer_id = ${survivor} AND ${saysTheSame(members)})))`,
    ...takeFollowing(undoing),
    ...held.flatMap(table => giveBackRows(table, undoing)),
    ...reopenFeedback(undoing),
    // Nights look for stays that were written: one that went away they find by those that are left.
    sql`UPDATE customer_regions SET change_id = ${thisChange} WHERE customer_id = ${survivor} AND EXISTS (
      SELECT 1 FROM customer_merge_rows WHERE merge_id = ${mergeId} AND holding = 'customer_regions' AND moved = 1)`,
  ]
}
