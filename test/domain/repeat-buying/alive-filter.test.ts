import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { modelFits } from '../../../src/database/tables/value/models.ts'
import { dropoutModels } from '../../../src/domain/repeat-buying/models/dropout-model.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

const customers = 40
const today = 20_000

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addCustomers(
    service,
    Array.from({ length: customers }, (_, at) => at + 1),
  )
  await nightOver(service, runOf(today))
  return () => database.close()
})

/** Over as many orders of magnitude as a fit may come to. */
const parameter = fc.double({ min: -4, max: 4, noNaN: true }).map(exponent => 10 ** exponent)
const fit = fc.record({
  model: fc.constantFrom(...dropoutModels),
  state: fc.constantFrom('FITTED', 'FITTED', 'FITTED', 'INSUFFICIENT_DATA' as const),
  parameters: fc.oneof(
    fc.constant({ r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }),
    fc.record({ r: parameter, alpha: parameter, a: parameter, b: parameter }, { noNullPrototype: true }),
  ),
})

const history = fc
  .record({
    days: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 600 })),
    recency: fc.nat(1_500),
    silence: fc.oneof(fc.nat(30), fc.nat(1_500)),
    // Of the night at work, which has come to this customer already, or of some night long ago.
    measured: fc.option(fc.integer({ min: -5, max: 1 }), { freq: 3 }),
  })
  .map(({ days, recency, silence, measured }) => {
    const last = days === 0 ? null : today - silence
    const first = last === null ? null : days === 1 ? last : last - Math.max(recency, days)
    return [days, first, last, measured === null ? null : today + measured]
  })
const histories = fc.array(history, { minLength: customers, maxLength: customers })

async function store(
  rows: readonly unknown[],
  { model, state, parameters }: typeof fit extends fc.Arbitrary<infer Value> ? Value : never,
) {
  const { orm } = service.db
  await service.db.write([
    sql`UPDATE customers SET purchase_days = value ->> 0, first_purchase_on = value ->> 1, last_purchase_on = value ->> 2,
      metrics_on = value ->> 3 FROM json_each(${JSON.stringify(rows)}) WHERE customers.id = key + 1`,
    sql`UPDATE policies SET body = json_set(body, '$.model', ${model}) WHERE kind = 'VALUE'`,
    orm.delete(modelFits),
    orm.insert(modelFits).values(
      [today - 9, today - 2].map(day => ({
        ...{
          model,
          day,
          policyVersion: 1,
          logLikelihood: -1,
          customers,
          repeaters: customers,
          observations: 1,
        },
        ...{ binDays: 1, watermark: 0, createdAt: 0 },
        ...(day === today - 2
          ? {
              state,
              parameters: state === 'FITTED' ? parameters : null,
              failure: state === 'FITTED' ? null : ('AT_BOUND' as const),
            }
          : { state: 'FITTED' as const, parameters: { r: 1, alpha: 1, a: 1, b: 1 } }),
      })),
    ),
  ])
}

interface Shown {
  id: string
  repeatBuying: { probabilityAlive: number; fallback: boolean } | null
}
interface Found {
  nodes: { id: string }[]
}

const document = `query ($p: Float!) {
  atLeast: customers(first: 100, filter: { probabilityAlive: { atLeast: $p } }) { nodes { id } }
  atMost: customers(first: 100, filter: { probabilityAlive: { atMost: $p } }) { nodes { id } }
  notAtLeast: customers(first: 100, filter: { not: { probabilityAlive: { atLeast: $p } } }) { nodes { id } }
  unknown: customers(first: 100, filter: { probabilityAlive: { empty: true } }) { nodes { id } }
  known: customers(first: 100, filter: { probabilityAlive: { empty: false } }) { nodes { id } }
}`

test('who is found by P(alive) is whose P(alive) is shown to be such; of whom no fit tells it is unknown', async () => {
  const asked = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, 0.5, 0.000001, 0.999999),
    // That of a customer, or a little beside it.
    fc.tuple(fc.nat(customers - 1), fc.constantFrom(-0.000001, -0.0000001, 0, 0.0000001, 0.000001)),
  )
  await fc.assert(
    fc.asyncProperty(
      histories,
      fit,
      fc.array(asked, { minLength: 5, maxLength: 5 }),
      async (rows, model, shares) => {
        await store(rows, model)
        const { all } = await ask<{ all: { nodes: Shown[] } }>(
          fresh(service),
          '{ all: customers(first: 100) { nodes { id repeatBuying { probabilityAlive fallback } } } }',
        )
        const told = all.nodes.flatMap(({ id, repeatBuying }) =>
          repeatBuying && !repeatBuying.fallback ? [{ id, alive: repeatBuying.probabilityAlive }] : [],
        )
        const idsOf = (nodes: readonly { id: string }[]) => nodes.map(({ id }) => id)
        for (const share of shares) {
          const p =
            typeof share === 'number'
              ? share
              : Math.min(1, Math.max(0, (told[share[0] % (told.length || 1)]?.alive ?? 0) + share[1]))
          const session = fresh(service)
          const found = await ask<Record<string, Found>>(session, document, { p })
          expect(session.db.counters.roundTrips).toBe(1)
          const least = told.filter(({ alive }) => alive >= p)
          expect(
            Object.fromEntries(Object.entries(found).map(([name, { nodes }]) => [name, idsOf(nodes)])),
            `${p}`,
          ).toEqual({
            atLeast: idsOf(least),
            atMost: idsOf(told.filter(({ alive }) => alive <= p)),
            notAtLeast: idsOf(told.filter(({ alive }) => alive < p)),
            unknown: idsOf(all.nodes.filter(({ id }) => !told.some(one => one.id === id))),
            known: idsOf(told),
          })
        }
      },
    ),
    { numRuns: Number(process.env.ALIVE_RUNS ?? 12) },
  )
}, 600_000)
