import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'

const refreshRow = z.object({ at: z.int().nullable() })

/**
 * When the newest completed night began, in milliseconds; null before the first. Each such night judges every
 * customer by every rule, and writes nothing where nothing changed.
 */
export async function newestRefresh(service: Service): Promise<number | null> {
  const rows = await checkedRows(
    service.db.orm,
    refreshRow,
    sql`
    SELECT max(started_at) AS at FROM nights WHERE state = 'COMPLETED' AND current = 1`,
  )
  return rows[0]?.at ?? null
}

/**
 * The instant since which a segment's members and counts are known to be true: its own last computation that
 * changed something, or the newest night that confirmed it.
 * @param refresh see `newestRefresh`
 */
export const computedAt = (segment: { computedAt: number }, refresh: number | null): number =>
  Math.max(segment.computedAt, refresh ?? segment.computedAt)
