import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { feedback } from '../../../src/database/tables/care/feedback.ts'
import { lifecycleChanges } from '../../../src/database/tables/customers/customers.ts'
import { careTeamMembers } from '../../../src/database/tables/customers/profile.ts'
import { modelFits } from '../../../src/database/tables/value/models.ts'
import { readStaffDigest } from '../../../src/domain/digest/read-digest.ts'
import { riskRose } from '../../../src/domain/digest/risk-rose.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { valueAtRisk } from '../../../src/domain/follow-ups/value/value-at-risk.ts'
import { readBasis } from '../../../src/domain/repeat-buying/basis.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCampaign, addCustomer, addInteraction, addSnapshot, addStaff } from '../follow-ups/world.ts'

let service: TestService
let lan: number
let minh: number
let yesterday: number
let people: Record<
  'angry' | 'lured' | 'luredLong' | 'late' | 'active' | 'restricted' | 'foreign' | 'shared' | 'joined',
  number
>

const hour = 3_600_000

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  yesterday = service.today - 1
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  const bought = { firstPurchaseOn: yesterday - 400, lastPurchaseOn: yesterday - 50, purchaseDays: 9 }
  const mine = (columns = {}) => addCustomer(service, { ownerId: lan, ...columns })
  people = {
    angry: await mine({ lifecycle: 'LAPSING', ...bought, netSpendYear: 5n }),
    lured: await mine(),
    luredLong: await mine(),
    late: await mine({ lifecycle: 'LAPSING', ...bought }),
    active: await mine({ lifecycle: 'ACTIVE' }),
    restricted: await mine({ lifecycle: 'LOST', restrictedAt: 5, ...bought }),
    foreign: await addCustomer(service, { ownerId: minh, lifecycle: 'LOST', ...bought }),
    shared: await addCustomer(service, { ownerId: minh, lifecycle: 'LOST', ...bought }),
    joined: await mine(),
  }
  const { orm } = service.db
  const moved = (customerId: number, to: 'LAPSING' | 'LOST' | 'ACTIVE', on = yesterday) => ({
    ...{ customerId, on, from: 'NEW' as const, to, reason: {} },
  })
  const complaint = await addInteraction(service, people.angry, yesterday - 2, { kind: 'COMPLAINT' })
  const campaign = await addCampaign(service, yesterday - 30, null)
  const vulnerable = (customerId: number) => ({ customerId, verdict: 'VULNERABLE' as const })
  await addSnapshot(service, campaign, yesterday - 1, [vulnerable(people.luredLong)])
  await addSnapshot(service, campaign, yesterday, [vulnerable(people.luredLong), vulnerable(people.lured)])
  const { segmentId } = await createSegment(
    { ...fresh(service), now: service.now - 90 * 24 * hour },
    { name: 'Families', rule: null },
  )
  await service.database.session().write([
    orm
      .insert(lifecycleChanges)
      .values([
        ...[moved(people.angry, 'LAPSING'), moved(people.late, 'LAPSING'), moved(people.active, 'ACTIVE')],
        ...[moved(people.restricted, 'LOST'), moved(people.foreign, 'LOST'), moved(people.shared, 'LOST')],
      ]),
    orm.insert(feedback).values({
      ...{ id: complaint, customerId: people.angry, kind: 'COMPLAINT', state: 'OPEN', ownerId: lan },
      ...{ askedAt: service.now - 50 * hour, dueAt: service.now - 2 * hour, createdAt: 0, updatedAt: 0 },
      ...{ version: 1, changeId: 1 },
    } as typeof feedback.$inferInsert),
    orm.insert(careTeamMembers).values({
      ...{ id: service.newId(), customerId: people.shared, staffId: lan, synthetic: false },
      ...{ createdAt: 0, updatedAt: 0, version: 1, changeId: 1 },
    }),
    sql`INSERT INTO segment_members (segment_id, customer_id, joined_at)
      VALUES (${segmentId}, ${people.joined}, ${service.now - 3 * hour})`,
    orm.insert(modelFits).values({
      ...{ model: 'MBG_NBD', day: yesterday, state: 'FITTED', policyVersion: 1, logLikelihood: -1 },
      ...{ customers: 9, repeaters: 9, observations: 1, binDays: 1, watermark: 0, createdAt: 0 },
      parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 },
    }),
  ])
  await nightOver(service, runOf(yesterday))
  await createFollowUp(fresh(service), { customer: people.late, dueOn: formatDay(service.today), owner: lan })
})

const asLan = () => as(service, { staffId: lan, caller: 'key:lan' })

