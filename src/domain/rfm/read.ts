import { desc } from 'drizzle-orm'
import { rfmScales } from '../../database/tables/value/models.ts'
import { readAsOf } from '../facts/as-of.ts'
import { isScored, type Limits } from '../facts/scored.ts'
import { policyInForce } from '../policies/read.ts'
import type { Service } from '../service/service.ts'
import { type RfmPolicy, rfmPolicy } from './policy.ts'
import { cellOf, type RfmScale, type RfmScores, scoresOf } from './scores.ts'

/** What everybody's scores follow from: read once a request. */
export interface RfmBasis {
  /** The day of the newest night. */
  asOf: number
  /** Null while no night has found a purchase. */
  scale: RfmScale | null
  policy: RfmPolicy
  policyVersion: number
}

/** @returns null before the first night */
export async function readRfmBasis(service: Service): Promise<RfmBasis | null> {
  const [night, [scale], { body: policy, version: policyVersion }] = await Promise.all([
    readAsOf(service),
    service.db.orm.select().from(rfmScales).orderBy(desc(rfmScales.day)).limit(1),
    policyInForce(service, rfmPolicy),
  ])
  return night && { asOf: night.day, scale: scale ?? null, policy, policyVersion }
}

export interface Rfm extends RfmScores {
  cell: string
  /** Of the RFM policy. */
  policyVersion: number
  asOf: number
}

/** @returns null for a customer without a purchase day, and of whom nothing may be scored: those are not ranked */
export function rfmOf(
  { asOf, scale, policy, policyVersion }: RfmBasis,
  row: { lastPurchaseOn: number | null; purchaseDays: number; netSpend: bigint } & Limits,
): Rfm | null {
  const { lastPurchaseOn, purchaseDays, netSpend } = row
  if (scale === null || lastPurchaseOn === null || purchaseDays === 0 || !isScored(row)) return null
  const scores = scoresOf(scale, { lastPurchaseOn, purchaseDays, netSpend })
  return { ...scores, cell: cellOf(policy, scores), policyVersion, asOf }
}
