import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { answerFeedback } from '../../../src/domain/feedback/answer-feedback.ts'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { readFeedbackViolations } from '../../../src/domain/feedback/violations.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { readPerson } from '../../../src/domain/privacy/read-person.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { answerSurvey } from '../../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../../src/domain/surveys/ask-survey.ts'
import { declineSurvey } from '../../../src/domain/surveys/decline-survey.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { contents } from '../../support/world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const day = 86_400_000

const newCustomer = async (name = 'Lan') => (await createCustomer(fresh(service), { name })).customerId

async function happened(customer: number, kind: 'DELIVERY' | 'COMPLAINT') {
  const said = { customer: { id: customer }, kind, channel: 'PHONE' }
  return (await recordInteraction(fresh(service), said)).interactionId
}

const asks = (input: object) =>
  askSurvey(fresh(service), { kind: 'RECOMMENDATION', occasion: 'OTHER', ...input })

const shown = (id: number, as = fresh(service)) =>
  ask<{
    survey: {
      state: string
      answer: { score: number; body: string; feedback: { state: string } | null } | null
    }
  }>(as, 'query ($id: ID!) { survey(id: $id) { state answer { score body feedback { state } } } }', {
    id: encodeId('survey', id),
  }).then(({ survey }) => survey)

test('An answer is recorded as a survey response, and a low score is feedback at once', async () => {
  const customer = await newCustomer()
  const about = await happened(customer, 'DELIVERY')
  const { surveyId } = await asks({ customer, occasion: 'DELIVERY', about })
  expect(await shown(surveyId)).toEqual({ state: 'OPEN', answer: null })
  await answerSurvey(fresh(service), { id: surveyId, score: 6, comment: 'It came late' })
  expect(await shown(surveyId)).toEqual({
    state: 'ANSWERED',
    answer: { score: 6, body: 'It came late', feedback: { state: 'OPEN' } },
  })
})

test('The same answer under the same key is kept once, another one is a conflict', async () => {
  const { surveyId: id } = await asks({ customer: await newCustomer() })
  const answer = (score: number, externalId: string) =>
    answerSurvey(fresh(service), { id, score, source: 'forms', externalId })
  const first = await answer(9, 'a')
  expect(await answer(9, 'a')).toEqual(first)
  expect(await refusal(answer(8, 'a'))).toEqual(['CONFLICT externalId'])
  expect(await refusal(answer(9, 'b'))).toEqual(['CONFLICT id'])
})

test('Of one occasion a customer has one survey at a time that may still be answered', async () => {
  const customer = await newCustomer()
  const [one, other] = [await happened(customer, 'DELIVERY'), await happened(customer, 'DELIVERY')]
  const both = [one, one].map(about => asks({ customer, occasion: 'DELIVERY', about }))
  const outcomes = await Promise.allSettled(both)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const { surveyId } = await asks({ customer, occasion: 'DELIVERY', about: other })
  const again = () => asks({ customer, occasion: 'DELIVERY', about: other })
  expect(await refusal(again())).toEqual(['CONFLICT occasion'])
  await declineSurvey(fresh(service), { id: surveyId })
  await again()
})

test('A survey expires with its last day, then the customer may be asked again, and a late answer still counts', async () => {
  const customer = await newCustomer()
  const { surveyId } = await asks({ customer, expiresOn: service.today + 2 })
  const later = at(service, service.now + 3 * day)
  expect((await shown(surveyId, later)).state).toBe('EXPIRED')
  const found = await ask<{ surveys: { nodes: { id: string }[] } }>(
    fresh(later),
    '{ surveys(filter: { state: { equals: EXPIRED } }) { nodes { id } } }',
  )
  expect(found.surveys.nodes).toContainEqual({ id: encodeId('survey', surveyId) })
  await askSurvey(fresh(later), { customer, kind: 'RECOMMENDATION', occasion: 'OTHER' })
  await answerSurvey(fresh(later), { id: surveyId, score: 10 })
  expect((await shown(surveyId, later)).state).toBe('ANSWERED')
})

test('A complaint is asked about once it is closed', async () => {
  const customer = await newCustomer()
  const about = await happened(customer, 'COMPLAINT')
  const asked = () => asks({ customer, occasion: 'COMPLAINT_CLOSED', about })
  expect(await refusal(asked())).toEqual(['NOT_FOUND about'])
  await closeFeedback(fresh(service), { id: about, outcome: 'RESOLVED' })
  await asked()
})

