import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { UNKNOWN_SINCE } from '../../../src/domain/customers/region-history.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
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

const create = async (input: object, on = service) => (await createCustomer(on, input)).customerId
const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
const owned = (staffId: number | null) => as(service, { reach: 'OWNED', staffId })

describe('a new customer', () => {
  test('is stored in its stored form, a prospect since today', async () => {
    const id = await create({
      kind: 'ORGANISATION',
      name: ' Đào Đức ',
      email: ' Duc@Example.VN',
      phone: '0912 345 678',
      gender: 'OTHER',
      birthDate: '1970-01-02',
      acquisitionSource: 'Fair',
      owner: encodeId('staffMember', world.an),
      preferredChannels: ['PHONE'],
      forbiddenChannels: ['SMS', 'FAX'],
      attributes: { vip: true },
      externalIds: [
        { source: 'shop', externalId: unique },
        { source: 'till', externalId: unique },
      ],
    })
    expect(service.db.counters.roundTrips).toBe(2)
    expect(await stored(service, id)).toMatchObject({
      kind: 'ORGANISATION',
      name: 'Đào Đức',
      foldedName: 'dao duc',
      email: 'duc@example.vn',
      phone: '+84912345678',
      gender: 'OTHER',
      birthDate: 1,
      acquisitionSource: 'Fair',
      ownerId: world.an,
      regionId: null,
      preferredChannels: ['PHONE'],
      forbiddenChannels: ['SMS', 'FAX'],
      attributes: { vip: true },
      lifecycle: 'PROSPECT',
      lifecycleSince: service.today,
      version: 1,
      externalIds: [`shop:${unique}`, `till:${unique}`],
      history: [],
    })
  })

  test('needs nothing at all, and one round trip', async () => {
    const id = await create({})
    expect(service.db.counters.roundTrips).toBe(1)
    expect(await stored(service, id)).toMatchObject({ kind: 'PERSON', name: null, sortName: '', version: 1 })
  })

  test('is in its region since ever when nobody says since when', async () => {
    const id = await create({ region: 'NORTH' })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.north,
      history: [[UNKNOWN_SINCE, world.north]],
    })
  })

  test('is in its region since the day that somebody says', async () => {
    const id = await create({ region: encodeId('region', world.south), regionSince: '2026-01-01' })
    expect(await stored(service, id)).toMatchObject({
      regionId: world.south,
      history: [[20_454, world.south]],
    })
  })

  test('may share its e-mail with another, who is then no longer found by it', async () => {
    const email = `${unique}@example.com`
    const found = () =>
      run(
        fresh(service),
        'query ($email: String!) { customer(by: { email: $email }) { id } customers(filter: { email: { equals: $email } }) { nodes { id } } }',
        { email },
      )
    const first = await create({ email })
    expect((await found()).data).toMatchObject({ customer: { id: encodeId('customer', first) } })
    const second = await create({ email: email.toUpperCase() })
    const { data, errors } = await found()
    expect(errors?.map(error => error.path)).toEqual([['customer']])
    expect(data).toMatchObject({
      customers: { nodes: [{ id: encodeId('customer', first) }, { id: encodeId('customer', second) }] },
    })
  })

  test('with an external id that is said twice has it once', async () => {
    const key = { source: 'shop', externalId: unique }
    const id = await create({ externalIds: [key, key] })
    expect(await stored(service, id)).toMatchObject({ externalIds: [`shop:${unique}`] })
  })

  test('leaves no personal data in the audit trail', async () => {
    const id = await create({ name: `N${unique}`, email: `${unique}@example.com`, attributes: { unique } })
    const changes = await trail(service, id)
    expect(changes).toMatchObject([{ action: 'customer.create', entity: 'customer', actor: 'key:test' }])
    expect(JSON.stringify(changes)).not.toContain(unique)
  })
})

describe('a caller who sees only its own customers', () => {
  test('becomes the owner', async () => {
    expect(await stored(service, await create({}, owned(world.an)))).toMatchObject({ ownerId: world.an })
    const owner = encodeId('staffMember', world.an)
    expect(await stored(service, await create({ owner }, owned(world.an)))).toMatchObject({
      ownerId: world.an,
    })
  })

  test('cannot create one for somebody else', async () => {
    const owner = encodeId('staffMember', world.binh)
    expect(await refusal(createCustomer(owned(world.an), { owner }))).toEqual(['INVALID_INPUT owner'])
  })
})

