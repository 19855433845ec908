import { asc, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { segmentMembers, segmentOverrides, segments } from '../../../src/database/tables/care/segments.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { clearOverrides } from '../../../src/domain/segments/overrides/clear-overrides.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addRegionsAndCampaigns, namedRegions } from './world.ts'

let service: TestService

const { north, south } = namedRegions
const inNorth = { region: { in: [encodeId('region', north)] } }
const customers = (...ids: number[]) => ids.map(id => encodeId('customer', id))

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addRegionsAndCampaigns(service, service.today)
  await addCustomers(service, [1, 2, 3, 4])
  await service.db.write([sql`UPDATE customers SET region_id = iif(id <= 2, ${north}, ${south})`])
  return () => database.close()
})

const made = async (rule?: object) =>
  (await createSegment(fresh(service), { name: 'by hand', rule })).segmentId

const members = async () =>
  (await fresh(service).db.orm.select().from(segmentMembers).orderBy(asc(segmentMembers.customerId))).map(
    ({ customerId }) => customerId,
  )

const counted = async () => (await fresh(service).db.orm.select().from(segments)).map(row => row.memberCount)

const say = (segment: number, membership: 'IN' | 'OUT', ...ids: number[]) =>
  setOverrides(fresh(service), {
    ...{ segment: encodeId('segment', segment), customers: customers(...ids), membership },
  })

const release = (segment: number, ...ids: number[]) =>
  clearOverrides(fresh(service), { segment: encodeId('segment', segment), customers: customers(...ids) })

const night = (now: number) =>
  runThrough(at(service, now), segmentsSweep({ customers: 3, ranges: 2 }, 'OTHERS'), runOf(service.today))

test('what was said by hand wins over the rule at once, by night and when the rule changes, until it is taken back', async () => {
  const segment = await made(inNorth)
  expect(await members()).toEqual([1, 2])
  await say(segment, 'IN', 3, 4)
  await say(segment, 'OUT', 1)
  expect([await members(), await counted()]).toEqual([[2, 3, 4], [3]])
  expect((await night(service.now + 1)).counts).toMatchObject({ joined: 0, left: 0 })
  const rule = { region: { in: [encodeId('region', south)] } }
  await updateSegment(fresh(service), { id: segment, patch: { rule } })
  expect([await members(), await counted()]).toEqual([[3, 4], [2]])
  await updateSegment(fresh(service), { id: segment, patch: { rule: inNorth } })
  await release(segment, 1, 3)
  expect([await members(), await counted()]).toEqual([[1, 2, 4], [3]])
  expect((await night(service.now + 2)).counts).toMatchObject({ joined: 0, left: 0 })
})

test('a segment may be by hand alone, and lose its rule to become so', async () => {
  const segment = await made()
  await say(segment, 'IN', 2, 3)
  expect((await night(service.now + 1)).counts).toMatchObject({ joined: 0, left: 0 })
  expect(await members()).toEqual([2, 3])
  await updateSegment(fresh(service), { id: segment, patch: { rule: inNorth } })
  expect(await members()).toEqual([1, 2, 3])
  await updateSegment(fresh(service), { id: segment, patch: { rule: null } })
  expect(await members()).toEqual([2, 3])
})

test('who is restricted is no member, and is one once the restriction ends; what is said twice changes nothing', async () => {
  const segment = await made()
  await service.db.write([sql`UPDATE customers SET restricted_at = 1 WHERE id = 3`])
  await say(segment, 'IN', 2, 3)
  expect(await members()).toEqual([2])
  await service.db.write([sql`UPDATE customers SET restricted_at = NULL`])
  await night(service.now + 1)
  expect(await members()).toEqual([2, 3])
  const again = fresh(service)
  await setOverrides(again, {
    ...{ segment: encodeId('segment', segment), customers: customers(2, 3), membership: 'IN' },
  })
  expect(again.db.counters.rowsWritten).toBe(0)
})

test('who sees some customers moves these alone, and is told of each other one as of one who is not there', async () => {
  const segment = await made()
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, subject, active, created_at, updated_at, version, change_id)
      VALUES (9, 'Lan', 'lan', 'lan', 1, 0, 0, 1, 0)`,
    sql`UPDATE customers SET owner_id = 9 WHERE id = 2`,
  ])
  const owner = { ...fresh(service), actor: { ...service.actor, reach: 'OWNED' as const, staffId: 9 } }
  const input = (...ids: number[]) => ({
    ...{ segment: encodeId('segment', segment), customers: customers(...ids), membership: 'IN' },
  })
  await expect(setOverrides(owner, input(1, 2, 99))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    issues: [{ path: ['customers', 0] }, { path: ['customers', 2] }],
  })
  expect(await members()).toEqual([])
  await setOverrides({ ...owner, db: fresh(service).db }, input(2))
  expect(await members()).toEqual([2])
})

test('a watched segment takes nobody by hand, and none with members by hand is watched', async () => {
  const segment = await made(inNorth)
  await updateSegment(fresh(service), { id: segment, patch: { watched: true } })
  await expect(say(segment, 'IN', 3)).rejects.toMatchObject({ issues: [{ path: ['segment'] }] })
  await updateSegment(fresh(service), { id: segment, patch: { watched: false } })
  await say(segment, 'IN', 3)
  await expect(
    updateSegment(fresh(service), { id: segment, patch: { watched: true } }),
  ).rejects.toMatchObject({ issues: [{ path: ['patch', 'watched'] }] })
  await expect(createSegment(fresh(service), { name: 'watched', watched: true })).rejects.toMatchObject({
    issues: [{ path: ['watched'] }],
  })
})

test('a merge moves what was said by hand, and an undone one gives it back', async () => {
  const segment = await made()
  await say(segment, 'IN', 2)
  const said = async () =>
    (await fresh(service).db.orm.select().from(segmentOverrides)).map(({ customerId }) => customerId)
  const merge = await mergeCustomers(fresh(service), {
    ...{ survivor: encodeId('customer', 1), merged: encodeId('customer', 2) },
  })
  expect([await said(), await members()]).toEqual([[1], [1]])
  await unmergeCustomers(fresh(service), { id: encodeId('customerMerge', merge.mergeId ?? 0) })
  expect([await said(), await members()]).toEqual([[2], [2]])
})
