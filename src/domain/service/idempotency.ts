import type { UserError } from './errors.ts'

/** What a mutation came to: what its verb returned (ids and plain values), or an expected error. */
export type Outcome<Result = unknown> =
  | { result: Result }
  | { error: Pick<UserError, 'code' | 'saying' | 'issues' | 'conflict'> }

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
