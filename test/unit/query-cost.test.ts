import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { costOf } from '../../src/http/guards.ts'

const costPerCustomer = (fields: string) => {
  const cost = (inner: string) =>
    costOf(parse(`{ customers(first: 100) { nodes { ${inner} } } }`), { schema, variables: {}, context: {} })
  return (cost(`id ${fields}`) - cost('id')) / 100
}

const repeatBuying = (months: string) => `repeatBuying${months} { lifetimeValue { minor } }`

test('lifetime value costs by its months, the usual year where they are not said', () => {
  const lifetime = (months: number) => costPerCustomer(repeatBuying(`(lifetimeMonths: ${months})`))
  expect(lifetime(120) - lifetime(12)).toBe(27)
  expect(costPerCustomer(repeatBuying(''))).toBe(lifetime(12))
})

test('no number of months makes a request cheap', () => {
  const lifetime = (months: number) => costPerCustomer(repeatBuying(`(lifetimeMonths: ${months})`))
  expect(lifetime(-2_000_000_000)).toBe(lifetime(1))
})

test('spend by window costs by the number of windows', () => {
  const windows = (days: string) => costPerCustomer(`metrics { spendByWindow${days} { days } }`)
  expect(windows('(days: [1, 2, 3, 4, 5, 6])') - windows('(days: [1])')).toBe(5)
  expect(windows('')).toBe(windows('(days: [1, 2, 3])'))
})
