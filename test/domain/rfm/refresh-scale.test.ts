import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { rfmScales } from '../../../src/database/tables/value/models.ts'
import { readRfmDistribution } from '../../../src/domain/rfm/cells.ts'
import { createRfmPolicy } from '../../../src/domain/rfm/create-policy.ts'
import { readRfmBasis, rfmOf } from '../../../src/domain/rfm/read.ts'
import { refreshScale } from '../../../src/domain/rfm/refresh-scale.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

interface Buyer {
  last: number
  days: number
  net: bigint
}

const today = 20_000

let service: TestService

beforeEach(async () => {
  service = await testService(await testDatabase())
})

/** Stores what the metrics stage would have; customers without purchase days stand beside the buyers. */
async function store(buyers: readonly Buyer[]): Promise<void> {
  const rows = buyers.map(({ last, days, net }, at) => [at + 1, last, days, String(net)])
  await service.db.write([sql`DELETE FROM customers`, sql`DELETE FROM rfm_scales`])
  await addCustomers(
    fresh(service),
    Array.from({ length: buyers.length + 3 }, (_, at) => at + 1),
  )
  await service.db.write([
    sql`UPDATE customers SET first_purchase_on = value ->> 1, last_purchase_on = value ->> 1,
        purchase_days = value ->> 2, net_spend = cast(value ->> 3 AS integer)
      FROM json_each(${JSON.stringify(rows)}) WHERE customers.id = value ->> 0`,
    sql`UPDATE customers SET net_spend = -7 WHERE id = ${buyers.length + 2}`,
  ])
}

const refresh = (day = today) => refreshScale.step(fresh(service), runOf(day), null)
const scales = () => fresh(service).db.orm.select().from(rfmScales)

const rank = <Value>(values: readonly Value[], value: Value) => values.filter(other => other < value).length

/** The scores by their definition, one customer at a time. */
function naive(buyers: readonly Buyer[], buyer: Buyer) {
  const part = (rank: number) => Math.min(4, Math.floor((5 * rank) / buyers.length))
  const since = ({ last }: Buyer) => today - last
  return {
    recency: 5 - part(rank(buyers.map(since), since(buyer))),
    frequency:
      1 +
      part(
        rank(
          buyers.map(one => one.days),
          buyer.days,
        ),
      ),
    monetary:
      1 +
      part(
        rank(
          buyers.map(one => one.net),
          buyer.net,
        ),
      ),
  }
}

describe('the scale', () => {
  test('gives everybody the scores of their rank, and the counts are theirs', async () => {
    const buyer = fc.record({
      last: fc.integer({ min: today - 20, max: today }),
      days: fc.integer({ min: 1, max: 6 }),
      net: fc.oneof(
        fc.bigInt({ min: -5n, max: 8n }),
        fc.bigInt({ min: 9_007_199_254_740_990n, max: 9_007_199_254_740_996n }),
      ),
    })
    await nightOver(service, runOf(today))
    await fc.assert(
      fc.asyncProperty(fc.array(buyer, { minLength: 1, maxLength: 25 }), async buyers => {
        await store(buyers)
        await refresh()
        const basis = await readRfmBasis(fresh(service))
        if (!basis) throw new Error('There is no scale.')
        const pairs = new Map<string, number>()
        const counts = { recency: [0, 0, 0, 0, 0], frequency: [0, 0, 0, 0, 0], monetary: [0, 0, 0, 0, 0] }
        for (const one of buyers) {
          const {
            cell: _,
            asOf,
            policyVersion,
            ...scores
          } = rfmOf(basis, {
            lastPurchaseOn: one.last,
            purchaseDays: one.days,
            netSpend: one.net,
            ...{ restrictedAt: null, scoringObjectedAt: null },
          }) ?? { cell: '', asOf: 0, policyVersion: 0 }
          expect(scores).toEqual(naive(buyers, one))
          expect([asOf, policyVersion]).toEqual([today, 1])
          const { recency, frequency } = naive(buyers, one)
          pairs.set(`${recency} ${frequency}`, (pairs.get(`${recency} ${frequency}`) ?? 0) + 1)
          for (const [name, score] of Object.entries(naive(buyers, one)))
            counts[name as keyof typeof counts][score - 1] =
              (counts[name as keyof typeof counts][score - 1] ?? 0) + 1
        }
        const distribution = await readRfmDistribution(fresh(service), 4)
        expect(distribution?.customers).toBe(buyers.length)
        expect(distribution?.grid.map(row => row.customers)).toEqual(
          [1, 2, 3, 4, 5].flatMap(of => [1, 2, 3, 4, 5].map(by => pairs.get(`${of} ${by}`) ?? 0)),
        )
        expect(distribution?.scores.map(row => row.recency)).toEqual(counts.recency)
        expect(distribution?.scores.map(row => row.frequency)).toEqual(counts.frequency)
        expect(distribution?.scores.map(row => row.monetary)).toEqual(counts.monetary)
      }),
      { numRuns: 30 },
    )
  }, 60_000)

  test('is stored on days on which it differs, and a quiet night writes nothing', async () => {
    await store([
      { last: today - 3, days: 1, net: 5n },
      { last: today - 1, days: 2, net: 9n },
    ])
    expect((await refresh()).counts).toEqual({ customers: 2, stored: 1 })
    const quiet = fresh(service)
    await refreshScale.step(quiet, runOf(today + 1), null)
    expect(quiet.db.counters.rowsWritten).toBe(0)
    expect((await scales()).map(scale => scale.day)).toEqual([today])
    await service.db.write([sql`UPDATE customers SET net_spend = 10 WHERE id = 1`])
    await refresh(today + 2)
    expect((await scales()).map(scale => [scale.day, scale.monetary[1]])).toEqual([
      [today, '9'],
      [today + 2, '10'],
    ])
  })

  test('of a day follows what a rerun finds', async () => {
    await store([{ last: today - 3, days: 1, net: 5n }])
    await refresh()
    await service.db.write([sql`UPDATE customers SET last_purchase_on = ${today - 1} WHERE id = 1`])
    await refresh()
    expect((await scales()).map(scale => scale.recency)).toEqual([
      [today - 1, today - 1, today - 1, today - 1],
    ])
  })

  test('is not there while nobody has bought, nor touched by a day that is past', async () => {
    await store([])
    expect(await refresh()).toEqual({ next: null, counts: { customers: 0 } })
    expect(await scales()).toEqual([])
    await store([{ last: today, days: 1, net: 5n }])
    await refreshScale.step(fresh(service), runOf(today - 9, { current: false }), null)
    expect(await scales()).toEqual([])
    expect(await readRfmDistribution(fresh(service))).toBeNull()
  })
})

