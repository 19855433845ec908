import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { interactionKinds } from '../../../src/database/tables/customers/interactions.ts'
import { isFeedback, isFeedbackRow } from '../../../src/domain/facts/answers.ts'
import { answerFeedback } from '../../../src/domain/feedback/answer-feedback.ts'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { createFeedbackPolicy } from '../../../src/domain/feedback/create-policy.ts'
import { reopenFeedback } from '../../../src/domain/feedback/reopen-feedback.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { undoImport } from '../../../src/domain/import/undo/undo-import.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'
import { allFeedback, complaint, say } from './world.ts'

let service: TestService
let lan: number
let minh: number
let customer: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  customer = await addCustomer(service, { ownerId: lan })
})

const hour = 3_600_000

const correct = (id: number, patch: object) => correctInteraction(fresh(service), { id, patch })

describe('what a customer says', () => {
  test.each([
    [{ kind: 'COMPLAINT' }, 24],
    [{ kind: 'FEEDBACK' }, 72],
    [{ kind: 'SURVEY_RESPONSE', score: 6 }, 72],
    [{ kind: 'SURVEY_RESPONSE', score: 0 }, 72],
  ])('is feedback with an owner and a due time: %j within %i hours', async (said, hours) => {
    const id = await say(service, customer, { ...said, occurredAt: '2026-03-01T10:00' })
    const askedAt = service.now - 23 * hour
    expect(await allFeedback(service)).toMatchObject([
      {
        ...{ id, customerId: customer, kind: said.kind, askedAt, ownerId: lan },
        ...{ dueAt: askedAt + hours * hour, state: 'OPEN', outcome: null, version: 1 },
      },
    ])
  })

  test.each([
    { kind: 'SURVEY_RESPONSE', score: 7 },
    { kind: 'SURVEY_RESPONSE' },
    { kind: 'COMPLAINT', direction: 'OUTBOUND' },
    { kind: 'COMPLAINT', direction: null },
    { kind: 'FEEDBACK', cancelled: true },
    { kind: 'INQUIRY' },
  ])('is none as %j', async said => {
    await say(service, customer, said)
    expect(await allFeedback(service)).toEqual([])
  })

  test('goes to the stand-in where nobody who works here owns the customer', async () => {
    await createFeedbackPolicy(fresh(service), { patch: { standIn: encodeId('staffMember', minh) } })
    await updateStaffMember(fresh(service), { id: lan, patch: { active: false } })
    await complaint(service, customer)
    await complaint(service, await addCustomer(service))
    expect((await allFeedback(service)).map(({ ownerId }) => ownerId)).toEqual([minh, minh])
  })

  test('has nobody where there is no stand-in', async () => {
    await complaint(service, await addCustomer(service))
    expect(await allFeedback(service)).toMatchObject([{ ownerId: null, state: 'OPEN' }])
  })

  test('is judged in SQL as in TypeScript', async () => {
    for (const kind of interactionKinds)
      for (const direction of ['INBOUND', 'OUTBOUND', null] as const)
        for (const score of [null, 0, 6, 7])
          for (const cancelled of [false, true]) {
            const facts = { kind, direction, score, cancelled }
            const [row] = await service.db.orm.all<{ is: number | null }>(sql`
              SELECT ${isFeedbackRow} AS "is"
              FROM (SELECT ${kind} AS kind, ${direction} AS direction, ${score} AS score, ${cancelled ? 1 : 0} AS cancelled) AS i`)
            expect([facts, row?.is === 1]).toEqual([facts, isFeedback(facts)])
          }
  }, 120_000)
})

