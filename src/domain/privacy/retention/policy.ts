import * as z from 'zod'
import { listOf } from '../../input/fields.ts'
import { createPolicy } from '../../policies/create-policy.ts'
import type { PolicyKindOf } from '../../policies/read.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { requireSecret } from '../../tombstones/marks.ts'
import { say } from '../../wording/say.ts'

/** Customers by whether they ever bought, whose time runs from the last contact; and what was told of reads. */
export const retainedData = ['PROSPECT', 'CUSTOMER', 'PERSONAL_READ'] as const

export type RetainedData = (typeof retainedData)[number]

/** For how many months something is kept. What no rule names is kept without end. */
export interface RetentionRule {
  data: RetainedData
  months: number
}

export interface RetentionPolicy {
  rules: readonly RetentionRule[]
  /** A night erases no more: what was set by mistake can be taken back before everybody is gone. */
  personsPerNight: number
}

/** In the order of the kinds, each named once at most. */
export const retentionRules = listOf(
  z.strictObject({ data: z.enum(retainedData), months: z.int().min(1).max(600) }),
  retainedData.length,
)
  .superRefine((rules, context) => {
    for (const [at, { data }] of rules.entries())
      if (rules.findIndex(other => other.data === data) < at)
        context.addIssue({ code: 'custom', path: [at, 'data'], message: say('twice') })
  })
  .transform(rules => rules.toSorted((a, b) => retainedData.indexOf(a.data) - retainedData.indexOf(b.data)))

export const retentionPolicy: PolicyKindOf<RetentionPolicy> = {
  kind: 'RETENTION',
  body: z.strictObject({ rules: retentionRules, personsPerNight: z.int().min(1).max(10_000) }),
}

const ofPersons = z.looseObject({
  patch: z.looseObject({ rules: z.array(z.looseObject({ data: z.unknown() })) }),
})

/**
 * Makes the next version of the retention policy, which the next night follows: what it names is erased when its time is
 * over, and cannot be brought back.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`; `CONFLICT` on `expectedVersion`, and with reason `NO_SECRET` for a rule of persons
 * where the Worker has no secret for the marks of who is erased
 */
export async function createRetentionPolicy(service: Service, input: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'privacy:erase')
  const named = ofPersons.safeParse(input).data?.patch.rules ?? []
  if (named.some(({ data }) => data !== 'PERSONAL_READ')) requireSecret(service, ['patch', 'rules'])
  return createPolicy(service, retentionPolicy, input)
}
