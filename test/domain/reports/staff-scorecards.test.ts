import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { readStaffScorecards } from '../../../src/domain/reports/staff-scorecards.ts'
import { formatDay, startOfDay } from '../../../src/lib/days.ts'
import { wilson } from '../../../src/lib/mathematics/statistics.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addPurchase, addStaff } from '../follow-ups/world.ts'

let service: TestService
let lan: number
let minh: number
let left: number
let today: number

const minute = 60_000

/** Interactions at an instant, by whom; follow-ups by their due day. */
const say = (
  customer: number,
  at: number,
  { kind, staff = null, outbound = false }: { kind: string; staff?: number | null; outbound?: boolean },
) =>
  service.database.session().write([
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, direction, staff_id, cancelled, created_at,
        updated_at, version, change_id)
      VALUES (${customer}, ${at}, ${service.newId()}, ${today - 5}, ${kind}, ${outbound ? 'OUTBOUND' : 'INBOUND'}, ${staff},
        0, 0, 0, 1, 0)`,
  ])

const promise = (
  customer: number,
  due: number,
  state: string,
  { owner, claimer = null }: { owner: number; claimer?: number | null },
) =>
  service.database.session().write([
    sql`INSERT INTO follow_ups (id, customer_id, tactic, period, state, due_on, owner_id, claimed_by, closed_at, reasons,
        net_spend_year, created_on, created_at, updated_at, version, change_id)
      VALUES (${service.newId()}, ${customer}, 'MANUAL', ${`p${service.newId()}`}, ${state}, ${due}, ${owner}, ${claimer},
        NULL, '[]', 0, ${due}, 0, 0, 1, 0)`,
  ])

beforeAll(async () => {
  service = await testService(await testDatabase())
  today = service.today
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  left = await addStaff(service, 'Nga')
  await service.database.session().write([sql`UPDATE staff_members SET active = 0 WHERE id = ${left}`])
  const start = startOfDay(today - 5, service.workspace.timeZone)
  // 20 customers of Lan asked; she answered after 1 to 20 minutes, but two after three days.
  for (let at = 1; at <= 20; at++) {
    const customer = await addCustomer(service, { ownerId: lan })
    await say(customer, start, { kind: 'INQUIRY' })
    await say(customer, start + (at > 18 ? 4_320 : at) * minute, { kind: 'CALL', staff: lan, outbound: true })
    // All bought before, 15 of them again.
    await addPurchase(service, customer, today - 12, 1_000)
    if (at <= 15) await addPurchase(service, customer, today - 3, 1_000)
  }
  const customer = await addCustomer(service, { ownerId: minh })
  await say(customer, start, { kind: 'COMPLAINT' })
  await promise(customer, today - 4, 'OPEN', { owner: minh })
  await promise(customer, today - 4, 'DONE', { owner: minh, claimer: lan })
  await promise(customer, today - 4, 'EXPIRED', { owner: minh })
  await promise(customer, today - 4, 'DISMISSED', { owner: minh })
  await promise(customer, today - 40, 'OPEN', { owner: minh })
})

const window = () => ({ from: formatDay(today - 7), until: formatDay(today - 1) })

test('counts what each did in the days, in one round trip', async () => {
  const on = fresh(service)
  const { cards, ...rest } = await readStaffScorecards(on, window())
  expect(on.db.counters.roundTrips).toBe(1)
  expect(rest).toEqual({ from: today - 7, until: today - 1, provisional: false, truncated: false })
  const { lower, upper } = wilson(15, 20)
  const percent = (share: number) => Number((100 * share).toFixed(2))
  expect(cards).toEqual([
    {
      ...{ staffId: lan, contacts: 20, customersContacted: 20, medianMinutes: 10, waiting: 0 },
      answered: { part: 18, whole: 20, share: expect.objectContaining({ rate: 90 }) },
      followUpsInTime: { part: 1, whole: 1, share: null },
      ...{ followUpsDone: 1, followUpsOverdue: 0, followUpsExpired: 0 },
      retention: {
        ...{ part: 15, whole: 20 },
        share: { rate: 75, interval: { lower: percent(lower), upper: percent(upper) } },
      },
    },
    {
      ...{ staffId: minh, contacts: 0, customersContacted: 0, medianMinutes: null, waiting: 1 },
      answered: { part: 0, whole: 0, share: null },
      followUpsInTime: { part: 0, whole: 2, share: null },
      ...{ followUpsDone: 0, followUpsOverdue: 1, followUpsExpired: 1 },
      retention: { part: 0, whole: 0, share: null },
    },
  ])
})

test('tells no share and no median of fewer than 20', async () => {
  const day = formatDay(today - 12)
  const { cards } = await readStaffScorecards(fresh(service), { from: day, until: day })
  expect(cards.map(({ answered, medianMinutes }) => [answered.share, medianMinutes])).toEqual([
    [null, null],
    [null, null],
  ])
})

test('is refused for more than 92 days, and without the scope of reports', async () => {
  const long = { from: formatDay(today - 92), until: formatDay(today) }
  await expect(readStaffScorecards(fresh(service), long)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const narrow = as(service, { scopes: new Set(['staff:read']) })
  await expect(readStaffScorecards(narrow, window())).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('is a field of the schema', async () => {
  const { staffScorecards } = await ask<{ staffScorecards: { cards: unknown[] } }>(
    fresh(service),
    `query ($from: Date!, $until: Date!) { staffScorecards(from: $from, until: $until) { from provisional cards {
      staffMember { name } contacts retention { part whole share { rate interval { lower upper } } } } } }`,
    window(),
  )
  expect(staffScorecards.cards[0]).toMatchObject({ staffMember: { name: 'Lan' }, contacts: 20 })
})
