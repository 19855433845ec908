import { count, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { interactions } from '../../../src/database/tables/customers/interactions.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { readCondition } from '../../../src/domain/filters/read.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { followUpList, followUpQueue } from '../../../src/domain/follow-ups/queue.ts'
import { snoozeFollowUp } from '../../../src/domain/follow-ups/snooze-follow-up.ts'
import { updateFollowUp } from '../../../src/domain/follow-ups/update-follow-up.ts'
import { rowsOf } from '../../../src/domain/lists/page.ts'
import { mutate, type Verb } from '../../../src/domain/writes/mutate.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff, allItems } from './world.ts'

let service: TestService
let lan: number
let minh: number
let customer: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  customer = await addCustomer(service, { ownerId: lan, netSpendYear: 70n })
})

const promise = async (dueOn = '2026-03-05') =>
  (await createFollowUp(fresh(service), { customer, dueOn, note: 'Send the catalogue' })).followUpId

const item = async (id: number) => (await allItems(service)).find(one => one.id === id)

const settle = <Input, Result>(caller: TestService, verb: Verb<Input, Result>, input: Input) =>
  mutate(fresh(caller), { field: 'test', payload: null, key: null, position: 0 }, verb, input)

const asStaff = (staffId: number) => as(service, { staffId, caller: `key:${staffId}` })

test('a contact lies behind the making of its follow-up, and what is done is held by nobody', async () => {
  const id = await promise()
  await claimFollowUp(asStaff(lan), { id })
  const early = { id, outcome: 'REACHED', occurredAt: '1990-01-01T10:00' }
  await expect(completeFollowUp(asStaff(lan), early)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['occurredAt'] }],
  })
  await completeFollowUp(asStaff(lan), { ...early, occurredAt: '2026-03-02T08:00' })
  expect(await item(id)).toMatchObject({ state: 'DONE', claimedBy: lan, claimedUntil: null })
})

describe('promised work', () => {
  test('belongs to the customer owner unless somebody is named', async () => {
    const id = await promise()
    expect(await item(id)).toMatchObject({
      customerId: customer,
      tactic: 'MANUAL',
      state: 'OPEN',
      ownerId: lan,
      expiresOn: null,
      netSpendYear: 70n,
      createdOn: service.today,
      reasons: [{ code: 'PROMISED' }],
    })
    const { followUpId } = await createFollowUp(asStaff(minh), {
      customer: encodeId('customer', customer),
      dueOn: '2026-03-02',
    })
    expect((await item(followUpId))?.ownerId).toBe(minh)
  })

  test('costs one read and one write round trip', async () => {
    const own = fresh(service)
    await createFollowUp(own, { customer, dueOn: '2026-03-05', owner: minh })
    expect(own.db.counters.roundTrips).toBe(2)
  })

  test.each([
    [{ dueOn: '2026-03-01' }, 'INVALID_INPUT', ['dueOn']],
    [{ dueOn: '2026-02-30' }, 'INVALID_INPUT', ['dueOn']],
    [{ owner: 999 }, 'NOT_FOUND', ['owner']],
    [{ customer: 999 }, 'NOT_FOUND', ['customer']],
    [{ note: 'half \ud800' }, 'INVALID_INPUT', ['note']],
  ])('is refused with %j', async (wrong, code, path) => {
    await expect(
      createFollowUp(fresh(service), { customer, dueOn: '2026-03-05', ...wrong }),
    ).rejects.toMatchObject({ code, issues: [{ path }] })
    expect(await allItems(service)).toEqual([])
  })
})

