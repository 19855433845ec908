import { beforeAll, expect, test } from 'vitest'
import { readCareCosts } from '../../../src/domain/reports/served/care-costs.ts'
import { readServedCustomers } from '../../../src/domain/reports/served/served-customers.ts'
import { readUnthankedCustomers } from '../../../src/domain/reports/served/unthanked-customers.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addInteraction, addSilentCustomer } from '../follow-ups/world.ts'

let service: TestService
let neglected: number
let spoilt: number
let thanked: number

/** Of three customers of level 4 or 1 one is called by nobody, one weekly with a gift, one got thanks. */
beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-06-01T09:00' })
  const { today } = service
  neglected = await addCustomer(service, { relationshipLevel: 4, lifecycle: 'LOYAL', netSpendYear: 900n })
  spoilt = await addCustomer(service, { relationshipLevel: 1 })
  thanked = await addCustomer(service, { relationshipLevel: 1, lifecycle: 'LOYAL', netSpendYear: 5n })
  await addSilentCustomer(service, { lifecycle: 'LOYAL' })
  for (let ago = 1; ago < 90; ago += 7)
    await addInteraction(service, spoilt, today - ago, { kind: 'CALL', direction: 'OUTBOUND' })
  await addInteraction(service, spoilt, today - 3, { kind: 'GIFT', direction: 'OUTBOUND', cost: 500 })
  await addInteraction(service, thanked, today - 300, { kind: 'THANK_YOU', direction: 'OUTBOUND' })
  await addInteraction(service, neglected, today - 366, { kind: 'GIFT', direction: 'OUTBOUND' })
})

test('who gets less than is owed, and who more, at what cost', async () => {
  expect(await readServedCustomers(fresh(service), { side: 'UNDER' })).toEqual({
    ...{ customers: 1, truncated: false, found: 1 },
    rows: [{ customerId: neglected, level: 4, observed: 1, gap: 3, contacts: 0, minutes: 0, cost: 0n }],
  })
  // Fourteen contacts of 8 minutes are 112 minutes, of 60 an hour.
  expect(await readServedCustomers(fresh(service), { side: 'OVER', hourCost: '60' })).toEqual({
    ...{ customers: 1, truncated: false, found: 1 },
    rows: [{ customerId: spoilt, level: 1, observed: 4, gap: -3, contacts: 14, minutes: 112, cost: 612n }],
  })
  const asked = `{ servedCustomers(side: OVER) { rows { customer { id } cost { amount } } } }`
  expect(await ask(fresh(service), asked)).toEqual({
    servedCustomers: { rows: [{ customer: { id: encodeId('customer', spoilt) }, cost: { amount: '500' } }] },
  })
})

test('what a customer cost in some days stands beside what it brought, for many in as few statements as for one', async () => {
  const { today } = service
  await addInteraction(service, spoilt, today - 10, { kind: 'PURCHASE', amount: 9_000 })
  await addInteraction(service, spoilt, today - 9, { kind: 'REFUND', amount: 1_000 })
  const days = { from: formatDay(today - 10), until: formatDay(today) }
  const read = (on: TestService, ids: number[]) =>
    ask<{ customers: { nodes: object[] } }>(
      on,
      `query ($ids: [ID!], $from: Date!, $until: Date!) { customers(filter: { id: { in: $ids } }) { nodes {
        careCosts(from: $from, until: $until, hourCost: "60") {
          contacts minutes gifts { minor } touches { minor } work { minor } cost { minor } netSpend { minor } } } } }`,
      { ids: ids.map(id => encodeId('customer', id)), ...days },
    )
  const [one, both] = [fresh(service), fresh(service)]
  // Two calls and a gift, of 8 minutes each.
  expect((await read(one, [spoilt])).customers.nodes).toEqual([
    {
      careCosts: {
        ...{ contacts: 3, minutes: 16 + 8, gifts: { minor: '500' }, touches: { minor: '0' } },
        ...{ work: { minor: '24' }, cost: { minor: '524' }, netSpend: { minor: '8000' } },
      },
    },
  ])
  expect((await read(both, [spoilt, thanked])).customers.nodes).toHaveLength(2)
  expect(both.db.counters.statements).toBe(one.db.counters.statements)
  await expect(
    readCareCosts(fresh(service), [spoilt], { from: today, until: today - 1 }),
  ).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['until'] }],
  })
  const blind = as(fresh(service), { scopes: new Set(scopes.filter(one => one !== 'interactions:read')) })
  await expect(readCareCosts(blind, [spoilt], days)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('loyal customers whom nobody thanked in a year, as far as they may be contacted', async () => {
  expect(await readUnthankedCustomers(fresh(service), {})).toEqual([
    { customerId: neglected, purchaseDays: 0, netSpendYear: 900n },
  ])
  const narrow = as(fresh(service), { scopes: new Set(['follow-ups:read'] as const) })
  await expect(readUnthankedCustomers(narrow, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(readUnthankedCustomers(fresh(service), { first: 0 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})
