import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { consents } from '../../../src/database/tables/customers/customers.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customer: number

beforeAll(async () => {
  service = await testService(await testDatabase())
})

beforeEach(async () => {
  customer = (await createCustomer(service, {})).customerId
  service = fresh(service)
})

const input = (more: object = {}) => ({ customer, purpose: 'MARKETING', given: true, ...more })

const ledger = `query ($id: ID!) { customer(by: { id: $id }) { consents { purpose channel given } } }`

test('entries are added, and a withdrawal leaves what was given before', async () => {
  await recordConsent(service, input({ channel: 'EMAIL', textVersion: 'v1', evidence: 'A form' }))
  const later = at(service, '2026-03-02T10:00')
  await recordConsent(later, input({ given: false }))
  const rows = await later.db.orm.select().from(consents).where(eq(consents.customerId, customer))
  expect(rows).toMatchObject([
    {
      purpose: 'MARKETING',
      channel: 'EMAIL',
      given: true,
      textVersion: 'v1',
      evidence: 'A form',
      actor: 'key:test',
    },
    { purpose: 'MARKETING', channel: null, given: false, at: later.now },
  ])
  expect(await ask(service, ledger, { id: encodeId('customer', customer) })).toEqual({
    customer: {
      consents: [
        { purpose: 'MARKETING', channel: null, given: false },
        { purpose: 'MARKETING', channel: 'EMAIL', given: true },
      ],
    },
  })
})

test('the ledger is personal', async () => {
  const reader = as(service, { scopes: new Set(scopes.filter(scope => scope !== 'customers:personal')) })
  const { errors } = await run(reader, ledger, { id: encodeId('customer', customer) })
  expect(errors?.map(error => error.originalError)).toMatchObject([{ code: 'FORBIDDEN' }])
})

test.each<[string, object, string]>([
  ['an unknown purpose', { purpose: 'FUN' }, 'INVALID_INPUT purpose'],
  ['an unknown channel', { channel: 'PIGEON' }, 'INVALID_INPUT channel'],
  ['nothing about giving', { given: undefined }, 'INVALID_INPUT given'],
  ['an unknown customer', { customer: 1 }, 'NOT_FOUND customer'],
  ['text with half a character', { evidence: '\ud800' }, 'INVALID_INPUT evidence'],
])('%s is refused', async (_what, more, outcome) => {
  expect(await refusal(recordConsent(service, input(more)))).toEqual([outcome])
})

test('a customer of somebody else is not found, and the scope is needed', async () => {
  const other = as(service, { reach: 'OWNED', staffId: 1 })
  expect(await refusal(recordConsent(other, input()))).toEqual(['NOT_FOUND customer'])
  const reader = as(service, { scopes: new Set(['customers:read']) })
  expect(await refusal(recordConsent(reader, input()))).toEqual(['FORBIDDEN'])
})
