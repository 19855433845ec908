import { beforeEach, describe, expect, test } from 'vitest'
import { surveys } from '../../../src/database/tables/care/surveys.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { followUpPolicy } from '../../../src/domain/follow-ups/policy.ts'
import { fillQueue, queueSweep } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { createPolicy } from '../../../src/domain/policies/create-policy.ts'
import { closePersonRequest } from '../../../src/domain/privacy/requests/close-request.ts'
import { createPersonRequest } from '../../../src/domain/privacy/requests/create-request.ts'
import { postalAddressVerbs } from '../../../src/domain/profile/postal-addresses.ts'
import { reachabilityVerbs } from '../../../src/domain/profile/reachability.ts'
import type { Run } from '../../../src/domain/sweeps/sweep.ts'
import { formatDay, startOfDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { complaint } from '../feedback/world.ts'
import {
  addCampaign,
  addConsent,
  addCustomer,
  addInteraction,
  addPurchase,
  addSilentCustomer,
  addSnapshot,
  addStaff,
  allItems,
  nobodyHeldOut,
} from './world.ts'

const today = dayOf('2026-03-01')
let service: TestService

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T00:30' })
  await nobodyHeldOut(service)
})

/** Fills the queue in the night of a run. */
const fill = (run: Run, queue = fillQueue) => runThrough(service, queue, run)

/** The same service on the morning after a business day. */
const morningAfter = (on: number) =>
  at(service, startOfDay(on + 1, service.workspace.timeZone) + 9 * 3_600_000)

const overdueCustomer = (columns = {}) =>
  addCustomer(service, { lifecycle: 'LAPSING', cycleDoubled: 30, lastPurchaseOn: today - 25, ...columns })

describe('win back', () => {
  test('is for who is vulnerable in the newest sealed snapshot', async () => {
    const owner = await addStaff(service)
    const customer = await addCustomer(service, { ownerId: owner, netSpendYear: 9_007_199_254_740_993n })
    const held = await addCustomer(service)
    const campaign = await addCampaign(service, today - 20, null)
    await addSnapshot(service, campaign, today - 3, [{ customerId: held, verdict: 'VULNERABLE' }])
    const newest = await addSnapshot(service, campaign, today - 1, [
      { customerId: customer, verdict: 'VULNERABLE', spendBaseline: 910n, spendWindow: 150n },
      { customerId: held, verdict: 'RESISTANT' },
    ])
    await addSnapshot(service, campaign, today, [{ customerId: held, verdict: 'VULNERABLE' }], false)
    expect((await fill(runOf(today))).counts).toEqual({ customers: 2, expired: 0, WIN_BACK: 1 })
    expect(await allItems(service)).toMatchObject([
      {
        customerId: customer,
        tactic: 'WIN_BACK',
        period: `campaign:${campaign}`,
        state: 'OPEN',
        dueOn: today + 2,
        expiresOn: today + 16,
        ownerId: owner,
        netSpendYear: 9_007_199_254_740_993n,
        createdOn: today,
        reasons: [
          {
            code: 'SPEND_DECLINED',
            threshold: 20,
            measured: 50,
            facts: [
              { type: 'SNAPSHOT', id: newest },
              { type: 'CAMPAIGN', id: campaign },
            ],
          },
        ],
      },
    ])
  })

  test('ends 30 days after the campaign', async () => {
    const customer = await addCustomer(service)
    const campaign = await addCampaign(service, today - 60, today - 31)
    await addSnapshot(service, campaign, today - 28, [{ customerId: customer, verdict: 'VULNERABLE' }])
    expect((await fill(runOf(today))).counts.WIN_BACK).toBeUndefined()
    expect((await fill(runOf(today - 1))).counts.WIN_BACK).toBe(1)
  })

  test('says so when there was no purchase at all', async () => {
    const customerId = await addCustomer(service)
    const campaign = await addCampaign(service, today - 20, today - 2)
    const spends = { spendBaseline: 910n, spendWindow: -10n }
    await addSnapshot(service, campaign, today, [
      { customerId, verdict: 'VULNERABLE', grade: 'LAPSED', ...spends },
    ])
    await fill(runOf(today))
    const [item] = await allItems(service)
    expect(item?.reasons.map(({ code, measured }) => [code, measured])).toEqual([
      ['SPEND_DECLINED', 103],
      ['NO_PURCHASE_IN_CAMPAIGN', 0],
    ])
  })

  test('is one item even if several campaigns took the customer, the latest campaign first', async () => {
    const customerId = await addCustomer(service)
    const verdicts = [{ customerId, verdict: 'VULNERABLE' as const }]
    const older = await addCampaign(service, today - 30, null)
    const newer = await addCampaign(service, today - 20, null)
    await addSnapshot(service, older, today, verdicts)
    await addSnapshot(service, newer, today, verdicts)
    await fill(runOf(today))
    const next = await fill(runOf(today + 1))
    expect((await allItems(service)).map(item => item.period)).toEqual([`campaign:${newer}`])
    expect(next.counts['leftOut.ALREADY_OPEN']).toBe(1)
    expect(next.cost.rowsWritten).toBe(0)
  })
})

