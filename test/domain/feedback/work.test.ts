import { desc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { interactions } from '../../../src/database/tables/customers/interactions.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { answerFeedback } from '../../../src/domain/feedback/answer-feedback.ts'
import { assignFeedback } from '../../../src/domain/feedback/assign-feedback.ts'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { createFeedbackPolicy } from '../../../src/domain/feedback/create-policy.ts'
import { escalateFeedback } from '../../../src/domain/feedback/escalate-feedback.ts'
import { reopenFeedback } from '../../../src/domain/feedback/reopen-feedback.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { updateStaffMember } from '../../../src/domain/staff/update-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
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
  id = await complaint(service, customer, { occurredAt: '2026-03-01T10:00' })
})

const hour = 3_600_000

describe('an answer', () => {
  test('is recorded with it, in one read and one write', async () => {
    const own = fresh(service)
    const { interactionId } = await answerFeedback(own, { id, kind: 'CALL', body: 'A new one comes' })
    expect(own.db.counters.roundTrips).toBe(2)
    expect(await allFeedback(service)).toMatchObject([
      { state: 'ANSWERED', answerId: interactionId, answeredAt: service.now, version: 2 },
    ])
    expect(
      await service.db.orm.select().from(interactions).where(eq(interactions.id, interactionId)),
    ).toMatchObject([
      {
        ...{ customerId: customer, kind: 'CALL', direction: 'OUTBOUND', channel: 'PHONE', staffId: lan },
        body: 'A new one comes',
      },
    ])
  })

  test('may be a contact of before, which went out to this customer since', async () => {
    const outbound = { kind: 'EMAIL', direction: 'OUTBOUND' }
    const contact = await say(service, customer, outbound)
    const early = await say(service, customer, { ...outbound, occurredAt: '2026-03-01T09:00' })
    const inbound = await say(service, customer, { kind: 'EMAIL', direction: 'INBOUND' })
    const foreign = await say(service, await addCustomer(service), outbound)
    for (const interaction of [early, inbound, foreign])
      expect(await refusal(answerFeedback(fresh(service), { id, interaction }))).toEqual([
        'NOT_FOUND interaction',
      ])
    await answerFeedback(fresh(service), { id, interaction: contact })
    expect(await allFeedback(service)).toMatchObject([{ state: 'ANSWERED', answerId: contact }])
  })

  test('is one or the other, and not before the question', async () => {
    const contact = await say(service, customer, { kind: 'CALL', direction: 'OUTBOUND' })
    expect(
      await refusal(answerFeedback(fresh(service), { id, interaction: contact, body: 'Hello' })),
    ).toEqual(['INVALID_INPUT body'])
    expect(await refusal(answerFeedback(fresh(service), { id, occurredAt: '2026-03-01T09:59' }))).toEqual([
      'INVALID_INPUT occurredAt',
    ])
  })
})

describe('closing', () => {
  test('takes an outcome, and words where it is another', async () => {
    expect(await refusal(closeFeedback(fresh(service), { id }))).toEqual(['INVALID_INPUT outcome'])
    expect(await refusal(closeFeedback(fresh(service), { id, outcome: 'OTHER' }))).toEqual([
      'INVALID_INPUT note',
    ])
    for (const outcome of ['AS_RECORDED', 'WITHDRAWN'])
      expect(await refusal(closeFeedback(fresh(service), { id, outcome }))).toEqual(['INVALID_INPUT outcome'])
    await closeFeedback(fresh(service), { id, outcome: 'COMPENSATED', note: 'A voucher' })
    expect(await allFeedback(service)).toMatchObject([
      { state: 'CLOSED', outcome: 'COMPENSATED', note: 'A voucher', closedAt: service.now },
    ])
  })

  test('ends the work on it until it is opened again, as if it came now', async () => {
    await answerFeedback(fresh(service), { id })
    await closeFeedback(fresh(service), { id, outcome: 'RESOLVED' })
    for (const again of [
      () => closeFeedback(fresh(service), { id, outcome: 'RESOLVED' }),
      () => answerFeedback(fresh(service), { id }),
      () => assignFeedback(fresh(service), { id, owner: minh }),
      () => escalateFeedback(fresh(service), { id, to: minh }),
    ])
      expect(await refusal(again())).toEqual(['CONFLICT id'])
    await reopenFeedback(fresh(service), { id, reason: 'She called again' })
    expect(await allFeedback(service)).toMatchObject([
      {
        ...{ state: 'OPEN', outcome: null, answerId: null, answeredAt: null, closedAt: null },
        dueAt: service.now + 24 * hour,
      },
    ])
    expect(await refusal(reopenFeedback(fresh(service), { id }))).toEqual(['CONFLICT id'])
  })

  test('that follows the interaction is undone there', async () => {
    await correctInteraction(fresh(service), { id, patch: { outcome: 'Content' } })
    expect(await refusal(reopenFeedback(fresh(service), { id }))).toEqual(['CONFLICT id'])
  })
})

