import { and, desc, gt, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { customers } from '../../database/tables/customers/customers.ts'
import { type ValueAtRisk, valueAtRisk } from '../follow-ups/value/value-at-risk.ts'
import type { RepeatBuyingBasis } from '../repeat-buying/basis.ts'
import type { RepeatBuyingRow } from '../repeat-buying/outlook.ts'
import type { Service } from '../service/service.ts'
import { type Found, waitingFor } from './found-sql.ts'

/** Of so many of the customers who spent most in 365 days the value at risk is followed. */
export const followedAtMost = 200
/** In per cent: from this probability on that a customer is gone its value at risk is news. */
export const goneFrom = 50

type Row = RepeatBuyingRow &
  Pick<typeof customers.$inferSelect, 'id' | 'netSpendYear'> &
  Pick<Found, 'followUpId'>

/** The customers whose value at risk is followed: they bought, and not since the day, which would be the news. */
export async function readFollowed(service: Service, mine: SQL, sinceDay: number): Promise<Row[]> {
  const { id, netSpendYear, firstPurchaseOn, lastPurchaseOn, purchaseDays, netSpend, repeatSpend } = customers
  const { costedSpendYear, costYear, cycleDoubled, metricsOn, restrictedAt, scoringObjectedAt } = customers
  return service.db.orm
    .select({
      ...{ id, netSpendYear, firstPurchaseOn, lastPurchaseOn, purchaseDays, netSpend, repeatSpend },
      ...{ costedSpendYear, costYear, cycleDoubled, metricsOn, restrictedAt, scoringObjectedAt },
      followUpId: sql<number | null>`${waitingFor(sql`customers.id`, service.today)}`,
    })
    .from(customers)
    .where(
      and(
        mine,
        gt(purchaseDays, 0),
        lt(lastPurchaseOn, sinceDay),
        isNull(customers.erasedAt),
        isNull(restrictedAt),
        isNull(scoringObjectedAt),
      ),
    )
    .orderBy(desc(netSpendYear), id)
    .limit(followedAtMost)
}

/**
 * Who became more likely gone than not, as no purchase came: as of the newest night, and not yet the day before `sinceDay`. In
 * the VS of a campaign or not: that is news of its own.
 */
export function riskRose(basis: RepeatBuyingBasis, rows: readonly Row[], sinceDay: number): Found[] {
  return rows.flatMap(row => {
    const on = (day: number) => valueAtRisk({ ...basis, asOf: day }, { ...row, metricsOn: null }, null)
    const isHigh = (value: ValueAtRisk) => value.amount !== null && 100 * value.risk >= goneFrom
    const now = on(basis.asOf)
    if (now.amount === null || !isHigh(now) || isHigh(on(sinceDay - 1))) return []
    return [
      {
        ...{ customerId: row.id, netSpendYear: `${row.netSpendYear}`, code: 'VALUE_AT_RISK_ROSE' as const },
        ...{ measured: Number(now.amount), threshold: goneFrom, facts: [], followUpId: row.followUpId },
      },
    ]
  })
}