describe('overdue', () => {
  test('is for who lapses by a cycle of its own, once per lapse', async () => {
    const customer = await overdueCustomer()
    const purchase = await addInteraction(service, customer, today - 25, { kind: 'PURCHASE', amount: 500 })
    await overdueCustomer({ cycleDoubled: null })
    await overdueCustomer({ lifecycle: 'LOST' })
    await overdueCustomer({ lifecycle: 'ACTIVE' })
    expect((await fill(runOf(today))).counts).toEqual({ customers: 4, expired: 0, OVERDUE: 1 })
    expect(await allItems(service)).toMatchObject([
      {
        customerId: customer,
        period: 'purchase:2026-02-04',
        dueOn: today + 3,
        reasons: [
          {
            code: 'CYCLE_EXCEEDED',
            threshold: 22.5,
            measured: 25,
            facts: [{ type: 'INTERACTION', id: purchase }],
          },
        ],
      },
    ])
  })
})

describe('thank-you', () => {
  test('is for a first purchase of the last 7 days', async () => {
    const customer = await addCustomer(service)
    const late = await addCustomer(service)
    const purchase = await addPurchase(service, customer, today, 700)
    await addPurchase(service, late, today - 7, 700)
    expect((await fill(runOf(today))).counts).toEqual({ customers: 2, expired: 0, THANK_YOU: 1 })
    expect(await allItems(service)).toMatchObject([
      {
        customerId: customer,
        period: 'purchase:2026-03-01',
        dueOn: today + 2,
        reasons: [
          {
            code: 'FIRST_PURCHASE',
            threshold: null,
            measured: '2026-03-01',
            facts: [{ type: 'INTERACTION', id: purchase }],
          },
        ],
      },
    ])
  })

  test('is due on the first day on which somebody can act when the purchase became known late', async () => {
    await addPurchase(service, await addCustomer(service), today - 6, 700)
    await fill(runOf(today))
    expect(await allItems(service)).toMatchObject([{ dueOn: today + 1 }])
  })

  // Nearest rank of 80 % over 5 purchases is the fourth smallest, over 6 the fifth.
  test.each([
    [[10, 20, 30, 40], 40, true, 40],
    [[10, 20, 30, 40], 39, true, 39],
    [[10, 20, 30, 40], 29, false, null],
    [[10, 20, 30, 40, 50], 50, true, 50],
    [[10, 20, 30, 40, 50], 41, true, 41],
    [[10, 20, 30, 40, 50], 39, false, null],
    [[10, 20, 30], 1_000, false, null],
  ])(
    'measures a purchase after %j of %i by the own percentile',
    async (earlier, amount, thanked, threshold) => {
      const customer = await addCustomer(service)
      for (const [at, before] of earlier.entries())
        await addPurchase(service, customer, today - 300 + at, before)
      await addPurchase(service, customer, today, amount)
      await fill(runOf(today))
      const items = await allItems(service)
      expect(items.length).toBe(thanked ? 1 : 0)
      if (thanked) {
        expect(items[0]?.reasons).toMatchObject([{ code: 'LARGE_PURCHASE', measured: amount, threshold }])
      }
    },
  )

  test('repeats after 90 days, not earlier', async () => {
    const customer = await addCustomer(service)
    for (const ago of [400, 399, 398, 397]) await addPurchase(service, customer, today - ago, 10)
    await addPurchase(service, customer, today, 100)
    await fill(runOf(today))
    await addPurchase(service, customer, today + 89, 200)
    expect((await fill(runOf(today + 89))).counts['leftOut.REPEAT']).toBe(1)
    expect((await fill(runOf(today + 90))).counts.THANK_YOU).toBe(1)
  })
})

