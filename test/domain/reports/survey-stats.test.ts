import { expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { readSurveyStats } from '../../../src/domain/reports/survey-stats.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { answerSurvey } from '../../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../../src/domain/surveys/ask-survey.ts'
import { declineSurvey } from '../../../src/domain/surveys/decline-survey.ts'
import { testDatabase } from '../../support/database.ts'
import { at, fresh, testService } from '../../support/service.ts'

test('Figures count what was asked, tell of few nothing, and take the rate of those whose time is over', async () => {
  const service = await testService(await testDatabase())
  const { staffMemberId: staff } = await createStaffMember(fresh(service), { name: 'An' })
  const surveys: number[] = []
  for (let nth = 0; nth < 24; nth++) {
    const { customerId: customer } = await createCustomer(fresh(service), { name: `Khách ${nth}` })
    const { surveyId } = await askSurvey(fresh(service), {
      ...{ customer, kind: 'RECOMMENDATION', occasion: 'OTHER', staff: nth < 4 ? staff : null },
      expiresOn: service.today + (nth < 22 ? 3 : 60),
    })
    surveys.push(surveyId)
  }
  const later = at(service, service.now + 5 * 86_400_000)
  const scores = [...Array(10).fill(10), ...Array(5).fill(8), ...Array(5).fill(2)]
  for (const [nth, score] of scores.entries()) await answerSurvey(fresh(later), { id: surveys[nth], score })
  await declineSurvey(fresh(later), { id: surveys[23] })
  const days = { from: service.today, until: later.today }
  const asked = { kind: 'RECOMMENDATION', ...days }
  const { all, groups } = await readSurveyStats(fresh(later), { ...asked, by: 'STAFF' })
  expect(all).toMatchObject({
    ...{ asked: 24, answered: 20, declined: 1, expired: 2, scores: 20, mean: 7.5 },
    responses: { part: 20, whole: 22, share: { rate: 90.91 } },
    netPromoter: { score: 25 },
  })
  expect(groups.map(group => [group.staffId, group.asked, group.mean])).toEqual([
    [null, 20, null],
    [staff, 4, null],
  ])
  const months = (await readSurveyStats(fresh(later), { ...asked, by: 'MONTH' })).groups
  expect(months).toHaveLength(1)
  const none = await readSurveyStats(fresh(later), { kind: 'SATISFACTION', ...days })
  expect(none).toEqual({
    all: {
      ...{ asked: 0, answered: 0, declined: 0, expired: 0, scores: 0, mean: null, netPromoter: null },
      responses: { part: 0, whole: 0, share: null },
    },
    ...{ groups: [], truncated: false },
  })
})

test('Nobody declined whose survey a restriction or an erasure ended', async () => {
  const service = await testService(await testDatabase())
  const ask = async (name: string) => {
    const { customerId: customer } = await createCustomer(fresh(service), { name })
    const { surveyId } = await askSurvey(fresh(service), {
      ...{ customer, kind: 'SATISFACTION', occasion: 'OTHER' },
    })
    return { customer, surveyId }
  }
  const [restricted, erased, declined] = [await ask('An'), await ask('Bình'), await ask('Chi')]
  await restrictCustomer(fresh(service), { customer: restricted.customer, reason: 'PERSON_ASKED' })
  await erasePerson(fresh(service), { customer: erased.customer })
  await declineSurvey(fresh(service), { id: declined.surveyId })
  const days = { from: service.today, until: service.today }
  expect((await readSurveyStats(fresh(service), { kind: 'SATISFACTION', ...days })).all).toMatchObject({
    ...{ asked: 3, answered: 0, declined: 1, expired: 2 },
  })
})
