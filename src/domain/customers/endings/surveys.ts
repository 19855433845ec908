import { and, eq, gte, type SQL, sql } from 'drizzle-orm'
import { surveys } from '../../../database/tables/care/surveys.ts'
import type { Change } from '../../changes/change.ts'
import { standingCustomer } from '../../reach/standing.ts'
import type { Service } from '../../service/service.ts'
import { thisChange } from '../../writes/commit.ts'

type Survey = typeof surveys.$inferSelect

/** The surveys that wait for a customer's answer. One read. */
export const readWaitingSurveys = async ({ db, today }: Service, customer: number): Promise<Survey[]> =>
  db.orm
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.customerId, standingCustomer(customer)),
        eq(surveys.state, 'OPEN'),
        gte(surveys.expiresOn, today),
      ),
    )
    .orderBy(surveys.id)

/** Has a customer not asked any more. Nobody declined: the last day is over. */
export const endedSurveys = ({ now, today }: Service, customerId: number): SQL =>
  sql`UPDATE surveys SET expires_on = ${today - 1}, version = version + 1, updated_at = ${now}, change_id = ${thisChange}
    WHERE customer_id = ${customerId} AND state = 'OPEN' AND expires_on >= ${today}`

/** What the trail tells of each. */
export const tellEnded = ({ today }: Service, ended: readonly Survey[]): Change[] =>
  ended.map(before => ({
    action: 'survey.expire',
    entityId: before.id,
    before,
    after: { ...before, expiresOn: today - 1 },
  }))