test('a score given on a satisfaction check is about what was asked', async () => {
  const customer = await addCustomer(service, { relationshipLevel: 3 })
  const delivery = await addInteraction(service, customer, today, { kind: 'DELIVERY' })
  await fill(runOf(today))
  const [item] = await allItems(service)
  expect(item?.tactic).toBe('SATISFACTION')
  await completeFollowUp(morningAfter(today), {
    ...{ id: item?.id ?? 0, outcome: 'REACHED', survey: { score: 9 } },
  })
  const { orm } = service.db
  expect(await orm.select().from(surveys)).toMatchObject([
    { customerId: customer, occasion: 'DELIVERY', aboutId: delivery, state: 'ANSWERED' },
  ])
})

test('a letter is proposed to whom the house has an address of, else what it has an address for', async () => {
  const [nowhere, mailed, housed] = [
    await addCustomer(service),
    await addCustomer(service, { email: 'lan@example.com' }),
    await addCustomer(service, { phone: '+84901234567' }),
  ]
  await postalAddressVerbs.add(morningAfter(today), {
    customer: encodeId('customer', housed),
    lines: ['Hàng Bạc 1'],
  })
  for (const customer of [nowhere, mailed, housed]) await addPurchase(service, customer, today, 5)
  await fill(runOf(today))
  expect((await allItems(service)).map(({ customerId, channel }) => [customerId, channel])).toEqual([
    [nowhere, 'LETTER'],
    [mailed, 'EMAIL'],
    [housed, 'LETTER'],
  ])
})

describe('nobody is contacted', () => {
  test('who withdrew consent to care', async () => {
    const customer = await overdueCustomer()
    await addConsent(service, customer, true, 1)
    await addConsent(service, customer, false, 2)
    expect((await fill(runOf(today))).counts['leftOut.OPT_OUT']).toBe(1)
    await addConsent(service, customer, true, 3)
    expect((await fill(runOf(today))).counts.OVERDUE).toBe(1)
  })

  test('whom nobody asked: silence is no consent', async () => {
    const overdue = { cycleDoubled: 30, lastPurchaseOn: today - 25 }
    await addSilentCustomer(service, { lifecycle: 'LAPSING', ...overdue })
    expect((await fill(runOf(today))).counts['leftOut.NO_CONSENT']).toBe(1)
  })

  test('by no channel that is left, though one of several is enough', async () => {
    const customer = await overdueCustomer()
    await addConsent(service, customer, false, 1, 'PHONE')
    await addConsent(service, customer, true, 2, 'EMAIL')
    await addConsent(service, customer, false, 3)
    expect((await fill(runOf(today))).counts['leftOut.OPT_OUT']).toBe(1)
    await addConsent(service, customer, true, 4, 'EMAIL')
    await addConsent(service, customer, false, 5, 'PHONE')
    expect((await fill(runOf(today))).counts.OVERDUE).toBe(1)
  })

  test('while the person asks to be erased, until that is answered', async () => {
    const customer = await overdueCustomer()
    const asked = { customer: encodeId('customer', customer), kind: 'ERASURE', regime: 'VIETNAM' }
    const { personRequestId: id } = await createPersonRequest(morningAfter(today - 1), asked)
    expect((await fill(runOf(today))).counts['leftOut.OPEN_REQUEST']).toBe(1)
    await closePersonRequest(morningAfter(today), { id, outcome: 'WITHDRAWN' })
    expect((await fill(runOf(today))).counts.OVERDUE).toBe(1)
  })

  test('while a complaint is open', async () => {
    const customer = await overdueCustomer()
    await complaint(service, customer)
    await complaint(service, await overdueCustomer(), { outcome: 'Replaced' })
    expect((await fill(runOf(today))).counts).toMatchObject({
      'leftOut.OPEN_COMPLAINT': 1,
      OVERDUE: 1,
    })
  })

  test('less than 7 days after a contact', async () => {
    const customer = await overdueCustomer()
    await addInteraction(service, customer, today - 5, { kind: 'CALL', direction: 'OUTBOUND' })
    await addInteraction(service, customer, today, { kind: 'CALL', direction: 'INBOUND' })
    expect((await fill(runOf(today))).counts['leftOut.CONTACT_GAP']).toBe(1)
    expect((await fill(runOf(today + 1))).counts.OVERDUE).toBe(1)
  })

  test('a fourth time within 30 days', async () => {
    const customer = await overdueCustomer()
    for (const ago of [28, 20, 10]) {
      await addInteraction(service, customer, today - ago, { kind: 'EMAIL', direction: 'OUTBOUND' })
    }
    expect((await fill(runOf(today))).counts['leftOut.CONTACT_CAP']).toBe(1)
    expect((await fill(runOf(today + 1))).counts.OVERDUE).toBe(1)
  })
})

