import { and, eq } from 'drizzle-orm'
import { interactions } from '../../database/tables/customers/interactions.ts'
import type { Service } from '../service/service.ts'
import type { SurveySubject } from '../surveys/answered-at-once.ts'
import type { FollowUp } from './open-item.ts'

const anything: SurveySubject = { occasion: 'OTHER', aboutId: null }

const occasionOf: Readonly<Record<string, 'DELIVERY' | 'COMPLAINT_CLOSED'>> = {
  DELIVERED_LATELY: 'DELIVERY',
  BOUGHT_LATELY: 'DELIVERY',
  COMPLAINT_CLOSED_LATELY: 'COMPLAINT_CLOSED',
  SURVEY_OWED_DELIVERY: 'DELIVERY',
  SURVEY_OWED_PURCHASE: 'DELIVERY',
  SURVEY_OWED_FIRST_PURCHASE: 'DELIVERY',
  SURVEY_OWED_COMPLAINT_CLOSED: 'COMPLAINT_CLOSED',
}

/** What a score is about that is given when an item is completed: what the item asks about, as long as that is kept. One read at most. */
export async function surveySubject({ db }: Service, item: FollowUp): Promise<SurveySubject> {
  const asked = item.reasons.flatMap(({ code, facts: [fact] }) => {
    const occasion = occasionOf[code]
    return occasion && fact?.type === 'INTERACTION' ? [{ occasion, aboutId: fact.id }] : []
  })[0]
  if (!asked) return anything
  const [kept] = await db.orm
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.id, asked.aboutId), eq(interactions.customerId, item.customerId)))
  return kept ? asked : anything
}
