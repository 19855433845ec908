import { DatabaseError } from '../../database/errors.ts'
import { canonicalJson, sha256Hex } from '../../lib/canonical.ts'
import { conflict, mayPass, UserError } from '../service/errors.ts'
import type { Idempotency, Outcome, Prior } from '../service/idempotency.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commitOutcome } from './commit.ts'
import { Replay, readPrior } from './idempotency.ts'
import { whileStale } from './retry.ts'

export type Verb<Input, Result> = (service: Service, input: Input) => Promise<Result>

export type Settled<Result> = { result: Result } | { error: UserError }

/**
 * Runs one verb as a mutation: expected errors become outcomes, a stale read starts the verb over, and under
 * an `Idempotency-Key` the same payload gets the kept outcome, be it that nothing was to be done, while another
 * payload is refused. That others were at work is no outcome: it is told, not kept.
 * Authorization errors and outages pass through.
 */
export async function mutate<Input, Result>(
  service: Service,
  request: { field: string; payload: unknown; key: string | null; position: number },
  verb: Verb<Input, Result>,
  input: Input,
): Promise<Settled<Result>> {
  if (request.key === null) return settle(() => verb(service, input))
  const { key, position } = request
  const payloadHash = await sha256Hex(canonicalJson({ field: request.field, input: request.payload }))
  const idempotency: Idempotency = {
    ...{ caller: service.actor.caller, key, position, payloadHash },
    prior: Promise.resolve(null),
    kept: false,
  }
  const keyed: Service = { ...service, idempotency }
  const attempt = () => {
    idempotency.prior = readPrior(service, key, position)
    // The verb may fail before it awaits the prior outcome.
    idempotency.prior.catch(() => undefined)
    return verb(keyed, input)
  }
  try {
    const settled = await settle(attempt)
    if (!idempotency.kept) {
      const prior = await idempotency.prior
      if (prior) return replay(prior, payloadHash)
      if (!('error' in settled && mayPass(settled.error))) await commitOutcome(keyed, outcomeOf(settled))
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

/** What can be kept of what a verb came to. */
export function outcomeOf<Result>(settled: Settled<Result>): Outcome<Result> {
  if ('result' in settled) return settled
  const { code, saying, issues, conflict: detail } = settled.error
  return { error: { code, saying, issues, conflict: detail } }
}

async function settle<Result>(attempt: () => Promise<Result>): Promise<Settled<Result>> {
  try {
    return { result: await whileStale(attempt) }
  } catch (error) {
    if (error instanceof UserError) return { error }
    throw error
  }
}

function replay<Result>(prior: Prior, payloadHash: string): Settled<Result> {
  if (prior.payloadHash !== payloadHash)
    return { error: conflict([], say('usedKey'), { reason: 'KEY_REUSED' }) }
  const outcome: Outcome = prior.outcome
  if ('error' in outcome) {
    const { code, saying, issues, conflict: detail } = outcome.error
    return { error: new UserError(code, saying, issues, detail) }
  }
  return { result: outcome.result as Result }
}
