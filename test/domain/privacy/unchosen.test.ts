import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { fillQueue } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, nobodyHeldOut } from '../follow-ups/world.ts'

let service: TestService
let kept: number
let erased: number

const ids = async (table: 'segment_members' | 'follow_ups') =>
  (
    await fresh(service).db.orm.all<{ id: number }>(
      sql`SELECT customer_id AS id FROM ${sql.identifier(table)} ORDER BY customer_id`,
    )
  ).map(({ id }) => id)

const rule = { lifecycle: { equals: 'LAPSING' } }

beforeAll(async () => {
  service = await testService(await testDatabase())
  const lapsing = {
    lifecycle: 'LAPSING',
    ...{ cycleDoubled: 20, lastPurchaseOn: service.today - 30 },
  } as const
  kept = await addCustomer(service, lapsing)
  erased = await addCustomer(service, lapsing)
  await createSegment(fresh(service), { name: 'Lapsing', rule })
})

test('who is erased leaves the segments and is in no later one', async () => {
  expect(await ids('segment_members')).toEqual([kept, erased])
  await erasePerson(fresh(service), { customer: encodeId('customer', erased) })
  expect(await ids('segment_members')).toEqual([kept])
  await createSegment(fresh(service), { name: 'Still lapsing', rule })
  expect(await ids('segment_members')).toEqual([kept, kept])
})

test('the night makes no follow-up of it, and nobody else can', async () => {
  await nobodyHeldOut(service)
  const { counts } = await runThrough(service, fillQueue, runOf(service.today - 1))
  expect(counts).toEqual({ customers: 2, expired: 0, OVERDUE: 1 })
  expect(await ids('follow_ups')).toEqual([kept])
  const promise = { customer: encodeId('customer', erased), dueOn: '2026-03-09' }
  await expect(createFollowUp(fresh(service), promise)).rejects.toMatchObject({
    conflict: { reason: 'ERASED' },
  })
})