describe('claiming', () => {
  test('two at once give exactly one winner', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await promise()
      const settled = await Promise.all(
        [lan, minh].map(staffId => settle(asStaff(staffId), claimFollowUp, { id })),
      )
      const losers = settled.flatMap(one => ('error' in one ? [one.error.code] : []))
      expect(losers).toEqual(['CONFLICT'])
      const winner = 'result' in (settled[0] ?? {}) ? lan : minh
      expect(await item(id)).toMatchObject({ state: 'CLAIMED', claimedBy: winner, version: 2 })
    }
  })

  test('what one holds already changes nothing', async () => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    const before = await item(id)
    await claimFollowUp(asStaff(lan), { id })
    expect(await item(id)).toEqual(before)
  })

  test('needs to know for whom', async () => {
    const id = await promise()
    await expect(claimFollowUp(fresh(service), { id })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['staff'] }],
    })
    await claimFollowUp(fresh(service), { id, staff: minh })
    expect((await item(id))?.claimedBy).toBe(minh)
  })

  test('leaves it to the claimer to finish, and to a supervisor to hand over', async () => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    for (const attempt of [
      () => completeFollowUp(asStaff(minh), { id, outcome: 'REACHED' }),
      () => snoozeFollowUp(asStaff(minh), { id, until: '2026-03-09' }),
      () => dismissFollowUp(asStaff(minh), { id, reason: 'Not mine' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    await updateFollowUp(fresh(service), { id, patch: { owner: minh } })
    expect(await item(id)).toMatchObject({ state: 'OPEN', ownerId: minh, claimedBy: null, claimedAt: null })
  })
})

describe('completing', () => {
  test('records the contact in the same write', async () => {
    const id = await promise()
    const own = asStaff(minh)
    const done = await completeFollowUp(own, { id, outcome: 'REACHED', note: 'Will order in May' })
    expect(own.db.counters.roundTrips).toBe(2)
    expect(await item(id)).toMatchObject({
      state: 'DONE',
      outcome: 'REACHED',
      note: 'Send the catalogue',
      closedAt: service.now,
      interactionId: done.interactionId,
    })
    const recorded = await fresh(service).db.orm.select().from(interactions)
    expect(recorded).toMatchObject([
      {
        id: done.interactionId,
        customerId: customer,
        occurredAt: service.now,
        day: service.today,
        kind: 'CALL',
        channel: 'PHONE',
        direction: 'OUTBOUND',
        staffId: minh,
        body: 'Will order in May',
        outcome: 'REACHED',
      },
    ])
  })

  test.each(['swallow', 'cut', 'drop'] as const)(
    'records exactly one interaction even when the answer is lost (%s)',
    async kind => {
      const id = await promise()
      const own = fresh(service)
      // The read passes, the write's answer does not.
      await service.database.gateway.failNext({ kind: 'delay', milliseconds: 0 })
      await service.database.gateway.failNext({ kind })
      const { interactionId } = await completeFollowUp(own, { id, outcome: 'DECLINED' })
      expect(await service.database.gateway.waiting()).toBe(0)
      expect(own.db.counters.roundTrips).toBe(3)
      const recorded = await fresh(service).db.orm.select({ id: interactions.id }).from(interactions)
      expect(recorded).toEqual([{ id: interactionId }])
      expect(await item(id)).toMatchObject({ state: 'DONE', interactionId, version: 2 })
    },
  )

  test('twice at once records one contact', async () => {
    const id = await promise()
    const settled = await Promise.all(
      [1, 2].map(() => settle(service, completeFollowUp, { id, outcome: 'REACHED' as const })),
    )
    expect(settled.filter(one => 'result' in one).length).toBe(1)
    const [recorded] = await fresh(service).db.orm.select({ n: count() }).from(interactions)
    expect(recorded?.n).toBe(1)
  })

  test('a contact cannot lie in the future', async () => {
    const id = await promise()
    await expect(
      completeFollowUp(fresh(service), { id, outcome: 'REACHED', occurredAt: '2026-03-02T10:00' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['occurredAt'] }] })
  })
})

