import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { objectToScoring } from '../../../src/domain/privacy/object-to-scoring.ts'
import { readPerson } from '../../../src/domain/privacy/read-person.ts'
import { acknowledgePersonRequest } from '../../../src/domain/privacy/requests/acknowledge-request.ts'
import { closePersonRequest } from '../../../src/domain/privacy/requests/close-request.ts'
import { countOpenRequests } from '../../../src/domain/privacy/requests/count.ts'
import { createPersonRequest } from '../../../src/domain/privacy/requests/create-request.ts'
import { extendPersonRequest } from '../../../src/domain/privacy/requests/extend-request.ts'
import { createPersonRequestPolicy } from '../../../src/domain/privacy/requests/policy.ts'
import { updatePersonRequest } from '../../../src/domain/privacy/requests/update-request.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const somebody = async (name = 'Lan') =>
  encodeId('customer', (await createCustomer(fresh(service), { name })).customerId)

const asks = async (customer: string, kind: string, more: object = {}) =>
  (await createPersonRequest(fresh(service), { customer, kind, regime: 'VIETNAM', ...more })).personRequestId

const row = async (id: number) => {
  const [found] = await fresh(service).db.orm.all<Record<string, unknown>>(
    sql`SELECT * FROM person_requests WHERE id = ${id}`,
  )
  return found
}

const done = (id: number) => closePersonRequest(fresh(service), { id, outcome: 'DONE' })
const notDone = { code: 'CONFLICT', conflict: { reason: 'NOT_DONE' } }

describe('a request is done only once it was done', () => {
  test.each([
    ['RESTRICTION', (customer: string) => restrictCustomer(fresh(service), { customer, reason: 'Bill' })],
    ['OBJECTION', (customer: string) => objectToScoring(fresh(service), { customer, reason: 'No profile' })],
    ['ERASURE', (customer: string) => erasePerson(fresh(service), { customer })],
    [
      'CONSENT_WITHDRAWAL',
      (customer: string) => recordConsent(fresh(service), { customer, purpose: 'CARE', given: false }),
    ],
  ])('%s', async (kind, deed) => {
    const customer = await somebody()
    const id = await asks(customer, kind)
    await expect(done(id)).rejects.toMatchObject(notDone)
    await deed(customer)
    await done(id)
    expect(await row(id)).toMatchObject({ outcome: 'DONE', closed_on: service.today })
  })

  test('a consent that was withdrawn before the request, or given since, is none that was withdrawn for it', async () => {
    const customer = await somebody()
    const before = at(service, service.now - 3 * 86_400_000)
    await recordConsent(before, { customer, purpose: 'CARE', given: false })
    await recordConsent(fresh(service), { customer, purpose: 'CARE', given: true })
    await expect(done(await asks(customer, 'CONSENT_WITHDRAWAL'))).rejects.toMatchObject(notDone)
  })

  test('of who was erased nothing else is left to do', async () => {
    const customer = await somebody()
    const id = await asks(customer, 'OBJECTION')
    await erasePerson(fresh(service), { customer })
    await done(id)
  })
})

describe('of a person who was erased', () => {
  test('the request stays as proof without a word about it, and is acknowledged and closed', async () => {
    const customer = await somebody()
    const id = await asks(customer, 'ERASURE', { note: 'Quyên wrote', receivedOn: service.today - 1 })
    await extendPersonRequest(fresh(service), { id, days: 3, reason: 'Quyên is abroad' })
    const refused = await asks(customer, 'ACCESS')
    await closePersonRequest(fresh(service), { id: refused, outcome: 'REFUSED', reason: 'Quyên owes' })
    await erasePerson(fresh(service), { customer })
    await acknowledgePersonRequest(fresh(service), { id })
    await done(id)
    expect(await row(id)).toMatchObject({
      ...{ kind: 'ERASURE', outcome: 'DONE', note: null, extension_reason: null, extension_days: 3 },
      ...{ acknowledged_on: service.today, due_on: service.today + 12 },
    })
    expect(await row(refused)).toMatchObject({ outcome: 'REFUSED', refusal_reason: null })
    const said = await fresh(service).db.orm.all(
      sql`SELECT * FROM change_values WHERE before LIKE '%Quyên%' OR after LIKE '%Quyên%'`,
    )
    expect(said).toEqual([])
  })

  test('no word is written any more, and nothing new is asked for', async () => {
    const customer = await somebody()
    const id = await asks(customer, 'ACCESS')
    await erasePerson(fresh(service), { customer })
    const erased = { code: 'CONFLICT', conflict: { reason: 'ERASED' } }
    const on = () => fresh(service)
    await expect(updatePersonRequest(on(), { id, patch: { note: 'Lan' } })).rejects.toMatchObject(erased)
    await expect(extendPersonRequest(on(), { id, days: 3, reason: 'Lan' })).rejects.toMatchObject(erased)
    const refusal = { id, outcome: 'REFUSED', reason: 'Lan' }
    await expect(closePersonRequest(on(), refusal)).rejects.toMatchObject(erased)
    await expect(asks(customer, 'ACCESS')).rejects.toMatchObject(erased)
    await closePersonRequest(on(), { id, outcome: 'WITHDRAWN' })
  })
})

