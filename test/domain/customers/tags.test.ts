import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateMatchingCustomers } from '../../../src/domain/customers/jobs/update-matching.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { stored } from './world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

beforeEach(() => {
  service = fresh(service)
})

const create = async (tags: string[]) => (await createCustomer(fresh(service), { tags })).customerId
const update = (id: number, patch: object) => updateCustomer(fresh(service), { id, patch })
const tagsOf = async (id: number) => (await stored(service, id)).tags
const many = (count: number) => Array.from({ length: count }, (_, at) => `tag ${at}`)

test('Tags that a reader takes for the same are one', async () => {
  const id = await create(['Kha\u0301ch quý', ' Khách  quý', 'Khách\u200B quý', 'Cafe'])
  expect(await tagsOf(id)).toEqual(['Cafe', 'Khách quý'])
})

test('Said in another order they change nothing', async () => {
  const id = await create(['a', 'b'])
  await update(id, { tags: ['b', 'a', 'b'] })
  expect(await stored(service, id)).toMatchObject({ version: 1, tags: ['a', 'b'] })
})

test('Some are added and taken away beside the others', async () => {
  const id = await create(['a', 'b'])
  await update(id, { tagsAdd: ['c'], tagsRemove: ['a', 'nobody had this'] })
  expect(await tagsOf(id)).toEqual(['b', 'c'])
})

test('All together there are at most fifty', async () => {
  const id = await create(many(50))
  expect(await refusal(update(id, { tagsAdd: ['one more'] }))).toEqual(['INVALID_INPUT patch.tagsAdd'])
  await update(id, { tagsAdd: ['one more'], tagsRemove: ['tag 0'] })
  expect(await tagsOf(id)).toHaveLength(50)
})

test('None is added and taken away at once, nor beside all of them', async () => {
  const id = await create(['a'])
  const both = update(id, { tagsAdd: ['b'], tagsRemove: ['b'] })
  expect(await refusal(both)).toEqual(['INVALID_INPUT patch.tagsRemove'])
  expect(await refusal(update(id, { tags: [], tagsAdd: ['b'] }))).toEqual(['INVALID_INPUT patch.tags'])
})

test('A filter finds who has any or all of some, however they are spelled', async () => {
  const [one, two, none] = [await create(['x', 'ý']), await create(['x']), await create([])]
  const found = async (tags: object) => {
    const ids = [one, two, none].map(id => encodeId('customer', id))
    const { customers } = await ask<{ customers: { nodes: { id: string }[] } }>(
      service,
      'query ($filter: CustomerFilter) { customers(first: 9, filter: $filter) { nodes { id } } }',
      { filter: { id: { in: ids }, tags } },
    )
    return customers.nodes.map(({ id }) => ids.indexOf(id))
  }
  expect(await found({ any: ['y\u0301', 'other'] })).toEqual([0])
  expect(await found({ all: ['x'] })).toEqual([0, 1])
  expect(await found({ all: ['x', 'ý'] })).toEqual([0])
  expect(await found({ empty: true })).toEqual([2])
})

test('All whom a filter takes get a tag', async () => {
  const ids = [await create(['to call']), await create(['to call', 'b'])]
  const changed = await updateMatchingCustomers(fresh(service), {
    filter: { tags: { any: ['to call'] } },
    patch: { tagsAdd: ['called'], tagsRemove: ['to call'] },
  })
  expect(changed).toMatchObject({ changed: 2, refused: [] })
  expect(await Promise.all(ids.map(tagsOf))).toEqual([['called'], ['b', 'called']])
})
