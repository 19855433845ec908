import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, instant } from '../../columns.ts'

export const modelNames = ['BG_NBD', 'MBG_NBD', 'GAMMA_GAMMA'] as const

/** Why a fit cannot be used. */
export const fitFailures = ['FEW_REPEATERS', 'AT_BOUND', 'NO_CONVERGENCE'] as const

/** One class of a calibration / holdout comparison: customers with `repeats` purchase days after the first. */
export interface HoldoutClass {
  /** The last class stands for itself and everything above it. */
  repeats: number
  customers: number
  /** Purchase days in the holdout period: what the model expected of the class (null without a fit), what came. */
  expected: number | null
  actual: number
}

/** A fit on the facts up to `calibrationEnd` against the days after it. */
export interface Holdout {
  calibrationEnd: number
  holdoutDays: number
  parameters: Record<string, number> | null
  /** Why the calibration made no fit; null where it made one. */
  failure: (typeof fitFailures)[number] | null
  classes: HoldoutClass[]
}

/** A customer whose mean spend lies far from everybody's: probably a slip of the keyboard. */
export type SpendOutlier = {
  customerId: number
  /** The purchase, or the refund, that makes the most of it; null where it is gone by the time of the fit. */
  interactionId: number | null
  /** The customer's mean spend as a multiple of the typical one, three significant digits. */
  timesTypical: number
}

/** One fit of one model to the whole workspace: write-once, refitted weekly. */
export const modelFits = sqliteTable(
  'model_fits',
  {
    model: text({ enum: modelNames }).notNull(),
    /** The as-of day: purchases up to its end count. */
    day: day().notNull(),
    policyVersion: integer('policy_version').notNull(),
    state: text({ enum: ['FITTED', 'INSUFFICIENT_DATA'] }).notNull(),
    failure: text({ enum: fitFailures }),
    /** By their usual names, e.g. r, alpha, a, b; null unless fitted. */
    parameters: text({ mode: 'json' }).$type<Record<string, number>>(),
    logLikelihood: real('log_likelihood'),
    customers: integer().notNull(),
    repeaters: integer().notNull(),
    /** Distinct observations that the likelihood was summed over. */
    observations: integer().notNull(),
    /** Days per bin of recency and age; 1 where nothing was rounded. */
    binDays: integer('bin_days').notNull(),
    /** Null for a model without one, or with too short a history. */
    holdout: text({ mode: 'json' }).$type<Holdout>(),
    watermark: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    /** Of Gamma-Gamma, the farthest first; null for the others and for fits from before outliers were named. */
    outliers: text({ mode: 'json' }).$type<SpendOutlier[]>(),
    /** Who had bought and is in none of the counts: restricted, or objected to scoring. */
    leftOut: integer('left_out').notNull().default(0),
  },
  t => [primaryKey({ columns: [t.model, t.day] })],
)

/**
 * The cut points of RFM scores: a value scores 1 plus the number of cuts that it reaches. Write-once per day on
 * which they differ from those before.
 */
export const rfmScales = sqliteTable('rfm_scales', {
  day: day().primaryKey(),
  /** Customers with a purchase day: those who are ranked. */
  customers: integer().notNull(),
  /** Last purchase days from which a customer scores 2, 3, 4, 5; null where nobody reaches the score. */
  recency: text({ mode: 'json' }).$type<(number | null)[]>().notNull(),
  /** Purchase days. */
  frequency: text({ mode: 'json' }).$type<(number | null)[]>().notNull(),
  /** Net spend in minor units, as decimal text. */
  monetary: text({ mode: 'json' }).$type<(string | null)[]>().notNull(),
  watermark: integer().notNull(),
  /** Who has a purchase day and is not ranked: restricted, or objected to scoring. */
  leftOut: integer('left_out').notNull().default(0),
})
