import { getTableColumns, sql } from 'drizzle-orm'
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import {
  campaignTable,
  competitorTable,
  customerTable,
  followUpTable,
  interactionTable,
  memberTable,
  snapshotTable,
} from '../../../src/domain/fields/tables.ts'
import { compile, compileHolds } from '../../../src/domain/filters/compile.ts'
import type { FieldTable } from '../../../src/domain/filters/field.ts'
import { readCondition } from '../../../src/domain/filters/read.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import type { Truth } from './leaves.ts'
import { type Question, questions, rowsOf } from './questions.ts'
import { asOf, prepare, store, type World, world } from './world.ts'

/** How many conditions are judged, each over every row of its table. */
const rules = Number(process.env.FILTER_RULES ?? 300)

/** Customers first: most is asked of them. */
const tables = [
  ...[customerTable, customerTable, interactionTable, followUpTable, campaignTable],
  ...[competitorTable, snapshotTable, memberTable],
]
const perTable = 10
const depth = 4

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database, { workspace: { currency: 'USD' } })
  await prepare(service)
})

/** What a world's rows are sorted by. */
const keyOf = ({ id, snapshotId, customerId }: Record<string, SQLiteColumn>) =>
  id ? [id] : [snapshotId, customerId]

/** Truth and what a list shows of every row, by as many conditions as there are. */
async function answersOf(session: TestService, table: FieldTable, asked: readonly Question[]) {
  const { workspace, db } = session
  const columns = getTableColumns(alias(table.table, 'asked'))
  const moment = { asOf, timeZone: workspace.timeZone, before: null, metricsHold: false, actor: null }
  const compiled = asked.map(one => {
    const condition = readCondition(table, one.asked, workspace)
    if (!condition) throw new Error('It asks nothing')
    return { truth: compile(condition, columns, moment), holds: compileHolds(condition, columns, moment) }
  })
  const cells = compiled.flatMap(({ truth, holds }) => [truth.sql, holds])
  const found = await db.orm.values<(number | null)[]>(
    sql`SELECT ${sql.join(cells, sql`, `)} FROM ${table.table} AS asked
      ORDER BY ${sql.join(keyOf(columns), sql`, `)}`,
  )
  return { found, certain: compiled.map(({ truth }) => truth.certain) }
}

const truthOf = (cell: number | null | undefined): Truth => (cell == null ? null : cell === 1)

test(`${rules} conditions are true, false and unknown for exactly those rows of which their words say so`, async () => {
  const seen = new Map<Truth, number>()
  const conditionOf = questions(service.workspace)
  const drawn = fc.tuple(
    ...tables.map(table => fc.array(conditionOf(table, depth), { minLength: perTable, maxLength: perTable })),
  )
  await fc.assert(
    fc.asyncProperty(world, drawn, async (stored: World, asked) => {
      await store(service, stored)
      const session = fresh(service)
      const answers = await Promise.all(tables.map((table, at) => answersOf(session, table, asked[at] ?? [])))
      expect(session.db.counters.roundTrips).toBe(1)
      tables.forEach((table, at) => {
        const rows = rowsOf(stored)[table.name] ?? []
        const { found = [], certain = [] } = answers[at] ?? {}
        asked[at]?.forEach((question, nth) => {
          const expected = rows.map(row => question.truth(row, stored))
          for (const truth of expected) seen.set(truth, (seen.get(truth) ?? 0) + 1)
          const said = `${table.name} ${JSON.stringify(question.asked)}`
          expect(
            found.map(cells => truthOf(cells[2 * nth])),
            said,
          ).toEqual(expected)
          expect(
            found.map(cells => cells[2 * nth + 1] === 1),
            said,
          ).toEqual(expected.map(truth => truth === true))
          if (certain[nth]) expect(expected, said).not.toContain(null)
        })
      })
    }),
    { numRuns: Math.ceil(rules / (tables.length * perTable)), endOnFailure: true },
  )
  expect([...seen.values()].every(count => count > rules / 10)).toBe(true)
  expect(new Set(seen.keys())).toEqual(new Set([true, false, null]))
}, 600_000)
