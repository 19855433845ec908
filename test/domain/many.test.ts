import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../src/lib/ids.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

beforeEach(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

interface Answer {
  __typename: string
  code?: string
  issues?: { path: string[] }[]
  results?: (Answer & { customer?: { id: string } | null; customerCreated?: boolean })[]
}

async function send(
  name: string,
  input: { inputs: object[]; atomic?: boolean },
  { on = fresh(service), key = null }: { on?: TestService; key?: string | null } = {},
): Promise<Answer> {
  const { data, errors } = await run(on, documentOf(name), { input }, key)
  expect(errors).toBeUndefined()
  return JSON.parse(JSON.stringify(data?.[name]))
}

const count = async (table: string) => {
  const [row] = await fresh(service).db.orm.all<{ rows: number }>(
    sql.raw(`SELECT count(*) AS rows FROM ${table}`),
  )
  return row?.rows
}

const contact = (phone: string, rest: object = {}) => ({ customer: { phone }, kind: 'CALL', ...rest })
const typesIn = ({ results = [] }: Answer) => results.map(one => one.code ?? one.__typename)

test('what is good is written, each a change of its own; what is not is answered in its place', async () => {
  const changes = Number(await count('changes'))
  const answer = await send('customersUpdate', {
    inputs: [
      { id: world.customer, patch: { name: 'First' } },
      { id: 'cus_7zzzzzz', patch: { name: 'Nobody' } },
      { id: world.otherCustomer, expectedVersion: 99, patch: { name: 'Late' } },
      { id: world.otherCustomer, patch: { email: 'nobody' } },
      { id: world.otherCustomer, patch: { name: 'Second' } },
      { id: world.customer, patch: { name: 'Again' } },
    ],
  })
  expect(typesIn(answer)).toEqual([
    'CustomerUpdatePayload',
    'NOT_FOUND',
    'CONFLICT',
    'INVALID_INPUT',
    'CustomerUpdatePayload',
    'INVALID_INPUT',
  ])
  expect(answer.results?.[0]?.customer?.id).toBe(world.customer)
  expect(answer.results?.[4]?.customer?.id).toBe(world.otherCustomer)
  expect(answer.results?.[3]?.issues).toMatchObject([{ path: ['patch', 'email'] }])
  expect(answer.results?.[5]?.issues).toMatchObject([{ path: ['id'] }])
  expect(await count('changes')).toBe(changes + 2)
  const rows = await fresh(service).db.orm.all<{ name: string; own: number }>(
    sql`SELECT name, (SELECT entity_id FROM changes WHERE changes.id = change_id) = customers.id AS own
      FROM customers WHERE name IN ('First', 'Second', 'Again') ORDER BY name`,
  )
  expect(rows).toEqual([
    { name: 'First', own: 1 },
    { name: 'Second', own: 1 },
  ])
})

test('atomic is all or nothing, with the issues of all', async () => {
  const changes = await count('changes')
  const answer = await send('customersUpdate', {
    inputs: [
      { id: world.customer, patch: { name: 'First' } },
      { id: world.otherCustomer, patch: { email: 'nobody', phone: '1' } },
      { id: 'cus_7zzzzzz', patch: { name: 'Nobody' } },
    ],
    atomic: true,
  })
  expect(answer).toMatchObject({ __typename: 'InvalidInputError', code: 'INVALID_INPUT' })
  expect(answer.issues?.map(issue => issue.path.join('.'))).toEqual([
    'inputs.1.patch.email',
    'inputs.1.patch.phone',
    'inputs.2.id',
  ])
  expect(await count('changes')).toBe(changes)
})

test('250 are two round trips, and what the answer shows is one statement', async () => {
  const inputs = Array.from({ length: 250 }, (_, at) => contact(`09${String(10_000_000 + at)}`))
  const on = fresh(service)
  const answer = await send('interactionsRecord', { inputs }, { on })
  expect(answer.results?.every(one => one.customerCreated)).toBe(true)
  expect(new Set(answer.results?.map(one => one.customer?.id)).size).toBe(250)
  expect(on.db.counters.roundTrips).toBe(2)
  // Of each the look-up of the customer, and in the batch two audit rows in one, their values, the guard, the prospect and
  // the row; of all together one look-up of who was erased, and a guard that nobody named was.
  expect(on.db.counters.statements).toBeLessThanOrEqual(250 * 6 + 5)
})

test('of many with one newcomer the first makes it, also where an earlier one was not good', async () => {
  const customers = Number(await count('customers'))
  const answer = await send('interactionsRecord', {
    inputs: [
      contact('0912345670', { staff: 'stf_7zzzzzz' }),
      contact('0912345670'),
      contact('0912345670', { kind: 'GIFT' }),
      contact('0912345671'),
    ],
  })
  expect(typesIn(answer)).toEqual(['NOT_FOUND', ...Array(3).fill('InteractionRecordPayload')])
  expect(answer.results?.map(one => one.customerCreated)).toEqual([undefined, true, false, true])
  expect(answer.results?.[1]?.customer).toEqual(answer.results?.[2]?.customer)
  expect(await count('customers')).toBe(customers + 2)
})

test('a key that is used, before or in the same request, is told of the one that says it', async () => {
  const till = (externalId: string) => contact('0912345670', { source: 'till', externalId })
  await send('interactionsRecord', { inputs: [till('1')] })
  const interactions = Number(await count('interactions'))
  const answer = await send('interactionsRecord', { inputs: [till('1'), till('2'), till('2'), till('3')] })
  expect(typesIn(answer)).toEqual([
    'CONFLICT',
    'InteractionRecordPayload',
    'INVALID_INPUT',
    'InteractionRecordPayload',
  ])
  expect(await count('interactions')).toBe(interactions + 2)
})

test('two customers cannot take one external id', async () => {
  const externalIds = [{ source: 'web', externalId: 'x' }]
  const answer = await send('customersUpdate', {
    inputs: [world.customer, world.otherCustomer].map(id => ({ id, patch: { externalIds } })),
  })
  expect(typesIn(answer)).toEqual(['CustomerUpdatePayload', 'INVALID_INPUT'])
})

test('the same request under its key is answered the same and writes nothing', async () => {
  const input = { inputs: [contact('0912345670'), contact('12')] }
  const first = await send('interactionsRecord', input, { key: 'k' })
  const interactions = await count('interactions')
  expect(await send('interactionsRecord', input, { key: 'k' })).toEqual(first)
  expect(await count('interactions')).toBe(interactions)
  const other = await send('interactionsRecord', { inputs: [contact('0912345671')] }, { key: 'k' })
  expect(other.code).toBe('CONFLICT')
})

test('two requests at once on the same rows both come to an end', async () => {
  const [a, b] = await Promise.all(
    ['A', 'B'].map(name =>
      send('customersUpdate', {
        inputs: [world.customer, world.otherCustomer].map(id => ({ id, patch: { acquisitionSource: name } })),
        atomic: true,
      }),
    ),
  )
  expect([a?.__typename, b?.__typename]).toEqual(['CustomersUpdatePayload', 'CustomersUpdatePayload'])
  const rows = await fresh(service).db.orm.all(
    sql`SELECT DISTINCT acquisition_source FROM customers WHERE acquisition_source IN ('A', 'B')`,
  )
  expect(rows).toHaveLength(1)
})

test('nobody changes another’s customers by naming them among their own', async () => {
  const [owner] = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT id FROM staff_members ORDER BY id LIMIT 1`,
  )
  const narrow = as(service, { reach: 'OWNED', staffId: owner?.id ?? 0 })
  const answer = await send(
    'consentsRecord',
    {
      inputs: [world.customer, world.otherCustomer].map(customer => ({
        ...{ customer, purpose: 'CARE', given: true },
      })),
    },
    { on: narrow },
  )
  expect(typesIn(answer)).toEqual(['ConsentRecordPayload', 'NOT_FOUND'])
  expect(world.staff).toBe(encodeId('staffMember', owner?.id ?? 0))
})

test('attributes are merged name by name, and kept within their bounds', async () => {
  const merge = (attributesMerge: unknown, rest: object = {}) =>
    send('customersUpdate', { inputs: [{ id: world.customer, patch: { attributesMerge, ...rest } }] })
  const stored = async () => {
    const { data } = await run(fresh(service), '{ customers(first: 8) { nodes { id attributes } } }')
    const list = data?.customers as { nodes: { id: string; attributes: unknown }[] } | undefined
    return list?.nodes.find(one => one.id === world.customer)?.attributes
  }
  await merge({ shoe: 38, hat: { size: null }, pet: 'cat' })
  await merge({ shoe: 39, pet: null, none: null })
  expect(await stored()).toEqual({ shoe: 39, hat: { size: null } })
  expect(typesIn(await merge({ a: 1 }, { attributes: {} }))).toEqual(['INVALID_INPUT'])
  await merge({ long: 'x'.repeat(15_000) })
  expect((await merge({ longer: 'x'.repeat(15_000) })).results).toMatchObject([
    { code: 'INVALID_INPUT', issues: [{ path: ['patch', 'attributesMerge'] }] },
  ])
})
