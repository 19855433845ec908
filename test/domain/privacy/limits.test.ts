import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { allowScoring, objectToScoring } from '../../../src/domain/privacy/object-to-scoring.ts'
import { restrictCustomer, unrestrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { stages } from '../../../src/nightly/stages.ts'
import { testDatabase } from '../../support/database.ts'
import { addFacts, insertCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { insertCampaigns, insertPlaces, insertRegions } from '../vulnerability/facts.ts'

const [objector, restricted] = [3, 5]
const everybody = Array.from({ length: 24 }, (_, at) => at + 1)
const others = everybody.filter(id => id !== objector && id !== restricted)

/** A shop in whose first region a competitor's campaign has run for three weeks; the second is the control. */
async function shop(ids: readonly number[]): Promise<TestService> {
  const service = await testService(await testDatabase())
  const { today } = service
  await service.db.write([
    insertRegions([1, 2].map(id => ({ id, parent: null }))),
    insertCustomers(ids),
    sql`INSERT INTO consents (id, customer_id, purpose, given, at, actor, change_id)
      SELECT id, id, 'CARE', 1, 0, 'test', 0 FROM customers`,
    insertPlaces(ids.map(customer => ({ customer, region: customer > 16 ? 2 : 1, since: today - 900 }))),
    ...insertCampaigns([{ id: 1, firstDay: today - 30, lastDay: today - 4, targets: [1], controls: [2] }]),
  ])
  await addFacts(
    service,
    ids.flatMap(customer =>
      Array.from({ length: 30 }, (_, nth) => today - 2 - nth * (6 + (customer % 5)))
        .filter(day => customer % 3 !== 0 || day < today - 30)
        .map(day => ({ customer, day, kind: 'PURCHASE' as const, amount: 100 + customer * 7 })),
    ),
  )
  return service
}

/** What of the night before the limits matters here. */
const before = ['metrics', 'lifecycle', 'rfm', 'markets', 'segments']

/** The stages of the night of yesterday, or of another day. */
async function night(service: TestService, later = 0, only?: readonly string[]) {
  const counts: Record<string, Record<string, number>> = {}
  const run = runOf(service.today - 1 + later)
  for (const stage of stages) {
    if (only && !only.includes(stage.name)) continue
    let cursor: string | null = null
    do {
      const step = await stage.step(fresh(service), run, cursor)
      counts[stage.name] = { ...counts[stage.name], ...step.counts }
      cursor = step.next
    } while (cursor !== null)
  }
  await nightOver(service, run)
  return counts
}

const rows = (service: TestService, text: string) =>
  fresh(service).db.orm.all<Record<string, unknown>>(sql.raw(text))

/** What is computed of everybody else, and over all, as of the newest night. */
const figures = async (of: TestService) => ({
  scale: await rows(
    of,
    'SELECT customers, recency, frequency, monetary FROM rfm_scales ORDER BY day DESC LIMIT 1',
  ),
  fits: await rows(
    of,
    `SELECT model, state, failure, parameters, log_likelihood, customers, repeaters, observations FROM model_fits
      WHERE day = ${of.today - 1} ORDER BY model`,
  ),
  people: await rows(
    of,
    `SELECT id, lifecycle, relationship_level, net_spend FROM customers WHERE id IN (${others}) ORDER BY id`,
  ),
  judged: await rows(
    of,
    `SELECT m.customer_id, m.verdict, m.exclusion, m.spend_baseline FROM vulnerability_members AS m
      JOIN vulnerability_snapshots AS s ON s.id = m.snapshot_id AND s.as_of = ${of.today - 1} AND s.scope = 'CAMPAIGN'
      WHERE m.customer_id IN (${others}) ORDER BY m.customer_id`,
  ),
  index: await rows(
    of,
    `SELECT scope, treated ->> 'os' AS os, treated ->> 'vs' AS vs, treated ->> 'literal' AS literal, control
      FROM vulnerability_snapshots WHERE as_of = ${of.today - 1} ORDER BY scope, scope_id`,
  ),
})

const cus = (id: number) => encodeId('customer', id)

const scored = `query ($id: ID!) { customer(by: { id: $id }) {
  rfm { cell } repeatBuying { probabilityAlive } metrics { expectedNextPurchaseOn } lifecycle
  relationship { recommended { reason } }
} }`

const scoresOf = async (service: TestService, id: number) =>
  (await ask<{ customer: Record<string, unknown> }>(fresh(service), scored, { id: cus(id) })).customer

let service: TestService
let followUp: string

const members = async (of: TestService) =>
  (await rows(of, 'SELECT customer_id AS id FROM segment_members ORDER BY 1')).map(({ id }) => id)

beforeAll(async () => {
  service = await shop(everybody)
  await night(service, -1, before)
  await createSegment(fresh(service), {
    ...{ name: 'Buyers', rule: { purchaseDays: { atLeast: 2 } }, market: true },
  })
  const due = { customer: cus(restricted), dueOn: formatDay(service.today) }
  followUp = encodeId('followUp', (await createFollowUp(fresh(service), due)).followUpId)
})

async function newestOf(action: string) {
  const { entries } = await readHistory(fresh(service), { of: cus(objector) })
  const found = entries.find(entry => entry.action === action)
  if (!found) throw new Error(`Nobody did ${action}.`)
  return found
}

describe('at once', () => {
  test('who objects has no score, no prediction, no stage and no level any more', async () => {
    expect(await scoresOf(service, objector)).toMatchObject({
      rfm: { cell: expect.any(String) },
      repeatBuying: { probabilityAlive: expect.any(Number) },
      metrics: { expectedNextPurchaseOn: expect.any(String) },
    })
    const after = await newestCursor(fresh(service))
    const by = fresh(service)
    await objectToScoring(by, { customer: cus(objector), reason: 'Wants no profile' })
    expect(by.db.counters.roundTrips).toBe(2)
    expect(await scoresOf(service, objector)).toEqual({
      ...{ rfm: null, repeatBuying: null, metrics: { expectedNextPurchaseOn: null } },
      ...{ lifecycle: 'NOT_SCORED', relationship: { recommended: { reason: 'NOT_SCORED' } } },
    })
    const { entries } = await readChanges(fresh(service), { after })
    expect(entries.map(({ entity, action }) => `${entity} ${action}`)).toContain('CUSTOMER UPDATED')
    expect(await members(service)).toEqual(everybody)
  })

  test('who is restricted leaves its segments and the queue, and is in no export', async () => {
    await restrictCustomer(fresh(service), { customer: cus(restricted), reason: 'Disputes the bill' })
    expect(await members(service)).toEqual(everybody.filter(id => id !== restricted))
    expect(await rows(service, 'SELECT member_count AS members FROM segments')).toEqual([{ members: 23 }])
    const { node } = await ask<{ node: object }>(
      fresh(service),
      'query ($id: ID!) { node(id: $id) { ... on FollowUp { state } } }',
      { id: followUp },
    )
    expect(node).toEqual({ state: 'DISMISSED' })
    const { pages } = await startExport(fresh(service), exportedCustomers, { format: 'csv', columns: [] })
    const taken: unknown[] = []
    for await (const page of pages) taken.push(...page.map(([id]) => id))
    expect(taken).toEqual(everybody.filter(id => id !== restricted).map(cus))
    await expect(
      createFollowUp(fresh(service), { customer: cus(restricted), dueOn: formatDay(service.today) }),
    ).rejects.toMatchObject({ conflict: { reason: 'RESTRICTED' } })
    const level = { level: 3, reason: 'A friend', until: formatDay(service.today + 9) }
    await expect(setOverride(fresh(service), { customer: cus(restricted), ...level })).rejects.toMatchObject({
      conflict: { reason: 'RESTRICTED' },
    })
  })

  test('both are found by what they asked for, and said again change nothing', async () => {
    const found = await ask(
      fresh(service),
      `{ restricted: customers(filter: { restrictedAt: { empty: false } }) { nodes { id restrictionReason } }
        objecting: customers(filter: { scoringObjectedAt: { empty: false } }) { nodes { id scoringObjectionReason } } }`,
    )
    expect(found).toEqual({
      restricted: { nodes: [{ id: cus(restricted), restrictionReason: 'Disputes the bill' }] },
      objecting: { nodes: [{ id: cus(objector), scoringObjectionReason: 'Wants no profile' }] },
    })
    const by = fresh(service)
    await objectToScoring(by, { customer: cus(objector), reason: 'Wants no profile' })
    expect(by.db.counters.rowsWritten).toBe(0)
  })

  test('no undoing of a change takes a right back', async () => {
    const { cursor, fields } = await newestOf('customer.object-to-scoring')
    expect(fields).toContainEqual(expect.objectContaining({ field: 'scoringObjectionReason', hidden: false }))
    await expect(undoChange(fresh(service), { id: cursor })).rejects.toMatchObject({
      conflict: { reason: 'FINAL' },
    })
  })
})

describe('the night', () => {
  let counts: Awaited<ReturnType<typeof night>>

  beforeAll(async () => {
    counts = await night(service)
  })

  test('makes of everybody else what it makes where the two never were', async () => {
    const without = await shop(others)
    await night(without, -1, before)
    await createSegment(fresh(without), {
      ...{ name: 'Buyers', rule: { purchaseDays: { atLeast: 2 } }, market: true },
    })
    await night(without)
    const [here, there] = [await figures(service), await figures(without)]
    expect(here).toEqual(there)
    expect(here.people.length * here.judged.length * here.index.length * here.fits.length).toBeGreaterThan(0)
  })

  test('says how many it left out of each figure', async () => {
    expect(counts).toMatchObject({ rfm: { customers: 22, leftOut: 2 } })
    const [snapshot] = await rows(
      service,
      `SELECT treated ->> 'members' AS members, treated ->> '$.excluded.OBJECTED' AS objected,
        treated ->> '$.excluded.RESTRICTED' AS restricted FROM vulnerability_snapshots ORDER BY as_of DESC, id LIMIT 1`,
    )
    expect(snapshot).toEqual({ members: 16, objected: 1, restricted: 1 })
    const { rfmCells } = await ask<{ rfmCells: object }>(fresh(service), '{ rfmCells { customers leftOut } }')
    expect(rfmCells).toEqual({ customers: 22, leftOut: 2 })
  })

  test('queues nobody who is restricted, and nobody by a score who objects', async () => {
    const queued = await rows(
      service,
      "SELECT DISTINCT customer_id AS id FROM follow_ups WHERE tactic <> 'MANUAL'",
    )
    const ids = queued.map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(0)
    expect(ids).not.toContain(restricted)
    expect(await members(service)).not.toContain(restricted)
  })

  test('scores both again once they allow it', async () => {
    await allowScoring(fresh(service), { customer: cus(objector) })
    await unrestrictCustomer(fresh(service), { customer: cus(restricted) })
    expect(await scoresOf(service, objector)).toMatchObject({ lifecycle: 'NOT_SCORED' })
    const again = await night(service, 1)
    expect(again).toMatchObject({ rfm: { customers: 24 } })
    expect(await scoresOf(service, objector)).toMatchObject({ lifecycle: 'LOST' })
    expect((await scoresOf(service, restricted)).lifecycle).not.toBe('NOT_SCORED')
    expect(await members(service)).toEqual(everybody)
    expect(
      await rows(
        service,
        `SELECT "from", "to" FROM lifecycle_changes WHERE customer_id = ${objector} ORDER BY "on"`,
      ),
    ).toEqual([{ from: 'PROSPECT', to: 'LOST' }])
  })
})

describe('a merge', () => {
  const limits = async () =>
    rows(
      service,
      'SELECT id, restricted_at IS NOT NULL AS restricted, scoring_objected_at IS NOT NULL AS objected FROM customers WHERE id IN (7, 8) ORDER BY id',
    )

  test('holds for both what one of them asked for, and gives it back', async () => {
    await restrictCustomer(fresh(service), { customer: cus(8), reason: 'Disputes the bill' })
    const { mergeId } = await mergeCustomers(fresh(service), { survivor: cus(7), merged: cus(8) })
    expect(await limits()).toEqual([{ id: 7, restricted: 1, objected: 0 }])
    await objectToScoring(fresh(service), { customer: cus(8), reason: 'Wants no profile' })
    await unmergeCustomers(fresh(service), { id: encodeId('customerMerge', mergeId ?? 0) })
    expect(await limits()).toEqual([
      { id: 7, restricted: 0, objected: 1 },
      { id: 8, restricted: 1, objected: 1 },
    ])
  })

  const promise = async (customer: number) => {
    const dueOn = formatDay(service.today)
    return (await createFollowUp(fresh(service), { customer: cus(customer), dueOn })).followUpId
  }
  const open = (...ids: number[]) =>
    rows(service, `SELECT id FROM follow_ups WHERE id IN (${ids}) AND state IN ('OPEN', 'CLAIMED')`)
  const counted = () =>
    rows(
      service,
      `SELECT member_count AS told, (SELECT count(*) FROM segment_members WHERE segment_id = segments.id) AS counted
        FROM segments`,
    )
  const restrict = (customer: number) =>
    restrictCustomer(fresh(service), { customer: cus(customer), reason: 'Disputes the bill' })
  const merge = async (survivor: number, merged: number) =>
    (await mergeCustomers(fresh(service), { survivor: cus(survivor), merged: cus(merged) })).mergeId ?? 0
  const unmerge = (mergeId: number) =>
    unmergeCustomers(fresh(service), { id: encodeId('customerMerge', mergeId) })

  test.each([
    [10, 11, 2],
    [13, 12, 3],
  ])(
    'ends of the one what the restriction of the other had ended: %i, for %i',
    async (free, bound, later) => {
      const promised = await promise(free)
      await restrict(bound)
      const [survivor, merged] = [Math.min(free, bound), Math.max(free, bound)]
      const after = await newestCursor(fresh(service))
      const mergeId = await merge(survivor, merged)
      expect(await open(promised)).toEqual([])
      expect(await members(service)).not.toContain(survivor)
      const [count] = await counted()
      expect(count?.told).toBe(count?.counted)
      const { entries } = await readChanges(fresh(service), { after })
      expect(entries.map(({ entity, action }) => `${entity} ${action}`)).toContain('FOLLOW_UP DISMISSED')

      await unmerge(mergeId)
      const given = await rows(
        service,
        `SELECT customer_id AS id, state FROM follow_ups WHERE id = ${promised}`,
      )
      expect(given).toEqual([{ id: free, state: 'DISMISSED' }])
      await night(service, later, ['markets', 'segments'])
      expect(await members(service)).toContain(free)
      expect(await members(service)).not.toContain(bound)
    },
  )

  test('ends of both what a restriction of the two ended, also what had given way', async () => {
    const mergeId = await merge(16, 17)
    await restrict(16)
    await unmerge(mergeId)
    expect(await members(service)).not.toContain(17)
    const [count] = await counted()
    expect(count?.told).toBe(count?.counted)
  })

  test('leaves no score with whom one of them wanted none of', async () => {
    await objectToScoring(fresh(service), { customer: cus(15), reason: 'Wants no profile' })
    const mergeId = await merge(14, 15)
    expect(await scoresOf(service, 14)).toMatchObject({ lifecycle: 'NOT_SCORED', rfm: null })
    await unmerge(mergeId)
    await night(service, 4, before)
    expect((await scoresOf(service, 14)).lifecycle).not.toBe('NOT_SCORED')
    expect(await scoresOf(service, 15)).toMatchObject({ lifecycle: 'NOT_SCORED' })

    const again = await merge(18, 19)
    await objectToScoring(fresh(service), { customer: cus(18), reason: 'Wants no profile' })
    await unmerge(again)
    expect(await scoresOf(service, 19)).toMatchObject({ lifecycle: 'NOT_SCORED', rfm: null })
  })
})