test('Work on a customer ends with the score that the customer gave', async () => {
  const customer = await newCustomer()
  const { surveyId } = await asks({ customer })
  const promise = async () =>
    (await createFollowUp(fresh(service), { customer, dueOn: service.today })).followUpId
  const complete = async (survey: object, outcome = 'REACHED') =>
    completeFollowUp(fresh(service), { id: await promise(), outcome, survey })
  expect(await refusal(complete({ score: 9 }, 'NO_ANSWER'))).toEqual(['INVALID_INPUT outcome'])
  const elsewhere = await asks({ customer: await newCustomer() })
  expect(await refusal(complete({ id: elsewhere.surveyId, score: 9 }))).toEqual(['NOT_FOUND survey.id'])
  await complete({ id: surveyId, score: 3, comment: 'Too dear' })
  expect(await shown(surveyId)).toMatchObject({ state: 'ANSWERED', answer: { score: 3, body: 'Too dear' } })
  await complete({ score: 10 })
  const { customer: found } = await ask<{ customer: { surveys: { nodes: object[] } } }>(
    fresh(service),
    'query ($id: ID!) { customer(by: { id: $id }) { surveys { nodes { kind state answer { score } } } } }',
    { id: encodeId('customer', customer) },
  )
  expect(found.surveys.nodes).toContainEqual({
    kind: 'SATISFACTION',
    state: 'ANSWERED',
    answer: { score: 10 },
  })
})

test('Surveys go to the survivor of a merge, and back', async () => {
  const [survivor, merged] = [await newCustomer('Hai'), await newCustomer('Hải')]
  const { surveyId: id } = await asks({ customer: merged })
  await asks({ customer: survivor })
  const customerOf = async () =>
    (await service.db.orm.query.surveys.findFirst({ where: (of, { eq }) => eq(of.id, id) }))?.customerId
  const { mergeId } = await mergeCustomers(fresh(service), { survivor, merged })
  expect(await customerOf()).toBe(survivor)
  await unmergeCustomers(fresh(service), { id: mergeId })
  expect(await customerOf()).toBe(merged)
})

test('Of two who wait for an answer on one occasion a merge has the survivor asked on, until they are two again', async () => {
  const [one, twin] = [await newCustomer(), await newCustomer('Twin')]
  const [{ surveyId: kept }, { surveyId: gone }] = [
    await asks({ customer: one }),
    await asks({ customer: twin }),
  ]
  const { mergeId, moved } = await mergeCustomers(fresh(service), { survivor: one, merged: twin })
  expect(moved).toContainEqual({ kind: 'SURVEY', rows: 1, givenWay: 1 })
  const lastDays = async () =>
    fresh(service).db.orm.all<{ id: number; waits: number }>(
      sql`SELECT id, expires_on >= ${service.today} AS waits FROM surveys WHERE id IN (${kept}, ${gone}) ORDER BY id`,
    )
  expect(await lastDays()).toEqual([
    { id: kept, waits: 1 },
    { id: gone, waits: 0 },
  ])
  await unmergeCustomers(fresh(service), { id: mergeId })
  expect(await lastDays()).toEqual([
    { id: kept, waits: 1 },
    { id: gone, waits: 1 },
  ])
})

