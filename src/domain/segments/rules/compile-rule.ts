import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { newestOfCampaign } from '../../facts/newest-snapshot.ts'
import { isPurchase, isTrade, netAmount } from '../../facts/purchases.ts'
import { clamped, wideSum } from '../../facts/wide-sum.ts'
import { lifecyclePolicy } from '../../metrics/lifecycle.ts'
import { coveredRegions } from '../../regions/covered.ts'
import type { Bounds, Rule, Window } from './rule.ts'

/** The columns of the customer in question, under whatever alias the statement gives them. */
export interface CustomerColumns {
  id: SQLWrapper
  regionId: SQLWrapper
  lifecycle: SQLWrapper
  /** The stored purchase metrics, if they are those of the very as-of day: what they say no purchase is read for. */
  metrics?: {
    lastPurchaseOn: SQLWrapper
    purchaseDays: SQLWrapper
    netSpend: SQLWrapper
    netSpendYear: SQLWrapper
  }
}

/**
 * A rule as an SQL predicate of one customer: 1, 0, or NULL where it is unknown, which AND, OR and NOT carry on
 * as Kleene's logic has it. Unknown are the region of a customer without one, the last purchase of somebody
 * who never bought, and the verdict on somebody whom no snapshot knows; the spend of no purchases is 0.
 * Facts up to the end of the day `asOf` count, and relative windows end there.
 * @param before the watermark of a night: verdicts of the nights that began before it count; null for all there are
 */
export function compileRule(
  rule: Rule,
  customer: CustomerColumns,
  asOf: number,
  before: number | null = null,
): SQL {
  const inner = (nodes: readonly Rule[], operator: SQL) =>
    sql`(${sql.join(
      nodes.map(node => compileRule(node, customer, asOf, before)),
      operator,
    )})`
  if (rule.all) return inner(rule.all, sql` AND `)
  if (rule.any) return inner(rule.any, sql` OR `)
  if (rule.not) return sql`(NOT ${compileRule(rule.not, customer, asOf, before)})`
  return sql`(${leaf(rule, customer, asOf, before)})`
}

function leaf(rule: Rule, customer: CustomerColumns, asOf: number, before: number | null): SQL {
  const { region, lifecycle, spend, purchases, lastPurchase, vulnerability } = rule
  if (region)
    return sql`${customer.regionId} IN ${region.descendants === false ? listed(region.ids) : coveredRegions(region.ids)}`
  if (lifecycle) return sql`${customer.lifecycle} IN ${listed(lifecycle.in)}`
  if (spend)
    return between(
      storedSpend(customer, spend, asOf) ??
        sql`ifnull((
        SELECT ${clamped(wideSum(netAmount))} FROM ${purchasesOf(customer)}
        AND ${inWindow(spend, asOf)}), 0)`,
      spend,
    )
  if (purchases)
    return between(
      storedPurchases(customer, purchases, asOf) ??
        sql`(
        SELECT count(DISTINCT i.day) FROM ${purchasesOf(customer)} AND ${isPurchase}
        AND ${inWindow(purchases, asOf)})`,
      purchases,
    )
  if (lastPurchase)
    return between(
      customer.metrics
        ? sql`${asOf} - ${customer.metrics.lastPurchaseOn}`
        : sql`${asOf} - (
        SELECT i.day FROM ${purchasesOf(customer)} AND ${isPurchase} AND i.day <= ${asOf} ORDER BY i.day DESC LIMIT 1)`,
      { atLeast: lastPurchase.atLeastDaysAgo, atMost: lastPurchase.withinDays },
    )
  if (vulnerability) {
    const { verdict, grade, campaign } = vulnerability
    // The greatest of no verdicts is NULL: nobody observed this customer.
    return sql`
      SELECT max(v.verdict = ${verdict}${grade === undefined ? sql`` : sql` AND v.grade = ${grade}`})
      FROM vulnerability_members AS v
      WHERE v.customer_id = ${customer.id} AND v.snapshot_id IN (${newestSnapshots(asOf, campaign, before)})`
  }
  throw new Error('A rule node without a condition')
}

const listed = (values: readonly (string | number)[]) =>
  sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`

/** The customer's purchases and refunds, up to and without further conditions: SQL that goes on with AND. */
const purchasesOf = (customer: CustomerColumns) => sql`
  interactions AS i INDEXED BY interactions_purchases
  WHERE i.customer_id = ${customer.id} AND ${isTrade}`

/** Whether a window leaves out nothing that happened up to the as-of day. */
const isWholePast = ({ lastDays, from, until }: Window, asOf: number) =>
  lastDays === undefined && from === undefined && (until === undefined || until >= asOf)

function storedSpend({ metrics }: CustomerColumns, window: Window, asOf: number): SQL | undefined {
  if (!metrics) return undefined
  if (isWholePast(window, asOf)) return sql`${metrics.netSpend}`
  return window.lastDays === lifecyclePolicy.cycleWindowDays ? sql`${metrics.netSpendYear}` : undefined
}

function storedPurchases({ metrics }: CustomerColumns, window: Window, asOf: number): SQL | undefined {
  return metrics && isWholePast(window, asOf) ? sql`${metrics.purchaseDays}` : undefined
}

function inWindow({ lastDays, from, until }: Window, asOf: number): SQL {
  const first = lastDays === undefined ? from : asOf - lastDays + 1
  const last = until === undefined ? asOf : Math.min(until, asOf)
  return first === undefined ? sql`i.day <= ${last}` : sql`i.day BETWEEN ${first} AND ${last}`
}

/** Both bounds over one expression, so that SQLite evaluates it once. */
function between(value: SQL, { atLeast, atMost }: Bounds): SQL {
  if (atLeast !== undefined && atMost !== undefined) return sql`${value} BETWEEN ${atLeast} AND ${atMost}`
  return atLeast === undefined ? sql`${value} <= ${atMost}` : sql`${value} >= ${atLeast}`
}

/** Of each campaign, or of the named one, the newest sealed snapshot of all its regions together. */
const newestSnapshots = (asOf: number, campaign: number | undefined, before: number | null) => sql`
  SELECT s.id FROM campaigns k JOIN vulnerability_snapshots s ON s.id = ${newestOfCampaign(sql`k.id`, asOf, before)}
  ${campaign === undefined ? sql`` : sql`WHERE k.id = ${campaign}`}`
