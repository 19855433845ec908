import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rfmPolicy } from '../../../src/domain/rfm/policy.ts'
import { cellOf, cutsOfCounts, type RfmScale, recencyCuts, scoresOf } from '../../../src/domain/rfm/scores.ts'

/** RANK() − 1: how many come strictly before. */
const before = (values: readonly number[], value: number) => values.filter(other => other < value).length
const ascendingScore = (values: readonly number[], value: number) =>
  1 + Math.min(4, Math.floor((5 * before(values, value)) / values.length))

function counted(values: readonly number[]) {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
}

const scaleOf = (values: readonly number[]): RfmScale => ({
  day: 0,
  customers: values.length,
  leftOut: 0,
  recency: recencyCuts(counted(values)),
  frequency: cutsOfCounts(counted(values)),
  monetary: cutsOfCounts(counted(values)).map(cut => (cut === null ? null : String(cut))),
})

const scored = (scale: RfmScale, value: number) =>
  scoresOf(scale, { lastPurchaseOn: value, purchaseDays: value, netSpend: BigInt(value) })

describe('scores', () => {
  test('are those of the rank, ties and all', () => {
    const values = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(values, list => {
        const scale = scaleOf(list)
        const since = list.map(value => 100 - value)
        for (const value of list) {
          const wanted = ascendingScore(list, value)
          const recency = 5 - Math.min(4, Math.floor((5 * before(since, 100 - value)) / list.length))
          expect(scored(scale, value)).toEqual({ recency, frequency: wanted, monetary: wanted })
        }
      }),
    )
  })

  test('of one customer are the best for recency and the lowest for the others', () => {
    expect(scored(scaleOf([7]), 7)).toEqual({ recency: 5, frequency: 1, monetary: 1 })
  })

  test('tell sums beyond 2^53 apart', () => {
    const monetary = [null, '9007199254740993', null, null]
    const scale = { ...scaleOf([1]), monetary }
    const at = (netSpend: bigint) =>
      scoresOf(scale, { lastPurchaseOn: 1, purchaseDays: 1, netSpend }).monetary
    expect(at(9_007_199_254_740_992n)).toBe(1)
    expect(at(9_007_199_254_740_993n)).toBe(2)
  })
})

describe('cells', () => {
  const cell = (name: string, from: number, to: number) => ({
    name,
    recency: [from, to] as [number, number],
    frequency: [1, 5] as [number, number],
    monetary: [1, 5] as [number, number],
  })

  test('are tried in order, and "Others" is what is left', () => {
    const policy = { cells: [cell('Late', 1, 3), cell('Middle', 3, 4)] }
    const named = (recency: number) => cellOf(policy, { recency, frequency: 1, monetary: 1 })
    expect([1, 3, 4, 5].map(named)).toEqual(['Late', 'Late', 'Middle', 'Others'])
  })

  test('have names of their own and ranges that go up', () => {
    const accepts = (cells: unknown) => rfmPolicy.body.safeParse({ cells }).success
    expect(accepts([cell('A', 1, 2), cell('B', 1, 2)])).toBe(true)
    expect(accepts([])).toBe(true)
    expect(accepts([cell('A', 1, 2), cell('A', 3, 4)])).toBe(false)
    expect(accepts([cell('Others', 1, 2)])).toBe(false)
    expect(accepts([cell('A', 3, 2)])).toBe(false)
    expect(accepts([cell('A', 0, 2)])).toBe(false)
    expect(accepts([{ ...cell('A', 1, 2), monetary: [1] }])).toBe(false)
  })
})
