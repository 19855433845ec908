import { and, eq } from 'drizzle-orm'
import { idempotency } from '../database/tables/changes.ts'
import type { Service } from './context.ts'
import type { UserError } from './errors.ts'

/** What a mutation came to: what its verb returned (ids and plain values), or an expected error. */
export type Outcome =
  | { result: unknown }
  | { error: Pick<UserError, 'code' | 'message' | 'issues' | 'conflict'> }

/** One mutation field under an `Idempotency-Key`: `position` counts the fields of the request. */
export interface Idempotency {
  caller: string
  key: string
  position: number
  payloadHash: string
  /**
   * The outcome of an earlier request under the same key, read in the same round trip as the verb's needs, anew
   * whenever the verb starts over.
   */
  prior: Promise<Prior | null>
  /** Whether a commit of this request has kept its outcome: a verb that finds nothing to do commits nothing. */
  kept: boolean
}

export interface Prior {
  payloadHash: string
  outcome: Outcome
}

/** Thrown instead of writing when the same request was answered before. */
export class Replay extends Error {
  override readonly name = 'Replay'
  constructor(readonly prior: Prior) {
    super('This request was answered before.')
  }
}

export async function readPrior(service: Service, key: string, position: number): Promise<Prior | null> {
  const [row] = await service.db.orm
    .select({ payloadHash: idempotency.payloadHash, outcome: idempotency.outcome })
    .from(idempotency)
    .where(
      and(
        eq(idempotency.caller, service.actor.caller),
        eq(idempotency.key, key),
        eq(idempotency.position, position),
      ),
    )
  return row ? { payloadHash: row.payloadHash, outcome: row.outcome as Outcome } : null
}
