import * as z from 'zod'
import { idOf, parse } from '../input/fields.ts'
import { createPolicy } from '../policies/create-policy.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { feedbackPolicy, hoursSaid } from './policy.ts'

const schema = z.looseObject({
  patch: z.looseObject({
    hours: hoursSaid.nullish(),
    standIn: idOf('staffMember').nullish(),
    escalateTo: idOf('staffMember').nullish(),
  }),
})

/**
 * Makes the next version of the feedback policy. What comes from now on follows it; due times that stand are not moved.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`, `CONFLICT` for a staff member who is none or has left; `CONFLICT` on
 * `expectedVersion`
 */
export async function createFeedbackPolicy(service: Service, raw: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  const input = parse(schema, raw)
  const { standIn, escalateTo } = input.patch
  return createPolicy(service, feedbackPolicy, input, () => [
    requireStaff(service, standIn, ['patch', 'standIn'], { active: true }),
    requireStaff(service, escalateTo, ['patch', 'escalateTo'], { active: true }),
  ])
}
