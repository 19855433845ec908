import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contactPoints } from '../../../src/database/tables/customers/contact-points.ts'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { addContactPoint } from '../../../src/domain/contact-points/add-contact-point.ts'
import { makePrimary } from '../../../src/domain/contact-points/make-primary.ts'
import { removeContactPoint } from '../../../src/domain/contact-points/remove-contact-point.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { search } from '../../../src/domain/search/search.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let unique: string

beforeAll(async () => {
  service = await testService(await testDatabase())
})

beforeEach(() => {
  unique = crypto.randomUUID().slice(0, 8)
})

const mail = (who: string) => `${who}.${unique}@example.com`
const create = async (input: object) => (await createCustomer(fresh(service), input)).customerId
const add = async (customer: number, input: object) =>
  (await addContactPoint(fresh(service), { customer, ...input })).contactPointId

/** The primary e-mail, and those with rows of their own. */
async function emails(id: number) {
  const { orm } = fresh(service).db
  const [row] = await orm.select({ email: customers.email }).from(customers).where(eq(customers.id, id))
  const rows = await orm
    .select({ value: contactPoints.value })
    .from(contactPoints)
    .where(eq(contactPoints.customerId, id))
    .orderBy(contactPoints.id)
  return { primary: row?.email ?? null, rows: rows.map(({ value }) => value) }
}

describe('Of the e-mails of a customer', () => {
  test('the first is the primary one', async () => {
    const id = await create({})
    await add(id, { email: mail('A') })
    expect(await emails(id)).toEqual({ primary: mail('a'), rows: [mail('a')] })
  })

  test('another changes nothing about the primary one', async () => {
    const id = await create({ email: mail('a') })
    await add(id, { email: mail('b') })
    expect(await emails(id)).toEqual({ primary: mail('a'), rows: [mail('b')] })
  })

  test('one that is made primary leaves the one before beside it', async () => {
    const id = await create({ email: mail('a') })
    const other = await add(id, { email: mail('b'), label: 'work' })
    await makePrimary(fresh(service), { id: other })
    expect(await emails(id)).toEqual({ primary: mail('b'), rows: [mail('b'), mail('a')] })
    await makePrimary(fresh(service), { id: other })
    await add(id, { email: mail('c'), primary: true })
    expect(await emails(id)).toEqual({ primary: mail('c'), rows: [mail('b'), mail('a'), mail('c')] })
  })

  test('the oldest other takes the place of a primary one that is taken away or cleared', async () => {
    const id = await create({ email: mail('a') })
    await add(id, { email: mail('b') })
    await add(id, { email: mail('c') })
    await updateCustomer(fresh(service), { id, patch: { email: null } })
    expect(await emails(id)).toEqual({ primary: mail('b'), rows: [mail('b'), mail('c')] })
    const [first] = await fresh(service)
      .db.orm.select()
      .from(contactPoints)
      .where(eq(contactPoints.value, mail('b')))
    await removeContactPoint(fresh(service), { id: first?.id })
    expect(await emails(id)).toEqual({ primary: mail('c'), rows: [mail('c')] })
    await updateCustomer(fresh(service), { id, patch: { email: null } })
    expect(await emails(id)).toEqual({ primary: null, rows: [] })
  })

  test('an import that clears the primary one gives its place to the oldest other', async () => {
    const id = await create({ email: mail('a'), externalIds: [{ source: 'shop', externalId: unique }] })
    await add(id, { email: mail('a'), label: 'home' })
    await add(id, { email: mail('b') })
    const into = customerImport(fresh(service), { source: 'shop' })
    const tally = await into.chunk([{ line: 1, fields: { externalId: unique, email: null } }])
    expect(tally).toMatchObject({ updated: 1 })
    expect(await emails(id)).toEqual({ primary: mail('b'), rows: [mail('b')] })
  })

  test('none is there twice, and of all there are at most twenty', async () => {
    const id = await create({})
    await add(id, { email: mail('a') })
    expect(await refusal(add(id, { email: mail('A') }))).toEqual(['CONFLICT email'])
    for (let at = 1; at < 20; at++) await add(id, { email: mail(`${at}`) })
    expect(await refusal(add(id, { email: mail('one-more') }))).toEqual(['INVALID_INPUT customer'])
  })
})

describe('By each of them', () => {
  const titles = async (text: string) =>
    (await search(fresh(service), { text, kinds: ['CUSTOMER'] })).map(({ title }) => title)

  test('a customer is found as somebody types it, until it is taken away', async () => {
    const id = await create({ name: `Lan ${unique}`, phone: '0912345678' })
    const email = await add(id, { email: mail('zyx') })
    const phone = await add(id, { phone: '0165 987 6543' })
    for (const text of [mail('zyx'), 'zyx', 'yx.', '0359876543', '0165987', '76543'])
      expect([text, await titles(text)]).toEqual([text, [`Lan ${unique}`]])
    await updateCustomer(fresh(service), { id, patch: { name: `Mai ${unique}`, phone: '0912345679' } })
    expect(await titles('76543')).toEqual([`Mai ${unique}`])
    await removeContactPoint(fresh(service), { id: email })
    await removeContactPoint(fresh(service), { id: phone })
    for (const text of ['zyx', 'yx.', '0359876543', '76543'])
      expect([text, await titles(text)]).toEqual([text, []])
    expect(await titles('345679')).toEqual([`Mai ${unique}`])
  })

  test('an interaction is recorded, and it is ambiguous where two have it', async () => {
    const id = await create({ email: mail('a') })
    await add(id, { phone: '+84 28 3822 0001' })
    const call = { kind: 'CALL', customer: { phone: '02838220001' } }
    expect(await recordInteraction(fresh(service), call)).toMatchObject({ customerId: id })
    await create({ phone: '02838220001' })
    expect(await refusal(recordInteraction(fresh(service), call))).toEqual(['CONFLICT customer.phone'])
  })

  test('a query finds the customer, and says which is primary', async () => {
    const id = await create({ email: mail('a') })
    await add(id, { email: mail('b') })
    await add(id, { email: mail('a'), label: 'home' })
    const { customer } = await ask(
      fresh(service),
      'query ($email: String!) { customer(by: { email: $email }) { email contactPoints { value primary } } }',
      { email: mail('B') },
    )
    expect(customer).toEqual({
      email: mail('a'),
      contactPoints: [
        { value: mail('b'), primary: false },
        { value: mail('a'), primary: true },
      ],
    })
  })
})