describe('memory', () => {
  test('a rerun writes nothing, in chunks of any size', async () => {
    for (let at = 0; at < 7; at++) await overdueCustomer()
    await addPurchase(service, await addCustomer(service), today, 5)
    const first = await fill(runOf(today), queueSweep(3))
    expect(first.counts).toEqual({ customers: 8, expired: 0, OVERDUE: 7, THANK_YOU: 1 })
    const items = await allItems(service)
    for (const size of [1, 4, 8, 5_000]) {
      const again = await fill(runOf(today, { again: true }), queueSweep(size))
      expect(again.counts).toEqual({ customers: 8, expired: 0 })
      expect(again.cost.rowsWritten).toBe(0)
    }
    expect(await allItems(service)).toEqual(items)
  })

  test('what was done or dismissed never comes back', async () => {
    await overdueCustomer()
    await overdueCustomer()
    await fill(runOf(today))
    const [one, other] = await allItems(service)
    await completeFollowUp(morningAfter(today), { id: one?.id ?? 0, outcome: 'REACHED' })
    await dismissFollowUp(morningAfter(today), { id: other?.id ?? 0, reason: 'Moved abroad' })
    for (const later of [0, 1, 30, 60, 400]) {
      const { counts, cost } = await fill(runOf(today + later))
      expect(counts).toEqual({ customers: 2, expired: 0 })
      expect(cost.rowsWritten).toBe(0)
    }
    expect((await allItems(service)).map(item => item.state)).toEqual(['DONE', 'DISMISSED'])
  })

  test('an occasion is tried again 14 days after nobody answered, three times at most', async () => {
    await overdueCustomer()
    let on = today
    for (const attempt of [1, 2, 3]) {
      expect((await fill(runOf(on))).counts.OVERDUE).toBe(1)
      const item = (await allItems(service)).at(-1)
      const period = 'purchase:2026-02-04'
      expect(item?.period).toBe(attempt === 1 ? period : `${period}#${attempt}`)
      await completeFollowUp(morningAfter(on), { id: item?.id ?? 0, outcome: 'NO_ANSWER' })
      expect((await fill(runOf(on + 13))).counts).not.toHaveProperty('OVERDUE')
      on += 14
    }
    expect((await fill(runOf(on))).counts).toEqual({ customers: 1, expired: 0 })
    const [first, , third] = await allItems(service)
    expect(third?.reasons.at(-1)).toMatchObject({ code: 'NO_ANSWER_BEFORE', threshold: 3, measured: 2 })
    expect(third?.reasons.at(-1)?.facts[0]).toEqual({ type: 'FOLLOW_UP', id: first?.id })
  })

  test('an occasion is tried again although the tactic repeats later', async () => {
    await createPolicy(morningAfter(today), followUpPolicy, { patch: { recentDays: 30 } })
    await addPurchase(service, await addCustomer(service), today, 5)
    await fill(runOf(today))
    const [item] = await allItems(service)
    await completeFollowUp(morningAfter(today), { id: item?.id ?? 0, outcome: 'NO_ANSWER' })
    expect((await fill(runOf(today + 13))).counts['leftOut.COOL_DOWN']).toBe(1)
    expect((await fill(runOf(today + 14))).counts.THANK_YOU).toBe(1)
  })

  test('a tactic cools down for 30 days after it was done', async () => {
    const customer = await overdueCustomer()
    await fill(runOf(today))
    const [item] = await allItems(service)
    await completeFollowUp(morningAfter(today), { id: item?.id ?? 0, outcome: 'REACHED' })
    // Another lapse begins.
    await addPurchase(service, customer, today + 2, 10)
    expect((await fill(runOf(today + 29))).counts['leftOut.COOL_DOWN']).toBe(1)
    expect((await fill(runOf(today + 30))).counts.OVERDUE).toBe(1)
  })

  test('an item expires 14 days after its due day and makes room', async () => {
    await overdueCustomer()
    await fill(runOf(today))
    const stale = runOf(today + 3 + 14)
    expect((await fill(runOf(stale.day - 1))).counts).toEqual({ customers: 1, expired: 0, escalated: 1 })
    expect((await fill(runOf(stale.day - 1))).cost.rowsWritten).toBe(0)
    expect((await fill(stale)).counts).toEqual({ customers: 1, expired: 1 })
    expect(await allItems(service)).toMatchObject([{ state: 'EXPIRED', version: 3, closedAt: service.now }])
    expect((await fill(stale)).cost.rowsWritten).toBe(0)
  })

  test('a run for an earlier day than the newest one leaves the queue alone', async () => {
    await overdueCustomer()
    const { counts, cost } = await fill({ ...runOf(today), current: false })
    expect({ counts, roundTrips: cost.roundTrips }).toEqual({ counts: {}, roundTrips: 0 })
  })
})

