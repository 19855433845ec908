import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { UNKNOWN_SINCE } from '../../../src/domain/customers/region-history.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'
import { addSurroundings, type Surroundings, stored, trail } from './world.ts'

let service: TestService
let world: Surroundings
let unique: string

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await addSurroundings(service)
})

beforeEach(() => {
  service = fresh(service)
  unique = crypto.randomUUID()
})

const create = async (input: object) => (await createCustomer(fresh(service), input)).customerId
const owned = (staffId: number) => as(service, { reach: 'OWNED', staffId })

describe('a patch', () => {
  test('that is empty leaves the version as it was', async () => {
    const id = await create({ name: 'Nguyễn An' })
    await updateCustomer(service, { id, patch: {} })
    expect(await stored(service, id)).toMatchObject({ version: 1 })
  })

  test('changes what it names, clears what is null and leaves the rest', async () => {
    const id = await create({
      name: 'Nguyễn An',
      email: `${unique}@example.com`,
      phone: '0912345678',
      gender: 'MALE',
      owner: encodeId('staffMember', world.an),
      attributes: { a: 1, b: 2 },
      externalIds: [{ source: 'shop', externalId: unique }],
    })
    await updateCustomer(service, {
      id: encodeId('customer', id),
      expectedVersion: 1,
      patch: {
        name: 'Đào Ân',
        phone: null,
        owner: encodeId('staffMember', world.binh),
        attributes: { b: 3 },
        externalIds: [
          { source: 'shop', externalId: unique },
          { source: 'till', externalId: unique },
        ],
      },
    })
    expect(service.db.counters.roundTrips).toBe(2)
    expect(await stored(service, id)).toMatchObject({
      name: 'Đào Ân',
      foldedName: 'dao an',
      email: `${unique}@example.com`,
      phone: null,
      gender: 'MALE',
      ownerId: world.binh,
      attributes: { b: 3 },
      externalIds: [`shop:${unique}`, `till:${unique}`],
      version: 2,
    })
  })

  test('of a name is what a search finds, and of no name nothing', async () => {
    const id = await create({ name: `Trần ${unique}` })
    const search = async (text: string) => {
      const query = 'query ($text: String!) { customers(filter: { text: $text }) { nodes { id } } }'
      const data = await ask<{ customers: { nodes: unknown[] } }>(fresh(service), query, { text })
      return data.customers.nodes.length
    }
    await updateCustomer(service, { id, patch: { name: `Đỗ ${unique}` } })
    expect([await search(`tran ${unique}`), await search(`do ${unique}`)]).toEqual([0, 1])
    await updateCustomer(fresh(service), { id, patch: { name: null } })
    expect([await search(unique), (await stored(service, id)).sortName]).toEqual([0, ''])
  })

  test('leaves in the audit trail which fields, never what they say', async () => {
    const id = await create({})
    await updateCustomer(service, { id, patch: { name: unique, email: `${unique}@example.com` } })
    const changes = await trail(service, id)
    expect(changes.at(-1)).toMatchObject({
      action: 'customer.update',
      detail: { fields: ['name', 'email'] },
    })
    expect(JSON.stringify(changes)).not.toContain(unique)
  })

  test('may repeat the e-mail of another customer', async () => {
    const email = `${unique}@example.com`
    await create({ email })
    const id = await create({})
    await updateCustomer(service, { id, patch: { email } })
    expect(await stored(service, id)).toMatchObject({ email })
  })
})

describe('a region', () => {
  const march2 = 20_514
  const jan1 = 20_454

  test('that is the first one counts since ever', async () => {
    const id = await create({})
    await updateCustomer(service, { id, patch: { region: 'NORTH' } })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.north,
      history: [[UNKNOWN_SINCE, world.north]],
    })
  })

  test('that is another one counts since today', async () => {
    const id = await create({ region: 'NORTH' })
    await updateCustomer(service, { id, patch: { region: encodeId('region', world.south) } })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.south,
      history: [
        [UNKNOWN_SINCE, world.north],
        [march2, world.south],
      ],
    })
  })

  test('that the customer is in already adds nothing', async () => {
    const id = await create({ region: 'NORTH', regionSince: '2026-01-01' })
    await updateCustomer(service, { id, patch: { region: 'NORTH' } })
    expect(await stored(service, id)).toMatchObject({ history: [[jan1, world.north]] })
  })

  test('of the past is added without moving the customer', async () => {
    const id = await create({ region: 'NORTH', regionSince: '2026-01-01' })
    await updateCustomer(service, { id, patch: { region: 'SOUTH', regionSince: '2025-12-31' } })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.north,
      history: [
        [jan1 - 1, world.south],
        [jan1, world.north],
      ],
    })
  })

  test('since a day that is known already replaces what was known', async () => {
    const id = await create({ region: 'NORTH', regionSince: '2026-01-01' })
    await updateCustomer(service, { id, patch: { region: 'SOUTH', regionSince: '2026-01-01' } })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.south,
      history: [[jan1, world.south]],
    })
  })

  test('may change on many days; who is back on the same day never left', async () => {
    const id = await create({ region: 'NORTH' })
    await updateCustomer(service, { id, patch: { region: 'SOUTH' } })
    await updateCustomer(fresh(service), { id, patch: { region: 'NORTH' } })
    await updateCustomer(at(service, '2026-03-05T09:00'), { id, patch: { region: 'SOUTH' } })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.south,
      history: [
        [UNKNOWN_SINCE, world.north],
        [march2 + 3, world.south],
      ],
    })
  })

  test('cannot be cleared', async () => {
    const id = await create({ region: 'NORTH' })
    expect(await refusal(updateCustomer(service, { id, patch: { region: null } }))).toEqual([
      'INVALID_INPUT patch.region',
    ])
  })
})

