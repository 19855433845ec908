import { formatDay } from '../../../src/lib/days.ts'
import type { Sale } from './world.ts'

/*
 * The figures of the reports counted straight from the sales, customer by customer, without a database, without
 * the sums that the product keeps and without its month numbers: a month is `YYYY-MM`.
 */

export const monthOf = (day: number) => formatDay(day).slice(0, 7)

export function plus(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const at = new Date(Date.UTC(year, number - 1 + months, 1))
  return at.toISOString().slice(0, 7)
}

export interface Buyer {
  /** Months with a purchase of more than nothing. */
  months: Set<string>
  /** The first of them. */
  first: string
  days: Set<number>
  net: bigint
  netYear: bigint
  /** Net spend for each of the months, a fraction cut off. */
  monthly: bigint
}

/** Everybody who ever bought, as of a day. */
export function buyersOf(sales: readonly Sale[], asOf: number): Buyer[] {
  const byCustomer = new Map<string, Sale[]>()
  for (const sale of sales) {
    if (sale.day <= asOf) byCustomer.set(sale.customer, [...(byCustomer.get(sale.customer) ?? []), sale])
  }
  return [...byCustomer.values()].flatMap(own => {
    const purchases = own.filter(sale => !sale.refund && sale.amount > 0)
    const months = new Set(purchases.map(sale => monthOf(sale.day)))
    const [first] = [...months].sort()
    if (first === undefined) return []
    const net = (from: number) =>
      own
        .filter(sale => sale.day > from)
        .reduce((sum, sale) => sum + BigInt(sale.refund ? -sale.amount : sale.amount), 0n)
    const all = net(Number.NEGATIVE_INFINITY)
    return {
      months,
      first,
      days: new Set(purchases.map(sale => sale.day)),
      net: all,
      netYear: net(asOf - 365),
      monthly: all / BigInt(months.size),
    }
  })
}

const within = (month: string, asOf: number) => month <= monthOf(asOf)

/** Whether a month is not over at the end of the day. */
const unfinished = (month: string, asOf: number) => month >= monthOf(asOf + 1)

/** Rounded half away from zero to two decimals of a per cent, by text. */
export function rate(part: number, whole: number): number | null {
  if (whole === 0) return null
  const hundredths = (BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole))
  return Number(hundredths) / 100
}

/** The first month of the month or quarter (`width` 1 or 3) that a month lies in. */
const startOf = (month: string, width: number) => plus(month, -((Number(month.slice(5)) - 1) % width))

/** Cohorts of `width` months whose months lie in from..to widened to whole cohorts. */
export function retention(
  buyers: readonly Buyer[],
  asOf: number,
  [from, to]: readonly [string, string],
  months: number,
  width: number,
) {
  const cohorts = [...new Set(buyers.map(buyer => startOf(buyer.first, width)))]
    .filter(month => month >= startOf(from, width) && month <= startOf(to, width))
    .sort()
  return cohorts.map(month => {
    const members = buyers.filter(buyer => startOf(buyer.first, width) === month)
    const last = plus(month, width - 1)
    const offsets = Array.from({ length: months }, (_, offset) => offset)
    return {
      month,
      customers: members.length,
      net: members.reduce((sum, buyer) => sum + buyer.net, 0n),
      provisional: unfinished(last, asOf),
      cells: offsets
        .filter(offset => within(plus(last, offset), asOf))
        .map(offset => {
          const active = members.filter(buyer => buyer.months.has(plus(buyer.first, offset))).length
          return {
            offset,
            active,
            rate: rate(active, members.length),
            provisional: unfinished(plus(last, offset), asOf),
          }
        }),
    }
  })
}

/** What happened in one month. */
export function flow(buyers: readonly Buyer[], asOf: number, month: string) {
  const before = plus(month, -1)
  const sum = (some: readonly Buyer[]) => some.reduce((total, buyer) => total + buyer.monthly, 0n)
  const active = buyers.filter(buyer => buyer.months.has(month))
  const activeBefore = buyers.filter(buyer => buyer.months.has(before))
  const churned = activeBefore.filter(buyer => !buyer.months.has(month))
  const returned = active.filter(buyer => !buyer.months.has(before) && buyer.first < month)
  return {
    month,
    provisional: unfinished(month, asOf),
    activeBefore: activeBefore.length,
    active: active.length,
    churned: churned.length,
    rate: rate(churned.length, activeBefore.length),
    loss: sum(churned),
    returned: returned.length,
    regained: sum(returned),
    net: sum(returned) - sum(churned),
    won: active.filter(buyer => buyer.first === month).length,
    kept: activeBefore.filter(buyer => buyer.months.has(month)).length,
    customers: buyers.filter(buyer => buyer.first <= month).length,
  }
}

export function churn(buyers: readonly Buyer[], asOf: number, from: string, to: string) {
  const rows: ReturnType<typeof flow>[] = []
  for (let month = from; month <= to && within(month, asOf); month = plus(month, 1))
    rows.push(flow(buyers, asOf, month))
  return rows
}

export const yearOf = (buyers: readonly Buyer[], asOf: number) => ({
  buyers: buyers.filter(buyer => [...buyer.days].some(day => day > asOf - 365)).length,
  net: buyers.reduce((sum, buyer) => sum + buyer.netYear, 0n),
})

/** A sum for each of some, a half rounded away from zero. */
export function perHead(sum: bigint, heads: number): bigint | null {
  if (heads === 0) return null
  const whole = sum / BigInt(heads)
  const rest = sum % BigInt(heads)
  const up = 2n * (rest < 0n ? -rest : rest) >= BigInt(heads) ? 1n : 0n
  return sum < 0n ? whole - up : whole + up
}
