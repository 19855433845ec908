import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { UNKNOWN_SINCE } from '../../../src/domain/customers/region-history.ts'
import { upsertCustomer } from '../../../src/domain/customers/upsert-customer.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addSurroundings, type Surroundings, stored, trail } from './world.ts'

let service: TestService
let world: Surroundings
let externalId: { source: string; externalId: string }

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await addSurroundings(service)
})

beforeEach(() => {
  service = fresh(service)
  externalId = { source: 'shop', externalId: crypto.randomUUID() }
})

const owned = (staffId: number) => as(service, { reach: 'OWNED', staffId })

test('an unknown external id creates a customer, a known one changes it', async () => {
  const first = await upsertCustomer(service, { externalId, name: 'A', gender: 'MALE', region: 'NORTH' })
  expect(first.created).toBe(true)
  expect(service.db.counters.roundTrips).toBe(2)
  const again = fresh(service)
  const second = await upsertCustomer(again, { externalId, name: 'B', region: 'SOUTH' })
  expect(second).toEqual({ customerId: first.customerId, created: false })
  expect(again.db.counters.roundTrips).toBe(2)
  expect(await stored(service, first.customerId)).toMatchObject({
    name: 'B',
    gender: 'MALE',
    externalIds: [`shop:${externalId.externalId}`],
    regionId: world.south,
    history: [
      [UNKNOWN_SINCE, world.north],
      [service.today, world.south],
    ],
    version: 2,
  })
})

test('further external ids are added, each once', async () => {
  const other = { source: 'till', externalId: externalId.externalId }
  const { customerId } = await upsertCustomer(service, {
    externalId,
    externalIds: [externalId, other, other],
  })
  const again = await upsertCustomer(service, { externalId: other, externalIds: [externalId] })
  expect(again).toEqual({ customerId, created: false })
  const ids = [`shop:${externalId.externalId}`, `till:${externalId.externalId}`]
  expect(await stored(service, customerId)).toMatchObject({ externalIds: ids })
})

test('an external id of another customer is a conflict where it stands', async () => {
  const taken = { source: 'till', externalId: externalId.externalId }
  await createCustomer(service, { externalIds: [taken] })
  expect(await refusal(upsertCustomer(service, { externalId, externalIds: [taken] }))).toEqual([
    'CONFLICT externalIds.0',
  ])
})

test('a caller who sees only its own customers creates and changes its own, and no other', async () => {
  const { customerId } = await upsertCustomer(owned(world.an), { externalId, name: 'A' })
  expect(await upsertCustomer(owned(world.an), { externalId, name: 'B' })).toMatchObject({ created: false })
  expect(await refusal(upsertCustomer(owned(world.binh), { externalId, name: 'C' }))).toEqual([
    'CONFLICT externalId',
  ])
  expect(await stored(service, customerId)).toMatchObject({ name: 'B', ownerId: world.an })
})

test('several at once make one customer', async () => {
  const upsert = `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
    ... on CustomerUpsertPayload { created customer { id } } } }`
  const answers = await Promise.all(
    ['A', 'B', 'C'].map(name =>
      ask<{ customerUpsert: { created: boolean; customer: { id: string } } }>(fresh(service), upsert, {
        input: { externalId, name },
      }),
    ),
  )
  const found = answers.map(answer => answer.customerUpsert)
  expect(found.filter(one => one.created)).toHaveLength(1)
  expect(new Set(found.map(one => one.customer.id)).size).toBe(1)
})

test.each<[string, object, string]>([
  ['no external id', { externalId: undefined }, 'INVALID_INPUT externalId'],
  ['an unknown region', { region: 'WEST' }, 'NOT_FOUND region'],
  ['an unknown owner', { owner: encodeId('staffMember', 5) }, 'NOT_FOUND owner'],
  ['a day without a region', { regionSince: '2026-01-01' }, 'INVALID_INPUT regionSince'],
  ['no e-mail address', { email: 'a' }, 'INVALID_INPUT email'],
])('%s is refused, for a new customer as for a known one', async (_what, input, issue) => {
  expect(await refusal(upsertCustomer(service, { externalId, ...input }))).toEqual([issue])
  expect(service.db.counters.rowsWritten).toBe(0)
  await upsertCustomer(service, { externalId })
  expect(await refusal(upsertCustomer(service, { externalId, ...input }))).toEqual([issue])
})

test('the scope is needed, and nothing personal reaches the audit trail', async () => {
  const reader = as(service, { scopes: new Set(['customers:read']) })
  expect(await refusal(upsertCustomer(reader, { externalId }))).toEqual(['FORBIDDEN'])
  const { customerId } = await upsertCustomer(service, { externalId, name: 'Secret' })
  await upsertCustomer(service, { externalId, name: 'Secret two' })
  const changes = await trail(service, customerId)
  expect(changes.map(change => change.action)).toEqual(['customer.create', 'customer.update'])
  expect(JSON.stringify(changes)).not.toContain('Secret')
})

test('the mutation answers its selection within two round trips', async () => {
  const answer = await ask(
    service,
    `mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) {
      ... on CustomerUpsertPayload { created customer { name externalIds { source externalId } } } } }`,
    { input: { externalId, name: 'Chi' } },
  )
  expect(answer).toEqual({
    customerUpsert: { created: true, customer: { name: 'Chi', externalIds: [externalId] } },
  })
  expect(service.db.counters.roundTrips).toBe(2)
})
