import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { exportedTouches } from '../../../src/domain/export/touches.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { createOwnCampaign } from '../../../src/domain/own-campaigns/create-own-campaign.ts'
import { reportTouch } from '../../../src/domain/own-campaigns/report-touch.ts'
import { reachabilityVerbs } from '../../../src/domain/profile/reachability.ts'
import { many } from '../../../src/domain/writes/many.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let ownCampaign: number

beforeAll(async () => {
  service = await testService(await testDatabase())
})

beforeEach(async () => {
  ownCampaign = (
    await createOwnCampaign(fresh(service), {
      ...{
        name: crypto.randomUUID(),
        kind: 'EVENT',
        channels: ['EMAIL'],
        firstDay: '2026-01-01',
        cost: '1000',
      },
    })
  ).ownCampaignId
})

const newCustomer = async (name = 'Lan') => (await createCustomer(fresh(service), { name })).customerId
const report = (customer: number, state: string, more: object = {}) =>
  reportTouch(fresh(service), { ownCampaign, customer, state, ...more })

const shown = async (customer: number) =>
  (
    await ask<{ customer: { touches: { nodes: object[] }; interactions: { nodes: object[] } } }>(
      fresh(service),
      `query ($id: ID!) { customer(by: { id: $id }) {
        touches { nodes { state channel slot cost { minor } interaction { kind direction channel } } }
        interactions { nodes { kind } } } }`,
      { id: encodeId('customer', customer) },
    )
  ).customer

test('A touch is one however often it is reported, what comes late takes nothing back, and it is one contact', async () => {
  const customer = await newCustomer()
  await report(customer, 'SENT', { cost: '20' })
  expect((await shown(customer)).interactions.nodes).toEqual([])
  await report(customer, 'OPENED', { slot: '' })
  const once = await shown(customer)
  expect(once).toEqual({
    touches: {
      nodes: [
        {
          ...{ state: 'OPENED', channel: 'EMAIL', slot: '', cost: { minor: '20' } },
          interaction: { kind: 'EMAIL', direction: 'OUTBOUND', channel: 'EMAIL' },
        },
      ],
    },
    interactions: { nodes: [{ kind: 'EMAIL' }] },
  })
  await report(customer, 'OPENED', { slot: '' })
  await report(customer, 'DELIVERED')
  await report(customer, 'BOUNCED')
  expect(await shown(customer)).toEqual(once)
})

const reachability = async (customer: number) =>
  (
    await ask<{
      customer: { reachability: { channel: string; reachable: boolean; reason: string | null }[] }
    }>(
      fresh(service),
      'query ($id: ID!) { customer(by: { id: $id }) { reachability { channel reachable expiresAt reason } } }',
      { id: encodeId('customer', customer) },
    )
  ).customer.reachability

const closed = { channel: 'EMAIL', reachable: false, expiresAt: null, reason: 'BOUNCED' }

test('A hard bounce closes the channel for the customer, with its reason, until somebody takes it back; a soft one does not', async () => {
  const customer = await newCustomer()
  await report(customer, 'BOUNCED')
  await report(customer, 'BOUNCED', { bounce: 'SOFT' })
  expect(await reachability(customer)).toEqual([])
  await report(customer, 'BOUNCED', { bounce: 'HARD' })
  await report(customer, 'BOUNCED', { bounce: 'HARD', slot: 'again' })
  expect(await reachability(customer)).toEqual([closed])
  const [change] = await fresh(service).db.orm.all<{ id: number; mark: string }>(
    sql`SELECT id, substr(token, 1, 6) AS mark FROM changes WHERE action = 'channel-reachability.add' ORDER BY id DESC LIMIT 1`,
  )
  await undoChange(fresh(service), { id: `chg_${change?.id}-${change?.mark}` })
  expect(await reachability(customer)).toEqual([])
  expect(await refusal(report(customer, 'DELIVERED', { bounce: 'HARD' }))).toEqual(['INVALID_INPUT bounce'])
})

