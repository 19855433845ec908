import { DatabaseError } from '../database/errors.ts'
import { canonicalJson, sha256Hex } from '../lib/canonical.ts'
import { commitOutcome, StaleRead } from './commit.ts'
import type { Service } from './context.ts'
import { conflict, UserError } from './errors.ts'
import { type Idempotency, type Outcome, type Prior, Replay, readPrior } from './idempotency.ts'

export type Verb<Input, Result> = (service: Service, input: Input) => Promise<Result>

export type Settled<Result> = { result: Result } | { error: UserError }

const staleTries = 3

/**
 * Runs one verb as a mutation: expected errors become outcomes, a stale read starts the verb over, and under
 * an `Idempotency-Key` the same payload gets the kept outcome, be it that nothing was to be done, while another
 * payload is refused.
 * Authorization errors and outages pass through.
 */
export async function mutate<Input, Result>(
  service: Service,
  request: { field: string; payload: unknown; key: string | null; position: number },
  verb: Verb<Input, Result>,
  input: Input,
): Promise<Settled<Result>> {
  if (request.key === null) return settle(service, verb, input)
  const { key, position } = request
  const payloadHash = await sha256Hex(canonicalJson({ field: request.field, input: request.payload }))
  const idempotency: Idempotency = {
    ...{ caller: service.actor.caller, key, position, payloadHash },
    prior: readPrior(service, key, position),
    kept: false,
  }
  const keyed: Service = { ...service, idempotency }
  // The verb may fail before it awaits the prior outcome.
  idempotency.prior.catch(() => undefined)
  try {
    const settled = await settle(keyed, verb, input)
    if (!idempotency.kept) {
      const prior = await idempotency.prior
      if (prior) return replay(prior, payloadHash)
      await commitOutcome(keyed, outcomeOf(settled))
    }
    return settled
  } catch (error) {
    if (error instanceof Replay) return replay(error.prior, payloadHash)
    if (error instanceof DatabaseError && error.constraint?.startsWith('idempotency.')) {
      const prior = await readPrior(service, key, position)
      if (prior) return replay(prior, payloadHash)
    }
    throw error
  }
}

function outcomeOf<Result>(settled: Settled<Result>): Outcome {
  if ('result' in settled) return settled
  const { code, message, issues } = settled.error
  return { error: { code, message, issues } }
}

async function settle<Input, Result>(
  service: Service,
  verb: Verb<Input, Result>,
  input: Input,
): Promise<Settled<Result>> {
  for (let tried = 1; ; tried++) {
    try {
      return { result: await verb(service, input) }
    } catch (error) {
      if (error instanceof UserError) return { error }
      if (!outOfDate(error)) throw error
      if (tried === staleTries) return { error: conflict([], 'Somebody else changes this at the same time.') }
    }
  }
}

/** A guard failed, or a rule of the tables that the verb had checked was broken by somebody faster. */
function outOfDate(error: unknown): boolean {
  if (error instanceof StaleRead) return true
  return (
    error instanceof DatabaseError &&
    error.constraint !== null &&
    !error.constraint.startsWith('idempotency.')
  )
}

function replay<Result>(prior: Prior, payloadHash: string): Settled<Result> {
  if (prior.payloadHash !== payloadHash)
    return { error: conflict([], 'This Idempotency-Key was used with another payload.') }
  const outcome: Outcome = prior.outcome
  if ('error' in outcome) {
    const { code, message, issues } = outcome.error
    return { error: new UserError(code, message, issues) }
  }
  return { result: outcome.result as Result }
}
