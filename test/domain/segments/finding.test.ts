import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { findMembers } from '../../../src/domain/segments/finding/find-members.ts'
import { segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { freezeSegment } from '../../../src/domain/segments/snapshots/freeze-segment.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addRegionsAndCampaigns, namedRegions } from './world.ts'

let service: TestService
let segment: string

const { north, south } = namedRegions
/** So many questions of so many customers are too many for one write. */
const people = 6_100
const repeated = (region: number) => ({
  all: Array.from({ length: 50 }, () => ({ region: { in: [encodeId('region', region)] } })),
})

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addRegionsAndCampaigns(service, service.today)
  await addCustomers(
    service,
    Array.from({ length: people }, (_, index) => index + 1),
  )
  await service.db.write([
    sql`UPDATE customers SET region_id = CASE id % 3 WHEN 0 THEN ${north} WHEN 1 THEN ${south} END`,
  ])
})

const clock = () => service.now

/** Goes on for one range of at most `size` customers, or to the end. */
const find = (size = 2_000) => findMembers(fresh(service), clock, 1, size)

function oneRange(size: number) {
  let asked = 0
  // The first look at the clock is the beginning, the second allows a range, the third forbids another.
  return findMembers(fresh(service), () => service.now + (asked++ < 3 ? 0 : 1), 1, size)
}

const shown = async () =>
  (
    await ask<{ segment: Record<string, unknown> }>(
      fresh(service),
      `{ segment(id: "${segment}") { memberCount unknownCount findingSince computedAt } }`,
    )
  ).segment

const among = async (remainder: number) => {
  const [row] = await service.db.orm.all<{ count: number }>(
    sql`SELECT count(*) AS count FROM segment_members WHERE customer_id % 3 = ${remainder}`,
  )
  return row?.count
}

const inNorth = Math.floor(people / 3)
const inSouth = Math.floor((people + 2) / 3)

test('where there are too many to judge at once the rule is saved, its members are found in steps, and the segment says so', async () => {
  const { segmentId } = await createSegment(fresh(service), { name: 'Many', rule: repeated(north) })
  segment = encodeId('segment', segmentId)
  expect(await shown()).toMatchObject({ memberCount: 0, findingSince: expect.any(String), computedAt: null })
  await expect(freezeSegment(fresh(service), { segment, name: 'Too early' })).rejects.toMatchObject({
    ...{ code: 'INVALID_INPUT', issues: [{ path: ['segment'] }] },
  })
  expect(await oneRange(4_000)).toBe(1_000)
  expect(await shown()).toMatchObject({ memberCount: 333, findingSince: expect.any(String) })
  expect(await find()).toBe(people - 1_000)
  expect(await shown()).toMatchObject({
    ...{ memberCount: inNorth, findingSince: null, computedAt: expect.any(String) },
    unknownCount: people - inNorth - inSouth,
  })
  expect(await find()).toBe(0)
})

test('another rule meanwhile begins anew, and whoever is not judged yet is a member as before', async () => {
  const id = segment
  await updateSegment(fresh(service), { id, patch: { rule: repeated(south) } })
  await oneRange(4_000)
  expect([await among(0), await among(1)]).toEqual([inNorth - 333, 334])
  await updateSegment(fresh(service), { id, patch: { rule: repeated(north) } })
  expect(await find()).toBe(people)
  expect([await among(0), await among(1), (await shown()).memberCount]).toEqual([inNorth, 0, inNorth])
})

test('two that find side by side do nothing twice', async () => {
  await updateSegment(fresh(service), { id: segment, patch: { rule: repeated(south) } })
  await Promise.all([find(), find()])
  await find()
  expect([await among(0), await among(1), (await shown()).memberCount]).toEqual([0, inSouth, inSouth])
})

test('a night that judges everybody ends it, but not one that had begun before the rule was set again', async () => {
  const night = segmentsSweep({ customers: 4_000, ranges: 1 }, 'OTHERS')
  const run = runOf(service.today)
  const at1 = at(service, service.now + 1)
  await updateSegment(fresh(at1), { id: segment, patch: { rule: repeated(north) } })
  const begun = await night.step(fresh(at1), run, null)
  await updateSegment(fresh(at1), { id: segment, patch: { rule: repeated(south) } })
  await oneRange(4_000)
  await updateSegment(fresh(at1), { id: segment, patch: { rule: repeated(north) } })
  let cursor = begun.next
  while (cursor) cursor = (await night.step(fresh(at1), run, cursor)).next
  expect((await shown()).findingSince).not.toBeNull()
  await runThrough(at1, night, run)
  expect(await shown()).toMatchObject({ findingSince: null, memberCount: inNorth })
  expect([await among(0), await among(1)]).toEqual([inNorth, 0])
  expect(await find()).toBe(0)
})

test('a small rule of the same customers finds its members in the same write, and a preview says which it would be', async () => {
  const rule = { region: { in: [encodeId('region', south)] } }
  const preview = async (asked: object) =>
    (
      await ask<{ segmentPreview: { in: number; cost: Record<string, unknown> } }>(
        fresh(service),
        'query ($rule: CustomerFilter!) { segmentPreview(rule: $rule) { in cost { points rowsRead milliseconds atOnce } } }',
        { rule: asked },
      )
    ).segmentPreview
  expect(await preview(rule)).toMatchObject({ in: inSouth, cost: { points: 500, atOnce: true } })
  const { cost } = await preview(repeated(south))
  expect(cost).toMatchObject({ points: 12_750, atOnce: false })
  expect(cost.rowsRead).toBeGreaterThanOrEqual(people)
  await updateSegment(fresh(service), { id: segment, patch: { rule } })
  expect(await shown()).toMatchObject({ memberCount: inSouth, findingSince: null })
})