test('A touch keeps how it came back, the worst that was said, until it is known to have arrived, and can be reported as it tells', async () => {
  const customer = await newCustomer()
  const told = async () =>
    (
      await ask<{ touches: { nodes: { id: string; state: string; bounce: string | null; slot: string }[] } }>(
        fresh(service),
        `query ($id: ID!) { touches(filter: { customer: { id: { equals: $id } }, bounce: { empty: false } }) {
          nodes { id state bounce slot } } }`,
        { id: encodeId('customer', customer) },
      )
    ).touches.nodes
  await report(customer, 'BOUNCED')
  expect(await told()).toEqual([])
  for (const [said, kept] of [
    ['SOFT', 'SOFT'],
    ['HARD', 'HARD'],
    ['SOFT', 'HARD'],
    [undefined, 'HARD'],
  ] as const) {
    await report(customer, 'BOUNCED', { bounce: said })
    expect(await told()).toMatchObject([{ state: 'BOUNCED', bounce: kept, slot: '' }])
  }
  const [touch] = await told()
  if (!touch) throw new Error('No touch')
  const { id, ...said } = touch
  await reportTouch(fresh(service), { ownCampaign, customer, ...said })
  expect(await told()).toEqual([touch])
  const filter = { id: { equals: id } }
  const file = await startExport(fresh(service), exportedTouches, {
    format: 'csv',
    columns: ['bounce'],
    filter,
  })
  for await (const [row] of file.pages) expect(row).toEqual([id, 'HARD'])
  await report(customer, 'DELIVERED')
  expect(await told()).toEqual([])
  const { history } = await ask<{ history: { nodes: { fields: object[] }[] } }>(
    fresh(service),
    'query ($of: ID!) { history(of: $of) { nodes { fields { field before after } } } }',
    { of: id },
  )
  const kept = history.nodes
    .flatMap(({ fields }) => fields)
    .filter(told => 'field' in told && told.field === 'bounce')
  expect(kept).toMatchObject([
    { before: 'HARD', after: null },
    { before: 'SOFT', after: 'HARD' },
    { before: null, after: 'SOFT' },
  ])
})

test('Of many that bounce at once one closes the channel, also where it was said to be open; who finds it good opens it', async () => {
  const customer = await newCustomer()
  const said = { customer, channel: 'EMAIL', reachable: true, expiresAt: '2030-01-01T00:00' }
  const { id } = await reachabilityVerbs.add(fresh(service), said)
  const inputs = ['a', 'b'].map(slot => ({ ownCampaign, customer, slot, state: 'BOUNCED', bounce: 'HARD' }))
  await many(reportTouch)(fresh(service), { inputs })
  expect(await reachability(customer)).toEqual([closed])
  await reachabilityVerbs.update(fresh(service), { id, patch: { reachable: true } })
  expect(await reachability(customer)).toEqual([{ ...closed, reachable: true, reason: null }])
})

test('A hard bounce of before closes no channel that was said to be open, or by which something arrived, since', async () => {
  const [said, reached] = [await newCustomer(), await newCustomer()]
  const bounce = (customer: number, occurredAt: string) =>
    report(customer, 'BOUNCED', { bounce: 'HARD', occurredAt })
  await reachabilityVerbs.add(fresh(service), { customer: said, channel: 'EMAIL', reachable: true })
  await bounce(said, '2026-02-05T09:00')
  expect(await reachability(said)).toEqual([{ ...closed, reachable: true, reason: null }])
  await report(reached, 'DELIVERED', { occurredAt: '2026-02-10T09:00' })
  await bounce(reached, '2026-02-05T09:00')
  expect(await reachability(reached)).toEqual([])
  await bounce(reached, '2026-02-12T09:00')
  expect(await reachability(reached)).toEqual([closed])
})

