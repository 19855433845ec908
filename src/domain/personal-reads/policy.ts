import * as z from 'zod'
import { createPolicy } from '../policies/create-policy.ts'
import type { PolicyKindOf } from '../policies/read.ts'
import type { Service } from '../service/service.ts'

/** More than anybody reads: who takes it wants no bound. */
const customers = z.int().min(1).max(10_000_000)

/** From when on so much reading is unusual, and what comes of it; see `docs/privacy.md`. */
const body = z.strictObject({
  /** Of more customers within an hour an alarm is raised, whoever reads. */
  customersPerHour: customers,
  /** The same of more than so many times what is usual for whoever reads. */
  timesUsual: z.number().min(1.5).max(10_000),
  /** Up to so many customers within an hour are nothing unusual for anybody. */
  usualFrom: customers,
  /** Whether the alarm freezes the key that read. */
  freezes: z.boolean(),
})

export type PersonalReadPolicy = z.infer<typeof body>

export const personalReadPolicy: PolicyKindOf<PersonalReadPolicy> = { kind: 'PERSONAL_READ', body }

/**
 * Makes the next version of the policy of unusual reading, which counts from the next answer on.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`; `CONFLICT` on `expectedVersion`
 */
export const createPersonalReadPolicy = (service: Service, input: unknown): Promise<{ version: number }> =>
  createPolicy(service, personalReadPolicy, input)
