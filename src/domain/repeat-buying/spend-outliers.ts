import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { SpendOutlier } from '../../database/tables/value/models.ts'
import { whole } from '../../database/whole.ts'
import { isTrade, netAmount } from '../facts/purchases.ts'
import type { Service } from '../service/service.ts'

export const outliersAtMost = 5

/** Beyond so many times the typical spend, or below this part of it, a customer's mean spend is an outlier. */
const farFactor = 100

/** A customer with repeat purchase days and what they spent on each, in major units. */
export interface Spender {
  id: number
  mean: number
}

export interface Extremes {
  add(spenders: readonly Spender[]): void
  /**
   * The customers whose mean spend is over 100 times `typical` or under a hundredth of it: at most five, the
   * farthest on the logarithmic scale first, of equally far ones the lower id.
   */
  far(typical: number): Spender[]
}

/** Keeps the highest and lowest mean spends of all that are added, in whichever order and parts they come. */
export function collectExtremes(): Extremes {
  let highest: Spender[] = []
  let lowest: Spender[] = []
  return {
    add(spenders) {
      highest = [...highest, ...spenders]
        .sort((a, b) => b.mean - a.mean || a.id - b.id)
        .slice(0, outliersAtMost)
      lowest = [...lowest, ...spenders]
        .sort((a, b) => a.mean - b.mean || a.id - b.id)
        .slice(0, outliersAtMost)
    },
    far(typical) {
      const distance = ({ mean }: Spender) => Math.abs(Math.log(mean / typical))
      return [
        ...highest.filter(({ mean }) => mean > typical * farFactor),
        ...lowest.filter(({ mean }) => mean < typical / farFactor),
      ]
        .sort((a, b) => distance(b) - distance(a) || a.id - b.id)
        .slice(0, outliersAtMost)
    },
  }
}

const namedRow = z.object({ customerId: z.int(), interactionId: z.int().nullable() })

/**
 * Names what makes each of `far` an outlier, in one statement: of the purchases and refunds (a refund's amount is
 * negative here) on other days than the first purchase day and up to `day`, the highest for those above `typical`,
 * the lowest for those below it; of equal ones the lower id.
 */
export async function nameOutliers(
  service: Service,
  day: number,
  far: readonly Spender[],
  typical: number,
): Promise<SpendOutlier[]> {
  if (far.length === 0) return []
  const sides = JSON.stringify(far.map(({ id, mean }) => [id, mean > typical ? 1 : -1]))
  const found = await checkedRows(
    service.db.orm,
    namedRow,
    sql`
    WITH far AS MATERIALIZED (SELECT value ->> 0 AS id, value ->> 1 AS side FROM json_each(${sides}))
    SELECT c.id AS customerId, (SELECT id FROM (
      SELECT i.id AS id, ${netAmount} * far.side AS height
      FROM interactions i INDEXED BY interactions_purchases
      WHERE i.customer_id = c.id AND i.day <= ${whole(day)} AND i.day <> c.first_purchase_on
        AND ${isTrade} AND i.amount > 0
    ) ORDER BY height DESC, id LIMIT 1) AS interactionId
    FROM far JOIN customers c ON c.id = far.id`,
  )
  const interactions = new Map(found.map(row => [row.customerId, row.interactionId]))
  return far.map(({ id, mean }) => ({
    customerId: id,
    interactionId: interactions.get(id) ?? null,
    timesTypical: Number((mean / typical).toPrecision(3)),
  }))
}
