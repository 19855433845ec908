import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { answerSurvey } from '../../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../../src/domain/surveys/ask-survey.ts'
import { declineSurvey } from '../../../src/domain/surveys/decline-survey.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

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
