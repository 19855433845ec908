import { eq, max } from 'drizzle-orm'
import { customers } from '../../database/tables/customers/customers.ts'
import { nights } from '../../database/tables/house/nights.ts'
import { UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { StaleRead } from '../writes/commit.ts'
import { dueDays } from './due-days.ts'
import { beginNight } from './run-night.ts'

/**
 * What the clock's tick does: begins the oldest business day that is due and not done. Each run begins the
 * next one when it is through, so days never overtake each other.
 * @returns the day begun, or null when nothing is due or nobody is recorded yet, another tick was faster or the run of another day is at work
 */
export async function startDueNights(service: Service): Promise<number | null> {
  const { orm } = service.db
  const [[completed], [somebody]] = await Promise.all([
    orm
      .select({ day: max(nights.day) })
      .from(nights)
      .where(eq(nights.state, 'COMPLETED')),
    orm.select({ id: customers.id }).from(customers).limit(1),
  ])
  // A night over nobody would find nothing, and make every earlier day one that is past.
  if (!somebody) return null
  const [oldest] = dueDays(service.now, service.workspace.timeZone, completed?.day ?? null)
  if (oldest === undefined) return null
  try {
    await beginNight(service, oldest, false)
  } catch (error) {
    // Another tick began it in the meantime, or has to wait for the same run.
    if (error instanceof StaleRead || (error instanceof UserError && error.code === 'CONFLICT')) return null
    throw error
  }
  return oldest
}
