import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { postalAddressVerbs } from '../../../src/domain/profile/postal-addresses.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customer: number

beforeAll(async () => {
  service = await testService(await testDatabase())
  customer = (await createCustomer(fresh(service), { name: 'Lan' })).customerId
})

/** Each a while behind the last. */
let later = 0
const then = () => fresh({ ...service, now: service.now + ++later })
const add = async (line: string, more: object = {}) =>
  (await postalAddressVerbs.add(then(), { customer, lines: [line], ...more })).id

async function lines() {
  const { customer: found } = await ask<{ customer: { postalAddresses: { lines: string[] }[] } }>(
    fresh(service),
    'query ($id: ID!) { customer(by: { id: $id }) { postalAddresses { lines } } }',
    { id: encodeId('customer', customer) },
  )
  return found.postalAddresses.flatMap(address => address.lines)
}

test('One address is primary, whatever is added, chosen and taken away', async () => {
  const first = await add('1 Lê Lợi')
  const second = await add('2 Lê Lợi')
  expect(await lines()).toEqual(['1 Lê Lợi', '2 Lê Lợi'])
  const third = await add('3 Lê Lợi', { primary: true })
  expect(await lines()).toEqual(['3 Lê Lợi', '1 Lê Lợi', '2 Lê Lợi'])
  await postalAddressVerbs.update(then(), { id: second, patch: { primary: true } })
  expect(await lines()).toEqual(['2 Lê Lợi', '3 Lê Lợi', '1 Lê Lợi'])
  await postalAddressVerbs.remove(then(), { id: second })
  expect(await lines()).toEqual(['3 Lê Lợi', '1 Lê Lợi'])
  await postalAddressVerbs.remove(then(), { id: third })
  await postalAddressVerbs.remove(then(), { id: first })
  expect(await lines()).toEqual([])
})

test('An address that would never be valid is refused, also by what is stored of it', async () => {
  const never = add('4', { validFrom: '2026-02-01', validUntil: '2026-01-31' })
  expect(await refusal(never)).toEqual(['INVALID_INPUT validUntil'])
  const id = await add('5', { validFrom: '2026-02-01' })
  const update = (patch: object) => postalAddressVerbs.update(then(), { id, patch })
  expect(await refusal(update({ validUntil: '2026-01-31' }))).toEqual(['INVALID_INPUT patch.validUntil'])
  await update({ validFrom: null, validUntil: '2026-01-31' })
})

test('The country is that of the workspace when nobody says, and a code of two letters', async () => {
  const countryOf = async (id: number) =>
    ask<{ node: { country: string } }>(
      fresh(service),
      'query ($id: ID!) { node(id: $id) { ... on PostalAddress { country } } }',
      { id: encodeId('postalAddress', id) },
    ).then(({ node }) => node.country)
  expect(await countryOf(await add('6'))).toBe('VN')
  expect(await countryOf(await add('7', { country: 'fr' }))).toBe('FR')
})
