import { beforeEach, expect, test } from 'vitest'
import { closeFeedback } from '../../../src/domain/feedback/close-feedback.ts'
import { reopenFeedback } from '../../../src/domain/feedback/reopen-feedback.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { fillQueue } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { allFeedback, complaint, say } from '../feedback/world.ts'
import { addCustomer, addStaff, allItems } from './world.ts'

const today = dayOf('2026-03-01')
let service: TestService
let owner: number
let customer: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T00:30' })
  owner = await addStaff(service)
  customer = await addCustomer(service, { ownerId: owner })
})

const night = (of = service) => runThrough(of, fillQueue, runOf(of.today - 1))
const nextNight = () => {
  service = at(service, service.now + 86_400_000)
  return night()
}

test('Each piece of feedback that is past half its time on the next day is work, whatever else holds customers back', async () => {
  const first = await complaint(service, customer, { occurredAt: '2026-03-01T09:00' })
  const second = await complaint(service, customer, { occurredAt: '2026-03-01T20:00' })
  // Of 72 hours the half is over in the night of the third day.
  const later = await say(service, customer, { kind: 'FEEDBACK', occurredAt: '2026-03-01T20:00' })
  expect((await night()).counts).toMatchObject({ FEEDBACK: 2 })
  expect(await allItems(service)).toMatchObject([
    {
      ...{ tactic: 'FEEDBACK', period: `feedback:${first}`, state: 'OPEN', ownerId: owner },
      ...{ dueOn: today + 1, expiresOn: null, createdOn: today },
      reasons: [
        {
          ...{ code: 'COMPLAINT_UNANSWERED', measured: '2026-03-01', threshold: '2026-03-02' },
          facts: [{ type: 'INTERACTION', id: first }],
        },
      ],
    },
    { period: `feedback:${second}`, dueOn: today + 1 },
  ])
  expect((await night()).counts).not.toHaveProperty('FEEDBACK')
  expect((await nextNight()).counts).toMatchObject({ FEEDBACK: 1 })
  expect((await allItems(service)).at(-1)).toMatchObject({ period: `feedback:${later}`, dueOn: today + 3 })
})

test('It ends with its feedback, and comes again when that is opened again', async () => {
  const id = await complaint(service, customer, { occurredAt: '2026-03-01T09:00' })
  await night()
  await closeFeedback(fresh(service), { id, outcome: 'RESOLVED' })
  expect(await allItems(service)).toMatchObject([{ state: 'DONE', outcome: null }])
  await reopenFeedback(fresh(service), { id })
  await nextNight()
  expect(await allItems(service)).toMatchObject([
    { state: 'DONE' },
    { state: 'OPEN', period: `feedback:${id}#2` },
  ])
})

test('The contact that ends the work answers the feedback; where nobody answers there is work again the next day', async () => {
  const id = await complaint(service, customer, { occurredAt: '2026-03-01T09:00' })
  await night()
  const [item] = await allItems(service)
  await completeFollowUp(fresh(service), { id: item?.id, outcome: 'NO_ANSWER' })
  await nextNight()
  const [, again] = await allItems(service)
  expect(again).toMatchObject({
    period: `feedback:${id}#2`,
    reasons: [
      { code: 'COMPLAINT_UNANSWERED' },
      { code: 'NO_ANSWER_SO_FAR', measured: 1, facts: [{ type: 'FOLLOW_UP', id: item?.id }] },
    ],
  })
  const { interactionId } = await completeFollowUp(fresh(service), { id: again?.id, outcome: 'REACHED' })
  expect(await allFeedback(service)).toMatchObject([{ state: 'ANSWERED', answerId: interactionId }])
  expect((await nextNight()).counts).not.toHaveProperty('FEEDBACK')
})

test('Work on what is no feedback any more ends in the night', async () => {
  const id = await complaint(service, customer, { occurredAt: '2026-03-01T09:00' })
  await night()
  await correctInteraction(fresh(service), { id, patch: { kind: 'INQUIRY' } })
  expect((await nextNight()).counts).toMatchObject({ ended: 1 })
  expect(await allItems(service)).toMatchObject([{ state: 'DONE' }])
})
