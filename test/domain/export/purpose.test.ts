import { beforeAll, expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { testDatabase } from '../../support/database.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

type Said = [channel: string | null, given: boolean]

/** Customers by name, with what they said of marketing, in this order, and what they forbid. */
const people: Record<string, { said: Said[]; forbidden?: string[] }> = {
  silent: { said: [] },
  refused: { said: [[null, false]] },
  everywhere: { said: [[null, true]] },
  letters: { said: [['LETTER', true]] },
  withdrawn: {
    said: [
      [null, true],
      ['EMAIL', false],
    ],
  },
  again: {
    said: [
      ['EMAIL', false],
      [null, true],
    ],
  },
  forbids: { said: [[null, true]], forbidden: ['EMAIL'] },
}

beforeAll(async () => {
  service = await testService(await testDatabase())
  for (const [name, { said, forbidden = [] }] of Object.entries(people)) {
    const { customerId } = await createCustomer(fresh(service), { name, forbiddenChannels: forbidden })
    for (const [nth, [channel, given]] of said.entries())
      await recordConsent(at(service, service.now + nth + 1), {
        ...{ customer: customerId, purpose: 'MARKETING', channel, given },
      })
  }
})

async function exported(settings: object) {
  const { pages, columns } = await startExport(fresh(service), exportedCustomers, {
    ...{ format: 'ndjson', columns: ['name'] },
    ...settings,
  })
  const rows: unknown[][] = []
  for await (const page of pages) rows.push(...page.map(([, ...values]) => values))
  return { columns, rows }
}

const names = async (settings: object) => (await exported(settings)).rows.map(([name]) => name)

test('an export for a purpose has only who consented to it: silence is no consent', async () => {
  expect(await names({ purpose: 'MARKETING' })).toEqual([
    ...['everywhere', 'letters', 'withdrawn', 'again', 'forbids'],
  ])
  expect(await names({ purpose: 'CARE' })).toEqual([])
})

test('by a channel it has who consented to that one and does not forbid it', async () => {
  expect(await names({ purpose: 'MARKETING', channel: 'EMAIL' })).toEqual(['everywhere', 'again'])
  expect(await names({ purpose: 'MARKETING', channel: 'LETTER' })).toEqual([
    ...['everywhere', 'letters', 'withdrawn', 'again', 'forbids'],
  ])
})

test('who is left out is told with the reason', async () => {
  const { columns, rows } = await exported({ purpose: 'MARKETING', channel: 'EMAIL', leftOut: true })
  expect(columns).toEqual(['id', 'name', 'leftOut'])
  expect(Object.fromEntries(rows)).toEqual({
    ...{ silent: 'NO_CONSENT', refused: 'OPT_OUT', letters: 'NO_CONSENT', withdrawn: 'OPT_OUT' },
    forbids: 'CHANNEL_FORBIDDEN',
  })
})

test('a channel, or who is left out, takes a purpose, and consent the scope of what is personal', async () => {
  await expect(exported({ channel: 'EMAIL' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(exported({ leftOut: true })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const by = fresh(service)
  const actor = { ...by.actor, scopes: new Set(['customers:read'] as const) }
  await expect(
    startExport({ ...by, actor }, exportedCustomers, { format: 'csv', purpose: 'CARE' }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
