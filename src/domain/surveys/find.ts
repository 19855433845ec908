import { and, eq } from 'drizzle-orm'
import { surveys } from '../../database/tables/care/surveys.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { conflict, type Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { found, requireVersion } from '../writes/versions.ts'

export type Survey = typeof surveys.$inferSelect

/**
 * The survey, at the version that the caller says it has, if any. One read.
 * @param path where the caller's input names it
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export async function findSurvey(
  service: Service,
  id: number,
  expected: number | null | undefined,
  path: Issue['path'] = ['id'],
): Promise<Survey> {
  const within = and(eq(surveys.id, id), ofCustomersWithinReach(service, surveys))
  const survey = await found(service.db.orm.select().from(surveys).where(within), 'survey', path)
  requireVersion(survey, 'survey', expected)
  return survey
}

/** The conflict of what was answered, or declined. */
export const surveyClosed = ({ id }: Survey, path: Issue['path'] = ['id']) =>
  conflict(path, say('surveyClosed'), { reason: 'CLOSED', current: { kind: 'survey', id } })
