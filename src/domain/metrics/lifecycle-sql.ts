import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { lifecycleStages } from '../../database/tables/customers/customers.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'
import { scoredRow } from '../facts/scored.ts'
import { jsonTexts } from '../writes/json-texts.ts'
import type { LifecyclePolicy, LifecycleStage } from './lifecycle.ts'
import {
  type LifecycleReason,
  lifecycleReason,
  notScored,
  type PurchaseHistory,
  type Standing,
  standingOf,
} from './standing.ts'

/** A customer as `standingOf` needs it, with what is stored: the purchase days as text, where they are asked for. */
export type JudgedRow = [
  id: number,
  stage: LifecycleStage,
  reviewOn: number | null,
  workspaceCycle: number | null,
  first: number | null,
  last: number | null,
  days: number,
  cycle: number | null,
  purchaseDays: string | null,
  /** Whether a stage may be told of it at all, 1 or 0. */
  scored: number,
]

export const judged: z.ZodType<JudgedRow> = z.tuple([
  z.int(),
  z.enum(lifecycleStages),
  z.int().nullable(),
  z.int().nullable(),
  z.int().nullable(),
  z.int().nullable(),
  z.int(),
  z.int().nullable(),
  z.string().nullable(),
  z.int(),
])

/** A `JudgedRow` of a customer, the table alias `c`, over the stored metrics of the same day. */
export const judgedRow = (
  { lapsingCycles }: LifecyclePolicy,
  day: number,
  workspaceCycle: number,
): SQL => sql`
  json_array(c.id, c.lifecycle, c.lifecycle_review_on, c.lifecycle_cycle, c.first_purchase_on, c.last_purchase_on,
    c.purchase_days, c.cycle_doubled, CASE
      WHEN c.purchase_days > 1 AND 2 * (${day} - c.last_purchase_on)
        <= ${lapsingCycles} * ifnull(c.cycle_doubled, ${workspaceCycle})
      THEN (
        SELECT group_concat(day) FROM (
          SELECT i.day AS day FROM interactions i INDEXED BY interactions_purchases
          WHERE i.customer_id = c.id AND i.day <= ${day} AND ${isTrade} AND ${isPurchase}
          GROUP BY i.day)) END, ${scoredRow('c.')})`

/** What a customer's row should say instead of what it says. */
export interface Change {
  id: number
  standing: Standing
  /** The stage is another one; else only what it rests on. */
  moved: boolean
  reason: LifecycleReason
}

/** What differs from what is stored; null where nothing does. */
export function changeOf(
  policy: LifecyclePolicy,
  row: JudgedRow,
  day: number,
  workspaceCycle: number,
): Change | null {
  const [id, stage, reviewOn, restedOn, first, last, days, cycle, text, scored] = row
  const history: PurchaseHistory = { first, last, days, cycle }
  const purchaseDays = text ? text.split(',').map(Number) : []
  purchaseDays.sort((a, b) => a - b)
  const standing = scored === 1 ? standingOf(policy, history, purchaseDays, day, workspaceCycle) : notScored
  const moved = standing.stage !== stage
  if (!moved && standing.reviewOn === reviewOn && standing.workspaceCycle === restedOn) return null
  return { id, standing, moved, reason: lifecycleReason(policy, standing) }
}

/**
 * Stores the changes of the end of the run's day and dates the moves among them. A second move on the same day replaces
 * the first, and one that leads back to where the day began leaves no trace but for the feed.
 * @param movedBefore whether somebody of them may have moved on that day already
 */
export function storeChanges(
  changes: readonly Change[],
  { day, changeId }: { day: number; changeId: number | SQL<number> },
  movedBefore: boolean,
): SQL[] {
  const movers = changes.filter(({ moved }) => moved)
  const stayers = changes.filter(({ moved }) => !moved)
  const dated = jsonTexts(movers.map(({ id, standing, reason }) => [id, standing.stage, reason]))
  const since = movedBefore
    ? sql`(SELECT max("on") FROM lifecycle_changes WHERE customer_id = customers.id)`
    : sql`${day}`
  return [
    ...dated.map(
      rows => sql`
        INSERT INTO lifecycle_changes (customer_id, "on", "from", "to", reason, change_id)
        SELECT c.id, ${day}, c.lifecycle, r.value ->> 1, r.value -> 2, ${changeId}
        FROM json_each(${rows}) r CROSS JOIN customers c ON c.id = r.value ->> 0
        WHERE c.lifecycle <> r.value ->> 1
        ON CONFLICT (customer_id, "on") DO UPDATE
          SET "to" = excluded."to", reason = excluded.reason, change_id = excluded.change_id`,
    ),
    ...(movedBefore ? dated : []).flatMap(rows => {
      const back = sql`FROM lifecycle_changes
        WHERE (customer_id, "on") IN (SELECT value ->> 0, ${day} FROM json_each(${rows})) AND "from" = "to"`
      return [
        sql`INSERT INTO change_rows (change_id, entity, row_id) SELECT ${changeId}, 'lifecycle', customer_id ${back}
            AND ${changeId} > 0
          ON CONFLICT DO NOTHING`,
        sql`DELETE ${back}`,
      ]
    }),
    ...storeRests(movers, sql`lifecycle = r.value ->> 3, lifecycle_since = ${since},`),
    // Without the stage in it, the write leaves the indexes alone that know the stage.
    ...storeRests(stayers, sql``),
  ]
}

/** Stores what the stages rest on, and `more` that the fourth place of a row, its stage, says. */
const storeRests = (changes: readonly Change[], more: SQL): SQL[] =>
  jsonTexts(
    changes.map(({ id, standing: { reviewOn, workspaceCycle, stage } }) => [
      id,
      reviewOn,
      workspaceCycle,
      stage,
    ]),
  ).map(
    rows => sql`
      UPDATE customers SET ${more} lifecycle_review_on = r.value ->> 1, lifecycle_cycle = r.value ->> 2
      FROM json_each(${rows}) r WHERE customers.id = r.value ->> 0`,
  )