test('What was done on a survey, a complaint and a follow-up while two were one goes back with whose they are', async () => {
  const [one, twin] = [await newCustomer(), await newCustomer('Twin')]
  const delivered = await happened(twin, 'DELIVERY')
  const complaint = await happened(twin, 'COMPLAINT')
  const answeredBefore = await happened(twin, 'COMPLAINT')
  const { surveyId } = await asks({ customer: twin })
  const { followUpId } = await createFollowUp(fresh(service), { customer: twin, dueOn: '2026-03-03' })
  const later = () => at(service, service.now + day)
  const call = await recordInteraction(later(), {
    customer: { id: one },
    kind: 'CALL',
    direction: 'OUTBOUND',
  })
  const { mergeId } = await mergeCustomers(later(), { survivor: one, merged: twin })
  const late = () => at(service, service.now + 2 * day)
  await answerSurvey(late(), { id: surveyId, score: 1, comment: 'Twin only' })
  await answerFeedback(late(), { id: complaint, body: 'Sorry, twin' })
  await answerFeedback(late(), { id: answeredBefore, interaction: call.interactionId })
  await completeFollowUp(late(), { id: followUpId, outcome: 'REACHED', note: 'Spoke' })
  const { surveyId: since } = await askSurvey(late(), {
    ...{ customer: one, kind: 'SATISFACTION', occasion: 'DELIVERY', about: delivered },
  })
  const { conflicts } = await unmergeCustomers(late(), { id: mergeId })
  expect(conflicts.filter(({ reason }) => reason === 'FOLLOWS')).toMatchObject([
    { kind: 'FEEDBACK', rows: 1 },
    { kind: 'INTERACTION', rows: 3 },
    { kind: 'SURVEY', rows: 1, ids: [since] },
  ])
  const { orm } = fresh(service).db
  const crossing = await orm.all(sql`
    SELECT 'answer of survey' FROM surveys AS s JOIN interactions AS i ON i.id IN (s.answer_id, s.about_id) WHERE i.customer_id <> s.customer_id
    UNION ALL SELECT 'feedback' FROM feedback AS f JOIN interactions AS i ON i.id IN (f.id, f.answer_id) WHERE i.customer_id <> f.customer_id
    UNION ALL SELECT 'follow-up' FROM follow_ups AS f JOIN interactions AS i ON i.id = f.interaction_id WHERE i.customer_id <> f.customer_id`)
  expect(crossing).toEqual([])
  const { kinds } = await readFeedbackViolations(late())
  expect(kinds).toContainEqual({ kind: 'OTHER_CUSTOMER', count: 0 })
  expect(JSON.stringify(await readPerson(late(), [twin]))).toContain('Twin only')
  expect(JSON.stringify(await readPerson(late(), [one]))).not.toContain('Twin only')
  expect(await shown(surveyId)).toMatchObject({ answer: { body: 'Twin only', feedback: { state: 'OPEN' } } })
  const states = await orm.all(
    sql`SELECT state FROM feedback WHERE id IN (${complaint}, ${answeredBefore}) ORDER BY id`,
  )
  expect(states).toEqual([{ state: 'ANSWERED' }, { state: 'OPEN' }])
  await erasePerson(late(), { customer: twin })
  expect(JSON.stringify(await contents(service))).not.toContain('Twin only')
})

test('An answer stays one when it is corrected, and comes from the customer', async () => {
  const { surveyId } = await asks({ customer: await newCustomer() })
  const { interactionId: id } = await answerSurvey(fresh(service), { id: surveyId, score: 9 })
  const corrects = (patch: object) => correctInteraction(fresh(service), { id, patch })
  for (const [patch, path] of [
    [{ score: 0, direction: 'OUTBOUND' }, 'patch.direction'],
    [{ direction: null }, 'patch.direction'],
    [{ occurredAt: '2020-01-01T00:00' }, 'patch.occurredAt'],
    [{ score: null }, 'patch.score'],
    [{ kind: 'CALL', score: null }, 'patch.kind'],
  ] as const)
    expect(await refusal(corrects(patch))).toEqual([`INVALID_INPUT ${path}`])
  await corrects({ score: 0 })
  expect(await shown(surveyId)).toMatchObject({ answer: { score: 0, feedback: { state: 'OPEN' } } })
  const outbound = {
    customer: { id: await newCustomer() },
    kind: 'SURVEY_RESPONSE',
    score: 1,
    direction: 'OUTBOUND',
  }
  expect(await refusal(recordInteraction(fresh(service), outbound))).toEqual(['INVALID_INPUT direction'])
})

test('Whoever is restricted is not asked any more: what waits is closed, and told', async () => {
  const customer = encodeId('customer', await newCustomer())
  const { surveyId } = await asks({ customer })
  await restrictCustomer(fresh(service), { customer, reason: 'Disputes the bill' })
  expect(await shown(surveyId)).toMatchObject({ state: 'EXPIRED' })
  const told = await fresh(service).db.orm.all(
    sql`SELECT action FROM changes WHERE entity = 'survey' AND entity_id = ${surveyId} ORDER BY id`,
  )
  expect(told).toEqual([{ action: 'survey.ask' }, { action: 'survey.expire' }])
})
