import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { queueSweep } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { releaseFollowUp } from '../../../src/domain/follow-ups/release-follow-up.ts'
import { reopenFollowUp } from '../../../src/domain/follow-ups/reopen-follow-up.ts'
import { snoozeFollowUp } from '../../../src/domain/follow-ups/snooze-follow-up.ts'
import { wakeFollowUp } from '../../../src/domain/follow-ups/wake-follow-up.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { reachabilityVerbs } from '../../../src/domain/profile/reachability.ts'
import { UserError } from '../../../src/domain/service/errors.ts'
import { formatDay, startOfDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { complaint } from '../feedback/world.ts'
import {
  addCampaign,
  addConsent,
  addCustomer,
  addPurchase,
  addSnapshot,
  addStaff,
  allItems,
  nobodyHeldOut,
} from './world.ts'

type Item = Awaited<ReturnType<typeof allItems>>[number]

/** What somebody does with an item that waits. */
const done = {
  LEAVE: async () => undefined,
  CLAIM: (service: TestService, { id }: Item, staff: number) => claimFollowUp(service, { id, staff }),
  // Of a claim that nobody takes back nothing holds the next morning.
  RELEASE: async (service: TestService, { id }: Item, staff: number) => {
    await claimFollowUp(service, { id, staff })
    await releaseFollowUp(fresh(service), { id })
  },
  SNOOZE: (service: TestService, { id }: Item) =>
    snoozeFollowUp(service, { id, until: formatDay(service.today + 10) }),
  WAKE: async (service: TestService, { id }: Item) => {
    await snoozeFollowUp(service, { id, until: formatDay(service.today + 3) })
    await wakeFollowUp(fresh(service), { id })
  },
  DISMISS: (service: TestService, { id }: Item) => dismissFollowUp(service, { id, reason: 'Not now' }),
  REACHED: (service: TestService, { id }: Item) => completeFollowUp(service, { id, outcome: 'REACHED' }),
  NO_ANSWER: (service: TestService, { id }: Item) => completeFollowUp(service, { id, outcome: 'NO_ANSWER' }),
}

type Action = keyof typeof done

const actions = [...Object.keys(done), 'LEAVE', 'LEAVE', 'NO_ANSWER'] as Action[]

/** What happens with a customer meanwhile; some of it is refused, and then nothing happens. */
const events = {
  NOTHING: async () => undefined,
  BUY: (service: TestService, id: number) => addPurchase(service, id, service.today - 1, 50),
  COMPLAIN: (service: TestService, id: number) => complaint(service, id),
  REOPEN: async (service: TestService, id: number) => {
    const closed = (await allItems(service)).find(item => item.customerId === id && item.closedAt !== null)
    if (closed) await reopenFollowUp(fresh(service), { id: closed.id })
  },
  FORBID: (service: TestService, id: number) =>
    updateCustomer(service, {
      id: encodeId('customer', id),
      patch: { forbiddenChannels: ['PHONE', 'EMAIL'] },
    }),
  CLOSE: (service: TestService, id: number) =>
    reachabilityVerbs.add(service, {
      ...{ customer: encodeId('customer', id), channel: 'SMS', reachable: false },
    }),
  WITHDRAW: (service: TestService, id: number) => addConsent(service, id, false, service.now, 'LETTER'),
  MERGE: (service: TestService, id: number, other: number) =>
    mergeCustomers(service, { survivor: encodeId('customer', id), merged: encodeId('customer', other) }),
  ERASE: (service: TestService, id: number) => erasePerson(service, { customer: encodeId('customer', id) }),
}

type Event = keyof typeof events

const start = dayOf('2026-03-01')

const nights = fc.array(
  fc.record({
    pause: fc.constantFrom(1, 2, 5, 8, 15, 31, 40),
    chunk: fc.constantFrom(1, 2, 5),
    actions: fc.array(fc.constantFrom(...actions), { minLength: 7, maxLength: 7 }),
    events: fc.array(
      fc.tuple(fc.constantFrom(...(Object.keys(events) as Event[])), fc.nat({ max: 6 }), fc.nat({ max: 6 })),
      { minLength: 2, maxLength: 4 },
    ),
  }),
  { minLength: 2, maxLength: 5 },
)

const isWaiting = ({ state }: Item) => state === 'OPEN' || state === 'CLAIMED'

/** What the night of a day made keeps to the day's minutes, to the channels that are left, and apart from other contacts. */
async function expectLimitsKept(service: TestService, before: readonly Item[], night: number): Promise<void> {
  const known = new Set(before.map(({ id }) => id))
  const items = await allItems(service)
  const waiting = items.filter(isWaiting)
  const made = waiting.filter(item => !known.has(item.id) && item.tactic !== 'FEEDBACK')
  for (const owner of new Set(made.map(({ ownerId }) => ownerId))) {
    const day = waiting.filter(
      item => item.ownerId === owner && item.tactic !== 'FEEDBACK' && (item.snoozedUntil ?? 0) <= night + 1,
    )
    expect(day.reduce((sum, { minutes }) => sum + minutes, 0)).toBeLessThanOrEqual(160)
  }
  const contacts = await fresh(service).db.orm.all<{ customerId: number; day: number }>(
    sql`SELECT customer_id AS customerId, day FROM interactions WHERE direction = 'OUTBOUND'`,
  )
  const closed = await fresh(service).db.orm.all<{ id: number; channel: string }>(sql`
    SELECT c.id AS id, f.value AS channel FROM customers c, json_each(c.forbidden_channels) f
    UNION SELECT customer_id, channel FROM channel_reachability WHERE NOT reachable
    UNION SELECT customer_id, channel FROM consents WHERE NOT given AND channel IS NOT NULL
    UNION SELECT id, 'ANY' FROM customers WHERE erased_at IS NOT NULL`)
  const closedTo = (customer: number) =>
    closed.filter(({ id }) => id === customer).map(({ channel }) => channel)
  for (const item of made) {
    expect(closedTo(item.customerId)).not.toContain(item.channel)
    expect(closedTo(item.customerId)).not.toContain('ANY')
    const days = [
      ...waiting
        .filter(one => one.customerId === item.customerId && one.id !== item.id)
        .map(one => Math.max(one.dueOn, one.snoozedUntil ?? 0, night + 1)),
      ...contacts.filter(one => one.customerId === item.customerId).map(one => one.day),
    ]
    for (const other of days) expect(Math.abs(other - item.dueOn)).toBeGreaterThanOrEqual(7)
    expect(days.filter(day => Math.abs(day - item.dueOn) < 30).length).toBeLessThan(3)
  }
}

/** What is made for an occasion is its first item, or the next attempt where nobody answered those before it. */
function expectNoneRevived(before: readonly Item[], after: readonly Item[]): void {
  const now = new Map(after.map(item => [item.id, item]))
  for (const item of before) if (!isWaiting(item)) expect(now.get(item.id)).toEqual(item)
  const occasionOf = ({ period }: Item) => period.split('#')[0]
  for (const item of after.filter(({ id }) => !before.some(one => one.id === id))) {
    const earlier = before.filter(
      other =>
        other.customerId === item.customerId &&
        other.tactic === item.tactic &&
        occasionOf(other) === occasionOf(item),
    )
    if (item.tactic !== 'FEEDBACK') expect(earlier.length).toBeLessThan(3)
    expect(earlier.every(other => other.outcome === 'NO_ANSWER' && !isWaiting(other))).toBe(true)
  }
}

/** Of each customer one item of a tactic waits, but of feedback. */
function expectOneOfEach(items: readonly Item[]): void {
  const open = items.filter(item => isWaiting(item) && item.tactic !== 'FEEDBACK')
  expect(new Set(open.map(item => `${item.customerId} ${item.tactic}`)).size).toBe(open.length)
}

test('whatever people do, a rerun writes nothing, limits hold, and no night revives what is closed', async () => {
  await fc.assert(
    fc.asyncProperty(nights, async story => {
      const database = await testDatabase()
      const service = await testService(database, { now: '2026-03-02T00:30' })
      await nobodyHeldOut(service)
      const owner = await addStaff(service)
      const forbidden = { forbiddenChannels: ['PHONE' as const] }
      const lapsing = { lifecycle: 'LAPSING' as const, cycleDoubled: 30, lastPurchaseOn: start - 25 }
      const people = [
        await addCustomer(service, { ...forbidden, ...lapsing }),
        await addCustomer(service, { ...lapsing, lastPurchaseOn: start - 26 }),
        await addCustomer(service, { relationshipLevel: 5, ownerId: owner }),
        await addCustomer(service, { relationshipLevel: 4, ownerId: owner }),
      ]
      for (const amount of [5, 6, 7]) {
        const customer = await addCustomer(service, { ...forbidden, relationshipLevel: amount - 3 })
        await addPurchase(service, customer, start, amount)
        people.push(customer)
      }
      const campaign = await addCampaign(service, start - 20, start)
      await addSnapshot(
        ...([service, campaign, start] as const),
        people.slice(1, 6).map(customerId => ({ customerId, verdict: 'VULNERABLE' as const })),
      )
      let on = start
      for (const night of story) {
        const before = await allItems(service)
        const { timeZone } = service.workspace
        const asleep = at(service, startOfDay(on + 1, timeZone) + 1_800_000)
        await runThrough(asleep, queueSweep(night.chunk), runOf(on))
        const again = await runThrough(asleep, queueSweep(night.chunk), runOf(on, { again: true }))
        expect(again.cost.rowsWritten).toBe(0)
        await expectLimitsKept(service, before, on)
        const items = await allItems(service)
        expectNoneRevived(before, items)
        expectOneOfEach(items)
        const morning = at(service, startOfDay(on + 1, timeZone) + 9 * 3_600_000)
        for (const [place, item] of items.filter(isWaiting).entries())
          await done[night.actions[place % night.actions.length] ?? 'LEAVE'](
            ...([fresh(morning), item, owner] as const),
          )
        for (const [event, ...places] of night.events) {
          // Who was merged is there no more.
          const there = await service.database.session().orm.select({ id: customers.id }).from(customers)
          const [one = 0, other = 0] = places.map(place => there[place % there.length]?.id ?? 0)
          await events[event](...([fresh(morning), one, other] as const)).catch(unlessRefused)
        }
        expectOneOfEach(await allItems(service))
        on += night.pause
      }
      await database.close()
    }),
    { numRuns: 3, endOnFailure: true },
  )
}, 120_000)

function unlessRefused(error: unknown): void {
  if (!(error instanceof UserError)) throw error
}
