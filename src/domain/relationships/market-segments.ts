import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { type PolicyVersion, policyInForce } from '../policies/read.ts'
import { valuePolicy } from '../repeat-buying/policy.ts'
import type { Service } from '../service/service.ts'
import type { Basis, MarketSegment } from './matrix.ts'
import { type RelationshipPolicy, relationshipPolicy } from './policy.ts'

/** What places are computed from, as it is now. */
export interface Market {
  policy: PolicyVersion<RelationshipPolicy>
  /** In per cent, of the value policy of version `valuePolicyVersion`. */
  defaultMarginPercent: number
  valuePolicyVersion: number
  /** By id; there are at most `mostMarketSegments`. */
  segments: MarketSegment[]
}

export const basisOf = ({ policy, defaultMarginPercent }: Market): Basis => ({
  policy: policy.body,
  defaultMarginPercent,
})

/** The margin that stands in where purchases tell none, in per cent. */
export async function readDefaultMargin(
  service: Service,
): Promise<{ percent: number; policyVersion: number }> {
  const { body, version } = await policyInForce(service, valuePolicy)
  return { percent: body.defaultMarginPercent, policyVersion: version }
}

const digits = z.string().transform(BigInt)

const segmentRow = z.object({
  segmentId: z.int(),
  customers: z.int(),
  costedSpendYear: digits,
  costYear: digits,
})

/** Three statements in one round trip. A segment that no night has valued yet has its members and no cost. */
export async function readMarket(service: Service): Promise<Market> {
  const [policy, margin, rows] = await Promise.all([
    policyInForce(service, relationshipPolicy),
    readDefaultMargin(service),
    checkedRows(
      service.db.orm,
      segmentRow,
      sql`
      SELECT id AS segmentId, ifnull(customers, member_count) AS customers,
        CAST(ifnull(costed_spend_year, 0) AS TEXT) AS costedSpendYear, CAST(ifnull(cost_year, 0) AS TEXT) AS costYear
      FROM segments LEFT JOIN segment_values ON segment_id = id
      WHERE market = 1 ORDER BY id`,
    ),
  ])
  return {
    policy,
    defaultMarginPercent: margin.percent,
    valuePolicyVersion: margin.policyVersion,
    segments: rows,
  }
}
