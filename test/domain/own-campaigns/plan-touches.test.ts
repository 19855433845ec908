import { beforeEach, expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { importedConsents } from '../../../src/domain/import/records/consents.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { createOwnCampaign } from '../../../src/domain/own-campaigns/create-own-campaign.ts'
import { touchSweep } from '../../../src/domain/own-campaigns/night/plan-touches.ts'
import { reportTouch } from '../../../src/domain/own-campaigns/report-touch.ts'
import { updateOwnCampaign } from '../../../src/domain/own-campaigns/update-own-campaign.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { refusal } from '../../support/outcomes.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { numbered } from '../import/random-files.ts'

let service: TestService
const march = dayOf('2027-03-01')

beforeEach(async () => {
  service = at(await testService(await testDatabase()), '2027-02-28T10:00')
})

let customers = 0

async function newCustomer(more: object = {}, consent: object | null = {}) {
  customers += 1
  const said = { name: `Khách ${customers}`, email: `k${customers}@example.com`, ...more }
  const { customerId: customer } = await createCustomer(fresh(service), said)
  if (consent)
    await recordConsent(fresh(service), { customer, purpose: 'MARKETING', given: true, ...consent })
  return customer
}

const letters = async (more: object = {}) =>
  (
    await createOwnCampaign(fresh(service), {
      ...{ name: 'Thư hằng tháng', kind: 'PLAN', cadence: 'MONTHLY', channels: ['EMAIL'] },
      firstDay: '2027-03-01',
      ...more,
    })
  ).ownCampaignId

/** The nights before some days, of a month when nothing is said; what they counted besides the customers looked at. */
async function nights(days = 28, from = march, stammering = false) {
  const sum: Record<string, number> = {}
  let written = 0
  for (let day = from; day < from + days; day++) {
    const { counts, cost } = await runThrough(service, touchSweep(5), runOf(day - 1), stammering)
    const { customers: _, ...rest } = counts
    for (const [name, count] of Object.entries(rest)) sum[name] = (sum[name] ?? 0) + count
    written += cost.rowsWritten
  }
  return { sum, written }
}

const touchesOf = async (customer: number) =>
  (
    await ask<{
      customer: { touches: { nodes: { plannedFor: string; state: string; leftOut: string | null }[] } }
    }>(
      fresh(service),
      `query ($id: ID!) { customer(by: { id: $id }) {
        touches { nodes { state leftOut slot channel plannedFor } } } }`,
      { id: encodeId('customer', customer) },
    )
  ).customer.touches.nodes

test('Whoever consents gets a monthly mail once a month on its own day, and nights that come again write nothing', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => newCustomer()))
  await letters()
  await nights(28, march, true)
  const first = await Promise.all(all.map(touchesOf))
  expect(first.map(touches => touches.length)).toEqual(all.map(() => 1))
  expect(first.flat()).toEqual(
    all.map(() =>
      expect.objectContaining({ state: 'PLANNED', leftOut: null, slot: '2027-03', channel: 'EMAIL' }),
    ),
  )
  const slots = first.flat().map(({ plannedFor }) => plannedFor.slice(8))
  expect(new Set(slots).size).toBeGreaterThan(4)
  expect((await nights()).written).toBe(0)
  await nights(28, march + 31)
  const second = (await Promise.all(all.map(touchesOf))).map(([newest]) => newest?.plannedFor.slice(8))
  expect(second).toEqual(slots)
})

test('A monthly mail yields to a contact and to open work within a week, for this month and with its reason', async () => {
  const [called, promised] = [await newCustomer(), await newCustomer()]
  await letters()
  const later = at(service, '2027-04-02T10:00')
  for (let day = march - 3; day <= march + 30; day += 6)
    await recordInteraction(fresh(later), {
      ...{
        customer: { id: called },
        kind: 'CALL',
        direction: 'OUTBOUND',
        occurredAt: `${formatDay(day)}T09:00`,
      },
    })
  await createFollowUp(fresh(service), { customer: promised, dueOn: '2027-03-01' })
  await nights()
  expect(await touchesOf(called)).toMatchObject([{ state: 'LEFT_OUT', leftOut: 'CONTACT', slot: '2027-03' }])
  expect(await touchesOf(promised)).toMatchObject([{ state: 'LEFT_OUT', leftOut: 'FOLLOW_UP' }])
})

test('Of two plans a customer gets one within a week', async () => {
  const customer = await newCustomer()
  const news = await letters({ name: 'News', cadence: 'ONCE', segment: await everybody() })
  await letters({ name: 'More news', cadence: 'ONCE', segment: await everybody() })
  expect((await nights(1)).sum).toEqual({ planned: 1, 'leftOut.CONTACT': 1 })
  await reportTouch(at(service, '2027-03-02T10:00'), { ownCampaign: news, customer, state: 'DELIVERED' })
  expect((await nights(8, march + 1)).sum).toEqual({ 'leftOut.CONTACT': 7, planned: 1 })
})

let segments = 0

async function everybody(rule: object = { lifecycle: { in: ['PROSPECT'] } }) {
  segments += 1
  return (await createSegment(fresh(service), { name: `All ${segments}`, rule })).segmentId
}

