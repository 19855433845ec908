import { beforeAll, describe, expect, test } from 'vitest'
import { type Invoice, readInvoices } from '../../../scripts/demo/online-retail.ts'
import { type Fit, fitSpend } from '../../../src/domain/repeat-buying/models/fit.ts'
import { collectSpend } from '../../../src/domain/repeat-buying/models/spend-groups.ts'
import { expectedSpend, type SpendParameters } from '../../../src/domain/repeat-buying/models/spend-model.ts'

/** Repeat purchase days, and what was spent on them in pounds. */
type Repeats = readonly [days: number, spend: number]

let retail: Repeats[]

beforeAll(async () => {
  retail = repeatsOf(await readInvoices())
})

/** What Gamma-Gamma sees of each buyer of the Online Retail data, counted over the raw file. */
function repeatsOf(invoices: readonly Invoice[]): Repeats[] {
  const own = new Map<string, Invoice[]>()
  for (const invoice of invoices) own.set(invoice.customer, [...(own.get(invoice.customer) ?? []), invoice])
  return [...own.values()].flatMap(all => {
    const bought = all.filter(invoice => !invoice.cancellation && Number(invoice.amount) > 0)
    const [first] = bought
    if (!first) return []
    const days = new Set(bought.map(invoice => invoice.day)).size - 1
    const spend = all
      .filter(invoice => invoice.day !== first.day)
      .reduce((sum, { amount, cancellation }) => sum + (cancellation ? -1 : 1) * Number(amount), 0)
    return [[days, spend] as const]
  })
}

function fitted(customers: readonly Repeats[]): Fit<SpendParameters> {
  const spend = collectSpend()
  for (const [days, amount] of customers) spend.add(days, amount, 1)
  return fitSpend(spend.groups(), 50)
}

function parametersOf(fit: Fit<SpendParameters>): SpendParameters {
  if (fit.state !== 'FITTED') throw new Error(`There is no fit: ${fit.failure}.`)
  return fit.parameters
}

/** By what part the expected spend of each of `retail` moves when `strange` join, ascending. */
function moves(strange: readonly Repeats[]): number[] {
  const [alone, together] = [retail, [...retail, ...strange]].map(all => parametersOf(fitted(all)))
  if (!alone || !together) throw new Error('Two fits were asked for.')
  return retail
    .filter(([days, spend]) => days > 0 && spend > 0)
    .map(([days, spend]) => {
      const of = (parameters: SpendParameters) => expectedSpend(parameters, days, spend / days) ?? Number.NaN
      return Math.abs(of(together) / of(alone) - 1)
    })
    .sort((a, b) => a - b)
}

const ean = 89_350_495_001.24

test('without a strange amount the fit of the Online Retail data has its maximum where it was', () => {
  const { p, q, v } = parametersOf(fitted(retail))
  expect([p.toFixed(8), q.toFixed(8), v.toFixed(6)]).toEqual(['2.04381854', '3.58242108', '505.346396'])
})

describe('among 4,338 buyers', () => {
  test.each<[string, number, Repeats[]]>([
    ['an article number as an amount', 0.02, [[3, ean]]],
    ['a thousand million a day', 0.02, [[3, 3e9]]],
    ['a million million a day', 0.02, [[3, 3e12]]],
    ['one penny', 0.02, [[1, 0.01]]],
    ['one who buys for half a million on 300 days', 0.02, [[300, 300 * 500_000]]],
    ['ten article numbers', 0.1, Array.from({ length: 10 }, (_, at) => [1 + at, ean] as const)],
  ])('%s leaves a fit, and half of the others within %d of their value', (_, within, strange) => {
    const moved = moves(strange)
    expect(moved[Math.floor(moved.length / 2)]).toBeLessThan(within)
  })
})
