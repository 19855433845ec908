import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { newestOfCampaign } from '../../facts/newest-snapshot.ts'
import { policyInForce } from '../../policies/read.ts'
import { type RepeatBuyingBasis, readBasis } from '../../repeat-buying/basis.ts'
import { outlookOf, type RepeatBuyingRow } from '../../repeat-buying/outlook.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { shrunkVulnerability } from '../../vulnerability/snapshots/resistance.ts'
import { type FollowUpPolicy, followUpPolicy } from '../policy.ts'
import { liveSnapshots } from './live-snapshots.ts'

/** H of E[Y(H)]: half a year. */
export const horizonWeeks = 26

/** Why nothing can be told of a customer: it never bought, or may not be scored. */
export const unknownValues = ['NEVER_BOUGHT', 'NOT_SCORED', 'NO_NIGHT'] as const

/** What may be lost with a customer, and what that comes of. */
export type ValueAtRisk =
  | { amount: null; unknown: (typeof unknownValues)[number] }
  | {
      /** Minor units, below 0 where goods are sold under cost. */
      amount: bigint
      unknown: null
      /** 0 to 1: the higher one of 1 − P(alive) and, in the VS of a campaign, the shrunk vulnerability. */
      risk: number
      probabilityAlive: number
      /** 0 to 1; null who is in the VS of no campaign that runs or ended lately. */
      vulnerability: number | null
    }

/**
 * Value at risk = max(1 − P(alive), VS flag · shrunk vulnerability) · margin · E[M] · E[Y(H)], over 26 weeks. E[Y(H)] counts
 * already who is gone, so that the nearly lost do not crowd out those who can be saved.
 * @param vulnerability of who is in the VS of a live campaign, 0 to 1
 */
export function valueAtRisk(
  basis: RepeatBuyingBasis,
  row: RepeatBuyingRow,
  vulnerability: number | null,
): ValueAtRisk {
  const outlook = outlookOf(basis, row)
  if (!outlook) return { amount: null, unknown: row.purchaseDays > 0 ? 'NOT_SCORED' : 'NEVER_BOUGHT' }
  const { prospects, spend, margin } = outlook
  const { probabilityAlive } = prospects
  const risk = Math.max(1 - probabilityAlive, vulnerability ?? 0)
  const value = risk * margin * spend * prospects.expectedPurchases(horizonWeeks)
  return { amount: BigInt(Math.round(value)), unknown: null, risk, probabilityAlive, vulnerability }
}

const digits = z.string().transform(BigInt)
const day = z.int().nullable()

const row = z.object({
  id: z.int(),
  firstPurchaseOn: day,
  lastPurchaseOn: day,
  purchaseDays: z.int(),
  ...{ netSpend: digits, repeatSpend: digits, costedSpendYear: digits, costYear: digits },
  ...{ cycleDoubled: day, metricsOn: day, restrictedAt: day, scoringObjectedAt: day },
  /** Whether it is in the VS of a live campaign; campaigns that judged it, and those that found it vulnerable. */
  ...{ flag: z.int(), vs: z.int(), os: z.int(), allVs: z.int(), allOs: z.int() },
})

/**
 * The values at risk of customers, by id; one statement. The caller has checked that they are within reach.
 * @param asOf the day on which campaigns are live
 */
export async function readValuesAtRisk(
  service: Service,
  { day: asOf, policy, basis }: { day: number; policy: FollowUpPolicy; basis: RepeatBuyingBasis },
  ids: readonly number[],
): Promise<Map<number, ValueAtRisk>> {
  if (ids.length === 0) return new Map()
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    WITH newest AS MATERIALIZED (
      SELECT s.id AS id, s.treated ->> 'vs' AS vs, s.treated ->> 'os' AS os
      FROM campaigns c JOIN vulnerability_snapshots s ON s.id = ${newestOfCampaign(sql`c.id`, asOf)}),
    live AS MATERIALIZED (SELECT snapshot_id AS id FROM ${liveSnapshots({ day: asOf, policy })}),
    judged AS MATERIALIZED (
      SELECT m.customer_id AS owner, count(*) AS os, sum(m.verdict = 'VULNERABLE') AS vs,
        max(m.verdict = 'VULNERABLE' AND m.snapshot_id IN (SELECT id FROM live)) AS flag
      FROM json_each(${JSON.stringify(ids)}) AS wanted CROSS JOIN vulnerability_members AS m
        INDEXED BY vulnerability_members_customer ON m.customer_id = wanted.value
      WHERE m.verdict <> 'EXCLUDED' AND m.snapshot_id IN (SELECT id FROM newest) GROUP BY m.customer_id)
    SELECT c.id AS id, first_purchase_on AS firstPurchaseOn, last_purchase_on AS lastPurchaseOn,
      purchase_days AS purchaseDays, CAST(net_spend AS TEXT) AS netSpend, CAST(repeat_spend AS TEXT) AS repeatSpend,
      CAST(costed_spend_year AS TEXT) AS costedSpendYear, CAST(cost_year AS TEXT) AS costYear,
      cycle_doubled AS cycleDoubled, metrics_on AS metricsOn, restricted_at AS restrictedAt,
      scoring_objected_at AS scoringObjectedAt, ifnull(flag, 0) AS flag, ifnull(judged.vs, 0) AS vs, ifnull(judged.os, 0) AS os,
      (SELECT ifnull(sum(vs), 0) FROM newest) AS allVs, (SELECT ifnull(sum(os), 0) FROM newest) AS allOs
    FROM json_each(${JSON.stringify(ids)}) AS wanted CROSS JOIN customers AS c ON c.id = wanted.value
      LEFT JOIN judged ON judged.owner = c.id`,
  )
  return new Map(
    rows.map(({ id, flag, vs, os, allVs, allOs, ...customer }) => {
      const percent = flag === 1 ? shrunkVulnerability({ vs, os }, { vs: allVs, os: allOs }) : null
      return [id, valueAtRisk(basis, customer, percent === null ? null : percent / 100)]
    }),
  )
}

/**
 * The same for whoever asks, as of the newest night.
 */
export async function readCustomersAtRisk(
  service: Service,
  ids: readonly number[],
): Promise<Map<number, ValueAtRisk>> {
  requireScope(service.actor, 'follow-ups:read')
  const [basis, { body: policy }] = await Promise.all([
    readBasis(service),
    policyInForce(service, followUpPolicy),
  ])
  if (!basis) return new Map(ids.map(id => [id, { amount: null, unknown: 'NO_NIGHT' }]))
  return readValuesAtRisk(service, { day: basis.asOf, policy, basis }, ids)
}
