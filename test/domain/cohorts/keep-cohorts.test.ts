import { asc, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { cohortMonths, cohorts } from '../../../src/database/tables/value/cohorts.ts'
import { metricsSweep, refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { monthOfDay } from '../../../src/lib/months.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

const today = dayOf('2026-03-02')
const month = (year: number, one: number) => year * 12 + one - 1

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const purchase = (customer: number, day: number, amount = 100): Fact => ({
  customer,
  day,
  kind: 'PURCHASE',
  amount,
})

const stored = async () => ({
  cohorts: await service.db.orm.select().from(cohorts).orderBy(asc(cohorts.month)),
  months: await service.db.orm
    .select()
    .from(cohortMonths)
    .orderBy(asc(cohortMonths.cohort), asc(cohortMonths.month)),
})

/** The same, counted over everybody in the plainest way. */
function counted(facts: readonly Fact[], asOf: number): Awaited<ReturnType<typeof stored>> {
  const rows = new Map<number, (typeof cohorts)['$inferSelect']>()
  const cells = new Map<string, (typeof cohortMonths)['$inferSelect']>()
  for (const customer of new Set(facts.map(fact => fact.customer))) {
    const own = facts.filter(fact => fact.customer === customer && fact.day <= asOf && !fact.cancelled)
    const bought = own
      .filter(fact => fact.kind === 'PURCHASE' && (fact.amount ?? 0) > 0)
      .map(fact => fact.day)
    if (bought.length === 0) continue
    const net = (from: number) =>
      own
        .filter(fact => fact.day > from)
        .reduce(
          (sum, { kind, amount }) => sum + BigInt(kind === 'PURCHASE' ? (amount ?? 0) : -(amount ?? 0)),
          0n,
        )
    const active = new Set(bought.map(monthOfDay))
    const first = Math.min(...active)
    const row = rows.get(first) ?? { month: first, customers: 0, netSpend: 0n, netSpendYear: 0n }
    row.customers += 1
    row.netSpend += net(-100_000)
    row.netSpendYear += net(asOf - 365)
    rows.set(first, row)
    const mean = net(-100_000) / BigInt(active.size)
    for (let at = first; at <= Math.max(...active) + 1; at++) {
      const key = `${first} ${at}`
      const nothing = { active: 0, churned: 0, churnedSpend: 0n, returned: 0, returnedSpend: 0n }
      const cell = cells.get(key) ?? { cohort: first, month: at, ...nothing }
      if (active.has(at)) cell.active += 1
      if (active.has(at - 1) && !active.has(at)) {
        cell.churned += 1
        cell.churnedSpend += mean
      }
      if (active.has(at) && !active.has(at - 1) && at > first) {
        cell.returned += 1
        cell.returnedSpend += mean
      }
      if (cell.active + cell.churned + cell.returned > 0) cells.set(key, cell)
    }
  }
  return {
    cohorts: [...rows.values()].sort((a, b) => a.month - b.month),
    months: [...cells.values()].sort((a, b) => a.cohort - b.cohort || a.month - b.month),
  }
}

describe('the cohort tables', () => {
  test('count who bought, who stopped and who came back, with the mean spend of an active month', async () => {
    await addCustomers(service, [1, 2, 3])
    await addFacts(service, [
      purchase(1, dayOf('2025-11-30'), 100),
      purchase(1, dayOf('2025-12-01'), 101),
      purchase(1, dayOf('2026-02-01'), 100),
      purchase(2, dayOf('2025-11-01'), 50),
      { customer: 2, day: dayOf('2025-12-05'), kind: 'REFUND', amount: 57 },
      { customer: 3, day: dayOf('2025-12-05'), kind: 'REFUND', amount: 5 },
    ])
    await runThrough(service, refreshMetrics, runOf(today))
    const nothing = { active: 0, churned: 0, churnedSpend: 0n, returned: 0, returnedSpend: 0n }
    const cohort = month(2025, 11)
    expect(await stored()).toEqual({
      cohorts: [{ month: cohort, customers: 2, netSpend: 294n, netSpendYear: 294n }],
      months: [
        { ...nothing, cohort, month: cohort, active: 2 },
        { ...nothing, cohort, month: month(2025, 12), active: 1, churned: 1, churnedSpend: -7n },
        { ...nothing, cohort, month: month(2026, 1), churned: 1, churnedSpend: 100n },
        { ...nothing, cohort, month: month(2026, 2), active: 1, returned: 1, returnedSpend: 100n },
        { ...nothing, cohort, month: month(2026, 3), churned: 1, churnedSpend: 100n },
      ],
    })
  })

  test('take in those whose metrics an older version stored, which kept no sums of them', async () => {
    const facts = [purchase(1, today - 90, 100), purchase(1, today - 40, 30), purchase(2, today - 5, 70)]
    await addCustomers(service, [1, 2])
    await addFacts(service, facts)
    await service.db.write([
      sql`UPDATE customers SET first_purchase_on = ${today - 90}, last_purchase_on = ${today - 40}, purchase_days = 2,
        net_spend = 130, net_spend_year = 130, metrics_on = ${today - 6} WHERE id = 1`,
    ])
    await nightOver(service, runOf(today - 1))
    await service.db.write([sql`UPDATE nights SET metrics_version = 0`])
    await runThrough(service, refreshMetrics, runOf(today))
    expect(await stored()).toEqual(counted(facts, today))
  })

  test('lose the rows that nobody stands in any more', async () => {
    await addCustomers(service, [1])
    await addFacts(service, [purchase(1, today - 40), purchase(1, today)])
    await runThrough(service, refreshMetrics, runOf(today))
    expect((await stored()).months).not.toEqual([])
    await service.db.write([sql`UPDATE interactions SET cancelled = 1`])
    await runThrough(service, refreshMetrics, runOf(today, { again: true }))
    expect(await stored()).toEqual({ cohorts: [], months: [] })
  })

  test('do not count twice when an answer was lost and the batch is sent again', async () => {
    const facts = [purchase(1, today - 40), purchase(2, today)]
    await addCustomers(service, [1, 2])
    await addFacts(service, facts)
    const session = fresh(service)
    // The first answer, that of the read, arrives; the second, that of the write, does not.
    const step = refreshMetrics.step(
      {
        ...session,
        db: {
          ...session.db,
          write: async statements => {
            await database.gateway.failNext({ kind: 'swallow' })
            return session.db.write(statements)
          },
        },
      },
      runOf(today),
      null,
    )
    const { next } = await step
    expect(await stored()).toEqual(counted(facts, today))
    // What was read did not hold any more, so the chunk is read again and found done.
    expect(next).toMatchObject({ reread: true })
    const after = fresh(service)
    expect(await refreshMetrics.step(after, runOf(today), next)).toEqual({
      next: null,
      counts: { customers: 2, changed: 0 },
    })
    expect(after.db.counters.rowsWritten).toBe(0)
    expect(await stored()).toEqual(counted(facts, today))
  })

  test('equal a count over everybody after any nights, in chunks of any size, and a rerun writes nothing', async () => {
    const customers = [1, 2, 3, 4]
    const fact = fc.record({
      customer: fc.constantFrom(...customers),
      ago: fc.oneof(fc.integer({ min: -40, max: 100 }), fc.integer({ min: 300, max: 800 })),
      kind: fc.constantFrom<Fact['kind']>('PURCHASE', 'PURCHASE', 'PURCHASE', 'REFUND'),
      amount: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constant(Number.MAX_SAFE_INTEGER)),
    })
    const nights = fc.array(
      fc.record({
        pass: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 200, max: 400 })),
        facts: fc.array(fact, { maxLength: 15 }),
        cancel: fc.option(fc.nat()),
      }),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(nights, fc.integer({ min: 1, max: 6 }), async (plan, size) => {
        await service.db.write(
          ['nights', 'interactions', 'customers', 'cohorts', 'cohort_months'].map(
            table => sql`DELETE FROM ${sql.identifier(table)}`,
          ),
        )
        await addCustomers(service, customers)
        const known: (Fact & { id: number })[] = []
        let day = today
        let change = 0
        for (const { pass, facts, cancel } of plan) {
          day += pass
          change += 1
          const added = facts.map(({ ago, ...rest }) => ({ ...rest, day: day - ago, change }))
          const ids = await addFacts(service, added)
          added.forEach((one, at) => {
            known.push({ ...one, id: ids[at] ?? 0 })
          })
          const mistaken = cancel === null ? undefined : known[cancel % Math.max(1, known.length)]
          if (mistaken) {
            change += 1
            mistaken.cancelled = true
            await service.db.write([
              sql`UPDATE interactions SET cancelled = 1, change_id = ${change} WHERE id = ${mistaken.id}`,
            ])
          }
          const tonight = runOf(day, { id: change, watermark: change })
          await runThrough(service, metricsSweep(size), tonight)
          expect(await stored()).toEqual(counted(known, day))
          const again = await runThrough(service, metricsSweep(size), { ...tonight, again: true })
          expect(again.cost.rowsWritten).toBe(0)
          await service.db.write([sql`DELETE FROM nights WHERE day = ${day}`])
          await nightOver(service, tonight)
        }
      }),
      { numRuns: 20 },
    )
  }, 60_000)
})
