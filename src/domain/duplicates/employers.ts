import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { employments } from '../../database/tables/customers/profile.ts'
import { thisChange } from '../writes/commit.ts'
import type { Move } from './move-sql.ts'
import { rowOf } from './tables.ts'

// Who works for whom has a customer at either end: what is here is the end of the organisation.

/** Under which names a merge keeps what it did. */
const moved = 'employments.organisation_id'
const dropped = 'employments.between'

const columns = Object.values(getTableColumns(employments)).map(({ name }) => name)

const tell = (which: SQL): SQL => sql`
  INSERT INTO change_rows (change_id, entity, row_id, before)
  SELECT ${thisChange}, 'employment', t.id, json_object('customerId', t.customer_id) FROM employments AS t WHERE ${which}`

/**
 * Whether somebody works for, or as, one of the two who can do so no more once both are of this kind. What one of them is
 * to the other does not count.
 */
export function worksAsOther(kind: 'PERSON' | 'ORGANISATION', survivor: SQL, merged: SQL): SQL {
  const [end, other] =
    kind === 'PERSON' ? ['organisation_id', 'customer_id'] : ['customer_id', 'organisation_id']
  const both = sql`(${survivor}, ${merged})`
  return sql`EXISTS (SELECT 1 FROM employments AS e
    WHERE e.${sql.raw(end)} IN ${both} AND e.${sql.raw(other)} NOT IN ${both})`
}

/** What a later version of a row has, as it stands in the trail. */
const next = (now: number): SQL => sql`version = version + 1, updated_at = ${now}, change_id = ${thisChange}`

/**
 * Whoever worked for the merged organisation works for the survivor. That one of the two works for the other says nothing
 * of one: it is kept with the merge. Goes before the rows of the merged customer move.
 */
export function moveEmployers({ mergeId, survivor, merged, now }: Move): SQL[] {
  const between = sql`((t.customer_id = ${merged} AND t.organisation_id = ${survivor})
    OR (t.customer_id = ${survivor} AND t.organisation_id = ${merged}))`
  const theirs = sql`t.organisation_id = ${merged}`
  const keep = (holding: string, row: SQL, isMoved: 0 | 1, which: SQL) => sql`
    INSERT INTO customer_merge_rows (merge_id, holding, key, row, moved)
    SELECT ${mergeId}, ${holding}, json_array(t.id), ${row}, ${isMoved} FROM employments AS t WHERE ${which}`
  return [
    tell(between),
    keep(dropped, rowOf(columns), 0, between),
    sql`DELETE FROM employments AS t WHERE ${between}`,
    tell(theirs),
    keep(moved, sql`NULL`, 1, theirs),
    sql`UPDATE employments AS t SET organisation_id = ${survivor}, ${next(now)} WHERE ${theirs}`,
  ]
}

/** Gives the organisation back who worked for it, and the two what was between them; both have their rows by then. */
export function giveBackEmployers({ mergeId, survivor, merged, now }: Omit<Move, 'today'>): SQL[] {
  const kept = (holding: string) =>
    sql`customer_merge_rows AS r WHERE r.merge_id = ${mergeId} AND r.holding = ${holding}`
  const theirs = sql`t.organisation_id = ${survivor} AND t.id IN (SELECT r.key ->> 0 FROM ${kept(moved)})`
  return [
    tell(theirs),
    sql`UPDATE employments AS t SET organisation_id = ${merged}, ${next(now)} WHERE ${theirs}`,
    sql`INSERT INTO employments (${sql.join(
      columns.map(column => sql.identifier(column)),
      sql`, `,
    )}) SELECT ${sql.join(
      columns.map(column => (column === 'change_id' ? thisChange : sql.raw(`r.row ->> '$."${column}"'`))),
      sql`, `,
    )} FROM ${kept(dropped)}`,
    tell(sql`t.id IN (SELECT r.key ->> 0 FROM ${kept(dropped)})`),
  ]
}
