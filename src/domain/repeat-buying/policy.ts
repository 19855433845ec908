import * as z from 'zod'
import type { PolicyKindOf } from '../policies/read.ts'
import { dropoutModels } from './models/dropout-model.ts'

/** Of any number of decimals; a shown margin has two. */
export const defaultMarginPercent = z.number().min(0).max(100)

const body = z.strictObject({
  /** The model that drives the product; both are fitted. */
  model: z.enum(dropoutModels),
  refitDays: z.int().min(1).max(365),
  /** Fewer customers with a repeat purchase day give no fit. */
  minimumRepeaters: z.int().min(10).max(1_000_000),
  /** The days before the fit day that the calibration report keeps back. */
  holdoutDays: z.int().min(7).max(3_650),
  /** H of E[Y(H)] where a query does not say. */
  horizonDays: z.int().min(1).max(3_650),
  /** Months of lifetime value where a query does not say. */
  lifetimeMonths: z.int().min(1).max(120),
  discountPercentPerMonth: z.number().min(0).max(100),
  /** Stands in where purchases tell no margin. */
  defaultMarginPercent,
})

/** The choices behind repeat buying and customer value; see `docs/repeat-buying.md`. */
export type ValuePolicy = z.infer<typeof body>

export const valuePolicy: PolicyKindOf<ValuePolicy> = { kind: 'VALUE', body }