describe('a closed item', () => {
  test.each([
    ['done', (id: number) => completeFollowUp(fresh(service), { id, outcome: 'OTHER' })],
    ['dismissed', (id: number) => dismissFollowUp(fresh(service), { id, reason: 'Moved away' })],
  ])('that was %s cannot be changed', async (_state, close) => {
    const id = await promise()
    await close(id)
    const before = await item(id)
    for (const attempt of [
      () => claimFollowUp(asStaff(lan), { id }),
      () => completeFollowUp(fresh(service), { id, outcome: 'REACHED' }),
      () => snoozeFollowUp(fresh(service), { id, until: '2026-03-09' }),
      () => dismissFollowUp(fresh(service), { id, reason: 'Again' }),
      () => updateFollowUp(fresh(service), { id, patch: { note: 'Late' } }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', issues: [{ path: ['id'] }] })
    }
    expect(await item(id)).toEqual(before)
  })

  test('keeps why nobody should do it', async () => {
    const id = await promise()
    await dismissFollowUp(fresh(service), { id, reason: 'Moved away' })
    expect((await item(id))?.note).toBe('Send the catalogue\nMoved away')
    await expect(dismissFollowUp(fresh(service), { id, reason: ' ' })).rejects.toMatchObject({
      issues: [{ path: ['reason'] }],
    })
  })
})

describe('moving', () => {
  test('a snooze lasts until its day, at most 90 days, and outlives no expiry', async () => {
    const id = await promise()
    await fresh(service).db.write([
      service.db.orm
        .update(followUps)
        .set({ expiresOn: service.today + 10 })
        .where(eq(followUps.id, id)),
    ])
    for (const until of ['2026-03-02', '2026-06-01']) {
      await expect(snoozeFollowUp(fresh(service), { id, until })).rejects.toMatchObject({
        issues: [{ path: ['until'] }],
      })
    }
    await snoozeFollowUp(fresh(service), { id, until: '2026-03-20' })
    expect(await item(id)).toMatchObject({
      state: 'OPEN',
      snoozedUntil: service.today + 18,
      expiresOn: service.today + 18 + 14,
    })
  })

  test('a new due day moves the expiry and ends a snooze', async () => {
    const id = await promise()
    await fresh(service).db.write([
      service.db.orm
        .update(followUps)
        .set({ expiresOn: service.today + 10 })
        .where(eq(followUps.id, id)),
    ])
    await snoozeFollowUp(fresh(service), { id, until: '2026-03-20' })
    await updateFollowUp(fresh(service), { id, patch: { dueOn: '2026-03-06' } })
    expect(await item(id)).toMatchObject({
      dueOn: service.today + 4,
      expiresOn: service.today + 18,
      snoozedUntil: null,
    })
  })

  test('another version than expected is refused', async () => {
    const id = await promise()
    await expect(
      updateFollowUp(fresh(service), { id, expectedVersion: 2, patch: { note: null } }),
    ).rejects.toMatchObject({ code: 'CONFLICT', issues: [{ path: ['expectedVersion'] }] })
  })

  test('every write leaves one audit row', async () => {
    const id = await promise()
    await updateFollowUp(fresh(service), { id, patch: { note: 'By letter' } })
    const trail = await fresh(service)
      .db.orm.select({ action: changes.action })
      .from(changes)
      .where(eq(changes.entityId, id))
    expect(trail.map(one => one.action)).toEqual(['follow-up.create', 'follow-up.update'])
  })
})

describe('reach', () => {
  test('an item of a customer out of reach is as unknown as no item', async () => {
    const id = await promise()
    const stranger = () => as(service, { reach: 'OWNED', staffId: minh })
    const unknown = await settle(stranger(), claimFollowUp, { id: 999 })
    expect(await settle(stranger(), claimFollowUp, { id })).toEqual(unknown)
    expect(unknown).toMatchObject({ error: { code: 'NOT_FOUND' } })
    await expect(createFollowUp(stranger(), { customer, dueOn: '2026-03-05' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('who sees only its own customers gives work to nobody else', async () => {
    const id = await promise()
    const own = () => as(service, { reach: 'OWNED', staffId: lan })
    await expect(claimFollowUp(own(), { id, staff: minh })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(updateFollowUp(own(), { id, patch: { owner: minh } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    await claimFollowUp(own(), { id })
  })
})

describe('the queue', () => {
  const ids = async (source: typeof followUpQueue, filter: object = {}, caller = service) => {
    const own = fresh(caller)
    const rows = await own.db.orm.query.followUps.findMany({
      columns: { id: true },
      where: columns =>
        rowsOf(own, source, { ...columns }, readCondition(source.fields, filter, own.workspace)),
      orderBy: columns => columns.id,
    })
    return rows.map(row => row.id)
  }

  test('shows what waits now, narrowed as asked', async () => {
    const [open, claimed, snoozed, done] = [
      await promise('2026-03-05'),
      await promise('2026-03-06'),
      await promise(),
      await promise(),
    ]
    await claimFollowUp(asStaff(minh), { id: claimed })
    await snoozeFollowUp(fresh(service), { id: snoozed, until: '2026-03-03' })
    await completeFollowUp(fresh(service), { id: done, outcome: 'REACHED' })
    expect(await ids(followUpQueue, undefined)).toEqual([open, claimed])
    const staff = (id: number) => ({ equals: encodeId('staffMember', id) })
    expect(await ids(followUpList, { state: { equals: 'DONE' } })).toEqual([done])
    expect(await ids(followUpList, { waiting: false })).toEqual([snoozed, done])
    expect(await ids(followUpQueue, { state: { equals: 'DONE' } })).toEqual([])
    expect(await ids(followUpQueue, { claimedBy: staff(minh) })).toEqual([claimed])
    expect(await ids(followUpQueue, { dueOn: { until: { date: '2026-03-05' } } })).toEqual([open])
    expect(await ids(followUpQueue, { owner: staff(lan), tactic: { in: ['MANUAL'] } })).toEqual([
      open,
      claimed,
    ])
    expect(await ids(followUpQueue, { owner: staff(minh) })).toEqual([])
    expect(await ids(followUpList, undefined)).toEqual([open, claimed, snoozed, done])
    const tomorrow = { ...service, today: service.today + 1 }
    expect(await ids(followUpQueue, undefined, tomorrow)).toEqual([open, claimed, snoozed])
  })

  test('ends where the reach ends', async () => {
    const id = await promise()
    const reach = 'OWNED' as const
    expect(await ids(followUpQueue, undefined, as(service, { reach, staffId: lan }))).toEqual([id])
    expect(await ids(followUpQueue, undefined, as(service, { reach, staffId: minh }))).toEqual([])
    expect(await ids(followUpList, undefined, as(service, { reach, staffId: null }))).toEqual([])
  })
})
