import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { followUpsLeftOut } from '../../../src/database/tables/care/follow-ups.ts'
import { segmentMembers } from '../../../src/database/tables/care/segments.ts'
import { customers, lifecycleStages } from '../../../src/database/tables/customers/customers.ts'
import { occasions } from '../../../src/database/tables/customers/profile.ts'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import { feedbackWork } from '../../../src/domain/follow-ups/queue/feedback.ts'
import { fillQueue } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { readNight, readRange } from '../../../src/domain/follow-ups/queue/night.ts'
import { propose } from '../../../src/domain/follow-ups/queue/propose.ts'
import { among, type Night, type Tactic } from '../../../src/domain/follow-ups/queue/tactics/tactic.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { complaint } from '../feedback/world.ts'
import { addCampaign, addCustomer, addInteraction, addPurchase, addSnapshot } from './world.ts'

const today = dayOf('2026-03-01')

const person = fc.record({
  relationshipLevel: fc.constantFrom(1, 2, 3, 4, 5),
  lifecycle: fc.constantFrom(...lifecycleStages),
  cycleDoubled: fc.constantFrom(null, 40),
  bought: fc.constantFrom(null, 1, 7, 8, 200, 200),
  delivered: fc.constantFrom(null, null, 3, 13, 14),
  vulnerable: fc.constantFrom(false, false, false, true),
  occasionIn: fc.constantFrom(null, null, null, -1, 1, 10, 11),
  complains: fc.constantFrom(false, false, false, false, true),
  vip: fc.constantFrom(false, false, false, false, true),
})

type Person = typeof person extends fc.Arbitrary<infer Value> ? Value : never

const figures = fc.record({
  fromLevel: fc.constantFrom(2, 3, 4, 5, 5),
  dueDays: fc.integer({ min: -5, max: 20 }),
})

async function populate(service: TestService, people: readonly Person[], segmentId: number): Promise<void> {
  const { orm } = service.db
  const vulnerable: number[] = []
  for (const one of people) {
    const { relationshipLevel, lifecycle, cycleDoubled } = one
    const id = await addCustomer(service, { relationshipLevel, lifecycle, cycleDoubled, metricsOn: today })
    if (one.bought !== null) await addPurchase(service, id, today + 1 - one.bought, 10)
    if (one.delivered !== null)
      await addInteraction(service, id, today + 1 - one.delivered, { kind: 'DELIVERY' })
    if (one.complains) await complaint(service, id, { occurredAt: '2026-03-01T09:00' })
    if (one.vulnerable) vulnerable.push(id)
    if (one.vip)
      await service.database
        .session()
        .write([orm.insert(segmentMembers).values({ segmentId, customerId: id, joinedAt: 0 })])
    if (one.occasionIn !== null)
      await service.database.session().write([
        orm.insert(occasions).values({
          ...{ id: service.newId(), customerId: id, kind: 'BIRTHDAY', calendar: 'SOLAR', month: 3, day: 9 },
          ...{ leapMonth: false, nextOn: today + one.occasionIn },
          ...{ createdAt: 0, updatedAt: 0, version: 1, changeId: 1 },
        }),
      ])
  }
  const campaign = await addCampaign(service, today - 30, today - 10)
  if (vulnerable.length > 0)
    await addSnapshot(
      service,
      campaign,
      today,
      vulnerable.map(customerId => ({ customerId, verdict: 'VULNERABLE' as const })),
    )
}

