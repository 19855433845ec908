import { eq, max, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import type { Import } from '../../../src/domain/import/rows.ts'
import { undoImport } from '../../../src/domain/import/undo/undo-import.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { customerRow, cuts, interactionRow, numbered, split } from './random-files.ts'

type Fields = Record<string, unknown>

const open = async () =>
  testService(await testDatabase(), { now: '2026-03-02T09:00', workspace: { currency: 'GBP' } })

/** All that can be said of customers, interactions and regions, but for the versions. */
async function standing(service: TestService) {
  const { orm } = fresh(service).db
  const said = await Promise.all([
    orm.all<Fields>(sql`SELECT id, kind, name, sort_name, folded_name, email, phone, region_id, attributes, owner_id,
      lifecycle, first_purchase_on, net_spend, purchase_days, active_months FROM customers ORDER BY id`),
    orm.all<Fields>(sql`SELECT customer_id, since, region_id FROM customer_regions ORDER BY 1, 2`),
    orm.all<Fields>(sql`SELECT * FROM customer_external_ids ORDER BY source, external_id`),
    orm.all<Fields>(sql`SELECT id, customer_id, occurred_at, day, kind, amount, cost, subject, body, score, lines,
      cancelled, direction, stage, source, external_id FROM interactions ORDER BY id`),
    orm.all<Fields>(sql`SELECT id, code, name FROM regions ORDER BY id`),
    orm.all<Fields>(sql`SELECT * FROM cohorts ORDER BY 1`),
    orm.all<Fields>(sql`SELECT * FROM cohort_months ORDER BY 1, 2`),
  ])
  const [people, places, keys, events, regions, cohorts, months] = said
  return { people, places, keys, events, regions, cohorts, months }
}

async function load(into: Import, parts: Iterable<Fields[]>): Promise<string> {
  for (const part of parts) await into.chunk(numbered(part))
  await into.end('COMPLETED')
  return encodeId('import', into.id)
}

const customersFrom = (service: TestService, source: string) =>
  customerImport(fresh(service), { source, createRegions: true })

const interactionsFrom = (service: TestService, source: string) =>
  interactionImport(fresh(service), { source })

/** Undoes by steps of one chunk, as somebody asks again and again. */
async function undo(service: TestService, id: string) {
  for (;;) {
    const report = await undoImport(fresh(service), { id }, 1)
    if (report.import.state === 'UNDONE') return report
  }
}

let nightsSoFar = 0
async function night(service: TestService) {
  const [newest] = await fresh(service)
    .db.orm.select({ id: max(changes.id) })
    .from(changes)
  nightsSoFar += 1
  const run = runOf(service.today - 10 + nightsSoFar, { id: nightsSoFar, watermark: newest?.id ?? 0 })
  await runThrough(service, refreshMetrics, run)
  await nightOver(service, run)
}

/** An interaction that two files tell of two customers whom nobody knows yet. */
const toldOf = (customerExternalId: string) => ({
  ...{ externalId: 'i1', customerExternalId, kind: 'PURCHASE' as const, occurredAt: '2026-01-01' as const },
  amount: '1' as const,
})

test('leaves the tables as before, whatever a file said and in whatever chunks', async () => {
  const service = await open()
  let run = 0
  const people = fc.array(customerRow, { maxLength: 8 })
  const rows = fc.array(interactionRow, { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(people, rows, people, rows, cuts, async (people, rows, people2, rows2, sizes) => {
      run += 1
      const source = `shop ${run}`
      const placed = (some: { region: string | null }[]) =>
        some.map(row => ({ ...row, region: row.region && `${row.region} ${run}` }))
      await load(customersFrom(service, source), [placed(people)])
      await load(interactionsFrom(service, source), [rows])
      const before = await standing(service)
      const ids = [
        await load(customersFrom(service, source), split(placed(people2), sizes)),
        await load(interactionsFrom(service, source), split(rows2, sizes)),
      ]
      for (const id of ids.toReversed()) {
        const { import: told, kept } = await undo(service, id)
        expect([told.state, told.kept, kept]).toEqual(['UNDONE', 0, []])
      }
      expect(await standing(service)).toEqual(before)
    }),
    { numRuns: 15, examples: [[[], [toldOf('c3')], [], [toldOf('c1')], Array(12).fill(1)]] },
  )
}, 120_000)

test('leaves what people changed or need since, and says why', async () => {
  const service = await open()
  const told = (externalId: string, name: string) => ({ externalId, name, region: 'HN' })
  await load(customersFrom(service, 'shop'), [[told('old', 'Old'), told('kept', 'Kept')]])
  const id = await load(customersFrom(service, 'shop'), [
    [told('old', 'New'), told('kept', 'Other'), { externalId: 'edited', name: 'A', region: 'SG' }],
    [told('bought', 'B'), told('gone', 'C')],
  ])
  await load(interactionsFrom(service, 'shop'), [
    [{ externalId: 'i', customerExternalId: 'bought', kind: 'NOTE', occurredAt: '2026-01-01' }],
  ])
  const keyed = async (externalId: string) => {
    const [row] = await fresh(service).db.orm.all<{ id: number }>(
      sql`SELECT customer_id AS id FROM customer_external_ids WHERE external_id = ${externalId}`,
    )
    return encodeId('customer', row?.id ?? 0)
  }
  for (const externalId of ['edited', 'kept'])
    await updateCustomer(fresh(service), { id: await keyed(externalId), patch: { name: 'Mine' } })
  const { import: row, kept } = await undo(service, id)
  expect(row).toMatchObject({ removed: 1, restored: 1, kept: 4 })
  expect(kept.map(({ entity, reason }) => `${entity} ${reason}`).sort()).toEqual([
    'customer EDITED',
    'customer EDITED',
    'customer REFERRED',
    'region REFERRED',
  ])
  const { people } = await standing(service)
  expect(people.map(({ name }) => name).sort()).toEqual(['B', 'Mine', 'Mine', 'Old'])
  expect(await undoImport(fresh(service), { id })).toEqual({ import: row, kept })
  const later = customerImport(fresh(service), { source: 'shop', import: id })
  await expect(later.open()).rejects.toMatchObject({ code: 'INVALID_INPUT' })
}, 60_000)

test('is followed by the next night: metrics and cohorts are those of what is left', async () => {
  const service = await open()
  const bought = (externalId: string, customerExternalId: string, amount: string) => ({
    ...{ externalId, customerExternalId, amount, kind: 'PURCHASE', occurredAt: '2026-02-01T08:00Z' },
  })
  await load(interactionsFrom(service, 'shop'), [[bought('i1', 'a', '5'), bought('i2', 'b', '7')]])
  await night(service)
  const before = await standing(service)
  const id = await load(interactionsFrom(service, 'shop'), [
    [bought('i1', 'a', '6'), bought('i3', 'b', '1'), bought('i4', 'new', '9')],
  ])
  await night(service)
  expect((await standing(service)).cohorts).not.toEqual(before.cohorts)
  await undo(service, id)
  await night(service)
  expect(await standing(service)).toEqual(before)
}, 60_000)

test('is told in the feed, of what is gone to its owner too', async () => {
  const service = await open()
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An', email: 'an@example.com' })
  const owned = { externalId: 'a', name: 'A', owner: 'an@example.com' }
  const { customerId } = await createCustomer(fresh(service), {
    ...{ name: 'B', owner: encodeId('staffMember', staffMemberId) },
    externalIds: [{ source: 'shop', externalId: 'b' }],
  })
  const id = await load(customersFrom(service, 'shop'), [[owned, { externalId: 'b', name: 'C' }]])
  const events = await load(interactionsFrom(service, 'shop'), [
    [{ externalId: 'i', customerExternalId: 'a', kind: 'NOTE', occurredAt: '2026-01-01' }],
  ])
  const owner = as(service, { reach: 'OWNED', staffId: staffMemberId })
  const told = async (after: string | null) =>
    ask<{ changes: { nodes: Fields[]; pageInfo: { endCursor: string } } }>(
      fresh(owner),
      `query ($after: String) { changes(after: $after, first: 100, entities: [CUSTOMER, INTERACTION]) {
        nodes { entity action record } pageInfo { endCursor } } }`,
      { after },
    )
  const { endCursor } = (await told(null)).changes.pageInfo
  await undo(service, events)
  await undo(service, id)
  const { nodes } = (await told(endCursor)).changes
  expect(nodes.map(({ entity, action }) => `${entity} ${action}`).sort()).toEqual([
    'CUSTOMER REMOVED',
    'CUSTOMER UPDATED',
    'INTERACTION REMOVED',
  ])
  const [left] = await fresh(service).db.orm.select().from(customers).where(eq(customers.id, customerId))
  expect(left?.name).toBe('B')
}, 60_000)

test('a customer who is another one by now is kept, and named', async () => {
  const service = await open()
  const { customerId } = await createCustomer(fresh(service), {})
  const id = await load(customersFrom(service, 'shop'), [[{ externalId: '1', name: 'An' }]])
  const made = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT customer_id AS id FROM customer_external_ids`,
  )
  const merged = encodeId('customer', made[0]?.id ?? 0)
  await mergeCustomers(fresh(service), { survivor: encodeId('customer', customerId), merged })
  const report = await undo(service, id)
  expect(report.import).toMatchObject({ state: 'UNDONE', removed: 0, kept: 1 })
  expect(report.kept).toMatchObject([{ rowId: made[0]?.id, reason: 'EDITED' }])
})
