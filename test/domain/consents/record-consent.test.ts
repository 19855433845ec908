import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { consents } from '../../../src/database/tables/customers/customers.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { importedConsents } from '../../../src/domain/import/records/consents.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { formatDay } from '../../../src/lib/days.ts'
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

describe('what a night put into the queue', () => {
  const care = (given: boolean, channel: string | null = null) =>
    recordConsent(fresh(service), { customer, purpose: 'CARE', given, channel })
  const put = async () => {
    for (const tactic of ['THANK_YOU', 'OVERDUE', 'MANUAL', 'FEEDBACK'] as const) {
      const { followUpId } = await createFollowUp(fresh(service), {
        customer,
        dueOn: formatDay(service.today),
      })
      const which = eq(followUps.id, followUpId)
      await service.db.write([
        service.db.orm
          .update(followUps)
          .set({ tactic, period: `${followUpId}` })
          .where(which),
      ])
    }
  }
  const open = async () =>
    (
      await fresh(service)
        .db.orm.select({ tactic: followUps.tactic })
        .from(followUps)
        .where(and(eq(followUps.customerId, customer), eq(followUps.state, 'OPEN')))
        .orderBy(followUps.id)
    ).map(({ tactic }) => tactic)

  test('is dismissed at once when the customer consents to care no more, and what is owed stays', async () => {
    await care(true)
    await put()
    const after = await newestCursor(fresh(service))
    await care(false)
    expect(await open()).toEqual(['MANUAL', 'FEEDBACK'])
    const { entries } = await readChanges(fresh(service), { after })
    expect(entries.filter(({ entity }) => entity === 'FOLLOW_UP')).toHaveLength(2)
  })

  test('stays while another channel is left, and goes with the last one', async () => {
    await care(true, 'EMAIL')
    await care(true, 'PHONE')
    await put()
    await care(false, 'EMAIL')
    expect(await open()).toHaveLength(4)
    await care(false, 'PHONE')
    expect(await open()).toEqual(['MANUAL', 'FEEDBACK'])
  })

  test('goes with a file too, unless the customer consented since', async () => {
    await updateCustomer(fresh(service), {
      id: customer,
      patch: { externalIds: [{ source: 'crm', externalId: `${customer}` }] },
    })
    await put()
    await recordConsent(at(service, '2026-03-02T10:00'), { customer, purpose: 'CARE', given: true })
    const file = (when: string) =>
      importedConsents.begin(at(service, '2026-03-02T12:00'), { source: 'crm' }).chunk([
        {
          line: 2,
          fields: { customerExternalId: `${customer}`, purpose: 'CARE', given: 'false', at: when },
        },
      ])
    await file('2026-03-02T09:30')
    expect(await open()).toHaveLength(4)
    await file('2026-03-02T11:00')
    expect(await open()).toEqual(['MANUAL', 'FEEDBACK'])
  })
})
