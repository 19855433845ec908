import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { modelFits } from '../../database/tables/value/models.ts'
import { readAsOf } from '../facts/as-of.ts'
import { workspaceCycle } from '../metrics/move-lifecycle.ts'
import { policyInForce } from '../policies/read.ts'
import type { Service } from '../service/service.ts'
import type { DropoutParameters } from './models/dropout-model.ts'
import type { SpendParameters } from './models/spend-model.ts'
import { type ValuePolicy, valuePolicy } from './policy.ts'

/** A model's parameters in force and the day of their fit. */
export interface Fitted<Parameters> {
  parameters: Parameters
  fittedOn: number
}

/** What every customer's repeat buying is computed from besides the customer's own row: read once a request. */
export interface RepeatBuyingBasis {
  /** The day of the newest night: stored metrics are as of its end, or already of that of the night at work. */
  asOf: number
  policy: ValuePolicy
  policyVersion: number
  /** Digits after the decimal point of the workspace's currency: spend models work in major units. */
  decimals: number
  /** Of the policy's model; null where its newest fit cannot be used or there is none. */
  dropout: Fitted<DropoutParameters> | null
  spend: Fitted<SpendParameters> | null
  /** Doubled, in days; of use where there is no fit, so read only then. */
  workspaceCycle: number | null
}

const positive = z.number().positive()
const dropoutParameters = z.object({ r: positive, alpha: positive, a: positive, b: positive })
const spendParameters = z.object({ p: positive, q: positive, v: positive })

/**
 * One round trip, and a second one where there is no fit.
 * @param ofDay the day of the night at work, which is not over; that of the newest one when not said
 * @returns null before the first night
 */
export async function readBasis(service: Service, ofDay?: number): Promise<RepeatBuyingBasis | null> {
  const [night, { body: policy, version: policyVersion }, fits] = await Promise.all([
    readAsOf(service),
    policyInForce(service, valuePolicy),
    service.db.orm
      .select()
      .from(modelFits)
      .where(sql`(model, day) IN (SELECT model, max(day) FROM model_fits GROUP BY model)`),
  ])
  const asOf = ofDay ?? night?.day
  if (asOf === undefined) return null
  const newest = <Parameters>(model: string, shape: z.ZodType<Parameters>): Fitted<Parameters> | null => {
    const fit = fits.find(row => row.model === model && row.state === 'FITTED')
    return fit ? { parameters: shape.parse(fit.parameters), fittedOn: fit.day } : null
  }
  const dropout = newest(policy.model, dropoutParameters)
  return {
    asOf,
    policy,
    policyVersion,
    decimals: service.workspace.decimals,
    dropout,
    spend: newest('GAMMA_GAMMA', spendParameters),
    workspaceCycle: dropout ? null : await workspaceCycle(service),
  }
}
