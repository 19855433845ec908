import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { nights } from '../../../src/database/tables/nights.ts'
import { metricsVersion } from '../../../src/domain/metrics/purchase-metrics.ts'
import { type Run, type Sweep, stageOf } from '../../../src/domain/sweeps/sweep.ts'
import { instantOfLocal } from '../../../src/lib/days.ts'
import { fresh, type TestService } from '../../support/service.ts'

/** One purchase or refund, or anything else that happened. */
export interface Fact {
  customer: number
  day: number
  kind: 'PURCHASE' | 'REFUND' | 'CALL'
  amount: number | null
  cost?: number | null
  cancelled?: boolean
  change?: number
}

const noon = 12 * 3_600_000

export async function addCustomers(service: TestService, ids: readonly number[]): Promise<void> {
  await service.db.write([
    sql`
      INSERT INTO customers (id, kind, sort_name, folded_name, preferred_channels, forbidden_channels, attributes,
        lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
      SELECT value, 'PERSON', '', '', '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0
      FROM json_each(${JSON.stringify(ids)})`,
  ])
}

/** Adds the facts, at noon of their day, and returns their ids. */
export async function addFacts(service: TestService, facts: readonly Fact[]): Promise<number[]> {
  const rows = facts.map(fact => ({
    id: service.newId(),
    ...fact,
    cancelled: fact.cancelled ? 1 : 0,
    cost: fact.cost ?? null,
    change: fact.change ?? 0,
    at: instantOfLocal(fact.day, noon, service.workspace.timeZone),
  }))
  await service.db.write([
    sql`
      INSERT INTO interactions (customer_id, occurred_at, id, day, kind, amount, cost, cancelled, created_at, updated_at,
        version, change_id)
      SELECT value ->> 'customer', value ->> 'at', value ->> 'id', value ->> 'day', value ->> 'kind',
        value ->> 'amount', value ->> 'cost', value ->> 'cancelled', 0, 0, 1, value ->> 'change'
      FROM json_each(${JSON.stringify(rows)})`,
  ])
  return rows.map(row => row.id)
}

export const run = (day: number, more: Partial<Run> = {}): Run => ({
  id: day,
  day,
  current: true,
  watermark: 0,
  again: false,
  ...more,
})

/**
 * Keeps a run as the newest completed night, from which the next one goes on.
 * @param lifecycle what its lifecycle stage counted
 */
export async function complete(
  service: TestService,
  night: Run,
  lifecycle?: Record<string, number>,
): Promise<void> {
  const cost = { chunks: 1, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
  await service.db.write([
    service.db.orm.insert(nights).values({
      id: night.id,
      day: night.day,
      attempt: 1,
      state: 'COMPLETED',
      current: night.current,
      watermark: night.watermark,
      metricsVersion,
      stages: lifecycle ? [{ stage: 'lifecycle', counts: lifecycle, ...cost }] : [],
      // Runs begin one after another.
      startedAt: service.now + night.id,
      progressAt: service.now,
      finishedAt: service.now,
    }),
  ])
}

/** Runs a sweep to its end and adds the chunks up, with what they cost. */
export async function sweep<Cursor>(service: TestService, one: Sweep<Cursor>, night: Run) {
  const stage = stageOf(one)
  const session = fresh(service)
  const counts: Record<string, number> = {}
  let cursor: string | null = null
  let chunks = 0
  do {
    const done = await stage.step(session, night, cursor)
    for (const [name, count] of Object.entries(done.counts)) counts[name] = (counts[name] ?? 0) + count
    cursor = done.next
    chunks += 1
  } while (cursor !== null)
  return { counts, chunks, cost: session.db.counters }
}

/** How many days ago somebody bought, in any order. */
export const rhythms: fc.Arbitrary<number[]> = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
  // Somebody who has only just begun.
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 1 }),
  // Regular buyers with pauses: gaps of a few days, now and then a long one.
  fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 10, max: 400 })),
      { minLength: 2, maxLength: 14 },
    )
    .map(gaps =>
      gaps.map((_, at) => gaps.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0) - (gaps[0] ?? 0)),
    ),
)
