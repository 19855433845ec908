import { asc, inArray, lt } from 'drizzle-orm'
import * as z from 'zod'
import { webhookDeliveries } from '../../../database/tables/house/webhooks.ts'
import { keptDays } from '../../feed/kept.ts'
import type { Sweep } from '../../sweeps/sweep.ts'

const day = 86_400_000

/**
 * The stage of the night that deletes deliveries as old as the changes that the feed forgets, whatever became of them.
 * Counts them as `deliveries`.
 * @param chunkSize deliveries per step
 */
export const deliverySweep = (chunkSize: number): Sweep<true> => ({
  name: 'deliveries',
  cursor: z.literal(true),
  async step({ db, now }) {
    const { id, createdAt } = webhookDeliveries
    const old = await db.orm
      .select({ id })
      .from(webhookDeliveries)
      .where(lt(createdAt, now - keptDays * day))
      .orderBy(asc(createdAt))
      .limit(chunkSize)
    const ids = old.map(row => row.id)
    if (ids.length > 0) await db.write([db.orm.delete(webhookDeliveries).where(inArray(id, ids))])
    return { next: old.length < chunkSize ? null : true, counts: { deliveries: old.length } }
  },
})

export const forgetDeliveries = deliverySweep(500)
