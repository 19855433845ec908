import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { segmentMembers, segmentStays, segments } from '../../../src/database/tables/care/segments.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { readChanges } from '../../../src/domain/feed/read-changes.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { followChanges } from '../../../src/domain/segments/following/follow-changes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

const idOf = (id: number) => encodeId('customer', id)

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addCustomers(service, [1, 2, 3])
  return () => database.close()
})

/** Of somebody who follows at another time than whoever changed. */
const follow = async () => {
  const follower = fresh(service)
  const moved = await followChanges(follower, () => service.now + 5)
  return { moved, ...follower.db.counters }
}

const segmentOf = async (name: string, rule: object) =>
  (await createSegment(fresh(service), { name, rule })).segmentId

const membersOf = async (segment: number) =>
  (await fresh(service).db.orm.select().from(segmentMembers))
    .filter(({ segmentId }) => segmentId === segment)
    .map(({ customerId }) => customerId)
    .sort()

const tagged = { tags: { any: ['VIP'] } }

test('who is changed joins and leaves by rules that read what was changed, and by those that ask about these', async () => {
  const vip = await segmentOf('vip', tagged)
  const ofVip = await segmentOf('of vip', {
    segments: { some: { segment: { in: [encodeId('segment', vip)] } } },
  })
  const willing = await segmentOf('willing', { consent: { purpose: 'CARE', given: true } })
  const buyers = await segmentOf('buyers', { spend: { atLeast: '100' } })
  await follow()
  await updateCustomer(fresh(service), { id: idOf(1), patch: { tagsAdd: ['VIP'] } })
  await recordConsent(fresh(service), { customer: idOf(2), purpose: 'CARE', given: true })
  await recordInteraction(fresh(service), {
    ...{ customer: { id: idOf(3) }, kind: 'PURCHASE', amount: '500', currency: 'VND' },
  })
  expect((await follow()).moved).toBe(4)
  const all = async () => Promise.all([vip, ofVip, willing, buyers].map(membersOf))
  expect(await all()).toEqual([[1], [1], [2], [3]])
  await updateCustomer(fresh(service), { id: idOf(1), patch: { tagsRemove: ['VIP'] } })
  await follow()
  expect(await all()).toEqual([[], [], [2], [3]])
  expect((await fresh(service).db.orm.select().from(segments)).map(row => row.memberCount)).toEqual([
    0, 0, 1, 1,
  ])
  expect(await fresh(service).db.orm.select().from(segmentStays)).toHaveLength(2)
})

test('what concerns no rule takes one round trip and writes nothing, and so does looking again', async () => {
  await segmentOf('vip', tagged)
  await follow()
  await recordConsent(fresh(service), { customer: idOf(2), purpose: 'CARE', given: true })
  for (const _ of [1, 2]) expect(await follow()).toMatchObject({ moved: 0, roundTrips: 1, rowsWritten: 0 })
  await updateCustomer(fresh(service), { id: idOf(1), patch: { tagsAdd: ['VIP'] } })
  expect(await follow()).toMatchObject({ moved: 1, roundTrips: 4 })
  expect(await follow()).toMatchObject({ moved: 0, roundTrips: 1, rowsWritten: 0 })
})

test('the feed tells who joined and left', async () => {
  const vip = await segmentOf('vip', tagged)
  const { end } = await readChanges(fresh(service), { first: 100 })
  await updateCustomer(fresh(service), { id: idOf(1), patch: { tagsAdd: ['VIP'] } })
  await follow()
  const { entries } = await readChanges(fresh(service), { after: end, first: 100 })
  expect(entries).toEqual([
    expect.objectContaining({ entity: 'CUSTOMER', action: 'UPDATED', recordId: 1 }),
    expect.objectContaining({ entity: 'CUSTOMER', action: 'SEGMENT_JOINED', recordId: 1, segmentId: vip }),
  ])
})

test('of two who follow at once one writes, and nothing is lost', async () => {
  const vip = await segmentOf('vip', tagged)
  for (const id of [1, 2, 3])
    await updateCustomer(fresh(service), { id: idOf(id), patch: { tagsAdd: ['VIP'] } })
  await Promise.all([follow(), follow()])
  await follow()
  expect(await membersOf(vip)).toEqual([1, 2, 3])
  expect((await fresh(service).db.orm.select().from(segments)).map(row => row.memberCount)).toEqual([3])
})

test('whatever is changed, whoever follows comes to the members whom the rules find', async () => {
  const vip = await segmentOf('vip', tagged)
  const others = await segmentOf('others', {
    segments: { none: { segment: { in: [encodeId('segment', vip)] } } },
  })
  const person = fc.constantFrom(0, 1, 2)
  const step = fc.oneof(
    fc.record({ is: fc.constant('tag' as const), person, on: fc.boolean() }),
    fc.record({ is: fc.constant('new' as const), on: fc.boolean() }),
    fc.record({ is: fc.constant('merge' as const), person }),
    fc.record({ is: fc.constant('follow' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async steps => {
      const standing = async () =>
        (await fresh(service).db.orm.all<{ id: number }>(sql`SELECT id FROM customers ORDER BY id`)).map(
          ({ id }) => id,
        )
      for (const one of steps) {
        const ids = await standing()
        const id = 'person' in one ? (ids[one.person % ids.length] ?? 1) : 1
        if (one.is === 'tag')
          await updateCustomer(fresh(service), {
            ...{ id: idOf(id), patch: one.on ? { tagsAdd: ['VIP'] } : { tagsRemove: ['VIP'] } },
          })
        if (one.is === 'new')
          await createCustomer(fresh(service), { name: 'Mới', ...(one.on && { tags: ['VIP'] }) })
        const other = ids.find(each => each !== id)
        if (one.is === 'merge' && other !== undefined)
          await mergeCustomers(fresh(service), { survivor: idOf(id), merged: idOf(other) })
        if (one.is === 'follow') await follow()
      }
      await follow()
      const truth = await fresh(service).db.orm.all<{ id: number; vip: number }>(
        sql`SELECT id, EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'VIP') AS vip FROM customers ORDER BY id`,
      )
      expect(await membersOf(vip)).toEqual(
        truth
          .filter(row => row.vip)
          .map(({ id }) => id)
          .sort(),
      )
      expect(await membersOf(others)).toEqual(
        truth
          .filter(row => !row.vip)
          .map(({ id }) => id)
          .sort(),
      )
    }),
    { numRuns: 15 },
  )
}, 60_000)
