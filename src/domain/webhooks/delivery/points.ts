import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { type Bucket, levelAfter, levelNow } from '../../service/points.ts'
import type { Service } from '../../service/service.ts'

const levelRow = z.object({ caller: z.string(), level: z.int(), levelAt: z.int() })

/** What the owners of webhooks have left to spend, in this sweep. */
export interface Purses {
  /** @returns null where there is as much, else the milliseconds until there will be */
  spend(caller: string, cost: number): number | null
  /** What was spent of each owner's bucket, to be written. */
  spent(): SQL[]
}

/**
 * The buckets of cost points of the owners of webhooks, from which their requests are paid too. Written twice, where
 * nobody knows whether it was applied, an owner gets a little less, once.
 */
export async function pursesOf(
  { db, now }: Service,
  webhookIds: readonly number[],
  { capacity, perSecond }: Bucket,
): Promise<Purses> {
  const rows = await checkedRows(
    db.orm,
    levelRow,
    sql`
    SELECT DISTINCT w.owner AS caller, coalesce(k.level, t.level, 0) AS level, coalesce(k.level_at, t.level_at, 0) AS levelAt
    FROM webhooks AS w
      LEFT JOIN api_keys AS k ON k.id = iif(w.owner LIKE 'key:%', CAST(substr(w.owner, 5) AS INTEGER), NULL)
      LEFT JOIN token_levels AS t ON t.caller = w.owner
    WHERE w.id IN (SELECT value FROM json_each(${JSON.stringify(webhookIds)}))`,
  )
  const levels = new Map(
    rows.map(({ caller, level, levelAt }) => [caller, levelNow(level, levelAt, now, perSecond)]),
  )
  const spent = new Map<string, number>()
  return {
    spend(caller, cost) {
      const already = spent.get(caller) ?? 0
      const over = (levels.get(caller) ?? 0) + already + cost - capacity
      if (over > 0) return Math.ceil((over / perSecond) * 1_000)
      if (cost > 0) spent.set(caller, already + cost)
      return null
    },
    spent: () => [...spent].map(([caller, points]) => charge(caller, points, now, perSecond)),
  }
}

function charge(caller: string, spent: number, now: number, perSecond: number): SQL {
  const spending = { spent, now, perSecond }
  const [, key] = /^key:(\d+)$/.exec(caller) ?? []
  return key === undefined
    ? sql`INSERT INTO token_levels (caller, level, level_at) VALUES (${caller}, ${spent}, ${now})
        ON CONFLICT (caller) DO UPDATE SET level = ${levelAfter(spending)}, level_at = max(level_at, ${now})`
    : sql`UPDATE api_keys SET level = ${levelAfter(spending)}, level_at = max(level_at, ${now})
        WHERE id = ${Number(key)}`
}