describe('feedback follows its interaction', () => {
  test('that has an outcome from the start', async () => {
    await say(service, customer, { kind: 'COMPLAINT', outcome: 'Exchanged at once' })
    expect(await allFeedback(service)).toMatchObject([
      { state: 'CLOSED', outcome: 'AS_RECORDED', closedAt: service.now },
    ])
  })

  test('that is none any more, and one again', async () => {
    const id = await complaint(service, customer)
    await correct(id, { kind: 'INQUIRY' })
    expect(await allFeedback(service)).toMatchObject([
      { state: 'CLOSED', outcome: 'WITHDRAWN', kind: 'COMPLAINT', version: 2 },
    ])
    await correct(id, { kind: 'FEEDBACK' })
    expect(await allFeedback(service)).toMatchObject([
      {
        ...{ state: 'OPEN', outcome: null, closedAt: null, kind: 'FEEDBACK' },
        dueAt: service.now + 72 * hour,
      },
    ])
  })

  test('that gets an outcome and loses it, answered or not', async () => {
    const id = await complaint(service, customer)
    await answerFeedback(fresh(service), { id })
    await correct(id, { outcome: 'She is content' })
    expect(await allFeedback(service)).toMatchObject([{ state: 'CLOSED', outcome: 'AS_RECORDED' }])
    await correct(id, { outcome: null })
    expect(await allFeedback(service)).toMatchObject([{ state: 'ANSWERED', outcome: null }])
  })

  test('but what people decided stays', async () => {
    const id = await complaint(service, customer)
    await closeFeedback(fresh(service), { id, outcome: 'EXPLAINED' })
    await correct(id, { cancelled: true })
    expect(await allFeedback(service)).toMatchObject([{ state: 'CLOSED', outcome: 'EXPLAINED' }])
  })

  test('and stays as it is when other words of it are corrected', async () => {
    const id = await complaint(service, customer)
    const before = await allFeedback(service)
    await correct(id, { body: 'It leaks at the bottom' })
    expect(await allFeedback(service)).toEqual(before)
  })
})

describe('an import', () => {
  const send = async (rows: Record<string, string>[], settings = {}) => {
    const into = interactionImport(fresh(service), { source: 'desk', ...settings })
    await into.chunk(rows.map((fields, at) => ({ line: at + 2, fields })))
    await into.end('COMPLETED')
    return encodeId('import', into.id)
  }
  const row = (externalId: string, more: Record<string, string>) => ({
    ...{ externalId, customerExternalId: 'an', occurredAt: '2026-03-01T10:00' },
    ...more,
  })

  test('brings feedback in the batch of its interactions, and changes it with them', async () => {
    await send([
      row('1', { kind: 'COMPLAINT' }),
      row('2', { kind: 'SURVEY_RESPONSE', score: '3' }),
      row('3', { kind: 'SURVEY_RESPONSE', score: '9' }),
      row('4', { kind: 'PURCHASE', amount: '10' }),
    ])
    expect((await allFeedback(service)).map(({ kind, state }) => [kind, state])).toEqual([
      ['COMPLAINT', 'OPEN'],
      ['SURVEY_RESPONSE', 'OPEN'],
    ])
    await send([row('1', { kind: 'COMPLAINT', outcome: 'Refunded' }), row('2', { score: '8' })])
    expect((await allFeedback(service)).map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['COMPLAINT', 'AS_RECORDED'],
      ['SURVEY_RESPONSE', 'WITHDRAWN'],
    ])
  })

  test('closes what is overdue as it comes, which people may open again, unless it is told otherwise', async () => {
    const old = { kind: 'COMPLAINT', occurredAt: '2019-03-01T10:00' }
    await send([row('1', old), row('2', { kind: 'COMPLAINT' })])
    const [first, second] = await allFeedback(service)
    expect([first, second]).toMatchObject([
      { state: 'CLOSED', outcome: 'IMPORTED' },
      { state: 'OPEN', outcome: null },
    ])
    await reopenFeedback(fresh(service), { id: first?.id })
    await send([row('1', { kind: 'COMPLAINT', body: 'It leaks' }), row('3', old)], { oldFeedback: 'open' })
    expect((await allFeedback(service)).map(({ state }) => state)).toEqual(['OPEN', 'OPEN', 'OPEN'])
  })

  test('takes it back when it is undone, but for what people worked on', async () => {
    const id = await send([row('1', { kind: 'COMPLAINT' }), row('2', { kind: 'COMPLAINT' })])
    const [first] = await allFeedback(service)
    await closeFeedback(fresh(service), { id: first?.id, outcome: 'RESOLVED' })
    const report = await undoImport(fresh(service), { id })
    expect(report.kept).toMatchObject([
      { entity: 'customer', rowId: first?.customerId, reason: 'REFERRED' },
      { entity: 'interaction', rowId: first?.id, reason: 'REFERRED' },
    ])
    expect(await allFeedback(service)).toMatchObject([{ id: first?.id, outcome: 'RESOLVED' }])
  })
})

describe('the table', () => {
  test.each([
    ['closed without an outcome', sql`UPDATE feedback SET state = 'CLOSED'`],
    ['with an outcome and not closed', sql`UPDATE feedback SET outcome = 'RESOLVED'`],
    ['without a due time', sql`UPDATE feedback SET due_at = NULL`],
    ['answered at no time', sql`UPDATE feedback SET state = 'ANSWERED'`],
  ])('takes no feedback %s', async (_, change) => {
    await complaint(service, customer)
    await expect(service.database.session().write([change])).rejects.toThrow(/constraint/i)
  })
})
