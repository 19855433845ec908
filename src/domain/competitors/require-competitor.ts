import { eq } from 'drizzle-orm'
import { competitors } from '../../database/tables/competitors.ts'
import type { Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { found } from '../writes/versions.ts'

/**
 * Checks that a competitor exists. One read.
 * @throws UserError `NOT_FOUND`
 */
export async function requireCompetitor(service: Service, id: number, path: Issue['path']): Promise<void> {
  const { orm } = service.db
  await found(
    orm.select({ id: competitors.id }).from(competitors).where(eq(competitors.id, id)),
    'competitor',
    path,
  )
}
