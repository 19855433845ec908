import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { CohortChanges, type Member } from '../cohorts/contributions.ts'
import { keepCohorts } from '../cohorts/keep-cohorts.ts'
import { isTrade, tradeSign } from '../facts/purchases.ts'
import { readSum, wideSum } from '../facts/wide-sum.ts'
import type { Service } from '../service/service.ts'
import { guard } from '../writes/commit.ts'
import { jsonTexts } from '../writes/json-texts.ts'
import type { LifecyclePolicy } from './lifecycle.ts'
import { type DayTotal, type PurchaseMetrics, purchaseMetrics } from './purchase-metrics.ts'

/** The metrics as a JSON list, wide sums as text, in the order in which the statements below name them. */
export type Stored = [
  first: number | null,
  last: number | null,
  days: number,
  net: string,
  year: string,
  cycle: number | null,
  repeat: string,
  costed: string,
  cost: string,
  months: string,
]

/** A customer as `changeOf` reads it: id, stored metrics, and the text of the day totals. */
export type MeasuredRow = [id: number, ...stored: Stored, totals: string | null]

export const measured: z.ZodType<MeasuredRow> = z.tuple([
  z.int(),
  z.int().nullable(),
  z.int().nullable(),
  z.int(),
  z.string(),
  z.string(),
  z.int().nullable(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
])

/** A customer's metrics as they are stored and as they should be. */
export interface MetricsChange {
  id: number
  before: Stored
  now: Stored
}

/**
 * A `MeasuredRow` of a customer, the table alias `c`. Days are added up here, so that the text stays short for a
 * till that many buy from; the index `interactions_purchases` has them in order and is all that is read.
 */
export const measuredRow = (day: number): SQL => {
  const sign = sql`iif(${tradeSign} > 0, ' ', ' -')`
  const costed = wideSum(sql.raw('iif(i.cost IS NULL, NULL, ifnull(i.amount, 0))'))
  return sql`json_array(c.id, c.first_purchase_on, c.last_purchase_on, c.purchase_days, CAST(c.net_spend AS TEXT),
    CAST(c.net_spend_year AS TEXT), c.cycle_doubled, CAST(c.repeat_spend AS TEXT),
    CAST(c.costed_spend_year AS TEXT), CAST(c.cost_year AS TEXT), c.active_months, (
      SELECT group_concat(total, ';') FROM (
        SELECT i.day || ${sign} || ${wideSum(sql.raw('ifnull(i.amount, 0)'))}
          || ifnull(${sign} || ${costed} || ${sign} || ${wideSum(sql.raw('i.cost'))}, '') AS total
        FROM interactions i INDEXED BY interactions_purchases
        WHERE i.customer_id = c.id AND i.day <= ${day} AND ${isTrade}
        GROUP BY i.day, i.kind)))`
}

/** `day amount[ costed cost]` of each day and direction, by semicolons; the amounts of refunds begin with a minus. */
function readTotals(text: string | null): DayTotal[] {
  if (!text) return []
  return text.split(';').map(total => {
    const space = total.indexOf(' ')
    const day = Number(total.slice(0, space))
    const purchases = total[space + 1] !== '-'
    const sums = total.slice(space + 1)
    if (!sums.includes(' ')) return { day, purchases, amount: readSum(sums), costed: 0, cost: 0 }
    const [amount = '', costed = '', cost = ''] = sums.split(' ')
    return { day, purchases, amount: readSum(amount), costed: readSum(costed), cost: readSum(cost) }
  })
}

/** What the metrics as of `day` differ in from what is stored; null where they do not. */
export function changeOf(
  policy: LifecyclePolicy,
  [id, ...rest]: MeasuredRow,
  day: number,
): MetricsChange | null {
  const [first, last, days, net, year, cycle, repeat, costed, cost, months, totals] = rest
  const before: Stored = [first, last, days, net, year, cycle, repeat, costed, cost, months]
  const now = toStored(purchaseMetrics(policy, readTotals(totals), day))
  return now.every((value, at) => value === before[at]) ? null : { id, before, now }
}

/** What the cohort tables add up of a customer. */
export const memberOf = ([
  firstPurchaseOn,
  ,
  ,
  netSpend,
  netSpendYear,
  ,
  ,
  ,
  ,
  activeMonths,
]: Stored): Member => ({
  firstPurchaseOn,
  netSpend,
  netSpendYear,
  activeMonths,
})

const toStored = (metrics: PurchaseMetrics): Stored => [
  metrics.firstPurchaseOn,
  metrics.lastPurchaseOn,
  metrics.purchaseDays,
  String(metrics.netSpend),
  String(metrics.netSpendYear),
  metrics.cycleDoubled,
  String(metrics.repeatSpend),
  String(metrics.costedSpendYear),
  String(metrics.costYear),
  JSON.stringify(metrics.activeMonths),
]

const integerAt = (at: number) => sql.raw(`CAST(r.value ->> ${at} AS INTEGER)`)

/**
 * The batch that stores changed metrics as of `day` and moves the sums of cohorts by as much. The database sends a
 * batch again whose answer was lost, and sums must not move twice, so it holds only while the customers stand in
 * the sums with what was read of them. `metrics_on` is the day for which the metrics last differed.
 */
export function storeMetrics(service: Service, changes: readonly MetricsChange[], day: number): Statement[] {
  const cohorts = new CohortChanges()
  for (const { before, now } of changes) cohorts.replace(memberOf(before), memberOf(now))
  const stood = changes.map(({ id, before }) => {
    const { firstPurchaseOn, netSpend, netSpendYear, activeMonths } = memberOf(before)
    return [id, firstPurchaseOn, netSpend, netSpendYear, activeMonths]
  })
  const aged = changes.filter(({ before, now }) => isAging(before, now))
  const others = changes.filter(({ before, now }) => !isAging(before, now))
  return [
    ...jsonTexts(stood).map(text =>
      guard(
        service,
        sql`NOT EXISTS (
          SELECT 1 FROM json_each(${text}) r CROSS JOIN customers c ON c.id = r.value ->> 0
          WHERE c.first_purchase_on IS NOT r.value ->> 1 OR c.net_spend <> ${integerAt(2)}
            OR c.net_spend_year <> ${integerAt(3)} OR c.active_months <> r.value ->> 4)`,
      ),
    ),
    ...keepCohorts(cohorts),
    ...storeRows(
      others,
      sql`first_purchase_on = r.value ->> 1, last_purchase_on = r.value ->> 2, purchase_days = r.value ->> 3,
        net_spend = ${integerAt(4)}, repeat_spend = ${integerAt(7)}, active_months = r.value ->> 10, ${aging},
        metrics_on = ${day}`,
    ),
    ...storeRows(aged, sql`${aging}, metrics_on = ${day}`),
  ]
}

/** Whether only those values differ that change as days leave the last 365: most rows of most nights. */
const isAging = (before: Stored, now: Stored) => [0, 1, 2, 3, 6, 9].every(at => before[at] === now[at])

const aging = sql`net_spend_year = ${integerAt(5)}, cycle_doubled = r.value ->> 6,
  costed_spend_year = ${integerAt(8)}, cost_year = ${integerAt(9)}`

/** A write rewrites the indexes of all columns it names, changed or not. */
const storeRows = (changes: readonly MetricsChange[], values: SQL): SQL[] =>
  jsonTexts(changes.map(({ id, now }) => [id, ...now])).map(
    rows => sql`UPDATE customers SET ${values} FROM json_each(${rows}) r WHERE customers.id = r.value ->> 0`,
  )