describe('the digest', () => {
  test('says one thing of each customer of mine, the most pressing first, and one thing to do', async () => {
    const own = asLan()
    const digest = await readStaffDigest(own, {})
    expect(own.db.counters.roundTrips).toBe(1)
    expect(digest?.items.map(({ customerId, code, action }) => [customerId, code, action])).toEqual([
      [people.angry, 'FEEDBACK_OVERDUE', 'ANSWER_FEEDBACK'],
      [people.lured, 'BECAME_VULNERABLE', 'PROMISE_FOLLOW_UP'],
      [people.late, 'LAPSES', 'WORK_ON_FOLLOW_UP'],
      [people.shared, 'LOST', 'PROMISE_FOLLOW_UP'],
      [people.joined, 'SEGMENT_JOINED', 'PROMISE_FOLLOW_UP'],
    ])
    expect(digest?.leftOff).toBe(0)
  })

  test('ends where the reach, the scopes and the days end', async () => {
    const told = async (caller: TestService, input = {}) =>
      (await readStaffDigest(caller, input))?.items.map(({ customerId }) => customerId)
    const owned = as(service, { staffId: lan, reach: 'OWNED' })
    expect(await told(owned)).not.toContain(people.shared)
    const narrow = as(service, { staffId: lan, scopes: new Set(['follow-ups:read', 'customers:read']) })
    expect(await told(narrow)).toEqual([people.angry, people.late, people.shared])
    expect(await told(asLan(), { from: formatDay(service.today) })).toEqual([people.angry, people.joined])
    expect(await readStaffDigest(fresh(service), {})).toBeNull()
    expect(await told(fresh(service), { staff: minh })).toEqual([people.foreign, people.shared])
    await expect(told(narrow, { staff: minh })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(told(asLan(), { from: formatDay(service.today - 15) })).rejects.toMatchObject({
      issues: [{ path: ['from'] }],
    })
  })

  test('tells of a value at risk once, on the day from which the customer is more likely gone than not', async () => {
    const basis = await readBasis(fresh(service))
    if (!basis) throw new Error('The night is there')
    const row = {
      ...{ id: 1, netSpendYear: 9n, followUpId: null, firstPurchaseOn: yesterday - 500, purchaseDays: 40 },
      ...{ netSpend: 40_000_000n, repeatSpend: 39_000_000n, costedSpendYear: 0n, costYear: 0n },
      ...{ cycleDoubled: 24, metricsOn: yesterday, restrictedAt: null, scoringObjectedAt: null },
    }
    const bought = { ...row, lastPurchaseOn: yesterday }
    const days = Array.from({ length: 300 }, (_, at) => yesterday + 2 + at)
    const news = days.filter(day => riskRose({ ...basis, asOf: day }, [bought], day).length > 0)
    expect(news).toHaveLength(1)
    const isGone = (day: number) => {
      const value = valueAtRisk({ ...basis, asOf: day }, { ...bought, metricsOn: null }, null)
      return value.amount !== null && value.risk >= 0.5
    }
    const [day = 0] = news
    expect([day - 1, day].map(isGone)).toEqual([false, true])
  })
})

const morning = `{
  mine: myFollowUps(first: 20) { nodes { id tactic dueOn minutes channel claimed claimedUntil version
    expectedGain { minor } reasons { code threshold measured facts { fact } } text { en vi }
    customer { id name lifecycle valueAtRisk { amount { minor } unknown } } } }
  nobodys: unassignedFollowUps(first: 20) { totalCount nodes { id text { en } customer { name } } }
  digest: staffDigest { from leftOff items { text { en vi } action reason { code measured threshold facts { fact } }
    customer { id name } followUp { id tactic } feedback { id dueAt } } }
  leftOut: followUpsLeftOut(first: 20) { nodes { tactic reason since customer { name } } }
}`

describe('the morning of one staff member', () => {
  test('takes three round trips at most, explained', async () => {
    const id = (await createFollowUp(asLan(), { customer: people.lured, dueOn: formatDay(service.today) }))
      .followUpId
    await claimFollowUp(asLan(), { id })
    const own = asLan()
    const told = await ask<{
      mine: { nodes: { claimed: boolean; text: { vi: string } }[] }
      digest: { items: { text: { en: string }; followUp: { id: string } | null; feedback: object | null }[] }
    }>(own, morning)
    expect(own.db.counters.roundTrips).toBeLessThanOrEqual(3)
    expect(told.mine.nodes.map(({ claimed }) => claimed)).toEqual([false, true])
    expect(told.mine.nodes[0]?.text.vi).toBe('Việc do nhân viên ghi lại. Đã hẹn với khách hàng.')
    expect(told.digest.items.map(({ text }) => text.en)).toEqual([
      'What the customer said on 2026-02-28 was due for an answer on 2026-03-02.',
      "Newly vulnerable: spending fell by 50% while a competitor's campaign ran (threshold 20%).",
      'Later than usual: the last purchase was 50 days ago.',
      'Counts as lost: the last purchase was 50 days ago.',
      'Joined the segment “Families”.',
    ])
    expect(
      told.digest.items.map(({ followUp, feedback: asked }) => [followUp !== null, asked !== null]),
    ).toEqual([
      [false, true],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
    ])
  })
})