test('how it went is asked after a complaint was closed, counted from that day', async () => {
  const customer = await addCustomer(service, { relationshipLevel: 3 })
  const morning = at(service, startOfDay(today, service.workspace.timeZone) + 9 * 3_600_000)
  const said = await complaint(morning, customer)
  await closeFeedback(fresh(morning), { id: said, outcome: 'RESOLVED' })
  await fill(runOf(today))
  expect(await allItems(service)).toMatchObject([
    {
      ...{ tactic: 'SATISFACTION', period: `complaint_closed:${said}`, dueOn: today + 7 },
      reasons: [{ code: 'COMPLAINT_CLOSED_LATELY', measured: formatDay(today) }],
    },
  ])
})

describe('what waits is no longer proposed by a channel', () => {
  const shown = async (customer: number, on = fresh(morningAfter(today))) =>
    (
      await ask<{ customer: { followUps: { nodes: { channel: string | null; state: string }[] } } }>(
        on,
        'query ($id: ID!) { customer(by: { id: $id }) { followUps { nodes { channel state } } } }',
        { id: encodeId('customer', customer) },
      )
    ).customer.followUps.nodes

  const forbid = (customer: number, forbiddenChannels: string[]) =>
    updateCustomer(fresh(morningAfter(today)), {
      ...{ id: encodeId('customer', customer), patch: { forbiddenChannels } },
    })

  test('that the customer forbade since, until it is allowed again, and of many it is asked at once', async () => {
    const [calm, forbids] = [await overdueCustomer(), await overdueCustomer()]
    await fill(runOf(today))
    await forbid(forbids, ['PHONE'])
    expect(await shown(calm)).toEqual([{ channel: 'PHONE', state: 'OPEN' }])
    expect(await shown(forbids)).toEqual([{ channel: null, state: 'OPEN' }])
    const both = fresh(morningAfter(today))
    const { followUpQueue } = await ask<{ followUpQueue: { nodes: { channel: string | null }[] } }>(
      both,
      '{ followUpQueue { nodes { channel } } }',
    )
    expect(followUpQueue.nodes.map(({ channel }) => channel).toSorted()).toEqual(['PHONE', null])
    expect(both.db.counters.roundTrips).toBe(2)
    await forbid(forbids, [])
    expect(await shown(forbids)).toEqual([{ channel: 'PHONE', state: 'OPEN' }])
  })

  test('to which it withdrew its consent, or by which it is not reached any more', async () => {
    const [withdraws, moved] = [await overdueCustomer(), await overdueCustomer()]
    await fill(runOf(today))
    await recordConsent(fresh(morningAfter(today)), {
      ...{ customer: encodeId('customer', withdraws), purpose: 'CARE', channel: 'PHONE', given: false },
    })
    await reachabilityVerbs.add(fresh(morningAfter(today)), {
      ...{ customer: encodeId('customer', moved), channel: 'PHONE', reachable: false },
    })
    expect(await shown(withdraws)).toEqual([{ channel: null, state: 'OPEN' }])
    expect(await shown(moved)).toEqual([{ channel: null, state: 'OPEN' }])
  })

  test('but what is done tells by what it was to be done', async () => {
    const customer = await overdueCustomer()
    await fill(runOf(today))
    const [item] = await allItems(service)
    await completeFollowUp(morningAfter(today), { id: item?.id ?? 0, outcome: 'REACHED' })
    await forbid(customer, ['PHONE'])
    expect(await shown(customer)).toEqual([{ channel: 'PHONE', state: 'DONE' }])
  })
})