test('after a night that found no buyer every cell and every score is empty', async () => {
  const query =
    '{ rfmCells { asOf scaleOn policyVersion customers cells { customers } scores { score recency frequency monetary } grid { customers } } }'
  expect(await ask(fresh(service), query)).toEqual({ rfmCells: null })
  await nightOver(service, runOf(today))
  await store([])
  await refresh()
  const asked = fresh(service)
  expect(await ask(asked, query)).toEqual({
    rfmCells: {
      ...{ asOf: formatDay(today), scaleOn: null, policyVersion: 1, customers: 0 },
      cells: Array.from({ length: 11 }, () => ({ customers: 0 })),
      scores: [1, 2, 3, 4, 5].map(score => ({ score, recency: 0, frequency: 0, monetary: 0 })),
      grid: Array.from({ length: 25 }, () => ({ customers: 0 })),
    },
  })
  expect(asked.db.counters.roundTrips).toBe(1)
  const customer = `{ customer(by: { id: "${encodeId('customer', 1)}" }) { rfm { cell } } }`
  expect(await ask(fresh(service), customer)).toEqual({ customer: { rfm: null } })
})

test('cells follow the policy at once', async () => {
  await nightOver(service, runOf(today))
  await store([{ last: today, days: 1, net: 5n }])
  await refresh()
  const cells = [{ name: 'Everybody', recency: [1, 5], frequency: [1, 5], monetary: [1, 5] }]
  expect(await createRfmPolicy(fresh(service), { patch: { cells }, note: 'One is enough' })).toEqual({
    version: 2,
  })
  const { customer, rfmCells, rfmPolicies } = await ask<{
    customer: object
    rfmCells: { policyVersion: number; cells: object[] }
    rfmPolicies: { version: number; note: string | null; cells: { name: string }[] }[]
  }>(
    fresh(service),
    `{ customer(by: { id: "${encodeId('customer', 1)}" }) { rfm { cell policyVersion } }
      rfmCells { policyVersion cells { name customers } } rfmPolicies { version note cells { name recency } } }`,
  )
  expect(customer).toEqual({ rfm: { cell: 'Everybody', policyVersion: 2 } })
  expect(rfmCells.policyVersion).toBe(2)
  expect(rfmCells.cells).toEqual([
    { name: 'Everybody', customers: 1 },
    { name: 'Others', customers: 0 },
  ])
  expect(rfmPolicies.map(({ version, note }) => [version, note])).toEqual([
    [2, 'One is enough'],
    [1, null],
  ])
  expect(rfmPolicies[1]?.cells.map(cell => cell.name)).toContain("Can't Lose Them")
  await expect(createRfmPolicy(fresh(service), { patch: { cells: [{}] } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})
