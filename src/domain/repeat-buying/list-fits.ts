import { and, desc, eq, isNotNull } from 'drizzle-orm'
import * as z from 'zod'
import { type Holdout, modelFits, modelNames } from '../../database/tables/value/models.ts'
import { parse } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import type { DropoutModel } from './models/dropout-model.ts'
import { valuePolicy } from './policy.ts'

export type ModelFit = typeof modelFits.$inferSelect

const fitsAtMost = 100

const fitsInput = z.strictObject({ model: z.enum(modelNames).optional() })

/** The fits of one model or, when none is said, of all, the newest day first, at most 100. */
export async function readFits(service: Service, input: unknown): Promise<ModelFit[]> {
  requireScope(service.actor, 'reports:read')
  const { model } = parse(fitsInput, input)
  return service.db.orm
    .select()
    .from(modelFits)
    .where(model === undefined ? undefined : eq(modelFits.model, model))
    .orderBy(desc(modelFits.day), modelFits.model)
    .limit(fitsAtMost)
}

/** A fit with what a calibration of its own expected of the days before it. */
export type ReportedFit = ModelFit & { holdout: Holdout }

export const hasHoldout = (fit: ModelFit): fit is ReportedFit => fit.holdout !== null

/**
 * The newest comparison of expected and actual purchase days, of the policy's model where not said.
 * @returns null while no fit has one
 */
export async function readNewestHoldout(
  service: Service,
  { model }: { model: DropoutModel | null },
): Promise<ReportedFit | null> {
  requireScope(service.actor, 'reports:read')
  const wanted = model ?? (await policyInForce(service, valuePolicy)).body.model
  const [fit] = await service.db.orm
    .select()
    .from(modelFits)
    .where(and(eq(modelFits.model, wanted), isNotNull(modelFits.holdout)))
    .orderBy(desc(modelFits.day))
    .limit(1)
  return fit && hasHoldout(fit) ? fit : null
}
