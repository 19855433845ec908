import { type SQL, sql } from 'drizzle-orm'
import { startOfDay } from '../../lib/days.ts'
import type { Service } from '../context.ts'
import type { Run } from '../sweep.ts'
import { lifecyclePolicy } from './lifecycle.ts'

/**
 * Whose purchase metrics may differ from those of the newest completed night. Between two nights a value can
 * only change because a purchase or refund was written or corrected, because its day came to count, or
 * because its day left the last 365: three indexed ranges, so a quiet night reads no other purchases.
 */
export const affectedSources = ['WRITTEN', 'CORRECTED', 'ARRIVED', 'LEFT'] as const

/** `EVERYONE` stands for all of them where there is nothing to compare with. */
export type Source = (typeof affectedSources)[number] | 'EVERYONE'

/** The night whose values the tables hold. */
export type Base = {
  day: number
  watermark: number
}

/** A row's place in a source's index; null before the first row. */
export type Place = [number, number] | null

/** The newest night that stored current metrics; null before the first one. */
export async function newestNight(service: Service): Promise<Base | null> {
  const rows = await service.db.orm.all<Base>(sql`
    SELECT day, watermark FROM nights WHERE state = 'COMPLETED' AND current = 1 ORDER BY day DESC, attempt DESC LIMIT 1`)
  return rows[0] ?? null
}

/**
 * The next rows of a source: the customer, and the row's place. At most `limit`, in index order. The place is
 * the only lower bound, because with two of them SQLite may start from the lower one.
 */
export function nextOf(
  service: Service,
  run: Run,
  source: Source,
  base: Base,
  after: Place,
  limit: number,
): SQL {
  const zone = service.workspace.timeZone
  const counted = sql`kind IN ('PURCHASE', 'REFUND')`
  const behind = (first: number) => {
    const [a, b] = after ?? [first, -1]
    return sql`(${a}, ${b})`
  }
  const days = (from: number, to: number) => sql`
    SELECT customer_id AS customer, occurred_at AS a, id AS b FROM interactions INDEXED BY interactions_time
    WHERE (occurred_at, id) > ${behind(startOfDay(from, zone))} AND occurred_at < ${startOfDay(to, zone)}
      AND ${counted}
    ORDER BY occurred_at, id LIMIT ${limit}`
  switch (source) {
    case 'EVERYONE':
      return sql`
        SELECT id AS customer, id AS a, 0 AS b FROM customers WHERE id > ${after?.[0] ?? 0}
        ORDER BY id LIMIT ${limit}`
    case 'WRITTEN':
      return sql`
        SELECT customer_id AS customer, change_id AS a, customer_id AS b
        FROM interactions INDEXED BY interactions_purchase_changes
        WHERE (change_id, customer_id) > ${behind(base.watermark + 1)} AND ${counted}
        GROUP BY change_id, customer_id ORDER BY change_id, customer_id LIMIT ${limit}`
    case 'CORRECTED':
      return sql`
        SELECT customer_id AS customer, change_id AS a, interaction_id AS b
        FROM interaction_revisions INDEXED BY interaction_revisions_change
        WHERE (change_id, interaction_id) > ${behind(base.watermark + 1)} AND ${counted}
        ORDER BY change_id, interaction_id LIMIT ${limit}`
    case 'ARRIVED':
      return days(base.day + 1, run.day + 1)
    case 'LEFT':
      return days(
        base.day + 1 - lifecyclePolicy.cycleWindowDays,
        run.day + 1 - lifecyclePolicy.cycleWindowDays,
      )
  }
}
