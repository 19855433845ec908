import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noCounts } from '../../src/database/counters.ts'
import type { Chunk } from '../../src/domain/metrics/chunk.ts'
import { type Walk, walk } from '../../src/domain/metrics/walk.ts'

type Row = readonly [id: number]

const begin = (sources: number): Walk<number> => ({
  sources: [0, ...Array.from({ length: sources - 1 }, (_, at) => at + 1)],
  after: null,
  size: 1,
  reread: false,
})

/** Reads what `lists` hold: for each source its chunks, for each chunk the ids of its customers. */
const reader =
  (lists: readonly (readonly (readonly number[])[])[]) =>
  async ({ sources: [source], after, size }: Walk<number>): Promise<Chunk<Row>> => {
    const chunks = lists[source] ?? []
    const at = after?.[0] ?? 0
    return {
      customers: (chunks[at] ?? []).map(id => [id] as const),
      next: at + 1 < chunks.length ? [at + 1, 0] : undefined,
      size,
    }
  }

/** Stores the customers themselves. */
const prepare = (customers: readonly Row[]) => customers

const pause = () => new Promise<void>(resolve => setTimeout(resolve, 1))

test('Any sources are walked through in their order, whoever is named twice in a row once', async () => {
  const chunks = fc.array(fc.uniqueArray(fc.nat({ max: 30 })), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(chunks, { minLength: 1, maxLength: 4 }), async lists => {
      const stored: number[][] = []
      const read = reader(lists)
      const store = async (customers: readonly Row[]) => {
        stored.push(customers.map(([id]) => id))
        return true
      }
      let at: Walk<number> | null = begin(lists.length)
      while (at !== null)
        at = await walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), at, { read, prepare, store })
      const all = lists.flat()
      expect(stored).toHaveLength(all.length)
      stored.forEach((ids, place) => {
        const before = all[place - 1] ?? []
        const dropped = (all[place] ?? []).filter(id => !ids.includes(id))
        expect(ids.concat(dropped).sort()).toEqual([...(all[place] ?? [])].sort())
        expect(before).toEqual(expect.arrayContaining(dropped))
      })
    }),
  )
})

test('A chunk is read and prepared while the one before it is stored', async () => {
  const events: string[] = []
  const read = reader([[[1], [2]]])
  await walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), begin(1), {
    async read(at) {
      events.push(`read ${at.after?.[0] ?? 0}`)
      return read(at)
    },
    prepare([row]) {
      events.push(`prepare ${row?.[0]}`)
      return row ? [row] : []
    },
    async store([row]) {
      events.push(`store ${row?.[0]}`)
      await pause()
      events.push(`stored ${row?.[0]}`)
      return true
    },
  })
  expect(events).toEqual([
    'read 0',
    'prepare 1',
    'store 1',
    'read 1',
    'prepare 2',
    'stored 1',
    'store 2',
    'stored 2',
  ])
})

test('A chunk that does not hold is where the walk goes on, and the second time an error', async () => {
  const handling = {
    read: reader([[[1], [2], [3]]]),
    prepare,
    store: async ([row]: readonly Row[]) => row?.[0] !== 2,
  }
  const at = await walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), begin(1), handling)
  expect(at).toMatchObject({ after: [1, 0], reread: true })
  await expect(
    walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), at ?? begin(1), handling),
  ).rejects.toThrow('Customers change')
})

test('What cannot be stored is said once nothing is read any more', async () => {
  let reading = false
  const read = reader([[[1], [2]]])
  const failing = walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), begin(1), {
    async read(at) {
      reading = true
      await pause()
      reading = false
      return read(at)
    },
    prepare,
    store: () => Promise.reject(new Error('full')),
  })
  await expect(failing).rejects.toThrow('full')
  expect(reading).toBe(false)
})

test('What cannot be read is said once the chunk before it is stored', async () => {
  let stored = 0
  const read = reader([[[1], [2]]])
  const failing = walk<number, Walk<number>, Row, readonly Row[]>(noCounts(), begin(1), {
    read: at => (at.after === null ? read(at) : Promise.reject(new Error('gone'))),
    prepare,
    async store() {
      await pause()
      stored += 1
      return true
    },
  })
  await expect(failing).rejects.toThrow('gone')
  expect(stored).toBe(1)
})

test('A chunk is smaller where a statement of the one before the last took long', async () => {
  const cost = noCounts()
  const asked: number[] = []
  const read = reader([[[1], [2], [3], [4]]])
  await walk<number, Walk<number>, Row, readonly Row[]>(
    cost,
    { ...begin(1), size: 1_000 },
    {
      async read(at) {
        asked.push(at.size)
        return read(at)
      },
      prepare,
      async store([row]) {
        if (row?.[0] === 1) cost.longestStatement = 800
        return true
      },
    },
  )
  expect(asked).toEqual([1_000, 1_000, 250, 250])
})
