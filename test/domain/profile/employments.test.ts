import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { employmentVerbs } from '../../../src/domain/profile/employments.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const made = async (name: string, kind = 'PERSON') =>
  (await createCustomer(fresh(service), { name, kind })).customerId
const works = (customer: number, organisation: number, more: object = {}) =>
  employmentVerbs.add(fresh(service), { customer, organisation, ...more })

async function shown(id: number) {
  const { customer } = await ask<{
    customer: {
      organisations: { organisation: { name: string }; title: string | null }[]
      contacts: { nodes: { customer: { name: string } }[] }
    }
  }>(
    fresh(service),
    `query ($id: ID!) { customer(by: { id: $id }) {
      organisations { title organisation { name } } contacts { nodes { customer { name } } } } }`,
    { id: encodeId('customer', id) },
  )
  return {
    organisations: customer.organisations.map(({ organisation }) => organisation.name),
    contacts: customer.contacts.nodes.map(({ customer: { name } }) => name),
  }
}

test('Who works for whom is told from both ends, the primary organisation first', async () => {
  const [lan, sen, mai] = [
    await made('Lan'),
    await made('Sen', 'ORGANISATION'),
    await made('Mai', 'ORGANISATION'),
  ]
  await works(lan, sen, { title: 'Buyer' })
  await works(lan, mai, { primary: true })
  expect(await shown(lan)).toEqual({ organisations: ['Mai', 'Sen'], contacts: [] })
  expect(await shown(sen)).toEqual({ organisations: [], contacts: ['Lan'] })
  const found = await ask<{ customers: { nodes: { name: string }[] } }>(
    fresh(service),
    `query ($id: ID!) { customers(filter: { organisations: { some: { organisation: { equals: $id } } } }) { nodes { name } } }`,
    { id: encodeId('customer', sen) },
  )
  expect(found.customers.nodes).toEqual([{ name: 'Lan' }])
})

test('Only persons work, and only for organisations, none for itself', async () => {
  const [an, binh, sen] = [await made('An'), await made('Bình'), await made('Sen', 'ORGANISATION')]
  expect(await refusal(works(an, binh))).toEqual(['INVALID_INPUT organisation'])
  expect(await refusal(works(sen, sen))).toEqual(['INVALID_INPUT customer'])
})

test('A merge gives contacts to the survivor, and what one was to the other waits until they are two again', async () => {
  const [hoa, sen, twin] = [
    await made('Hoa'),
    await made('Sen', 'ORGANISATION'),
    await made('Sen Co', 'ORGANISATION'),
  ]
  await works(hoa, twin)
  const { mergeId } = await mergeCustomers(fresh(service), { survivor: sen, merged: twin })
  expect((await shown(sen)).contacts).toEqual(['Hoa'])
  const late = await made('Late')
  await works(late, twin)
  expect((await shown(sen)).contacts.toSorted()).toEqual(['Hoa', 'Late'])
  await unmergeCustomers(fresh(service), { id: mergeId })
  expect((await shown(twin)).contacts).toEqual(['Hoa'])
  expect((await shown(sen)).contacts).toEqual(['Late'])

  const [owner, shop] = [await made('Chủ'), await made('Cửa hàng', 'ORGANISATION')]
  await works(owner, shop, { title: 'Owner' })
  const one = await mergeCustomers(fresh(service), {
    ...{ survivor: shop, merged: owner, prefer: { kind: 'SURVIVOR' } },
  })
  expect(await shown(shop)).toEqual({ organisations: [], contacts: [] })
  await unmergeCustomers(fresh(service), { id: one.mergeId })
  expect((await shown(owner)).organisations).toEqual(['Cửa hàng'])
  expect((await shown(shop)).contacts).toEqual(['Chủ'])
})

test('Whoever works, or has contacts, stays what it is, and a merge cannot turn it either', async () => {
  const [lan, sen, mai] = [
    await made('Lan'),
    await made('Sen', 'ORGANISATION'),
    await made('Mai', 'ORGANISATION'),
  ]
  await works(lan, sen)
  const turns = (id: number, kind: string) => updateCustomer(fresh(service), { id, patch: { kind } })
  expect(await refusal(turns(lan, 'ORGANISATION'))).toEqual(['INVALID_INPUT patch.kind'])
  expect(await refusal(turns(sen, 'PERSON'))).toEqual(['INVALID_INPUT patch.kind'])
  await turns(mai, 'PERSON')
  await turns(mai, 'ORGANISATION')
  const merges = (survivor: number, merged: number, kind: string) =>
    mergeCustomers(fresh(service), { survivor, merged, prefer: { kind } })
  expect(await refusal(merges(mai, lan, 'SURVIVOR'))).toEqual(['INVALID_INPUT prefer.kind'])
  await merges(lan, sen, 'MERGED')
})

test('A merge says of how many it takes the employments, at either end', async () => {
  const [lan, hoa, sen, twin] = [
    await made('Lan'),
    await made('Hoa'),
    await made('Sen', 'ORGANISATION'),
    await made('Sen Co', 'ORGANISATION'),
  ]
  await works(lan, twin)
  await works(hoa, twin)
  const { moved } = await mergeCustomers(fresh(service), { survivor: sen, merged: twin, dryRun: true })
  expect(moved).toEqual([{ kind: 'EMPLOYMENT', rows: 2, givenWay: 0 }])
  const own = await mergeCustomers(fresh(service), { survivor: lan, merged: hoa, dryRun: true })
  expect(own.moved).toEqual([{ kind: 'EMPLOYMENT', rows: 1, givenWay: 0 }])
  const [boss, shop] = [await made('Chủ'), await made('Quán', 'ORGANISATION')]
  await works(boss, shop)
  const one = { survivor: shop, merged: boss, prefer: { kind: 'SURVIVOR' }, dryRun: true }
  expect((await mergeCustomers(fresh(service), one)).moved).toEqual([
    { kind: 'EMPLOYMENT', rows: 1, givenWay: 1 },
  ])
})
