import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { followUpOutcomes } from '../../../src/database/tables/care/follow-ups.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { queueSweep } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { startOfDay } from '../../../src/lib/days.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import {
  addCampaign,
  addCustomer,
  addPurchase,
  addSnapshot,
  addStaff,
  allItems,
  nobodyHeldOut,
} from './world.ts'

type Action = 'LEAVE' | 'BUY' | 'CLAIM' | 'DISMISS' | (typeof followUpOutcomes)[number]

const actions: Action[] = ['LEAVE', 'LEAVE', 'BUY', 'CLAIM', 'DISMISS', 'REACHED', 'NO_ANSWER', 'NO_ANSWER']
const start = dayOf('2026-03-01')

const nights = fc.array(
  fc.record({
    pause: fc.integer({ min: 1, max: 40 }),
    chunk: fc.constantFrom(1, 2, 5),
    actions: fc.array(fc.constantFrom(...actions), { minLength: 5, maxLength: 5 }),
  }),
  { minLength: 2, maxLength: 5 },
)

async function act(service: TestService, staffId: number, id: number, action: Action): Promise<void> {
  if (action === 'LEAVE' || action === 'BUY') return
  if (action === 'CLAIM') await claimFollowUp(service, { id, staff: staffId })
  else if (action === 'DISMISS') await dismissFollowUp(service, { id, reason: 'Not now' })
  else await completeFollowUp(service, { id, outcome: action })
}

/** What the night of a day made keeps to the day's minutes, to the channels that are left, and apart from other contacts. */
async function expectLimitsKept(service: TestService, night: number): Promise<void> {
  const items = await allItems(service)
  const waiting = items.filter(item => item.state === 'OPEN' || item.state === 'CLAIMED')
  expect(waiting.reduce((sum, item) => sum + item.minutes, 0)).toBeLessThanOrEqual(160)
  const contacts = await fresh(service).db.orm.all<{ customerId: number; day: number }>(
    sql`SELECT customer_id AS customerId, day FROM interactions WHERE direction = 'OUTBOUND'`,
  )
  for (const item of waiting.filter(one => one.createdOn === night)) {
    expect(item.channel).not.toBe('PHONE')
    const days = [
      ...waiting
        .filter(one => one.customerId === item.customerId && one.id !== item.id)
        .map(one => Math.max(one.dueOn, night + 1)),
      ...contacts.filter(one => one.customerId === item.customerId).map(one => one.day),
    ]
    for (const other of days) expect(Math.abs(other - item.dueOn)).toBeGreaterThanOrEqual(7)
    expect(days.filter(day => day > item.dueOn - 30).length).toBeLessThan(3)
  }
}

test('whatever people do, a rerun writes nothing and no night revives what is closed', async () => {
  await fc.assert(
    fc.asyncProperty(nights, async story => {
      const database = await testDatabase()
      const service = await testService(database, { now: '2026-03-02T00:30' })
      await nobodyHeldOut(service)
      const staffId = await addStaff(service)
      const forbidden = { forbiddenChannels: ['PHONE' as const] }
      const lapsing = {
        ...forbidden,
        lifecycle: 'LAPSING' as const,
        cycleDoubled: 30,
        lastPurchaseOn: start - 25,
      }
      const people = [await addCustomer(service, lapsing), await addCustomer(service, lapsing)]
      for (const amount of [5, 6, 7]) {
        const customer = await addCustomer(service, forbidden)
        await addPurchase(service, customer, start, amount)
        people.push(customer)
      }
      const campaign = await addCampaign(service, start - 20, start)
      await addSnapshot(
        ...([service, campaign, start] as const),
        people.slice(1, 4).map(customerId => ({ customerId, verdict: 'VULNERABLE' as const })),
      )
      const closed = new Map<number, unknown>()
      let on = start
      for (const night of story) {
        await runThrough(service, queueSweep(night.chunk), runOf(on))
        const again = await runThrough(service, queueSweep(night.chunk), runOf(on, { again: true }))
        expect(again.cost.rowsWritten).toBe(0)
        await expectLimitsKept(service, on)
        const morning = startOfDay(on + 1, service.workspace.timeZone) + 9 * 3_600_000
        for (const [place, item] of (await allItems(service)).entries()) {
          const action = night.actions[place % night.actions.length] ?? 'LEAVE'
          if (action === 'BUY') await addPurchase(service, item.customerId, on, 50)
          const open = item.state === 'OPEN' || item.state === 'CLAIMED'
          if (open) await act(at(service, morning), staffId, item.id, action)
        }
        const items = await allItems(service)
        for (const item of items) {
          if (closed.has(item.id)) expect(item).toEqual(closed.get(item.id))
          else if (item.closedAt !== null) closed.set(item.id, item)
        }
        const open = items.filter(item => item.closedAt === null)
        expect(new Set(open.map(item => `${item.customerId} ${item.tactic}`)).size).toBe(open.length)
        for (const item of items) {
          const [occasion, attempt = '1'] = item.period.split('#')
          const earlier = items.filter(
            other =>
              other.id < item.id &&
              other.customerId === item.customerId &&
              other.tactic === item.tactic &&
              other.period.split('#')[0] === occasion,
          )
          expect(earlier.every(other => other.outcome === 'NO_ANSWER')).toBe(true)
          expect(earlier.length).toBe(Number(attempt) - 1)
          expect(earlier.length).toBeLessThan(3)
        }
        on += night.pause
      }
      await database.close()
    }),
    { numRuns: 3 },
  )
}, 120_000)
