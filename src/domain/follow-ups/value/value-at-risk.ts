import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, longList } from '../../../database/checked-rows.ts'
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

const day = z.int().nullable()
const digits = z.string()

/** Many customers at once, so without names: days and numbers, sums of money, and what campaigns found. */
const customer = z.tuple([
  z.int(),
  z.tuple([day, day, z.int(), day, day, day, day]),
  z.tuple([digits, digits, digits, digits]),
  z.tuple([z.int(), z.int(), z.int()]),
])

const row = z.object({
  /** Of the campaigns' newest results: those whom they judged, and those whom they found vulnerable. */
  ...{ allVs: z.int(), allOs: z.int() },
  customers: z.string(),
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
  const [read] = await checkedRows(
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
    SELECT (SELECT ifnull(sum(vs), 0) FROM newest) AS allVs, (SELECT ifnull(sum(os), 0) FROM newest) AS allOs,
      json_group_array(json_array(c.id,
        json_array(first_purchase_on, last_purchase_on, purchase_days, cycle_doubled, metrics_on, restricted_at, scoring_objected_at),
        json_array(CAST(net_spend AS TEXT), CAST(repeat_spend AS TEXT), CAST(costed_spend_year AS TEXT), CAST(cost_year AS TEXT)),
        json_array(ifnull(flag, 0), ifnull(judged.vs, 0), ifnull(judged.os, 0)))) AS customers
    FROM json_each(${JSON.stringify(ids)}) AS wanted CROSS JOIN customers AS c ON c.id = wanted.value
      LEFT JOIN judged ON judged.owner = c.id`,
  )
  if (!read) throw new Error('An aggregate without a row')
  const all = { vs: read.allVs, os: read.allOs }
  return new Map(
    longList(customer, read.customers).map(([id, known, sums, [flag, vs, os]]) => {
      const [firstPurchaseOn, lastPurchaseOn, purchaseDays, cycleDoubled, ...more] = known
      const [metricsOn, restrictedAt, scoringObjectedAt] = more
      const [netSpend, repeatSpend, costedSpendYear, costYear] = sums
      // In a live campaign's VS it is told by how many campaigns found it vulnerable of those that judged it.
      const percent = flag === 1 ? shrunkVulnerability({ vs, os }, all) : null
      const bought = {
        ...{ firstPurchaseOn, lastPurchaseOn, purchaseDays, cycleDoubled },
        ...{ metricsOn, restrictedAt, scoringObjectedAt },
        ...{ netSpend: BigInt(netSpend), repeatSpend: BigInt(repeatSpend) },
        ...{ costedSpendYear: BigInt(costedSpendYear), costYear: BigInt(costYear) },
      }
      return [id, valueAtRisk(basis, bought, percent === null ? null : percent / 100)]
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
