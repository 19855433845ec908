import { eq, max } from 'drizzle-orm'
import { nights } from '../../database/tables/nights.ts'
import { StaleRead } from '../commit.ts'
import type { Service } from '../context.ts'
import { dueDays } from './due-days.ts'
import { beginNight } from './run-night.ts'

/**
 * What the clock's tick does: begins the oldest business day that is due and not done. Each run begins the
 * next one when it is through, so days never overtake each other.
 * @returns the day begun, or null when nothing is due or another tick was faster
 */
export async function startDueNights(service: Service): Promise<number | null> {
  const [completed] = await service.db.orm
    .select({ day: max(nights.day) })
    .from(nights)
    .where(eq(nights.state, 'COMPLETED'))
  const [oldest] = dueDays(service.now, service.workspace.timeZone, completed?.day ?? null)
  if (oldest === undefined) return null
  try {
    await beginNight(service, oldest, false)
  } catch (error) {
    // Another tick began it in the meantime.
    if (!(error instanceof StaleRead)) throw error
    return null
  }
  return oldest
}
