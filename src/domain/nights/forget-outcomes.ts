import { asc, lt, sql } from 'drizzle-orm'
import * as z from 'zod'
import { idempotency } from '../../database/tables/house/changes.ts'
import type { Sweep } from '../sweeps/sweep.ts'

/** For how long the outcome of a mutation under an `Idempotency-Key` is kept, in milliseconds: 7 days. */
export const retention = 7 * 86_400_000

/**
 * The stage of the night that deletes the outcomes kept for longer than the retention, by the clock and whatever the
 * day of the run. Counts them as `outcomes`; writes nothing where none is so old.
 * @param chunkSize outcomes per step
 */
export const outcomeSweep = (chunkSize: number): Sweep<true> => ({
  name: 'outcomes',
  cursor: z.literal(true),
  async step(service) {
    const old = await service.db.orm
      .select({ caller: idempotency.caller, key: idempotency.key, position: idempotency.position })
      .from(idempotency)
      .where(lt(idempotency.at, service.now - retention))
      .orderBy(asc(idempotency.at))
      .limit(chunkSize)
    if (old.length > 0)
      await service.db.write([
        sql`DELETE FROM idempotency WHERE (caller, key, position) IN (
          SELECT value ->> 'caller', value ->> 'key', value ->> 'position' FROM json_each(${JSON.stringify(old)}))
          AND at < ${service.now - retention}`,
      ])
    return { next: old.length < chunkSize ? null : true, counts: { outcomes: old.length } }
  },
})

export const forgetOutcomes = outcomeSweep(1_000)
