import * as z from 'zod'
import type { PolicyKindOf } from '../policies/read.ts'
import { type IssueSaying, say } from '../wording/say.ts'

/** By the number of customers in a segment, and by the margin that they leave. */
export const sizeClasses = ['MANY', 'MEDIUM', 'FEW'] as const
export const marginClasses = ['HIGH', 'MEDIUM', 'LOW'] as const

export type SizeClass = (typeof sizeClasses)[number]
export type MarginClass = (typeof marginClasses)[number]

/** 1 basic, 2 reactive, 3 accountable, 4 proactive, 5 partnership. */
export const relationshipLevel = z.literal([1, 2, 3, 4, 5], say('notLevel'))

export type RelationshipLevel = z.output<typeof relationshipLevel>

/** Contacts are observed over the last so many days. */
export const observedDays = 90

const percent = z.number().int().min(0).max(100)
const customers = z.number().int().min(0).max(1_000_000_000)
/** A longer cadence than the observed days could not be seen kept. */
const cadence = z.number().int().min(1).max(observedDays)

const levelsOfSize = z.strictObject({
  HIGH: relationshipLevel,
  MEDIUM: relationshipLevel,
  LOW: relationshipLevel,
}) satisfies z.ZodType<Record<MarginClass, RelationshipLevel>>

const owed = z.strictObject({
  callWithinDays: cadence,
  contactEveryDays: cadence,
  partnerEveryDays: cadence,
  reviewEveryDays: z.number().int().min(1).max(366),
})

/** The matrix margin × number of customers, and what the levels owe a customer, in days. */
const body = z
  .strictObject({
    /** From so many per cent on a margin is high, or medium; below, it is low. */
    highMarginPercent: percent,
    mediumMarginPercent: percent,
    /** Up to so many customers are few, or a medium number; more are many. */
    fewUpTo: customers,
    mediumUpTo: customers,
    owed,
    levels: z.strictObject({ MANY: levelsOfSize, MEDIUM: levelsOfSize, FEW: levelsOfSize }),
  })
  .superRefine(({ highMarginPercent, mediumMarginPercent, fewUpTo, mediumUpTo }, context) => {
    const blame = (path: string, message: IssueSaying) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (mediumMarginPercent >= highMarginPercent)
      blame('mediumMarginPercent', say('notBelowField', { field: 'highMarginPercent' }))
    if (fewUpTo >= mediumUpTo) blame('fewUpTo', say('notBelowField', { field: 'mediumUpTo' }))
  })

export type RelationshipPolicy = z.output<typeof body>

export const relationshipPolicy: PolicyKindOf<RelationshipPolicy> = { kind: 'RELATIONSHIP', body }

const rowInput = z
  .strictObject({ high: relationshipLevel, medium: relationshipLevel, low: relationshipLevel })
  .transform(({ high, medium, low }) => ({ HIGH: high, MEDIUM: medium, LOW: low }))

/** Parts of a policy as a caller writes them: what is absent or null stays as it is. */
export const relationshipPolicyPatch = z.strictObject({
  highMarginPercent: percent.nullish(),
  mediumMarginPercent: percent.nullish(),
  fewUpTo: customers.nullish(),
  mediumUpTo: customers.nullish(),
  levels: z
    .strictObject({ many: rowInput, medium: rowInput, few: rowInput })
    .transform(({ many, medium, few }) => ({ MANY: many, MEDIUM: medium, FEW: few }))
    .nullish(),
  owed: owed.nullish(),
})
