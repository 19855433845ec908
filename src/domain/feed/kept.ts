import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import type { Sweep } from '../sweeps/sweep.ts'

/** For how many days the feed tells of a change. */
export const keptDays = 30

const day = 86_400_000

/**
 * The newest change that the feed does not tell any more: the last one before the newest night that began before the
 * retention. So a change is told for at least `keptDays`, and for as long as no later night ran.
 */
export const forgottenUpTo = (now: number): SQL =>
  sql`ifnull((SELECT max(watermark) FROM nights WHERE started_at < ${now - keptDays * day}), 0)`

const oldRow = z.object({ changeId: z.int(), entity: z.string(), rowId: z.int() })

/**
 * The stage of the night that deletes which rows the changes wrote that the feed does not tell any more. Counts them as
 * `changeRows`.
 * @param chunkSize rows per step
 */
export const changeRowSweep = (chunkSize: number): Sweep<true> => ({
  name: 'changeRows',
  cursor: z.literal(true),
  async step(service: Service) {
    const old = await checkedRows(
      service.db.orm,
      oldRow,
      sql`SELECT change_id AS changeId, entity, row_id AS rowId FROM change_rows
        WHERE change_id <= ${forgottenUpTo(service.now)} ORDER BY change_id, entity, row_id LIMIT ${chunkSize}`,
    )
    const last = old.at(-1)
    if (last)
      await service.db.write([
        sql`DELETE FROM change_rows WHERE (change_id, entity, row_id) <= (${last.changeId}, ${last.entity}, ${last.rowId})`,
      ])
    return { next: old.length < chunkSize ? null : true, counts: { changeRows: old.length } }
  },
})

export const forgetChangeRows = changeRowSweep(1_000)
