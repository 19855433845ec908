import { asc, lt, sql } from 'drizzle-orm'
import * as z from 'zod'
import { occasions } from '../../database/tables/customers/profile.ts'
import type { Sweep } from '../sweeps/sweep.ts'
import { nextDayOf } from './occasion-day.ts'

/**
 * The stage of the night that looks up when occasions fall next that have passed. Counts them as `occasions`; writes
 * nothing where there are none. Nobody is told: a row says the same day of each year as before.
 * @param chunkSize occasions per step
 */
export const occasionSweep = (chunkSize: number): Sweep<true> => ({
  name: 'occasions',
  cursor: z.literal(true),
  async step(service) {
    const { orm } = service.db
    const passed = await orm
      .select()
      .from(occasions)
      .where(lt(occasions.nextOn, service.today))
      .orderBy(asc(occasions.nextOn), asc(occasions.id))
      .limit(chunkSize)
    const renewed = passed.map(row => ({ id: row.id, next: nextDayOf(row, service.today) }))
    if (renewed.length > 0)
      await service.db.write([
        sql`UPDATE occasions SET next_on = renewed.next
          FROM (SELECT value ->> 'id' AS id, value ->> 'next' AS next FROM json_each(${JSON.stringify(renewed)})) AS renewed
          WHERE occasions.id = renewed.id AND occasions.next_on < ${service.today}`,
      ])
    return { next: passed.length < chunkSize ? null : true, counts: { occasions: passed.length } }
  },
})

export const renewOccasions = occasionSweep(1_000)
