import * as z from 'zod'
import type { Entity } from '../changes/fields.ts'
import { filledList, parse } from '../input/fields.ts'
import { UserError } from '../service/errors.ts'
import type { Outcome } from '../service/idempotency.ts'
import type { Gathering, Service } from '../service/service.ts'
import { claimOf, commitBatch, ErasedCustomers } from './commit.ts'
import { outcomeOf, type Settled, type Verb } from './mutate.ts'

export const mostInputs = 250

const manyInput = z.strictObject({
  inputs: filledList(z.unknown(), mostInputs),
  /** All or nothing. */
  atomic: z.boolean().nullish(),
})

/** What each input came to, in their order. */
export interface Many {
  outcomes: Outcome<object>[]
}

/**
 * A verb for many inputs of another, which must commit last of all and once. All are prepared side by side, so that
 * what they read is one round trip, and all that are good are written in one batch. An input that is not good is
 * answered by itself; with `atomic` it refuses the others too.
 * @throws UserError the first of an atomic request, with the issues of all
 */
export const many =
  (verb: Verb<unknown, object>): Verb<unknown, Many> =>
  async (service, input) => {
    const { inputs, atomic } = parse(manyInput, input)
    const attempt = async (erased: ReadonlySet<number>): Promise<Many> => {
      const { outcomes, gathering } = await prepared(service, verb, inputs, erased)
      if (atomic) refuseUnlessAllGood(outcomes)
      return commitBatch(service, gathering, { outcomes })
    }
    try {
      return await attempt(new Set())
    } catch (error) {
      if (!(error instanceof ErasedCustomers)) throw error
      return attempt(new Set(error.ids))
    }
  }

/**
 * What a verb would write of each input, all prepared side by side, and what it came to.
 * @param erased customers who are known to be
 */
export async function prepared(
  service: Service,
  verb: Verb<unknown, object>,
  inputs: readonly unknown[],
  erased: ReadonlySet<number> = new Set(),
): Promise<Many & { gathering: Gathering }> {
  const gathering: Gathering = { statements: [], claimed: new Map(), customers: new Set(), erased }
  const one: Service = { ...service, gathering, idempotency: null, readAhead: null }
  const outcomes = await Promise.all(inputs.map(async each => outcomeOf(await settled(verb, one, each))))
  return { outcomes, gathering }
}

/** Whether what was gathered changes the row. */
export const isChanged = ({ claimed }: Gathering, entity: Entity, id: number): boolean =>
  claimed.has(claimOf(entity, id))

async function settled(
  verb: Verb<unknown, object>,
  service: Service,
  input: unknown,
): Promise<Settled<object>> {
  try {
    return { result: await verb(service, input) }
  } catch (error) {
    if (error instanceof UserError) return { error }
    throw error
  }
}

function refuseUnlessAllGood(outcomes: readonly Outcome[]): void {
  const errors = outcomes.flatMap((outcome, at) => ('error' in outcome ? [{ at, ...outcome.error }] : []))
  const [first] = errors
  if (!first) return
  const issues = errors.flatMap(({ at, issues }) =>
    issues.map(issue => ({ ...issue, path: ['inputs', at, ...issue.path] })),
  )
  throw new UserError(first.code, first.saying, issues, first.conflict)
}
