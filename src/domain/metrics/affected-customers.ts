import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { tradeKind } from '../facts/purchases.ts'
import type { Service } from '../service/service.ts'
import type { Run } from '../sweeps/sweep.ts'
import type { Place } from './chunk.ts'
import { type LifecyclePolicy, lifecyclePolicy } from './lifecycle.ts'
import { metricsVersion, yearDays } from './purchase-metrics.ts'

/**
 * Whose purchase metrics may differ from those of the base night. Between two nights a value can only change
 * because a purchase or refund was written or corrected, because its day came to count, or because its day
 * left the last 365 or the window of the own cycle: indexed ranges all, so a quiet night reads no other purchases.
 */
const affected = ['WRITTEN', 'CORRECTED', 'ARRIVED', 'LEFT', 'LEFT_CYCLE'] as const

/** `EVERYONE` stands for all of them where there is nothing to compare with. */
export const sources = [...affected, 'EVERYONE'] as const

export type Source = (typeof sources)[number]

/** The sources of a night that builds on another one: days leave both windows at once where these are as long. */
export const affectedSources = ({ cycleWindowDays }: LifecyclePolicy): [Source, ...Source[]] =>
  cycleWindowDays === yearDays ? ['WRITTEN', 'CORRECTED', 'ARRIVED', 'LEFT'] : [...affected]

/** The night whose values the tables hold. */
export const baseNightSchema = z.object({
  day: z.int(),
  watermark: z.int(),
  /** The workspace's doubled cycle that its lifecycle stages went by; null where it did not say. */
  workspaceCycle: z.int().nullable(),
})

export type Base = z.infer<typeof baseNightSchema>

const nightRow = baseNightSchema.extend({ version: z.int().nullable(), disturbed: z.int(), renewed: z.int() })

/**
 * The newest night that stored current metrics, if the tables hold what it left: null before the first one,
 * after one of another version of the metrics or of the lifecycle policy, after one that broke off, because nobody knows how far it came,
 * and where another run was at work beside it, because nobody knows which of the two wrote last.
 */
export async function baseNight(service: Service, run: Run): Promise<Base | null> {
  const [base] = await checkedRows(
    service.db.orm,
    nightRow,
    sql`
    SELECT day, watermark, metrics_version AS version,
      (SELECT value -> 'counts' ->> 'workspaceCycle' FROM json_each(n.stages) WHERE value ->> 'stage' = 'lifecycle')
        AS workspaceCycle,
      EXISTS (
        SELECT 1 FROM nights o
        WHERE o.current = 1 AND o.id NOT IN (n.id, ${run.id}) AND (
          (o.state <> 'COMPLETED' AND o.started_at >= n.started_at)
          OR (o.started_at < n.finished_at AND ifnull(o.finished_at > n.started_at, 1)))) AS disturbed,
      EXISTS (
        SELECT 1 FROM policies p WHERE p.kind = ${lifecyclePolicy.kind}
          AND p.change_id > n.watermark AND p.change_id <= ${run.watermark}) AS renewed
    FROM nights n WHERE state = 'COMPLETED' AND current = 1 ORDER BY day DESC, attempt DESC LIMIT 1`,
  )
  if (!base || base.version !== metricsVersion || base.disturbed + base.renewed > 0) return null
  const { day, watermark, workspaceCycle } = base
  return { day, watermark, workspaceCycle }
}

/**
 * The rows of a source behind a place, in index order: the customer, and the row's place as `a` and `b`. The
 * place is the only lower bound, because with two of them SQLite may start from the lower one.
 */
export function rowsOf(
  service: Service,
  run: Run,
  { cycleWindowDays }: LifecyclePolicy,
  source: Source,
  base: Base,
  after: Place,
): SQL {
  const zone = service.workspace.timeZone
  const counted = tradeKind('kind')
  const behind = (first: number) => {
    const [a, b] = after ?? [first, -1]
    return sql`(${a}, ${b})`
  }
  // Whoever had such a row written since comes with WRITTEN already.
  const days = (from: number, to: number) => sql`
    SELECT customer_id AS customer, occurred_at AS a, id AS b FROM interactions INDEXED BY interactions_time
    WHERE (occurred_at, id) > ${behind(startOfDay(from, zone))} AND occurred_at < ${startOfDay(to, zone)}
      AND ${counted} AND change_id <= ${base.watermark}
    ORDER BY occurred_at, id`
  switch (source) {
    case 'EVERYONE':
      return sql`SELECT id AS customer, id AS a, 0 AS b FROM customers WHERE id > ${after?.[0] ?? 0} ORDER BY id`
    case 'WRITTEN':
      return sql`
        SELECT customer_id AS customer, change_id AS a, customer_id AS b
        FROM interactions INDEXED BY interactions_purchase_changes
        WHERE (change_id, customer_id) > ${behind(base.watermark + 1)} AND ${counted}
        GROUP BY change_id, customer_id ORDER BY change_id, customer_id`
    case 'CORRECTED':
      return sql`
        SELECT customer_id AS customer, change_id AS a, interaction_id AS b
        FROM interaction_revisions INDEXED BY interaction_revisions_change
        WHERE (change_id, interaction_id) > ${behind(base.watermark + 1)} AND ${counted}
        ORDER BY change_id, interaction_id`
    case 'ARRIVED':
      return days(base.day + 1, run.day + 1)
    case 'LEFT':
      return days(base.day + 1 - yearDays, run.day + 1 - yearDays)
    case 'LEFT_CYCLE':
      return days(base.day + 1 - cycleWindowDays, run.day + 1 - cycleWindowDays)
  }
}
