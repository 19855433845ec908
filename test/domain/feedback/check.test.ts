import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { readChanges } from '../../../src/domain/feed/read-changes.ts'
import { checkFeedback } from '../../../src/domain/feedback/check-feedback.ts'
import { createFeedbackPolicy } from '../../../src/domain/feedback/create-policy.ts'
import { readFeedbackViolations } from '../../../src/domain/feedback/violations.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'
import { allFeedback, complaint, say } from './world.ts'

let service: TestService
let lan: number
let minh: number
let customer: number
let id: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  customer = await addCustomer(service, { ownerId: lan })
  id = await complaint(service, customer)
  await say(service, customer, { kind: 'COMPLAINT', outcome: 'Exchanged' })
})

const write = (statement: SQL) => service.database.session().write([statement])

async function violations() {
  const { count, kinds, named } = await readFeedbackViolations(fresh(service))
  return {
    count,
    kinds: Object.fromEntries(kinds.filter(kind => kind.count > 0).map(kind => [kind.kind, kind.count])),
    named: named.map(({ interactionId }) => interactionId),
  }
}

const none = { count: 0, kinds: {}, named: [] }

const night = () => runThrough(service, checkFeedback, runOf(service.today - 1))

describe('a violation', () => {
  test.each([
    ['MISSING', () => sql`DELETE FROM feedback WHERE id = ${id}`, null],
    [
      'NO_OWNER',
      () => sql`UPDATE feedback SET owner_id = NULL WHERE id = ${id}`,
      () => sql`UPDATE feedback SET owner_id = ${minh} WHERE id = ${id}`,
    ],
    [
      'OWNER_LEFT',
      () => sql`UPDATE staff_members SET active = 0 WHERE id = ${lan}`,
      () => sql`UPDATE staff_members SET active = 1 WHERE id = ${lan}`,
    ],
    [
      'NOT_ESCALATED',
      () => sql`UPDATE feedback SET due_at = 0 WHERE id = ${id}`,
      () => sql`UPDATE feedback SET escalated_at = 1 WHERE id = ${id}`,
    ],
    [
      'OTHER_CUSTOMER',
      () => sql`UPDATE feedback SET customer_id = (SELECT max(id) FROM customers) WHERE id = ${id}`,
      () => sql`UPDATE feedback SET customer_id = ${customer} WHERE id = ${id}`,
    ],
    [
      'WRONGLY_CLOSED',
      () => sql`UPDATE feedback SET state = 'CLOSED', outcome = 'WITHDRAWN' WHERE id = ${id}`,
      () => sql`UPDATE feedback SET state = 'OPEN', outcome = NULL WHERE id = ${id}`,
    ],
  ] as const)('%s is counted and named once planted, and gone once mended', async (kind, plant, mend) => {
    await addCustomer(service)
    expect(await violations()).toEqual(none)
    await write(plant())
    expect(await violations()).toEqual({ count: 1, kinds: { [kind]: 1 }, named: [id] })
    if (mend) await write(mend())
    else await night()
    expect(await violations()).toEqual(none)
  })

  test('is told to those who reach its customer alone', async () => {
    await write(sql`DELETE FROM feedback WHERE id = ${id}`)
    const of = (staffId: number) => readFeedbackViolations(as(service, { reach: 'OWNED', staffId }))
    expect((await of(lan)).count).toBe(1)
    expect(await of(minh)).toMatchObject({ count: 0, named: [] })
  })

  test('is read by one field in one round trip, with what was said', async () => {
    await write(sql`DELETE FROM feedback WHERE id = ${id}`)
    const answer = await ask(
      fresh(service),
      '{ feedbackViolations { count kinds { kind count } named { kind interaction { id kind } feedback { id } } } }',
    )
    expect(answer).toMatchObject({
      feedbackViolations: {
        count: 1,
        named: [
          {
            ...{ kind: 'MISSING', feedback: null },
            interaction: { id: encodeId('interaction', id), kind: 'COMPLAINT' },
          },
        ],
      },
    })
  })
})

describe('the night', () => {
  test('writes nothing where nothing is wrong', async () => {
    const { counts, cost } = await night()
    expect(counts).toEqual({ opened: 0, given: 0, escalated: 0 })
    expect(cost.rowsWritten).toBe(0)
  })

  test('counts what it finds, opens what is missing and gives what nobody has', async () => {
    await createFeedbackPolicy(fresh(service), { patch: { standIn: encodeId('staffMember', minh) } })
    const other = await complaint(service, await addCustomer(service))
    await write(sql`UPDATE feedback SET owner_id = NULL WHERE id = ${other}`)
    await write(sql`DELETE FROM feedback WHERE id = ${id}`)
    const { counts } = await night()
    expect(counts).toMatchObject({ 'violations.MISSING': 1, 'violations.NO_OWNER': 1, opened: 1, given: 1 })
    const owners = new Map((await allFeedback(service)).map(row => [row.id, row.ownerId]))
    expect([owners.get(id), owners.get(other)]).toEqual([lan, minh])
    expect(await violations()).toEqual(none)
    expect((await night()).cost.rowsWritten).toBe(0)
  })

  test('escalates what nobody answered in time, once, and the feed tells it', async () => {
    await createFeedbackPolicy(fresh(service), { patch: { escalateTo: encodeId('staffMember', minh) } })
    const late = await complaint(service, customer, { occurredAt: '2026-02-27T10:00' })
    expect((await night()).counts).toMatchObject({ escalated: 1 })
    expect((await allFeedback(service)).filter(row => row.escalatedAt !== null)).toMatchObject([
      { id: late, escalatedAt: service.now, escalatedTo: minh, ownerId: lan, state: 'OPEN' },
    ])
    expect(await night()).toMatchObject({ counts: { escalated: 0 }, cost: { rowsWritten: 0 } })
    const { entries } = await readChanges(fresh(service), { entities: ['FEEDBACK'], first: 100 })
    expect(entries.at(-1)).toMatchObject({ action: 'ESCALATED', recordId: late })
    expect(entries.filter(({ action }) => action === 'CREATED')).toHaveLength(3)
  })

  test('leaves days before the newest alone', async () => {
    await write(sql`DELETE FROM feedback WHERE id = ${id}`)
    const { counts } = await runThrough(service, checkFeedback, runOf(1, { current: false }))
    expect(counts).toEqual({})
    expect((await violations()).count).toBe(1)
  })
})
