import * as z from 'zod'
import { lifecycleStages } from '../../../database/tables/customers.ts'
import { memberVerdicts, vulnerabilityGrades } from '../../../database/tables/vulnerability.ts'
import { dayText, idOf, setOf } from '../../input/fields.ts'
import { say } from '../../wording/say.ts'

/** What a rule may hold at most: levels from the root to a leaf, and leaves. */
export const ruleLimits = { depth: 5, leaves: 50 } as const

/** Which days count: the last so many up to the as-of day, or from one day until another, or all. */
export interface Window {
  lastDays?: number | undefined
  from?: number | undefined
  until?: number | undefined
}

export interface Bounds {
  atLeast?: number | undefined
  atMost?: number | undefined
}

const windowFields = {
  lastDays: z.number().int().min(1).max(3_660).optional(),
  from: dayText.optional(),
  until: dayText.optional(),
}

const count = z.number().int().min(0)

/** Minor units: a JSON integer, or its digits, because they may pass what a GraphQL `Int` holds. */
const minorUnits = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,16}$/)
        .transform(Number),
    ],
    say('notSafeInteger'),
  )
  .refine(Number.isSafeInteger, say('notSafeInteger'))

const someOf = <Item extends z.ZodType>(item: Item) =>
  setOf(item, 250).refine(items => items.length > 0, say('empty'))

function checkWindow({ lastDays, from, until }: Window, context: z.RefinementCtx) {
  if (lastDays !== undefined && (from !== undefined || until !== undefined))
    context.addIssue({ code: 'custom', path: ['lastDays'], message: say('besideFromUntil') })
  if (from !== undefined && until !== undefined && from > until)
    context.addIssue({ code: 'custom', path: ['until'], message: say('untilBeforeFrom') })
}

function checkBounds({ atLeast, atMost }: Bounds, context: z.RefinementCtx) {
  if (atLeast === undefined && atMost === undefined)
    context.addIssue({ code: 'custom', message: say('needsBound') })
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    context.addIssue({ code: 'custom', path: ['atMost'], message: say('belowField', { field: 'atLeast' }) })
}

const leafFields = {
  /** The customer's region is one of these, or lies in one unless `descendants` is false. */
  region: z.strictObject({ ids: someOf(idOf('region')), descendants: z.boolean().optional() }),
  lifecycle: z.strictObject({ in: someOf(z.enum(lifecycleStages)) }),
  /** Net spend of the window in minor units: purchases less refunds. */
  spend: z
    .strictObject({
      ...windowFields,
      atLeast: minorUnits.optional(),
      atMost: minorUnits.optional(),
    })
    .superRefine(checkWindow)
    .superRefine(checkBounds),
  /** Purchase days in the window. */
  purchases: z
    .strictObject({ ...windowFields, atLeast: count.optional(), atMost: count.optional() })
    .superRefine(checkWindow)
    .superRefine(checkBounds),
  /** Days from the last purchase day to the as-of day: at most, at least. */
  lastPurchase: z
    .strictObject({ withinDays: count.optional(), atLeastDaysAgo: count.optional() })
    .superRefine(({ withinDays, atLeastDaysAgo }, context) => {
      if (withinDays === undefined && atLeastDaysAgo === undefined)
        context.addIssue({ code: 'custom', message: say('needsDays') })
      if (withinDays !== undefined && atLeastDaysAgo !== undefined && withinDays < atLeastDaysAgo)
        context.addIssue({
          code: 'custom',
          path: ['withinDays'],
          message: say('belowField', { field: 'atLeastDaysAgo' }),
        })
    }),
  /** The verdict of the campaign's newest sealed snapshot, or of any campaign's. */
  vulnerability: z
    .strictObject({
      verdict: z.enum(memberVerdicts),
      grade: z.enum(vulnerabilityGrades).optional(),
      campaign: idOf('campaign').optional(),
    })
    .superRefine(({ verdict, grade }, context) => {
      if (grade !== undefined && verdict !== 'VULNERABLE')
        context.addIssue({
          code: 'custom',
          path: ['grade'],
          message: say('gradeAlone'),
        })
    }),
}

/** What a leaf can look at. */
export type LeafName = keyof typeof leafFields

type Leaves = { [Name in LeafName]?: z.output<(typeof leafFields)[Name]> | undefined }

/**
 * One node of a rule: exactly one of its keys is set. `all`, `any` and `not` combine nodes, the others look at
 * a customer. Stored as it is, with regions and campaigns as numbers and days as day numbers.
 */
export interface Rule extends Leaves {
  all?: Rule[] | undefined
  any?: Rule[] | undefined
  not?: Rule | undefined
}

/** A rule as it is stored. */
export const storedRule: z.ZodType<Rule> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(storedRule).min(1, say('empty')).optional(),
      any: z.array(storedRule).min(1, say('empty')).optional(),
      not: storedRule.optional(),
      region: leafFields.region.optional(),
      lifecycle: leafFields.lifecycle.optional(),
      spend: leafFields.spend.optional(),
      purchases: leafFields.purchases.optional(),
      lastPurchase: leafFields.lastPurchase.optional(),
      vulnerability: leafFields.vulnerability.optional(),
    })
    .superRefine((value, context) => {
      const set = Object.keys(value).length
      if (set !== 1) context.addIssue({ code: 'custom', message: say('oneCondition', { count: set }) })
    }),
)

/** A rule from outside. A key that is null counts as absent. */
export const ruleSchema = z
  .unknown()
  .transform((raw, context): unknown => {
    const fault = tooLarge(raw)
    if (fault === null) return withoutNulls(raw)
    context.addIssue({ code: 'custom', message: fault })
    return z.NEVER
  })
  .pipe(storedRule)

/** What is wrong with the rule's size: looked at before anything walks the tree to its ends. */
function tooLarge(raw: unknown): string | null {
  let leaves = 0
  const tooDeep = (value: unknown, level: number): boolean => {
    if (level > ruleLimits.depth) return true
    const inner = childrenOf(value)
    if (inner.length === 0) leaves += 1
    return leaves <= ruleLimits.leaves && inner.some(child => tooDeep(child, level + 1))
  }
  if (tooDeep(raw, 1)) return say('tooDeep', { levels: ruleLimits.depth })
  return leaves > ruleLimits.leaves ? say('moreConditions', { max: ruleLimits.leaves }) : null
}

/** The conditions of a rule from outside, however many: each is one more thing to find out of every customer. */
export function countConditions(raw: unknown): number {
  const inner = childrenOf(raw)
  return inner.length === 0 ? 1 : inner.reduce<number>((sum, child) => sum + countConditions(child), 0)
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const { all, any, not } = value as Record<string, unknown>
  return [all, any, not].flat().filter(child => child !== undefined && child !== null)
}

/** Levels of JSON that the deepest rule has, its leaves' lists included. */
const jsonLevels = 2 * ruleLimits.depth + 3

function withoutNulls(value: unknown, levels = jsonLevels): unknown {
  if (levels === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inner => withoutNulls(inner, levels - 1))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null || inner === undefined ? [] : [[key, withoutNulls(inner, levels - 1)]],
    ),
  )
}

/** Every node of a rule with the path that leads to it. */
export function* nodesOf(rule: Rule, path: (string | number)[] = []): Generator<[Rule, (string | number)[]]> {
  yield [rule, path]
  for (const key of ['all', 'any'] as const)
    for (const [at, child] of (rule[key] ?? []).entries()) yield* nodesOf(child, [...path, key, at])
  if (rule.not) yield* nodesOf(rule.not, [...path, 'not'])
}