describe('what is refused', () => {
  test('an external id of another customer', async () => {
    const key = { source: 'shop', externalId: unique }
    await create({ externalIds: [key] })
    const input = { externalIds: [{ source: 'till', externalId: unique }, key] }
    expect(await refusal(createCustomer(fresh(service), input))).toEqual(['CONFLICT externalIds.1'])
    expect(await refusal(createCustomer(owned(world.an), input))).toEqual(['CONFLICT externalIds.1'])
  })

  test.each<[string, object, string]>([
    ['an unknown region', { region: 'WEST' }, 'NOT_FOUND region'],
    ['a region by an unknown id', { region: encodeId('region', 5) }, 'NOT_FOUND region'],
    ['an unknown owner', { owner: encodeId('staffMember', 5) }, 'NOT_FOUND owner'],
    ['an owner who is no staff member', { owner: encodeId('customer', 5) }, 'NOT_FOUND owner'],
    ['a day without a region', { regionSince: '2026-01-01' }, 'INVALID_INPUT regionSince'],
    ['a region since tomorrow', { region: 'NORTH', regionSince: '2026-03-03' }, 'INVALID_INPUT regionSince'],
    ['a birth tomorrow', { birthDate: '2026-03-03' }, 'INVALID_INPUT birthDate'],
    ['a birth on no day', { birthDate: '2026-02-29' }, 'INVALID_INPUT birthDate'],
    ['a birth long ago', { birthDate: '1850-01-01' }, 'INVALID_INPUT birthDate'],
    ['no phone number', { phone: '12' }, 'INVALID_INPUT phone'],
    ['no e-mail address', { email: 'a@' }, 'INVALID_INPUT email'],
    ['a name with NUL', { name: 'a\0' }, 'INVALID_INPUT name'],
    ['a name with half a character', { name: 'a\ud800' }, 'INVALID_INPUT name'],
    ['a name that is too long', { name: 'a'.repeat(201) }, 'INVALID_INPUT name'],
    [
      'attributes with a number that was rounded',
      { attributes: { a: [2 ** 53] } },
      'INVALID_INPUT attributes',
    ],
    [
      'attributes with a key that objects lose',
      { attributes: JSON.parse('{"a":{"__proto__":1}}') },
      'INVALID_INPUT attributes',
    ],
    ['attributes that are no object', { attributes: [] }, 'INVALID_INPUT attributes'],
    ['attributes that are too large', { attributes: { a: 'b'.repeat(20_000) } }, 'INVALID_INPUT attributes'],
    ['attributes with NUL', { attributes: { a: ['\0'] } }, 'INVALID_INPUT attributes'],
    ['attributes with half a character', { attributes: { a: { '\ud800': 1 } } }, 'INVALID_INPUT attributes'],
    ['attributes that nest too deep', { attributes: { a: nested(21) } }, 'INVALID_INPUT attributes'],
    ['attributes that nest without end', { attributes: { a: nested(50_000) } }, 'INVALID_INPUT attributes'],
    ['a channel that is none', { preferredChannels: ['DRUM'] }, 'INVALID_INPUT preferredChannels.0'],
    [
      'an empty external id',
      { externalIds: [{ source: 's', externalId: '' }] },
      'INVALID_INPUT externalIds.0.externalId',
    ],
  ])('%s', async (_what, input, issue) => {
    expect(await refusal(createCustomer(service, input))).toEqual([issue])
    expect(service.db.counters.rowsWritten).toBe(0)
  })

  test('a caller without the scope', async () => {
    const reader = as(service, { scopes: new Set(['customers:read']) })
    expect(await refusal(createCustomer(reader, {}))).toEqual(['FORBIDDEN'])
    expect(reader.db.counters.roundTrips).toBe(0)
  })
})

describe('a search by text', () => {
  const search = async (text: string, on = fresh(service)) => {
    const { customers } = await ask<{ customers: { nodes: { name: string }[] } }>(
      on,
      'query ($text: String!) { customers(filter: { text: $text }, orderBy: { field: NAME }) { nodes { name } } }',
      { text },
    )
    expect(on.db.counters.roundTrips).toBe(1)
    return customers.nodes.map(one => one.name)
  }

  beforeAll(async () => {
    for (const name of [
      'Nguyễn Văn Ân',
      'Nguyen Thi Bich',
      'Đào Đức',
      'Đào Duy Anh',
      'Dương Đào',
      'An Nguyệt',
    ])
      await create({ name: `${name} (search)` })
  })

  test.each<[string, string[]]>([
    ['nguyen', ['Nguyen Thi Bich', 'Nguyễn Văn Ân']],
    ['Nguyễn', ['Nguyen Thi Bich', 'Nguyễn Văn Ân']],
    ['dao duc', ['Đào Đức']],
    ['ĐÀO đức', ['Đào Đức']],
    ['dao', ['Dương Đào', 'Đào Duy Anh', 'Đào Đức']],
    ['van an', ['Nguyễn Văn Ân']],
    ['guyen', []],
    ['"dao" OR nguyen*', []],
    ['**', []],
  ])('for %s finds %j', async (text, names) => {
    expect(await search(`${text} search`.replace('** search', '**'))).toEqual(
      names.map(name => `${name} (search)`),
    )
  })

  test('finds no other than the own customers', async () => {
    await create({ name: 'Đào Own (search)' }, owned(world.an))
    expect(await search('dao search', owned(world.an))).toEqual(['Đào Own (search)'])
  })
})

test('the mutation answers its selection within two round trips', async () => {
  const answer = await ask(
    service,
    `mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) {
      ... on CustomerCreatePayload { customer { name region { code } externalIds { source } } } } }`,
    {
      input: { name: 'Chi', region: 'NORTH', externalIds: [{ source: 'shop', externalId: unique }] },
    },
  )
  expect(answer).toEqual({
    customerCreate: {
      customer: { name: 'Chi', region: { code: 'NORTH' }, externalIds: [{ source: 'shop' }] },
    },
  })
  expect(service.db.counters.roundTrips).toBe(2)
})
