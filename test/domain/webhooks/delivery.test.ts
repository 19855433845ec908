import { eq, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { apiKeys } from '../../../src/database/tables/house/api-keys.ts'
import { webhookDeliveries, webhooks } from '../../../src/database/tables/house/webhooks.ts'
import { revokeApiKey } from '../../../src/domain/api-keys/revoke-api-key.ts'
import { rotateApiKey } from '../../../src/domain/api-keys/rotate-api-key.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { readChanges } from '../../../src/domain/feed/read-changes.ts'
import type { Scope } from '../../../src/domain/service/scopes.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import { redeliver } from '../../../src/domain/webhooks/redeliver.ts'
import { rotateSecret } from '../../../src/domain/webhooks/rotate-secret.ts'
import { testWebhook } from '../../../src/domain/webhooks/test-webhook.ts'
import { updateWebhook } from '../../../src/domain/webhooks/update-webhook.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { Receiver, refused, subscribe } from './subscriber.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

let service: TestService
let receiver: Receiver

beforeEach(async () => {
  service = await testService(await testDatabase())
  receiver = new Receiver(service.now)
})

const customer = async (input: object = {}) => (await createCustomer(fresh(service), input)).customerId
const touch = (id: number, name: string) => updateCustomer(fresh(service), { id, patch: { name } })
const created = (id: number) => `customer.created ${encodeId('customer', id)}`
const updated = (id: number) => `customer.updated ${encodeId('customer', id)}`

async function stateOf(id: number) {
  const [row] = await fresh(service).db.orm.select().from(webhooks).where(eq(webhooks.id, id))
  return row
}

const log = (webhookId: number) =>
  fresh(service)
    .db.orm.select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, webhookId))
    .orderBy(webhookDeliveries.id)

test('what changes is told once, in order, with who did it; what was before is not', async () => {
  await customer()
  await subscribe(service)
  const id = await customer()
  await touch(id, 'Lan')
  await receiver.sweep(service)
  expect(receiver.got.map(({ by }) => by)).toEqual(['key:test', 'key:test'])
  expect(receiver.news()).toEqual([created(id), updated(id)])
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
})

test('only the entities and actions that were chosen are told', async () => {
  await subscribe(service, { actions: ['UPDATED'] })
  const id = await customer()
  await touch(id, 'Lan')
  await createStaffMember(fresh(service), { name: 'An' })
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([updated(id)])
})

test('only of records for which a filter holds changes are told, and of those that left the reach', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const staff = encodeId('staffMember', staffMemberId)
  const filters = { customer: { kind: { in: ['PERSON'] } } }
  const { webhookId } = await subscribe(service, { filters }, { reach: 'OWNED', staff })
  const person = await customer({ owner: staff, kind: 'PERSON' })
  await customer({ owner: staff, kind: 'ORGANISATION' })
  await touch(person, 'Lan')
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([created(person), updated(person)])
  expect(await log(webhookId)).toHaveLength(2)
  await updateCustomer(fresh(service), { id: person, patch: { owner: null } })
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([`customer.removed ${encodeId('customer', person)}`])
})

