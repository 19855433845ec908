import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { employmentVerbs } from '../../../src/domain/profile/employments.ts'
import type { PartVerbs } from '../../../src/domain/profile/part.ts'
import { preferenceVerbs } from '../../../src/domain/profile/preferences.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customer: string
let organisation: string

const create = async (input: object) =>
  encodeId('customer', (await createCustomer(fresh(service), input)).customerId)

beforeAll(async () => {
  service = await testService(await testDatabase())
  customer = await create({ name: 'Lan' })
  organisation = await create({ kind: 'ORGANISATION', name: 'Công ty' })
})

const twice: [string, 'employment' | 'preference', PartVerbs, () => object, object][] = [
  [
    'an employment',
    'employment',
    employmentVerbs,
    () => ({ organisation, title: 'Buyer' }),
    { title: 'Head' },
  ],
  [
    ...(['a preference', 'preference', preferenceVerbs] as const),
    () => ({ topic: 'coffee', value: 'black', source: 'SAID' }),
    { value: 'white' },
  ],
]

test.each(twice)('%s is recorded once: the second names the first', async (_, kind, verbs, said, other) => {
  const add = (more: object = {}) => verbs.add(fresh(service), { customer, ...said(), ...more })
  const { id } = await add()
  await expect(add()).rejects.toMatchObject({
    code: 'CONFLICT',
    conflict: { reason: 'DUPLICATE', other: { kind, id } },
  })
  await expect(add(other)).resolves.toHaveProperty('id')
})

test('an organisation that was erased is told as one', async () => {
  const gone = await create({ kind: 'ORGANISATION', name: 'Gone' })
  await erasePerson(fresh(service), { customer: gone })
  await expect(employmentVerbs.add(fresh(service), { customer, organisation: gone })).rejects.toMatchObject({
    conflict: { reason: 'ERASED' },
    issues: [{ path: ['organisation'] }],
  })
})

test('an expiry before the day on which it was observed is told by that', async () => {
  const early = { customer, topic: 'tea', value: 'green', source: 'SAID', expiresOn: '2020-01-01' }
  await expect(preferenceVerbs.add(fresh(service), early)).rejects.toMatchObject({
    issues: [{ path: ['expiresOn'], saying: expect.stringContaining('beforeObserved') }],
  })
})
