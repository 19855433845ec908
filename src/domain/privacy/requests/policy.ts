import * as z from 'zod'
import { dayText, setOf } from '../../input/fields.ts'
import { createPolicy } from '../../policies/create-policy.ts'
import type { PolicyKindOf } from '../../policies/read.ts'
import type { Service } from '../../service/service.ts'
import type { RequestFigures } from './clocks.ts'

/** For decades ahead, with all that a country moves. */
const mostHolidays = 1_000

/** A house may promise to be faster than the law, not slower; what the law leaves open has a bound of ours. */
const body = z.strictObject({
  acknowledgeWorkingDays: z.int().min(1).max(2),
  stopDays: z.int().min(1).max(15),
  stopDaysThirdParty: z.int().min(1).max(20),
  dataDays: z.int().min(1).max(60),
  dataDaysThirdParty: z.int().min(1).max(60),
  extensionDays: z.int().min(1).max(15),
  holidays: setOf(dayText, mostHolidays).transform(days => days.toSorted((a, b) => a - b)),
}) satisfies z.ZodType<RequestFigures>

export const personRequestPolicy: PolicyKindOf<RequestFigures> = { kind: 'PERSON_REQUEST', body }

/**
 * Makes the next version of the policy of persons' requests, which those follow that are recorded from now on: days
 * that a person was promised stay.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`; `CONFLICT` on `expectedVersion`
 */
export const createPersonRequestPolicy = (service: Service, input: unknown): Promise<{ version: number }> =>
  createPolicy(service, personRequestPolicy, input)