test('a filter takes the scopes of what it asks, an entity that is told, and has a cost', async () => {
  const of = (filters: object) => subscribe(service, { filters })
  const some = { some: { kind: { in: ['CALL'] } } }
  const costly = { all: Array.from({ length: 8 }, () => ({ interactions: some })) }
  for (const filters of [{ interaction: { kind: { in: ['CALL'] } } }, { customer: {} }, { customer: costly }])
    await expect(of(filters)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const narrow = as(service, { scopes: new Set(['customers:read', 'webhooks:write']) })
  const input = { name: 'Calls', url: 'https://partner.example.com/', entities: ['CUSTOMER'] }
  await expect(
    createWebhook(narrow, { ...input, filters: { customer: { interactions: some } } }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('whoever reads a webhook sees of its filters what it may ask itself', async () => {
  const filters = {
    customer: { all: [{ name: { startsWith: 'Lan' } }, { kind: { in: ['PERSON'] } }] },
    interaction: { channel: { in: ['EMAIL'] } },
  }
  const { webhookId } = await subscribe(service, { filters, entities: ['CUSTOMER', 'INTERACTION'] })
  const seen = async (...scopes: Scope[]) => {
    const reader = as(service, { scopes: new Set<Scope>(['webhooks:read', ...scopes]) })
    const document = 'query ($id: ID!) { webhook(id: $id) { filters } }'
    const { webhook } = await ask<{ webhook: { filters: unknown } }>(reader, document, {
      id: encodeId('webhook', webhookId),
    })
    return webhook.filters
  }
  expect(await seen()).toEqual({ customer: '(personal)', interaction: '(personal)' })
  expect(await seen('customers:read')).toEqual({
    customer: { all: [{ name: '(personal)' }, { kind: { in: ['PERSON'] } }] },
    interaction: '(personal)',
  })
  expect(await seen('customers:read', 'customers:personal', 'interactions:read')).toEqual(filters)
})

test('an owner who may not ask the filters any more pauses the webhook, and resumes it in vain', async () => {
  const filters = { customer: { interactions: { some: { kind: { in: ['CALL'] } } } } }
  const scopes = ['customers:read', 'interactions:read', 'webhooks:write']
  const { apiKeyId, webhookId, owner } = await subscribe(service, { filters }, { scopes })
  const narrower = ['customers:read', 'webhooks:write'] as const
  const { db } = fresh(service)
  await db.write([
    db.orm
      .update(apiKeys)
      .set({ scopes: [...narrower] })
      .where(eq(apiKeys.id, apiKeyId)),
  ])
  await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  expect(await stateOf(webhookId)).toMatchObject({ pausedBecause: 'FILTERS_REFUSED' })
  const narrowed = as(owner, { scopes: new Set(narrower) })
  const resuming = updateWebhook(narrowed, { id: webhookId, patch: { active: true } })
  await expect(resuming).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('the query is answered with the rights that the owner has when the message is sent', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const document = 'query ($id: ID!) { customer(by: { id: $id }) { id lifecycle } }'
  const staff = encodeId('staffMember', staffMemberId)
  const { owner } = await subscribe(service, { document }, { reach: 'OWNED', staff })
  expect(owner.actor.reach).toBe('WORKSPACE')
  const mine = await customer({ owner: staff })
  const lost = await customer({ owner: staff })
  await customer()
  receiver.says = ({ record }) =>
    record === encodeId('customer', mine) ? refused : { status: 200, failure: null }
  await receiver.sweep(service)
  const first = receiver.got.splice(0)
  const shown = (id: string) => [id, { customer: { id, lifecycle: 'PROSPECT' } }] as const
  // Messages of different records are sent side by side.
  expect(new Map(first.map(({ record, data }) => [record, data]))).toEqual(
    new Map([mine, lost].map(id => shown(encodeId('customer', id)))),
  )
  receiver.says = () => ({ status: 200, failure: null })
  await updateCustomer(fresh(service), { id: mine, patch: { owner: null } })
  receiver.now += minute
  await receiver.sweep(service)
  expect(receiver.got.map(({ type, data }) => [type, data])).toEqual([
    ['customer.created', { customer: null }],
    ['customer.removed', null],
  ])
})

test('a message that fails is tried for 75 hours and holds back its own record alone', async () => {
  const { webhookId } = await subscribe(service)
  const [bad, good] = [await customer(), await customer()]
  await touch(bad, 'Lan')
  await touch(good, 'Mai')
  const begun = receiver.now
  receiver.says = ({ record }) =>
    record === encodeId('customer', bad) ? refused : { status: 204, failure: null }
  await receiver.sweep(service)
  expect(receiver.news().toSorted()).toEqual([created(bad), created(good), updated(good)].toSorted())
  const tries: number[] = [0]
  for (let hours = 0; hours < 80 && tries.length < 10; ) {
    const waiting = (await log(webhookId)).find(({ type, record }) => `${type} ${record}` === created(bad))
    receiver.now = waiting?.nextAt ?? 0
    // Others keep the endpoint from being taken for dead.
    await customer()
    await receiver.sweep(service)
    const told = receiver.news().filter(what => what.endsWith(encodeId('customer', bad)))
    // What waited behind it comes with the last attempt.
    expect(told).toEqual(tries.length < 9 ? [created(bad)] : [created(bad), updated(bad)])
    hours = (receiver.now - begun) / hour
    tries.push(receiver.now - begun)
  }
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
  expect(pauses).toEqual([5 * second, 5 * minute, 30 * minute, ...[2, 5, 10, 14, 20, 24].map(h => h * hour)])
  const given = (await log(webhookId)).find(({ type, record }) => `${type} ${record}` === created(bad))
  expect([given?.state, given?.attempts, given?.status]).toEqual(['GIVEN_UP', 10, 500])
})

test('an endpoint that fails is probed with one message at a time, and gets all once it is back', async () => {
  const { webhookId } = await subscribe(service)
  const ids = [await customer()]
  for (let more = 0; more < 11; more++) ids.push(await customer())
  receiver.says = () => ({ status: null, failure: 'TIMEOUT' })
  await receiver.sweep(service)
  expect(receiver.news()).toHaveLength(12)
  // What was sent side by side is one failure: four more are tried, one by one.
  receiver.now += minute
  await receiver.sweep(service)
  expect(receiver.news()).toHaveLength(4)
  for (const pause of [5 * second, 20 * second, 80 * second, 5 * minute, 5 * minute]) {
    receiver.now += pause - 1
    await receiver.sweep(service)
    expect(receiver.news()).toHaveLength(0)
    receiver.now += 1
    await receiver.sweep(service)
    expect(receiver.news()).toHaveLength(1)
  }
  receiver.says = () => ({ status: 200, failure: null })
  receiver.now += 40 * minute
  await receiver.sweep(service)
  expect(receiver.news().toSorted()).toEqual(ids.map(created).toSorted())
  expect(await stateOf(webhookId)).toMatchObject({ failures: 0, probeAt: null, pausedBecause: null })
})

test('whoever asks for a message has an endpoint tried at once that is only probed', async () => {
  const { webhookId, owner } = await subscribe(service)
  await customer()
  const fail = async () => {
    receiver.says = () => refused
    for (let more = 0; more < 6; more++) await customer()
    await receiver.sweep(service)
    for (let sweep = 0; sweep < 2; sweep++) {
      receiver.now += minute
      await receiver.sweep(service)
    }
    receiver.got.length = 0
    receiver.says = () => ({ status: 200, failure: null })
    await receiver.sweep(service)
    expect(receiver.news()).toHaveLength(0)
  }
  await fail()
  await testWebhook({ ...fresh(owner), now: receiver.now }, { id: webhookId })
  await receiver.sweep(service)
  expect(receiver.news()).toContain(`webhook.test ${encodeId('webhook', webhookId)}`)
  await fail()
  const waiting = (await log(webhookId)).find(({ state }) => state === 'PENDING')
  await redeliver({ ...fresh(owner), now: receiver.now }, { id: waiting?.id ?? 0 })
  await receiver.sweep(service)
  expect(receiver.news()).toContain(`${waiting?.type} ${waiting?.record}`)
  expect(await stateOf(webhookId)).toMatchObject({ failures: 0, probeAt: null })
})

test('410 ends it, until somebody resumes it', async () => {
  const { webhookId, owner } = await subscribe(service)
  const id = await customer()
  receiver.says = () => ({ status: 410, failure: 'STATUS' })
  await receiver.sweep(service)
  expect(await stateOf(webhookId)).toMatchObject({ pausedBecause: 'ENDPOINT_GONE' })
  receiver.now += hour
  await customer()
  receiver.news()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  receiver.says = () => ({ status: 200, failure: null })
  await updateWebhook(fresh(owner), { id: webhookId, patch: { active: true } })
  await receiver.sweep(service)
  expect(receiver.news()).toContain(created(id))
})

test('whoever may act no more is told nothing more, and all can see why', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const expiring = { expiresAt: new Date(service.now + hour).toISOString() }
  const revoked = await subscribe(service)
  const expired = await subscribe(service, {}, expiring)
  const left = await subscribe(service, {}, { staff: encodeId('staffMember', staffMemberId) })
  await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toHaveLength(3)
  await customer()
  await revokeApiKey(fresh(service), { id: revoked.apiKeyId })
  await updateStaffMember(fresh(service), { id: staffMemberId, patch: { active: false } })
  receiver.now += hour
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  const why = await Promise.all(
    [revoked, expired, left].map(async one => (await stateOf(one.webhookId))?.pausedBecause),
  )
  expect(why).toEqual(['OWNER_REVOKED', 'OWNER_EXPIRED', 'OWNER_LEFT'])
})

test('what a key owns is its successor’s once it is rotated, and goes on when the old key ends', async () => {
  const { apiKeyId, webhookId, owner } = await subscribe(service)
  const next = await rotateApiKey(fresh(service), { id: apiKeyId, overlapHours: 1 })
  expect(await stateOf(webhookId)).toMatchObject({ owner: `key:${next.apiKeyId}`, version: 2 })
  const told = await readChanges(fresh(service), { entities: ['WEBHOOK'] })
  expect(told.entries.map(({ action, recordId }) => [action, recordId])).toEqual([
    ['CREATED', webhookId],
    ['UPDATED', webhookId],
  ])
  receiver.now += 2 * hour
  const id = await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([created(id)])
  expect((await stateOf(webhookId))?.pausedBecause).toBeNull()
  await revokeApiKey(fresh(service), { id: apiKeyId })
  await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toHaveLength(1)
  await revokeApiKey(fresh(owner), { id: next.apiKeyId })
  await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  expect((await stateOf(webhookId))?.pausedBecause).toBe('OWNER_REVOKED')
})

test('who was revoked between the making of a delivery and its sending is told nothing', async () => {
  const { apiKeyId, webhookId } = await subscribe(service)
  await customer()
  receiver.says = () => refused
  await receiver.sweep(service)
  receiver.news()
  await revokeApiKey(fresh(service), { id: apiKeyId })
  receiver.now += minute
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  expect(await log(webhookId)).toMatchObject([{ state: 'PENDING', attempts: 1 }])
})

test('a query is paid from the points of the owner, and waits where they are spent', async () => {
  const document = 'query ($id: ID!) { customer(by: { id: $id }) { id } }'
  const { webhookId, apiKeyId } = await subscribe(service, { document })
  const silent = await subscribe(service)
  receiver.cost = 400
  const ids = [await customer(), await customer(), await customer()]
  await receiver.sweep(service)
  const first = receiver.news()
  // Without a query there is nothing to pay.
  expect(first).toHaveLength(5)
  expect((await log(silent.webhookId)).every(({ state }) => state === 'DELIVERED')).toBe(true)
  const waiting = (await log(webhookId)).filter(({ state }) => state === 'PENDING')
  // 200 points too few, of which 10 come back in a second.
  expect(waiting).toMatchObject([{ failure: 'BUDGET', attempts: 0, nextAt: receiver.now + 20 * second }])
  const level = async () => {
    const query = sql`SELECT level, last_used_at AS used FROM api_keys WHERE id = ${apiKeyId}`
    return (await fresh(service).db.orm.all<{ level: number; used: number | null }>(query))[0]
  }
  expect(await level()).toEqual({ level: 800, used: null })
  expect(await stateOf(webhookId)).toMatchObject({ failures: 0, probeAt: null, pausedBecause: null })
  receiver.now += 19 * second
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  receiver.now += second
  await receiver.sweep(service)
  expect([...first, ...receiver.news()].toSorted()).toEqual([...ids, ...ids].map(created).toSorted())
  expect(await level()).toEqual({ level: 1_000, used: null })
})

test('whoever signed in by a token acts with what it gave, under the same subject', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An', subject: 'an' })
  const token = as(service, { kind: 'TOKEN', caller: 'token:https://login.example.com|an' })
  const input = { name: 'Mine', url: 'https://an.example.com/', entities: ['CUSTOMER'] }
  await expect(createWebhook(token, input)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const { webhookId } = await createWebhook(as(token, { staffId: staffMemberId }), input)
  const id = await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([created(id)])
  await updateStaffMember(fresh(service), { id: staffMemberId, patch: { subject: 'another' } })
  await customer()
  await receiver.sweep(service)
  expect(receiver.news()).toEqual([])
  expect(await stateOf(webhookId)).toMatchObject({ pausedBecause: 'OWNER_LEFT' })
})

test('whoever changes a webhook of another becomes its owner, and needs the scopes itself', async () => {
  const { webhookId } = await subscribe(service)
  const stranger = as(service, { caller: 'key:77', scopes: new Set(['webhooks:write', 'webhooks:read']) })
  const move = { id: webhookId, patch: { url: 'https://stranger.example.com/' } }
  await expect(updateWebhook(stranger, move)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await updateWebhook(fresh(stranger), { id: webhookId, patch: { active: false } })
  expect(await stateOf(webhookId)).toMatchObject({ pausedBecause: 'ASKED' })
  expect((await stateOf(webhookId))?.owner).not.toBe('key:77')
  await updateWebhook(as(service, { caller: 'key:78' }), move)
  expect(await stateOf(webhookId)).toMatchObject({ owner: 'key:78', pausedBecause: 'ASKED' })
})

test('a sweep that dies loses nothing, wherever it dies', async () => {
  await subscribe(service)
  const ids: number[] = []
  const told = new Set<string>()
  for (let round = 0; round < 12; round++) {
    for (let more = 0; more < 3; more++) ids.push(await customer())
    let left = round
    const dying = new Receiver(receiver.now)
    const { post } = dying.courier
    dying.courier.post = async (...message) => {
      if (left-- <= 0) throw new Error('Killed by the test.')
      return post(...message)
    }
    await dying.sweep(service).catch(() => undefined)
    for (const what of dying.news()) told.add(what)
    receiver.now += 2 * minute
  }
  await receiver.sweep(service)
  for (const what of receiver.news()) told.add(what)
  expect([...told].toSorted()).toEqual(ids.map(created).toSorted())
})

test('two sweeps at once tell nothing twice', async () => {
  await subscribe(service)
  const ids = []
  for (let more = 0; more < 20; more++) ids.push(await customer())
  await Promise.all([1, 2, 3].map(() => receiver.sweep(service)))
  await receiver.sweep(service)
  expect(receiver.news().toSorted()).toEqual(ids.map(created).toSorted())
})

test('a delivery is sent again under its id, and a test tells of no change', async () => {
  const { webhookId, owner } = await subscribe(service)
  await customer()
  await receiver.sweep(service)
  const [first] = receiver.got.splice(0)
  const [kept] = await log(webhookId)
  expect(kept).toMatchObject({ state: 'DELIVERED', status: 200, failure: null })
  await redeliver(fresh(owner), { id: kept?.id ?? 0 })
  await testWebhook(fresh(owner), { id: webhookId })
  await receiver.sweep(service)
  const again = receiver.got.splice(0)
  expect(again.map(({ type }) => type).toSorted()).toEqual(['customer.created', 'webhook.test'])
  expect(again.map(({ id }) => id)).toContain(first?.id)
})

test('who sees only some customers sees and changes its own webhooks alone, and is told of no others', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const narrow = { reach: 'OWNED', staff: encodeId('staffMember', staffMemberId) }
  const others = await subscribe(service)
  const mine = await subscribe(service, {}, narrow)
  const { caller } = mine.owner.actor
  const me = as(service, { caller, reach: 'OWNED', staffId: staffMemberId })
  const { webhooks: seen } = await ask<{ webhooks: { nodes: { id: string }[] } }>(
    me,
    '{ webhooks { nodes { id } } }',
  )
  expect(seen.nodes).toEqual([{ id: encodeId('webhook', mine.webhookId) }])
  const { entries } = await readChanges(fresh(me), { entities: ['WEBHOOK'] })
  expect(entries.map(({ recordId }) => recordId)).toEqual([mine.webhookId])
  for (const verb of [rotateSecret, testWebhook])
    await expect(verb(fresh(me), { id: others.webhookId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const pause = { id: others.webhookId, patch: { active: false } }
  await expect(updateWebhook(fresh(me), pause)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('some failures among messages that are taken do not close an endpoint', async () => {
  const { webhookId } = await subscribe(service)
  const ids = []
  for (let more = 0; more < 12; more++) ids.push(await customer())
  const bad = new Set(ids.slice(0, 6).map(id => encodeId('customer', id)))
  receiver.says = ({ record }) => (bad.has(record ?? '') ? refused : { status: 200, failure: null })
  await receiver.sweep(service)
  expect(receiver.news()).toHaveLength(12)
  expect(await stateOf(webhookId)).toMatchObject({ failures: 0, probeAt: null })
})