describe('an owner', () => {
  test('is somebody who works here', async () => {
    await assignFeedback(fresh(service), { id, owner: minh, dueAt: '2026-03-05T10:00' })
    expect(await allFeedback(service)).toMatchObject([{ ownerId: minh, dueAt: service.now + 73 * hour }])
    await updateStaffMember(fresh(service), { id: lan, patch: { active: false } })
    expect(await refusal(assignFeedback(fresh(service), { id, owner: lan }))).toEqual(['CONFLICT owner'])
    expect(await refusal(assignFeedback(fresh(service), { id }))).toEqual(['INVALID_INPUT owner'])
    expect(await refusal(assignFeedback(fresh(service), { id, owner: null }))).toEqual([
      'INVALID_INPUT owner',
    ])
  })

  test('who sees only its own customers gives work to nobody else, and calls on anybody', async () => {
    const own = () => as(service, { reach: 'OWNED', staffId: lan })
    expect(await refusal(assignFeedback(own(), { id, owner: minh }))).toEqual(['INVALID_INPUT owner'])
    await escalateFeedback(own(), { id, to: minh })
    expect(await allFeedback(service)).toMatchObject([
      { ownerId: lan, escalatedTo: minh, escalatedAt: service.now },
    ])
    const foreign = await complaint(service, await addCustomer(service, { ownerId: minh }))
    expect(await refusal(closeFeedback(own(), { id: foreign, outcome: 'RESOLVED' }))).toEqual([
      'NOT_FOUND id',
    ])
  })
})

test('work on feedback takes its scope, and the version that the caller knows', async () => {
  const scopes = new Set(['feedback:read', 'interactions:write'] as const)
  expect(await refusal(closeFeedback(as(service, { scopes }), { id, outcome: 'RESOLVED' }))).toEqual([
    'FORBIDDEN',
  ])
  expect(
    await refusal(closeFeedback(fresh(service), { id, expectedVersion: 2, outcome: 'RESOLVED' })),
  ).toEqual(['CONFLICT expectedVersion'])
})

test('the policy takes staff who work here, and all hours or none', async () => {
  await updateStaffMember(fresh(service), { id: lan, patch: { active: false } })
  const refused = (patch: object) => refusal(createFeedbackPolicy(fresh(service), { patch }))
  expect(await refused({ standIn: encodeId('staffMember', lan) })).toEqual(['CONFLICT patch.standIn'])
  expect(await refused({ escalateTo: 'stf_zz' })).toEqual(['NOT_FOUND patch.escalateTo'])
  expect(await refused({ hours: { complaint: 0 } })).toContain('INVALID_INPUT patch.hours.complaint')
})

test('the trail tells of feedback beside its interaction', async () => {
  const rows = await service.db.orm.select().from(changes).orderBy(desc(changes.id)).limit(2)
  expect(rows.map(({ action, entityId }) => [action, entityId])).toEqual([
    ['interaction.record', id],
    ['feedback.open', id],
  ])
})