describe('more time', () => {
  test('is taken once, before the time is over, and not of a closed request', async () => {
    const customer = await somebody()
    const late = await asks(customer, 'ACCESS', { receivedOn: service.today - 11 })
    const extend = (id: number, days: number | null = 15) =>
      extendPersonRequest(fresh(service), { id, days, reason: 'Many files' })
    await expect(extend(late)).rejects.toMatchObject({ conflict: { reason: 'LATE' } })
    const id = await asks(customer, 'ACCESS', { receivedOn: service.today - 10 })
    await extend(id)
    expect(await row(id)).toMatchObject({ due_on: service.today + 15, extended_on: service.today })
    await expect(extend(id)).rejects.toMatchObject({ conflict: { reason: 'EXTENDED' } })
    await closePersonRequest(fresh(service), { id, outcome: 'WITHDRAWN' })
    await expect(extend(id)).rejects.toMatchObject({ conflict: { reason: 'CLOSED' } })
    const european = await asks(customer, 'ACCESS', { regime: 'GDPR' })
    await expect(extend(european)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const before = await row(european)
    await extend(european, null)
    expect(Number((await row(european))?.due_on) - Number(before?.due_on)).toBeGreaterThanOrEqual(59)
  })
})

test('days follow the policy that a request began with, also when it is corrected', async () => {
  const customer = await somebody()
  const id = await asks(customer, 'ACCESS')
  await createPersonRequestPolicy(fresh(service), { patch: { dataDays: 5, dataDaysThirdParty: 6 } })
  expect(await row(id)).toMatchObject({ due_on: service.today + 10, policy_version: 1 })
  await updatePersonRequest(fresh(service), { id, patch: { thirdParty: true } })
  expect(await row(id)).toMatchObject({ due_on: service.today + 20, policy_version: 1 })
  const next = await asks(customer, 'ACCESS')
  expect(await row(next)).toMatchObject({ due_on: service.today + 5, policy_version: 2 })
  await createPersonRequestPolicy(fresh(service), { patch: { dataDays: 10, dataDaysThirdParty: 20 } })
})

test('the late and what is due soon are counted and found, and are gone once they are closed', async () => {
  const before = await countOpenRequests(fresh(service))
  const customer = await somebody()
  const late = await asks(customer, 'ACCESS', { receivedOn: service.today - 40 })
  const soon = await asks(customer, 'ACCESS', { receivedOn: service.today - 8 })
  await acknowledgePersonRequest(fresh(service), { id: soon, on: service.today - 8 })
  const planted = await countOpenRequests(fresh(service))
  expect(planted).toMatchObject({ late: before.late + 1, dueSoon: before.dueSoon + 1 })
  const document = `query($filter: PersonRequestFilter) { personRequests(filter: $filter) { nodes { id clock } } }`
  const found = async (clock: string) => {
    const filter = { clock: { equals: clock }, customer: { id: { equals: customer } } }
    return ask(fresh(service), document, { filter })
  }
  expect(await found('LATE')).toEqual({
    personRequests: { nodes: [{ id: encodeId('personRequest', late), clock: 'LATE' }] },
  })
  expect(await found('DUE_SOON')).toEqual({
    personRequests: { nodes: [{ id: encodeId('personRequest', soon), clock: 'DUE_SOON' }] },
  })
  await closePersonRequest(fresh(service), { id: late, outcome: 'DONE' })
  await closePersonRequest(fresh(service), { id: soon, outcome: 'DONE' })
  expect(await countOpenRequests(fresh(service))).toEqual(before)
  expect(await found('MISSED')).toMatchObject({ personRequests: { nodes: [{ clock: 'MISSED' }] } })
  expect(await found('MET')).toMatchObject({ personRequests: { nodes: [{ clock: 'MET' }] } })
})

test('a merge gives the requests to who goes on, and the document of the person has them', async () => {
  const [survivor, merged] = [await somebody('Lan'), await somebody('Lán')]
  const id = await asks(merged, 'ACCESS', { note: 'By letter' })
  await mergeCustomers(fresh(service), { survivor, merged })
  const kept = Number((await row(id))?.customer_id)
  expect(encodeId('customer', kept)).toBe(survivor)
  const { tables } = await readPerson(fresh(service), [kept])
  expect(tables.personRequests).toMatchObject([
    { id: encodeId('personRequest', id), customerId: survivor, kind: 'ACCESS', note: 'By letter' },
  ])
})