test('whoever is not looked at has no candidate of any tactic, no work on feedback, and nothing that was left out', async () => {
  const service = await testService(await testDatabase(), { now: '2026-03-02T00:30' })
  const { segmentId } = await createSegment(fresh(service), {
    name: 'VIP',
  })
  const segment = encodeId('segment', segmentId)
  for (const standard of [
    { segment, everyDays: 30 },
    { level: 5, trigger: 'PURCHASE', withinDays: 3 },
  ])
    await createCareStandard(fresh(service), {
      ...{ name: 'Call', deed: 'CALL', channels: ['PHONE'], firstDay: '2026-01-01', ...standard },
    })
  const owed = new Set<string | undefined>()
  let after = 0
  let passedOver = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 10, maxLength: 10 }),
      fc.array(figures, { minLength: 7, maxLength: 7 }),
      async (people, some) => {
        await populate(service, people, segmentId)
        const night = await readNight(fresh(service), today)
        const { policy } = night
        const [winBack, overdue, thankYou, coffee, occasion, satisfaction, cadence] = some
        const tried: Night = {
          ...{ ...night, highValue: 0n },
          policy: {
            ...policy,
            ...{ winBack: { ...policy.winBack, ...winBack }, overdue: { ...policy.overdue, ...overdue } },
            ...{ thankYou: { ...policy.thankYou, ...thankYou }, coffee: { ...policy.coffee, ...coffee } },
            ...{ occasion: { ...policy.occasion, ...occasion }, cadence: { ...policy.cadence, ...cadence } },
            satisfaction: { ...policy.satisfaction, ...satisfaction },
          },
        }
        const { upto, customers: looked, ids, concerned } = await readRange(fresh(service), tried, after, 100)
        expect(looked).toBe(people.length)
        const everybody = await fresh(service).db.orm.select({ id: customers.id }).from(customers)
        const others = everybody.map(({ id }) => id).filter(id => id > after && !ids.includes(id))
        expect(ids.length + others.length).toBe(looked)
        passedOver += others.length
        const proposed = await propose(fresh(service), tried, among(ids))
        for (const { tactic, row, value } of proposed)
          if (tactic.tactic === 'STANDARD') owed.add(tactic.reasons(row, tried, value)[0]?.code)
        const whomOf = (tactic: Tactic) => among(concerned.get(tactic) ?? [])
        expect(await propose(fresh(service), tried, among(ids), whomOf)).toEqual(proposed)
        expect(await propose(fresh(service), tried, among(others))).toEqual([])
        expect(await feedbackWork(fresh(service), tried, among(others))).toEqual([])
        after = upto ?? after
      },
    ),
    { numRuns: 6 },
  )
  expect(passedOver).toBeGreaterThan(5)
  expect(owed).toEqual(new Set(['CALL_OWED_EVERY', 'CALL_OWED_PURCHASE']))
}, 60_000)

test('who was left out is looked at until it is gone', async () => {
  const service = await testService(await testDatabase(), { now: '2026-03-02T00:30' })
  const lapsing = await addCustomer(service, {
    ...{ lifecycle: 'LAPSING' as const, cycleDoubled: 30, lastPurchaseOn: today - 25, purchaseDays: 3 },
  })
  await addInteraction(service, lapsing, today, { kind: 'CALL', direction: 'OUTBOUND' })
  await runThrough(service, fillQueue, runOf(today))
  const leftOut = () => fresh(service).db.orm.select().from(followUpsLeftOut)
  expect(await leftOut()).toMatchObject([{ tactic: 'OVERDUE', reason: 'CONTACT_GAP' }])
  await service.database
    .session()
    .write([sql`UPDATE customers SET lifecycle = 'ACTIVE' WHERE id = ${lapsing}`])
  await runThrough(service, fillQueue, runOf(today + 1))
  expect(await leftOut()).toEqual([])
})

test('to look at somebody costs no more, however much others were done for and whatever earlier nights found', async () => {
  const service = await testService(await testDatabase(), { now: '2026-03-02T00:30' })
  const days = { lastPurchaseOn: today - 25, firstPurchaseOn: today - 25, purchaseDays: 3 }
  const somebody = await addCustomer(service, { ...days, lifecycle: 'LAPSING', cycleDoubled: 30 })
  const other = await addCustomer(service, days)
  const campaign = await addCampaign(service, today - 30, null)
  const vulnerable = { customerId: somebody, verdict: 'VULNERABLE' } as const
  await addSnapshot(service, campaign, today, [vulnerable, { ...vulnerable, customerId: other }])
  const cost = async () => {
    const looking = fresh(service)
    const night = await readNight(looking, today)
    const before = looking.db.counters.rowsRead
    const found = await propose(looking, night, among([somebody]))
    expect(found.map(({ tactic }) => tactic.tactic)).toEqual(['WIN_BACK', 'OVERDUE'])
    return looking.db.counters.rowsRead - before
  }
  const alone = await cost()
  await service.database.session().write([
    sql`INSERT INTO follow_ups (id, customer_id, tactic, period, state, outcome, due_on, created_on, closed_at,
        reasons, net_spend_year, created_at, updated_at, version, change_id)
      SELECT 50000 + value, ${other}, 'OVERDUE', 'purchase:' || value, 'DONE', 'REACHED', ${today - 400},
        ${today - 400}, 1, '[]', 0, 1, 1, 1, 1
      FROM json_each(${JSON.stringify(Array.from({ length: 200 }, (_, at) => at))})`,
  ])
  for (let ago = 1; ago <= 20; ago++) await addSnapshot(service, campaign, today - ago, [vulnerable])
  expect(await cost()).toBeLessThan(alone + 10)
})
