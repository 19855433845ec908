import { GraphQLObjectType } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { schema } from '../../../schema/index.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { queryOfMetric, readGoalProgress } from '../../../src/domain/reports/goal-progress.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { answerSurvey } from '../../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../../src/domain/surveys/ask-survey.ts'
import { testDatabase } from '../../support/database.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customers: number[]

beforeAll(async () => {
  service = await testService(await testDatabase())
  customers = await Promise.all(
    Array.from({ length: 24 }, async (_, nth) => {
      const { customerId } = await createCustomer(fresh(service), { name: `Khách ${nth}` })
      return customerId
    }),
  )
})

type Aim = Parameters<typeof readGoalProgress>[1]

const progress = (aim: Pick<Aim, 'metric' | 'target'> & Partial<Aim>, days = 0) =>
  readGoalProgress(at(service, service.now + days * 86_400_000), {
    ...{ direction: 'AT_LEAST', firstDay: service.today, lastDay: service.today + 30 },
    ...{ segmentId: null, campaignId: null },
    ...aim,
  })

test('Each metric names a query that there is', () => {
  const query = schema.getQueryType()
  expect(query).toBeInstanceOf(GraphQLObjectType)
  const fields = Object.keys(query?.getFields() ?? {})
  expect(Object.values(queryOfMetric).filter(name => !fields.includes(name))).toEqual([])
})

test('A goal that has not begun, and one of which nothing is known, are told as such', async () => {
  const later = { firstDay: service.today + 1, lastDay: service.today + 2 }
  expect(await progress({ metric: 'SATISFACTION', target: 8, ...later })).toMatchObject({
    ...{ standing: 'NOT_BEGUN', value: null, over: false },
  })
  for (const metric of ['RETENTION', 'NEW_CUSTOMERS', 'RETURNED_CUSTOMERS', 'NET_PROMOTER_SCORE'] as const)
    expect(await progress({ metric, target: 1 })).toMatchObject({ standing: 'CANNOT_TELL', sure: null })
  expect(await progress({ metric: 'VULNERABILITY_INDEX', target: 1, campaignId: 1 })).toMatchObject({
    ...{ standing: 'CANNOT_TELL', asOf: null },
  })
})

test('Of surveys the score and the mean count, of at least twenty', async () => {
  for (const [nth, customer] of customers.entries())
    for (const kind of ['RECOMMENDATION', 'SATISFACTION']) {
      const { surveyId: id } = await askSurvey(fresh(service), { customer, kind, occasion: 'OTHER' })
      if (nth < 19 || kind === 'RECOMMENDATION')
        await answerSurvey(fresh(service), { id, score: nth < 18 ? 10 : 2 })
    }
  // 18 promoters and 6 detractors of 24.
  const score = await progress({ metric: 'NET_PROMOTER_SCORE', target: 50 })
  expect(score).toMatchObject({ standing: 'REACHED', sure: false, value: 50, of: 24 })
  expect(score.interval?.lower).toBeLessThan(50)
  expect(await progress({ metric: 'NET_PROMOTER_SCORE', target: -20 })).toMatchObject({ sure: true })
  expect(await progress({ metric: 'SATISFACTION', target: 8 })).toMatchObject({
    ...{ standing: 'CANNOT_TELL', value: null, of: 19 },
  })
})

test('Follow-ups count once their day is over: done by it, of all that were not dismissed', async () => {
  for (const [nth, customer] of customers.slice(0, 20).entries()) {
    const dueOn = service.today + (nth < 18 ? 1 : 2)
    const { followUpId: id } = await createFollowUp(fresh(service), { customer, dueOn })
    if (nth < 10) await completeFollowUp(fresh(service), { id, outcome: 'REACHED' })
  }
  const aim = { metric: 'FOLLOW_UPS_IN_TIME', target: 90 } as const
  expect(await progress(aim, 2)).toMatchObject({ standing: 'CANNOT_TELL', of: 18 })
  expect(await progress(aim, 3)).toMatchObject({
    ...{ standing: 'NOT_REACHED', sure: true, value: 50, of: 20, over: false },
  })
  expect(await progress(aim, 31)).toMatchObject({ value: 50, over: true, asOf: service.today + 30 })
})

test('Members of a segment are those of now, with the target on either side', async () => {
  const rule = { name: { startsWith: 'Khách 1' } }
  const { segmentId } = await createSegment(fresh(service), { name: 'Ones', rule })
  const aim = { metric: 'SEGMENT_MEMBERS', target: 11, segmentId } as const
  expect(await progress(aim)).toMatchObject({ standing: 'REACHED', value: 11, sure: null })
  expect(await progress({ ...aim, direction: 'AT_MOST' })).toMatchObject({ standing: 'REACHED' })
  expect(await progress({ ...aim, direction: 'AT_MOST', target: 10 })).toMatchObject({
    standing: 'NOT_REACHED',
  })
})
