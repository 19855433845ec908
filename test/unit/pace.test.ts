import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noCounts } from '../../src/database/counters.ts'
import { paced, share, startingPace } from '../../src/domain/sweeps/pace.ts'

/** The sizes of chunks over rows that take so long each, in milliseconds, at most 1,000 rows at once. */
async function sizes(chunks: number, costOf: (chunk: number) => number): Promise<number[]> {
  const cost = noCounts()
  const taken: number[] = []
  let pace = startingPace
  for (let chunk = 0; chunk < chunks; chunk++) {
    const size = share(1_000, pace)
    taken.push(size)
    const [, next] = await paced(cost, pace, async () => {
      cost.longestStatement = size * costOf(chunk)
    })
    pace = next
  }
  return taken
}

test('Quick chunks grow to the full size', async () => {
  expect(await sizes(4, () => 0.1)).toEqual([250, 500, 1_000, 1_000])
})

test('A chunk after one that took too long is as large as takes a fifth of a second', async () => {
  expect(await sizes(5, chunk => (chunk < 3 ? 0.1 : 2))).toEqual([250, 500, 1_000, 1_000, 100])
})

test('A statement that ended before does not count', async () => {
  const cost = noCounts()
  cost.longestStatement = 5_000
  expect(await paced(cost, startingPace, async () => 'done')).toEqual(['done', 2 * startingPace])
})

test('However long rows take, a chunk has rows, and its statements stay under half a second where that can be', async () => {
  const costs = fc.double({ min: 0, max: 10, noNaN: true })
  await fc.assert(
    fc.asyncProperty(costs, async cost => {
      const [last = 0] = (await sizes(12, () => cost)).slice(-1)
      expect(last).toBeGreaterThanOrEqual(1)
      expect(last).toBeLessThanOrEqual(1_000)
      expect(last <= Math.ceil(1_000 / 32) || last * cost <= 500).toBe(true)
    }),
  )
})
