import { and, eq, max } from 'drizzle-orm'
import { nights } from '../../database/tables/house/nights.ts'
import type { Service } from '../service/service.ts'
import { metricsVersion } from './purchase-metrics.ts'

/** The newest day whose night stored current metrics as this version has them; null before the first. */
export async function readMetricsAsOf({ db }: Service): Promise<number | null> {
  const [found] = await db.orm
    .select({ day: max(nights.day) })
    .from(nights)
    .where(
      and(eq(nights.state, 'COMPLETED'), eq(nights.current, true), eq(nights.metricsVersion, metricsVersion)),
    )
  return found?.day ?? null
}
