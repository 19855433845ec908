import { asc, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { segmentMembers, segmentStays } from '../../../src/database/tables/care/segments.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addRegionsAndCampaigns, namedRegions } from './world.ts'

let service: TestService

const people = [1, 2, 3, 4, 5, 6]
const { north, south } = namedRegions
const inRegion = (region: number) => ({ region: { in: [encodeId('region', region)] } })

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addRegionsAndCampaigns(service, service.today)
  await addCustomers(service, people)
  return () => database.close()
})

const move = (customer: number, region: number) =>
  fresh(service).db.write([sql`UPDATE customers SET region_id = ${region} WHERE id = ${customer}`])

const members = () =>
  fresh(service).db.orm.select().from(segmentMembers).orderBy(asc(segmentMembers.customerId))

const stays = () =>
  fresh(service)
    .db.orm.select()
    .from(segmentStays)
    .orderBy(asc(segmentStays.leftAt), asc(segmentStays.customerId))

const night = (now: number) =>
  runThrough(at(service, now), segmentsSweep({ customers: 4, ranges: 2 }, 'OTHERS'), runOf(service.today))

test('a night and another rule keep since when somebody was in the segment, and until when', async () => {
  for (const id of [1, 2]) await move(id, north)
  const { segmentId } = await createSegment(service, { name: 'north', rule: inRegion(north) })
  expect(await stays()).toEqual([])
  await move(1, south)
  await move(3, north)
  const { counts } = await night(service.now + 1)
  expect(counts).toMatchObject({ joined: 1, left: 1 })
  expect((await night(service.now + 2)).cost.rowsWritten).toBe(0)
  const later = at(service, service.now + 3)
  await updateSegment(later, { id: segmentId, patch: { rule: inRegion(south) } })
  expect(await members()).toEqual([{ segmentId, customerId: 1, joinedAt: service.now + 3 }])
  expect(await stays()).toEqual([
    { segmentId, customerId: 1, joinedAt: service.now, leftAt: service.now + 1 },
    { segmentId, customerId: 2, joinedAt: service.now, leftAt: service.now + 3 },
    { segmentId, customerId: 3, joinedAt: service.now + 1, leftAt: service.now + 3 },
  ])
})

test('who joins and leaves again and again at one instant moves all the same', async () => {
  await move(1, north)
  const { segmentId } = await createSegment(service, { name: 'north', rule: inRegion(north) })
  for (const region of [south, north, south])
    await updateSegment(fresh(service), { id: segmentId, patch: { rule: inRegion(region) } })
  expect(await members()).toEqual([])
  expect(await stays()).toEqual([{ segmentId, customerId: 1, joinedAt: service.now, leftAt: service.now }])
})

test('whatever moves, the stays that are over and those that last tell who was in at each instant', async () => {
  const step = fc.oneof(
    fc.record({ customer: fc.constantFrom(...people), region: fc.constantFrom(north, south) }),
    fc.record({ rule: fc.constantFrom(north, south) }),
    fc.constant('night' as const),
  )
  let name = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async steps => {
      await fresh(service).db.write(
        ['segment_stays', 'segment_members', 'segment_values', 'segments'].map(
          table => sql`DELETE FROM ${sql.identifier(table)}`,
        ),
      )
      let { now } = service
      name += 1
      const { segmentId } = await createSegment(at(service, now), { name: `${name}`, rule: inRegion(north) })
      const seen = new Map<number, number[]>()
      for (const one of steps) {
        now += 1
        if (one === 'night') await night(now)
        else if ('rule' in one)
          await updateSegment(at(service, now), { id: segmentId, patch: { rule: inRegion(one.rule) } })
        else await move(one.customer, one.region)
        seen.set(
          now,
          (await members()).map(({ customerId }) => customerId),
        )
      }
      const told = [...(await stays()), ...(await members()).map(one => ({ ...one, leftAt: now + 1 }))]
      for (const [instant, ids] of seen) {
        const there = told.filter(({ joinedAt, leftAt }) => joinedAt <= instant && instant < leftAt)
        expect(there.map(({ customerId }) => customerId).sort()).toEqual(ids)
      }
    }),
    { numRuns: 15 },
  )
}, 60_000)
