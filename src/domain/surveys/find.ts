import { and, eq } from 'drizzle-orm'
import { surveys } from '../../database/tables/work/surveys.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { foundAt } from '../writes/versions.ts'

export type Survey = typeof surveys.$inferSelect

/**
 * The survey, at the version that the caller says it has, if any. One read.
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export const findSurvey = (
  service: Service,
  id: number,
  expected: number | null | undefined,
): Promise<Survey> => {
  const within = and(eq(surveys.id, id), ofCustomersWithinReach(service, surveys))
  return foundAt(service.db.orm.select().from(surveys).where(within), 'survey', expected)
}

/** The conflict of what was answered, or declined. */
export const surveyClosed = ({ id }: Survey) =>
  conflict(['id'], say('surveyClosed'), { reason: 'CLOSED', current: { kind: 'survey', id } })
