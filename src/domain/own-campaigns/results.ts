import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { touches } from '../../database/tables/care/touches.ts'
import { perHead, type Share, shareOf } from '../../lib/mathematics/share.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import type { Service } from '../service/service.ts'

/** What came of a campaign of the house, as far as the customers within reach go. */
export interface CampaignResults {
  planned: number
  leftOut: number
  touched: number
  bounced: number
  responded: number
  came: number
  /** Of the touched; null of nobody. */
  responses: Share | null
  /** Of the campaign and of all its touches. */
  cost: bigint
  costPerResponse: bigint | null
}

const row = z.object({
  id: z.int(),
  planned: z.int(),
  leftOut: z.int(),
  touched: z.int(),
  bounced: z.int(),
  responded: z.int(),
  came: z.int(),
  /** Digits: a sum of money may pass 2^53. */
  cost: z.string(),
})

/** By campaign. Who came has responded. One round trip over the touches of these campaigns. */
export async function readCampaignResults(
  service: Service,
  ids: readonly number[],
): Promise<Map<number, CampaignResults>> {
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT o.id AS id, ifnull(sum(t.state = 'PLANNED'), 0) AS planned, ifnull(sum(t.state = 'LEFT_OUT'), 0) AS leftOut,
      count(t.touched_on) AS touched, ifnull(sum(t.state = 'BOUNCED'), 0) AS bounced,
      count(t.responded_on) AS responded, ifnull(sum(t.state = 'CAME'), 0) AS came,
      CAST(ifnull(o.cost, 0) + ifnull(sum(t.cost), 0) AS TEXT) AS cost
    FROM own_campaigns AS o LEFT JOIN (
      SELECT * FROM ${touches} WHERE ${ofCustomersWithinReach(service, touches) ?? sql`1`}) AS t ON t.own_campaign_id = o.id
    WHERE o.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
    GROUP BY o.id`,
  )
  return new Map(
    rows.map(({ id, cost: digits, ...counts }) => {
      const cost = BigInt(digits)
      const { responded, touched } = counts
      return [
        id,
        {
          ...counts,
          responses: shareOf(responded, touched),
          cost,
          costPerResponse: perHead(cost, responded),
        },
      ]
    }),
  )
}
