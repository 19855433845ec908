import * as z from 'zod'
import type { StoredProfileCondition } from '../../database/tables/care/target-profiles.ts'
import { customerTable } from '../fields/tables.ts'
import type { Condition } from '../filters/condition.ts'
import { costOfCondition } from '../filters/read.ts'
import { filledList, text } from '../input/fields.ts'
import { checkReferences } from '../segments/rules/references.ts'
import { requireRuleScopes, ruleIn, storedRule } from '../segments/rules/rule.ts'
import type { Issue } from '../service/errors.ts'
import type { Service, Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** What a question of a column of a customer costs, asked of all who are measured. */
export const costOfQuestion = 50

/** `cost`: points of all its conditions together, as a preview counts them. */
export const profileLimits = { conditions: 20, weight: 100, cost: 5_000 } as const

/** What conditions cost beside the customers of whom they are asked. */
export const costOfConditions = (conditions: readonly unknown[]): number =>
  costOfCondition(customerTable, conditions, costOfQuestion)

/** What a profile asks of a customer, and what that counts for. */
export interface ProfileCondition {
  label: string
  weight: number
  condition: Condition
}

const said = z.strictObject({
  label: text(200),
  weight: z.int().min(1).max(profileLimits.weight),
  condition: z.unknown(),
})

/** Conditions as a trail keeps them. */
export const storedConditions: z.ZodType<StoredProfileCondition[]> = z.array(
  z.object({ label: z.string(), weight: z.int(), condition: z.unknown() }),
)

/** The conditions that stand at `at` of an input, as they are stored and as they are asked. */
export const conditionsIn = (workspace: Workspace, at: Issue['path'] = ['conditions']) =>
  filledList(said, profileLimits.conditions).transform((given, context) => {
    const read = given.map((one, position) => {
      const rule = ruleIn(workspace, [...at, position, 'condition']).safeParse(one.condition)
      if (rule.success) return { ...one, ...rule.data }
      for (const { path, message } of rule.error.issues)
        context.addIssue({ code: 'custom', path: [position, 'condition', ...path], message })
      return z.NEVER
    })
    const points = costOfConditions(given.map(({ condition }) => condition))
    if (points > profileLimits.cost) {
      context.addIssue({ code: 'custom', message: say('tooDear', { points, max: profileLimits.cost }) })
      return z.NEVER
    }
    return {
      stored: read.map(({ label, weight, given }) => ({ label, weight, condition: given })),
      asked: read.map(({ label, weight, condition }): ProfileCondition => ({ label, weight, condition })),
    }
  })

/** What a stored profile asks. */
export const askedBy = (
  stored: readonly StoredProfileCondition[],
  workspace: Workspace,
): ProfileCondition[] => stored.map(one => ({ ...one, condition: storedRule(one.condition, workspace) }))

/**
 * A profile answers questions about customers, as a segment's rule does.
 * @throws AuthorizationError when the actor may not read something that a condition reads
 */
export function requireProfileScopes(service: Service, conditions: readonly ProfileCondition[]): void {
  for (const { condition } of conditions) requireRuleScopes(service, condition)
}

/**
 * Checks that what the conditions name is there.
 * @throws UserError `INVALID_INPUT`
 */
export async function checkProfileReferences(
  service: Service,
  conditions: readonly ProfileCondition[],
): Promise<void> {
  await Promise.all(conditions.map(({ condition }) => checkReferences(service, condition)))
}
