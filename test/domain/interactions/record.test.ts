import { max } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { customerExternalIds, customers } from '../../../src/database/tables/customers/customers.ts'
import { interactionRevisions, interactions } from '../../../src/database/tables/customers/interactions.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { readCondition } from '../../../src/domain/filters/read.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { interactionList } from '../../../src/domain/interactions/list.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { writeRevision } from '../../../src/domain/interactions/write-revision.ts'
import { rowsOf } from '../../../src/domain/lists/page.ts'
import { mutate, type Verb } from '../../../src/domain/writes/mutate.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'

let service: TestService

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
})

const all = () => fresh(service).db.orm.select().from(interactions).orderBy(interactions.id)
const everybody = () => fresh(service).db.orm.select().from(customers).orderBy(customers.id)
const record = (input: Record<string, unknown>, caller = service) => recordInteraction(fresh(caller), input)
const settle = <Input, Result>(caller: TestService, verb: Verb<Input, Result>, input: Input) =>
  mutate(fresh(caller), { field: 'test', payload: null, key: null, position: 0 }, verb, input)

const call = { kind: 'CALL', direction: 'OUTBOUND' } as const

describe('recording', () => {
  test('takes one read and one write round trip', async () => {
    const id = await addCustomer(service)
    const staffId = await addStaff(service)
    const own = fresh(service)
    const recorded = await recordInteraction(own, {
      customer: { id: encodeId('customer', id) },
      ...{ kind: 'PURCHASE', amount: '250000', currency: 'VND', occurredAt: '2026-03-01T20:00' },
      ...{ source: 'shop', externalId: '1', staff: encodeId('staffMember', staffId) },
    })
    expect(own.db.counters.roundTrips).toBe(2)
    expect(recorded).toMatchObject({ customerId: id, customerCreated: false })
    const [trail] = await fresh(service)
      .db.orm.select({ n: max(changes.id) })
      .from(changes)
    expect(await all()).toMatchObject([
      {
        ...{ id: recorded.interactionId, customerId: id, kind: 'PURCHASE', amount: 250_000, staffId },
        ...{ day: service.today - 1, version: 1, changeId: trail?.n ?? 0, createdAt: service.now },
      },
    ])
  })

  test('logs for the staff member that the caller stands for, unless told otherwise', async () => {
    const id = await addCustomer(service)
    const staffId = await addStaff(service)
    await record({ customer: { id }, ...call }, as(service, { staffId }))
    await record({ customer: { id }, ...call, staff: null }, as(service, { staffId }))
    expect((await all()).map(one => one.staffId)).toEqual([staffId, null])
  })

  test.each([
    ['phone', { phone: '0912 345 678' }, { phone: '+84912345678' }],
    ['e-mail', { email: ' Lan@Example.VN ' }, { email: 'lan@example.vn' }],
    ['external id', { externalId: { source: 'shop', externalId: '7' } }, {}],
  ])('makes a prospect of somebody unknown, once, by %s', async (_by, customer, stored) => {
    const staffId = await addStaff(service)
    const own = as(service, { staffId })
    const first = await recordInteraction(own, { customer, ...call })
    expect(own.db.counters.roundTrips).toBe(2)
    const second = await record({ customer, kind: 'NOTE', body: 'Again' })
    expect(second).toMatchObject({ customerId: first.customerId, customerCreated: false })
    expect(first.customerCreated).toBe(true)
    expect(await everybody()).toMatchObject([
      { id: first.customerId, lifecycle: 'PROSPECT', ownerId: staffId, name: null, ...stored },
    ])
    expect((await all()).map(one => one.customerId)).toEqual([first.customerId, first.customerId])
  })

  test('keeps the external id of a prospect', async () => {
    const key = { source: 'shop', externalId: '7' }
    const { customerId } = await record({ customer: { externalId: key }, ...call })
    expect(await fresh(service).db.orm.select().from(customerExternalIds)).toMatchObject([
      { ...key, customerId },
    ])
  })

  test('makes one prospect even when two record at once', async () => {
    const settled = await Promise.all(
      ['01207654321', '0707 654 321'].map(phone =>
        settle(service, recordInteraction, { customer: { phone }, ...call }),
      ),
    )
    expect(settled.every(one => 'result' in one)).toBe(true)
    expect((await everybody()).length).toBe(1)
    expect((await all()).length).toBe(2)
  })

  test('records once when the answer is lost', async () => {
    const id = await addCustomer(service)
    await service.database.gateway.failNext({ kind: 'delay', milliseconds: 0 })
    await service.database.gateway.failNext({ kind: 'swallow' })
    const { interactionId } = await record({ customer: { id }, ...call })
    expect((await all()).map(one => one.id)).toEqual([interactionId])
  })

  test('does not guess between customers who share a phone', async () => {
    await addCustomer(service, { phone: '+84912345678' })
    await addCustomer(service, { phone: '+84912345678' })
    await expect(record({ customer: { phone: '0912345678' }, ...call })).rejects.toMatchObject({
      code: 'CONFLICT',
      issues: [{ path: ['customer', 'phone'] }],
    })
  })

  test('refuses an external id that its source has used before', async () => {
    const id = await addCustomer(service)
    const key = { source: 'shop', externalId: '1' }
    await record({ customer: { id }, ...call, ...key })
    await expect(record({ customer: { id }, ...call, ...key })).rejects.toMatchObject({
      code: 'CONFLICT',
      issues: [{ path: ['externalId'] }],
    })
    await record({ customer: { id }, ...call, source: 'other shop', externalId: '1' })
    expect((await all()).length).toBe(2)
  })

  test.each([
    [{ customer: {} }, 'INVALID_INPUT', ['customer']],
    [{ customer: { id: 1, email: 'a@b.vn' } }, 'INVALID_INPUT', ['customer']],
    [{ customer: { id: 'stf_1' } }, 'INVALID_INPUT', ['customer', 'id']],
    [{ customer: { id: 999 } }, 'NOT_FOUND', ['customer', 'id']],
    [{ customer: { email: 'nobody' } }, 'INVALID_INPUT', ['customer', 'email']],
    [{ customer: { phone: '12' } }, 'INVALID_INPUT', ['customer', 'phone']],
    [{ customer: { email: 'a@b.vn' }, staff: 999 }, 'NOT_FOUND', ['staff']],
    [{ customer: { email: 'a@b.vn' }, occurredAt: '2026-03-04' }, 'INVALID_INPUT', ['occurredAt']],
  ])('refuses %j and writes nothing', async (wrong, code, path) => {
    await expect(record({ ...call, ...wrong })).rejects.toMatchObject({ code, issues: [{ path }] })
    expect(await all()).toEqual([])
    expect(await everybody()).toEqual([])
  })

  test('reaches only customers of its own with reach OWNED', async () => {
    const [lan, minh] = [await addStaff(service, 'Lan'), await addStaff(service, 'Minh')]
    const id = await addCustomer(service, { ownerId: lan, email: 'lan@example.vn' })
    const owned = (staffId: number | null) => as(service, { reach: 'OWNED', staffId })
    const unknown = await settle(owned(minh), recordInteraction, { customer: { id: 999 }, ...call })
    expect(await settle(owned(minh), recordInteraction, { customer: { id }, ...call })).toEqual(unknown)
    // Whether somebody else has this address is not told: for Minh it is a newcomer's.
    const newcomer = await record({ customer: { email: 'lan@example.vn' }, ...call }, owned(minh))
    expect(newcomer).toMatchObject({ customerCreated: true })
    const again = await record({ customer: { email: 'lan@example.vn' }, ...call }, owned(minh))
    expect(again).toMatchObject({ customerCreated: false, customerId: newcomer.customerId })
    await record({ customer: { id }, ...call }, owned(lan))
    const mine = await record({ customer: { email: 'new@example.vn' }, ...call }, owned(minh))
    await record({ customer: { id: mine.customerId }, ...call }, owned(minh))
    await expect(record({ customer: { email: 'x@example.vn' }, ...call }, owned(null))).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    )
  })

  test('by e-mail or phone it needs the personal scope', async () => {
    const partner = as(service, { scopes: new Set(['interactions:write'] as const) })
    for (const customer of [{ email: 'a@b.vn' }, { phone: '0912345678' }])
      await expect(record({ customer, ...call }, partner)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const externalId = { source: 'shop', externalId: 'scope' }
    expect(await record({ customer: { externalId }, ...call }, partner)).toMatchObject({
      customerCreated: true,
    })
  })

  test('needs the scope', async () => {
    const reader = as(service, { scopes: new Set(['interactions:read'] as const) })
    await expect(record({ customer: { email: 'a@b.vn' }, ...call }, reader)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('correcting', () => {
  const purchase = async () => {
    const id = await addCustomer(service)
    const lines = [{ product: 'Tea', quantity: 2, amount: '100' }]
    const trade = {
      kind: 'PURCHASE',
      ...{ amount: '100', currency: 'VND', occurredAt: '2026-03-01T20:00' },
    } as const
    const { interactionId } = await record({
      customer: { id },
      ...trade,
      lines,
      source: 'shop',
      externalId: '1',
    })
    return interactionId
  }
  const correct = (id: number, patch: Record<string, unknown>) =>
    correctInteraction(fresh(service), { id, patch })
  const revisions = () => fresh(service).db.orm.select().from(interactionRevisions)

  test('keeps the replaced row whole, in one read and one write', async () => {
    const id = await purchase()
    const [before] = await all()
    const own = fresh(service)
    await correctInteraction(own, {
      id: encodeId('interaction', id),
      expectedVersion: 1,
      reason: 'Typing error',
      patch: { amount: '90', subject: 'Order 1' },
    })
    expect(own.db.counters.roundTrips).toBe(2)
    const [after] = await all()
    expect(after).toEqual({
      ...before,
      amount: 90,
      subject: 'Order 1',
      version: 2,
      changeId: after?.changeId,
    })
    expect(await revisions()).toEqual([
      {
        ...{ interactionId: id, version: 1, customerId: before?.customerId, day: service.today - 1 },
        ...{ kind: 'PURCHASE', before, reason: 'Typing error', replacedAt: service.now },
        changeId: after?.changeId,
      },
    ])
    expect(after?.changeId).toBeGreaterThan(before?.changeId ?? 0)
  })

  test('moves an interaction in time, also one that a follow-up points to', async () => {
    const customer = await addCustomer(service)
    const { followUpId } = await createFollowUp(fresh(service), { customer, dueOn: '2026-03-05' })
    const { interactionId } = await completeFollowUp(fresh(service), { id: followUpId, outcome: 'REACHED' })
    await correct(interactionId, { occurredAt: '2026-02-20T23:30' })
    const moved = await all()
    expect(moved).toMatchObject([
      { id: interactionId, day: service.today - 10, version: 2, channel: 'PHONE' },
    ])
    const [item] = await fresh(service).db.orm.select().from(followUps)
    expect(item?.interactionId).toBe(interactionId)
    expect((await revisions()).map(one => one.day)).toEqual([service.today])
  })

  test('cancels, and takes another kind with what follows from it', async () => {
    const id = await purchase()
    await correct(id, { cancelled: true })
    await correct(id, { kind: 'REFUND', lines: [] })
    expect(await all()).toMatchObject([{ cancelled: true, kind: 'REFUND', stage: 'AFTER_SALE', lines: null }])
    expect((await revisions()).map(one => one.version)).toEqual([1, 2])
  })

  test('of lines brings their cost, of the cost keeps it, and both stay what they were in the revision', async () => {
    const line = (cost: string) => ({ product: 'Tea', quantity: 1, cost })
    const customerId = await addCustomer(service)
    const { interactionId: id } = await record({
      customer: { id: customerId },
      ...{ kind: 'PURCHASE', amount: '100', lines: [line('30'), line('10')] },
    })
    const costOf = async (patch: Record<string, unknown>) => {
      await correctInteraction(fresh(service), { id, patch })
      return (await all())[0]?.cost
    }
    expect((await all())[0]?.cost).toBe(40)
    expect(await costOf({ lines: [line('30')] })).toBe(30)
    expect(await costOf({ cost: '55' })).toBe(55)
    expect(await costOf({ lines: [line('1')] })).toBe(55)
    expect(await costOf({ cost: null })).toBeNull()
    const before = await fresh(service)
      .db.orm.select()
      .from(interactionRevisions)
      .orderBy(interactionRevisions.version)
    expect(before.map(one => one.before.cost)).toEqual([40, 30, 55, 55])
    expect(before.map(one => writeRevision(service.workspace, one.before).cost)).toEqual([
      undefined,
      undefined,
      '55',
      '55',
    ])
  })

  test('that changes nothing makes no revision', async () => {
    const id = await purchase()
    const before = await all()
    await correct(id, { amount: '100', subject: null })
    expect(await all()).toEqual(before)
    expect(await revisions()).toEqual([])
  })

  test('two at once leave two revisions', async () => {
    const id = await purchase()
    const settled = await Promise.all(
      ['A', 'B'].map(subject => settle(service, correctInteraction, { id, patch: { subject } })),
    )
    expect(settled.every(one => 'result' in one)).toBe(true)
    expect(await all()).toMatchObject([{ version: 3 }])
    expect((await revisions()).map(one => one.version)).toEqual([1, 2])
  })

  test.each([
    [{ amount: '-1' }, 'INVALID_INPUT', ['patch', 'amount']],
    [{ amount: null }, 'INVALID_INPUT', ['patch', 'amount']],
    [{ occurredAt: null }, 'INVALID_INPUT', ['patch', 'occurredAt']],
    [{ lines: null }, 'INVALID_INPUT', ['patch', 'lines']],
    [{ currency: 'EUR' }, 'INVALID_INPUT', ['patch', 'currency']],
    [{ occurredAt: '2026-04-01' }, 'INVALID_INPUT', ['patch', 'occurredAt']],
    [{ source: null }, 'INVALID_INPUT', ['patch', 'source']],
    [{ staff: 999 }, 'NOT_FOUND', ['patch', 'staff']],
    [{ externalId: '2' }, 'CONFLICT', ['patch', 'externalId']],
  ])('with %j is refused', async (patch, code, path) => {
    const id = await purchase()
    const [one] = await all()
    await record({ customer: { id: one?.customerId }, ...call, source: 'shop', externalId: '2' })
    await expect(correct(id, patch)).rejects.toMatchObject({ code, issues: [{ path }] })
    expect((await all())[0]).toEqual(one)
    expect(await revisions()).toEqual([])
  })

  test('of another version, or out of reach, is refused', async () => {
    const id = await purchase()
    await expect(
      correctInteraction(fresh(service), { id, expectedVersion: 2, patch: { subject: 'A' } }),
    ).rejects.toMatchObject({ code: 'CONFLICT', issues: [{ path: ['expectedVersion'] }] })
    const stranger = as(service, { reach: 'OWNED', staffId: await addStaff(service) })
    await expect(correctInteraction(stranger, { id, patch: { subject: 'A' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

test('the list ends where the reach ends and narrows by day, kind and channel', async () => {
  const [lan, minh] = [await addStaff(service, 'Lan'), await addStaff(service, 'Minh')]
  const id = await addCustomer(service, { ownerId: lan })
  const other = await addCustomer(service, { ownerId: minh })
  const first = (await record({ customer: { id }, ...call, occurredAt: '2026-02-27T23:59' })).interactionId
  const second = (await record({ customer: { id }, kind: 'NOTE', occurredAt: '2026-02-28T00:00' }))
    .interactionId
  const third = (await record({ customer: { id: other }, ...call, channel: 'PHONE' })).interactionId
  const ids = async (filter: object = {}, caller = service) => {
    const own = fresh(caller)
    const rows = await own.db.orm.query.interactions.findMany({
      columns: { id: true },
      where: columns =>
        rowsOf(
          own,
          interactionList,
          { ...columns },
          readCondition(interactionList.fields, filter, own.workspace),
        ),
      orderBy: columns => columns.id,
    })
    return rows.map(row => row.id)
  }
  expect(await ids()).toEqual([first, second, third])
  expect(await ids({ occurredAt: { from: { date: '2026-02-28' }, until: { date: '2026-02-28' } } })).toEqual([
    second,
  ])
  expect(await ids({ occurredAt: { until: { date: '2026-02-27' } } })).toEqual([first])
  expect(await ids({ kind: { in: ['CALL'] }, channel: { equals: 'PHONE' } })).toEqual([third])
  expect(await ids({ customer: { id: { equals: encodeId('customer', id) } } })).toEqual([first, second])
  expect(await ids(undefined, as(service, { reach: 'OWNED', staffId: lan }))).toEqual([first, second])
  expect(await ids(undefined, as(service, { reach: 'OWNED', staffId: null }))).toEqual([])
})
