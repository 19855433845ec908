import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { dayText, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import type { Effect } from '../vulnerability/method/effect.ts'
import {
  type CampaignReading,
  newestSnapshots,
  readingColumns,
  readingRow,
  toReading,
} from './campaign-snapshots.ts'

export const attackOrders = ['WORST', 'BEST'] as const

export type AttackOrder = (typeof attackOrders)[number]

/** What one answer looks through at most: the campaigns that began last, and their regions. */
export const attackLimits = { campaigns: 100, regions: 1_000, first: 200 } as const

const schema = z.strictObject({
  competitor: idOf('competitor').optional(),
  asOf: dayText.nullish(),
  order: z.enum(attackOrders).nullish(),
  first: z.number().int().min(1).max(attackLimits.first).nullish(),
})

export interface AttackedRegion extends CampaignReading {
  regionId: number
}

export interface RegionsUnderAttack {
  regions: AttackedRegion[]
  /** More campaigns or regions are there than were looked through. */
  truncated: boolean
}

const regionReading = readingRow.extend({ regionId: z.int() })

/**
 * The newest result of each region of each campaign, ordered by what it says. A region where the treated
 * were shown to decline more comes before one where nothing was shown, that before one where they declined less, and
 * those before a region without an excess;
 * within these by excess, then VI, then ids: a handful of customers with a large figure leads nothing. BEST turns
 * the order round, and leaves regions without an excess or an observation last.
 *
 * One round trip: the index `vulnerability_snapshots_identity` is searched once for each campaign and region.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for an unknown competitor
 */
export async function readRegionsUnderAttack(service: Service, input: unknown): Promise<RegionsUnderAttack> {
  requireScope(service.actor, 'reports:read')
  const { competitor, asOf, order, first } = parse(schema, input)
  const { orm } = service.db
  const campaigns = sql`
    SELECT id FROM campaigns
    WHERE ${competitor == null ? sql`1` : sql`competitor_id = ${competitor}`}
      AND ${asOf == null ? sql`1` : sql`first_day <= ${asOf}`}
    ORDER BY first_day DESC, id DESC`
  const chosen = sql`${campaigns} LIMIT ${attackLimits.campaigns}`
  const [known, beyond, rows] = await Promise.all([
    competitor == null ? [{ id: 0 }] : orm.all(sql`SELECT id FROM competitors WHERE id = ${competitor}`),
    orm.all(sql`${campaigns} LIMIT 1 OFFSET ${attackLimits.campaigns}`),
    checkedRows(
      orm,
      regionReading,
      sql`
      WITH newest AS MATERIALIZED (${newestSnapshots(chosen, asOf ?? null)})
      SELECT s.scope_id AS regionId, ${readingColumns}
      FROM newest n
        CROSS JOIN campaign_regions r ON r.campaign_id = n.campaign_id AND r.role = 'TARGET'
        CROSS JOIN vulnerability_snapshots s ON s.campaign_id = n.campaign_id AND s.scope = 'REGION'
          AND s.scope_id = r.region_id AND s.method = n.method AND s.policy_version = n.policy_version
          AND s.as_of = n.as_of AND s.sealed_at IS NOT NULL
        JOIN campaigns c ON c.id = n.campaign_id
        JOIN vulnerability_policies p ON p.version = s.policy_version
      ORDER BY c.first_day DESC, c.id DESC, r.region_id
      LIMIT ${attackLimits.regions + 1}`,
    ),
  ])
  if (known.length === 0) throw notFound(['competitor'], 'competitor')
  const regions = rows
    .slice(0, attackLimits.regions)
    .map(row => ({ regionId: row.regionId, ...toReading(row) }))
  return {
    regions: regions.sort(order === 'BEST' ? bestFirst : worstFirst).slice(0, first ?? 20),
    truncated: beyond.length > 0 || rows.length > attackLimits.regions,
  }
}

const certainties: Record<Effect, number> = { MORE: 1, NOT_SHOWN: 0, LESS: -1 }

/** How sure it is that the competitor takes customers here; -2 and -3 where nothing can be compared. */
function certainty({ effect, vi }: AttackedRegion): number {
  if (vi === null) return -3
  return effect === null ? -2 : certainties[effect]
}

type Order = (a: AttackedRegion, b: AttackedRegion) => number

const byIds: Order = (a, b) => a.campaignId - b.campaignId || a.regionId - b.regionId

const bySize: Order = (a, b) => (b.excess?.points ?? 0) - (a.excess?.points ?? 0) || (b.vi ?? 0) - (a.vi ?? 0)

const worstFirst: Order = (a, b) => certainty(b) - certainty(a) || bySize(a, b) || byIds(a, b)

const bestFirst: Order = (a, b) => {
  const [x, y] = [certainty(a), certainty(b)]
  if (Math.min(x, y) < -1) return y - x || bySize(b, a) || byIds(a, b)
  return x - y || bySize(b, a) || byIds(a, b)
}
