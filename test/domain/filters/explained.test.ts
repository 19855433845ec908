import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { customerTable } from '../../../src/domain/fields/tables.ts'
import { explainRow } from '../../../src/domain/filters/explain-sql.ts'
import { readCondition } from '../../../src/domain/filters/read.ts'
import { Explanation } from '../../../src/domain/segments/explained/explanation.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import type { Truth } from './leaves.ts'
import { questions } from './questions.ts'
import { asOf, prepare, store, type World, world } from './world.ts'

/** Rules of which each is explained for every customer of its world. */
const rules = Number(process.env.EXPLAINED_RULES ?? 150)
const perWorld = 30

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase(), { workspace: { currency: 'USD' } })
  await prepare(service)
})

test(`the whole of ${rules} rules is explained as true, false and unknown for exactly those of whom their words say so`, async () => {
  const { workspace } = service
  const question = questions(workspace)(customerTable, 4)
  const moment = { asOf, timeZone: workspace.timeZone, before: null, metricsHold: false, actor: null }
  const seen = new Map<Truth | undefined, number>()
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(question, { minLength: perWorld, maxLength: perWorld }),
      async (stored: World, asked) => {
        await store(service, stored)
        const { orm } = fresh(service).db
        const found = await Promise.all(
          asked.map(async one => {
            const condition = readCondition(customerTable, one.asked, workspace)
            if (!condition) throw new Error('It asks nothing')
            const looks = { judged: moment, seen: moment }
            const rows = await Promise.all(
              stored.customers.map(({ id }) =>
                orm.values<unknown[]>(explainRow(condition, customerTable, id, looks)),
              ),
            )
            return rows.map(([row = []]) => new Explanation(condition, row, service.actor.scopes, workspace))
          }),
        )
        asked.forEach((one, nth) => {
          const truths = found[nth]?.map(({ parts }) => parts[0]?.truth)
          for (const truth of truths ?? []) seen.set(truth, (seen.get(truth) ?? 0) + 1)
          expect(truths, JSON.stringify(one.asked)).toEqual(
            stored.customers.map(row => one.truth(row, stored)),
          )
        })
      },
    ),
    { numRuns: Math.ceil(rules / perWorld), endOnFailure: true },
  )
  expect(new Set(seen.keys())).toEqual(new Set([true, false, null]))
  expect([...seen.values()].every(count => count > rules / 10)).toBe(true)
}, 600_000)
