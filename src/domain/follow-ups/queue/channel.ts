import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Channel } from '../../../database/tables/customers/channels.ts'
import { consentsTo } from '../../facts/consent.ts'
import type { Service } from '../../service/service.ts'
import type { CandidateRow } from './tactics/tactic.ts'

/**
 * The channel that an item proposes: of those for which the house has an address, else of all that the customer allows, one
 * that it prefers, else the tactic's usual one; null when none is left.
 */
export function proposedChannel({ preferred, channels, known }: CandidateRow): Channel | null {
  const reached = channels.filter(channel => known.includes(channel))
  const open = reached.length > 0 ? reached : channels
  return preferred.find(channel => open.includes(channel)) ?? open[0] ?? null
}

/** Whether a customer is not reached by a channel at an instant, by what is known of that channel. */
export const channelClosed = (customer: SQL, channel: SQL, at: number): SQL => sql`EXISTS (
  SELECT 1 FROM channel_reachability r WHERE r.customer_id = ${customer} AND r.channel = ${channel} AND r.subchannel = ''
    AND iif(r.reachable, r.expires_at <= ${at}, ifnull(r.expires_at > ${at}, 1)))`

const barredRow = z.object({ id: z.int() })

/**
 * Of follow-ups those whose channel is one that the customer forbade, withdrew the consent to, or is not reached by any
 * more, since the night proposed it. One read.
 */
export async function readBarred(
  { db, now }: Service,
  ids: readonly number[],
): Promise<ReadonlyMap<number, true>> {
  const rows = await checkedRows(
    db.orm,
    barredRow,
    sql`SELECT f.id AS id FROM follow_ups AS f JOIN customers AS c ON c.id = f.customer_id
      WHERE f.id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND f.channel IS NOT NULL
        AND (f.channel IN (SELECT value FROM json_each(c.forbidden_channels))
          OR ${channelClosed(sql`c.id`, sql`f.channel`, now)} OR NOT ${consentsTo(sql`c.id`, 'CARE', sql`f.channel`)})`,
  )
  return new Map(rows.map(({ id }) => [id, true]))
}