test('Who does not consent, is restricted or cannot be reached is never planned, and the night says why', async () => {
  const never = [
    await newCustomer({}, null),
    await newCustomer({}, { given: false }),
    await newCustomer({}, { channel: 'SMS' }),
    await newCustomer({ forbiddenChannels: ['EMAIL'] }),
    await newCustomer({ email: null, phone: '0912345678' }),
    await newCustomer(),
  ]
  await restrictCustomer(fresh(service), { customer: never[5], reason: 'Disputes the bill' })
  const bySms = await newCustomer({ phone: '0912345679' }, { channel: 'SMS' })
  await letters({ name: 'Mail' })
  await letters({ name: 'Mail or SMS', channels: ['EMAIL', 'SMS'], lastDay: '2027-03-28' })
  const { sum } = await nights()
  expect(sum).toMatchObject({ 'leftOut.RESTRICTED': 2, 'leftOut.OPT_OUT': 2 })
  expect((await Promise.all(never.slice(0, 4).map(touchesOf))).flat()).toEqual([])
  expect(await touchesOf(bySms)).toMatchObject([{ channel: 'SMS', state: 'PLANNED' }])
})

test('News of a product owed by level 4 comes once to whom the level is set, the day after nothing is in its way', async () => {
  const [partner, basic] = [await newCustomer(), await newCustomer()]
  await setOverride(fresh(service), {
    ...{ customer: partner, level: 4, reason: 'Key customer', until: '2027-12-31' },
  })
  const { followUpId } = await createFollowUp(fresh(service), { customer: partner, dueOn: '2027-03-03' })
  const segment = await everybody({ relationshipLevel: { atLeast: 4 } })
  await letters({ name: 'New product', cadence: 'ONCE', channels: ['EMAIL'], segment })
  expect((await nights(2)).sum).toEqual({ 'leftOut.FOLLOW_UP': 2 })
  await dismissFollowUp(fresh(service), { id: followUpId, reason: 'Not needed' })
  await nights(3, march + 2)
  expect(await touchesOf(partner)).toMatchObject([{ state: 'PLANNED', plannedFor: '2027-03-03', slot: '' }])
  expect(await touchesOf(basic)).toEqual([])
})

test('What is planned is called off where its consent goes by that channel, or the person is restricted or erased', async () => {
  const withdrawals = [{ channel: 'SMS' }, { purpose: 'CARE' }, { channel: 'EMAIL' }, {}]
  const [sms = 0, care = 0, mail = 0, all = 0] = await Promise.all(withdrawals.map(() => newCustomer()))
  const [restricted, erased] = [await newCustomer(), await newCustomer()]
  await letters()
  await nights()
  for (const [index, customer] of [sms, care, mail, all].entries())
    await recordConsent(fresh(service), {
      ...{ customer, purpose: 'MARKETING', given: false },
      ...withdrawals[index],
    })
  await restrictCustomer(fresh(service), { customer: restricted, reason: 'Phản đối' })
  await erasePerson(fresh(service), { customer: erased })
  const left = await Promise.all([sms, care, mail, all, restricted, erased].map(touchesOf))
  expect(left.flat().map(({ state, leftOut }) => [state, leftOut])).toEqual([
    ['PLANNED', null],
    ['PLANNED', null],
    ['LEFT_OUT', 'OPT_OUT'],
    ['LEFT_OUT', 'OPT_OUT'],
    ['LEFT_OUT', 'RESTRICTED'],
    ['LEFT_OUT', 'ERASED'],
  ])
})

test('Of a monthly plan a report says the month, so that what was planned is not sent once more', async () => {
  const customer = await newCustomer()
  const ownCampaign = await letters()
  await nights()
  const report = (more: object) =>
    reportTouch(fresh(at(service, '2027-03-30T10:00')), {
      ...{ ownCampaign, customer, state: 'DELIVERED', ...more },
    })
  for (const slot of [undefined, '', '2027-13', 'March'])
    expect(await refusal(report({ slot }))).toEqual(['INVALID_INPUT slot'])
  await report({ slot: '2027-03' })
  expect(await touchesOf(customer)).toMatchObject([{ state: 'DELIVERED', slot: '2027-03' }])
})

test('A touch of before a campaign came each month is reported as it tells', async () => {
  const customer = await newCustomer()
  const ownCampaign = await letters({ cadence: 'ONCE' })
  const later = at(service, '2027-03-30T10:00')
  await reportTouch(fresh(later), { ownCampaign, customer, state: 'SENT' })
  await updateOwnCampaign(fresh(later), {
    ...{ id: encodeId('ownCampaign', ownCampaign), patch: { cadence: 'MONTHLY' } },
  })
  await reportTouch(fresh(later), { ownCampaign, customer, state: 'OPENED', slot: '' })
  expect(await touchesOf(customer)).toMatchObject([{ state: 'OPENED', slot: '' }])
})

test('A file of withdrawn consents calls off what was planned, and tells of it', async () => {
  const [gone, stays] = await Promise.all(
    ['gone', 'stays'].map(externalId => newCustomer({ externalIds: [{ source: 'shop', externalId }] })),
  )
  await letters()
  await nights()
  const file = importedConsents.begin(fresh(at(service, '2027-02-28T12:00')), { source: 'shop' })
  const rows = [
    { customerExternalId: 'gone', purpose: 'MARKETING', given: false, at: '2027-02-28T11:00' },
    { customerExternalId: 'stays', purpose: 'ANALYTICS', given: false, at: '2027-02-28T11:00' },
  ]
  expect(await file.chunk(numbered(rows))).toMatchObject({ created: 2, rejected: 0 })
  await file.end('COMPLETED')
  expect(await touchesOf(gone ?? 0)).toMatchObject([{ state: 'LEFT_OUT', leftOut: 'OPT_OUT' }])
  expect(await touchesOf(stays ?? 0)).toMatchObject([{ state: 'PLANNED' }])
  const { changes } = await ask<{ changes: { nodes: object[] } }>(
    fresh(service),
    '{ changes(first: 100, entities: [TOUCH]) { nodes { action touch { leftOut } } } }',
  )
  expect(changes.nodes).toContainEqual({ action: 'UPDATED', touch: { leftOut: 'OPT_OUT' } })
})