test('Two who report a new touch at once make one', async () => {
  const customer = await newCustomer()
  await Promise.allSettled([report(customer, 'DELIVERED'), report(customer, 'DELIVERED')])
  await report(customer, 'DELIVERED')
  expect((await shown(customer)).touches.nodes).toHaveLength(1)
  expect((await shown(customer)).interactions.nodes).toHaveLength(1)
})

test('Of many reports each is answered by itself, and one touch is named once', async () => {
  const [one, two] = [await newCustomer(), await newCustomer()]
  const inputs = [one, two, one].map(customer => ({ ownCampaign, customer, state: 'SENT' }))
  const { outcomes } = await many(reportTouch)(fresh(service), { inputs })
  expect(outcomes.map(outcome => 'error' in outcome)).toEqual([false, false, true])
  expect((await shown(one)).touches.nodes).toHaveLength(1)
})

test('A touch by no channel is refused, and so is one to come', async () => {
  const customer = await newCustomer()
  const said = { name: 'Channels', kind: 'OTHER', channels: ['EMAIL'], firstDay: '2026-01-01' }
  const silent = (await createOwnCampaign(fresh(service), said)).ownCampaignId
  await fresh(service).db.write([sql`UPDATE own_campaigns SET channels = '[]' WHERE id = ${silent}`])
  expect(await refusal(report(customer, 'SENT', { ownCampaign: silent }))).toEqual(['INVALID_INPUT channel'])
  await report(customer, 'SENT', { ownCampaign: silent, channel: 'LETTER' })
})

test('What is said to lie long before a campaign is refused: an invitation comes half a year before it at most', async () => {
  const customer = await newCustomer()
  const said = { name: 'Summer', kind: 'EVENT', channels: ['EMAIL'], firstDay: '2026-06-30' }
  const summer = (await createOwnCampaign(fresh(service), said)).ownCampaignId
  const invited = (day: string) =>
    report(customer, 'INVITED', { ownCampaign: summer, occurredAt: `${day}T09:00` })
  expect(await refusal(invited('2025-12-31'))).toEqual(['INVALID_INPUT occurredAt'])
  await invited('2026-01-01')
})

test('A conference: who was invited, who said to come and who came, at what cost', async () => {
  const guests = await Promise.all(['An', 'Bình', 'Chi', 'Dung'].map(newCustomer))
  for (const guest of guests) await report(guest, 'INVITED', { cost: '50' })
  const [an = 0, binh = 0] = guests
  await report(an, 'RESPONDED')
  await report(an, 'CAME')
  await report(binh, 'RESPONDED')
  const { ownCampaign: found } = await ask<{ ownCampaign: object }>(
    fresh(service),
    `query ($id: ID!) { ownCampaign(id: $id) {
      results { planned leftOut touched bounced responded came responses { rate interval { lower upper } }
        cost { minor } costPerResponse { minor } }
      touches(filter: { state: { equals: CAME } }) { nodes { customer { name } } } } }`,
    { id: encodeId('ownCampaign', ownCampaign) },
  )
  expect(found).toEqual({
    results: {
      ...{ planned: 0, leftOut: 0, touched: 4, bounced: 0, responded: 2, came: 1 },
      // Wilson of 2 of 4.
      responses: { rate: 50, interval: { lower: 15, upper: 85 } },
      ...{ cost: { minor: '1200' }, costPerResponse: { minor: '600' } },
    },
    touches: { nodes: [{ customer: { name: 'An' } }] },
  })
})

test('Of a touch that both have the survivor of a merge keeps its own, and takes over the others', async () => {
  const [survivor, merged] = [await newCustomer('Hai'), await newCustomer('Hải')]
  await report(survivor, 'SENT')
  await report(merged, 'CAME')
  await report(merged, 'SENT', { slot: 'second' })
  await mergeCustomers(fresh(service), { survivor, merged })
  expect((await shown(survivor)).touches.nodes).toMatchObject([
    { state: 'SENT', slot: 'second' },
    { state: 'SENT', slot: '' },
  ])
})
