import { inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { relationshipOverrides } from '../../database/tables/value/relationships.ts'
import { notScoredCustomers } from '../facts/scored.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { basisOf, readMarket } from './market-segments.ts'
import { byRank, type Place, placeOf } from './matrix.ts'
import { type RelationshipLevel, relationshipLevel } from './policy.ts'

type Placed =
  | { reason: 'NO_SEGMENT' | 'NOT_SCORED'; level: RelationshipLevel; place: null }
  | { reason: 'SEGMENT'; level: RelationshipLevel; place: Place }

/** What the matrix gives a customer: the place of the segment that decides, or level 1 without one and of who is not scored. */
export type Recommended = Placed & {
  /** Of the matrix, and of the value policy whose default margin may stand in; both in force. */
  policyVersion: number
  valuePolicyVersion: number
}

export type Override = Omit<typeof relationshipOverrides.$inferSelect, 'level'> & { level: RelationshipLevel }

export interface Levels {
  recommended: Recommended
  /** In force today; one whose last day is over counts as none. */
  override: Override | null
  /** The level that holds: the override's, else the recommended one. */
  assigned: RelationshipLevel
}

/** Of who is not scored no segment counts: that is a row without one. */
const membership = z.object({ customerId: z.int(), segmentId: z.int().nullable() })

/**
 * The levels of customers, for ids whose customers the caller was shown: the highest one among the market segments
 * that a customer is in, of equal ones that of the lowest segment id. The same few statements in one round trip,
 * however many customers.
 */
export async function readLevels(
  service: Service,
  customerIds: readonly number[],
): Promise<Map<number, Levels>> {
  requireScope(service.actor, 'relationships:read')
  const chosen = sql`(SELECT value FROM json_each(${JSON.stringify(customerIds)}))`
  const [market, memberships, overrides] = await Promise.all([
    readMarket(service),
    checkedRows(
      service.db.orm,
      membership,
      sql`
      SELECT m.customer_id AS customerId, m.segment_id AS segmentId
      FROM segment_members AS m INDEXED BY segment_members_customer JOIN segments AS s ON s.id = m.segment_id
      WHERE m.customer_id IN ${chosen} AND s.market = 1
      UNION ALL SELECT id, NULL FROM ${notScoredCustomers('id')} WHERE id IN ${chosen}`,
    ),
    service.db.orm
      .select()
      .from(relationshipOverrides)
      .where(inArray(relationshipOverrides.customerId, chosen)),
  ])
  const basis = basisOf(market)
  const versions = { policyVersion: market.policy.version, valuePolicyVersion: market.valuePolicyVersion }
  const places = new Map(market.segments.map(segment => [segment.segmentId, placeOf(basis, segment)]))
  const best = new Map<number, Place>()
  const unscored = new Set<number>()
  for (const { customerId, segmentId } of memberships) {
    if (segmentId === null) unscored.add(customerId)
    const place = segmentId === null ? undefined : places.get(segmentId)
    const before = best.get(customerId)
    if (place && (!before || byRank(place, before) < 0)) best.set(customerId, place)
  }
  const inForce = new Map(
    overrides
      .filter(({ until }) => until >= service.today)
      .map(one => [one.customerId, { ...one, level: relationshipLevel.parse(one.level) }]),
  )
  return new Map(
    customerIds.map(id => {
      const placed: Placed = unscored.has(id) ? notPlaced('NOT_SCORED') : recommendedBy(best.get(id))
      const recommended = { ...placed, ...versions }
      const override = inForce.get(id) ?? null
      return [id, { recommended, override, assigned: override?.level ?? recommended.level }]
    }),
  )
}

const notPlaced = (reason: 'NO_SEGMENT' | 'NOT_SCORED'): Placed => ({ reason, level: 1, place: null })

const recommendedBy = (place: Place | undefined): Placed =>
  place ? { reason: 'SEGMENT', level: place.level, place } : notPlaced('NO_SEGMENT')