describe('a caller who sees only its own customers', () => {
  const owner = () => encodeId('staffMember', world.an)

  test('changes its own, and gets the same answer for the others as for none', async () => {
    const id = await create({ owner: owner() })
    await updateCustomer(owned(world.an), { id, patch: { name: 'A', owner: owner() } })
    expect(await stored(service, id)).toMatchObject({ name: 'A', ownerId: world.an })
    const others = updateCustomer(owned(world.binh), { id, patch: { name: 'B' } })
    expect(await refusal(others)).toEqual(['NOT_FOUND id'])
    expect(await refusal(updateCustomer(owned(world.binh), { id: 5, patch: {} }))).toEqual(['NOT_FOUND id'])
    expect(await stored(service, id)).toMatchObject({ name: 'A', version: 2 })
  })

  test.each([
    ['hand one over', () => encodeId('staffMember', world.binh)],
    ['give one up', () => null],
  ])('cannot %s', async (_what, other) => {
    const id = await create({ owner: owner() })
    expect(await refusal(updateCustomer(owned(world.an), { id, patch: { owner: other() } }))).toEqual([
      'INVALID_INPUT patch.owner',
    ])
  })
})

describe('what is refused', () => {
  test('another version than expected', async () => {
    const id = await create({})
    await updateCustomer(service, { id, expectedVersion: 1, patch: { name: 'B' } })
    expect(await refusal(updateCustomer(service, { id, expectedVersion: 1, patch: { name: 'C' } }))).toEqual([
      'CONFLICT expectedVersion',
    ])
    expect(await stored(service, id)).toMatchObject({ name: 'B', version: 2 })
  })

  test('an external id of another customer', async () => {
    const key = { source: 'shop', externalId: unique }
    await create({ externalIds: [key] })
    const id = await create({})
    expect(await refusal(updateCustomer(service, { id, patch: { externalIds: [key] } }))).toEqual([
      'CONFLICT patch.externalIds.0',
    ])
    expect(service.db.counters.rowsWritten).toBe(0)
  })

  test.each<[string, object, string]>([
    ['an unknown region', { region: 'WEST' }, 'NOT_FOUND patch.region'],
    ['an unknown owner', { owner: encodeId('staffMember', 5) }, 'NOT_FOUND patch.owner'],
    ['a day without a region', { regionSince: '2026-01-01' }, 'INVALID_INPUT patch.regionSince'],
    ['no phone number', { phone: '12' }, 'INVALID_INPUT patch.phone'],
    ['a kind of null', { kind: null }, 'INVALID_INPUT patch.kind'],
  ])('%s', async (_what, patch, issue) => {
    const id = await create({})
    expect(await refusal(updateCustomer(service, { id, patch }))).toEqual([issue])
    expect(service.db.counters.rowsWritten).toBe(0)
  })

  test('an unknown customer, an id of another kind, and a caller without the scope', async () => {
    expect(await refusal(updateCustomer(service, { id: encodeId('customer', 5), patch: {} }))).toEqual([
      'NOT_FOUND id',
    ])
    expect(await refusal(updateCustomer(service, { id: encodeId('region', 5), patch: {} }))).toEqual([
      'INVALID_INPUT id',
    ])
    const reader = as(service, { scopes: new Set(['customers:read']) })
    expect(await refusal(updateCustomer(reader, { id: 5, patch: {} }))).toEqual(['FORBIDDEN'])
  })
})

test('the mutation answers its selection within two round trips', async () => {
  const id = await create({ region: 'NORTH' })
  const answer = await ask(
    service,
    `mutation ($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
      ... on CustomerUpdatePayload { customer { version regionHistory { since region { code } } } } } }`,
    { input: { id: encodeId('customer', id), patch: { region: 'SOUTH' } } },
  )
  expect(answer).toEqual({
    customerUpdate: {
      customer: {
        version: 2,
        regionHistory: [
          { since: '2026-03-02', region: { code: 'SOUTH' } },
          { since: null, region: { code: 'NORTH' } },
        ],
      },
    },
  })
  expect(service.db.counters.roundTrips).toBe(2)
})
