import { asc, lt, sql } from 'drizzle-orm'
import * as z from 'zod'
import { tokenLevels } from '../../database/tables/house/api-keys.ts'
import type { Sweep } from '../sweeps/sweep.ts'

/**
 * When the bucket of somebody with a token counts as leaked, in milliseconds: a day. A full one is empty after a minute,
 * and no row is an empty one.
 */
export const leaked = 86_400_000

/**
 * The stage of the night that deletes how full the buckets were of those with a token who came no more, by the clock.
 * Counts them as `tokenLevels`; writes nothing where there are none.
 * @param chunkSize buckets per step
 */
export const tokenLevelSweep = (chunkSize: number): Sweep<true> => ({
  name: 'tokenLevels',
  cursor: z.literal(true),
  async step(service) {
    const old = await service.db.orm
      .select({ caller: tokenLevels.caller })
      .from(tokenLevels)
      .where(lt(tokenLevels.levelAt, service.now - leaked))
      .orderBy(asc(tokenLevels.caller))
      .limit(chunkSize)
    if (old.length > 0)
      await service.db.write([
        sql`DELETE FROM token_levels
          WHERE caller IN (SELECT value ->> 'caller' FROM json_each(${JSON.stringify(old)}))
          AND level_at < ${service.now - leaked}`,
      ])
    return { next: old.length < chunkSize ? null : true, counts: { tokenLevels: old.length } }
  },
})

export const forgetTokenLevels = tokenLevelSweep(1_000)
