import type { IdKind } from '../../lib/ids.ts'

/** One thing wrong with an input; `path` leads from the input object to the value. */
export interface Issue {
  path: (string | number)[]
  message: string
}

export type UserErrorCode = 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'LIMIT_EXCEEDED'

/**
 * Why an input clashes:
 * - `RETRY`: others were at work at the same time; the same request may succeed when it is sent again.
 * - `VERSION`: the row is not at the version that the caller expected.
 * - `DUPLICATE`: another row has what only one can have.
 */
export type ConflictReason = 'RETRY' | 'VERSION' | 'DUPLICATE'

/** What more there is to know of a conflict. */
export interface ConflictDetail {
  reason: ConflictReason
  /** The row that holds what is taken, where the caller may see it. */
  other?: { kind: IdKind; id: number } | null
}

/** An outcome that a caller can expect and mend: part of a mutation's answer, never an outage. */
export class UserError extends Error {
  override readonly name = 'UserError'
  constructor(
    readonly code: UserErrorCode,
    message: string,
    readonly issues: Issue[] = [],
    readonly conflict: ConflictDetail | null = null,
  ) {
    super(message)
  }
}

export const invalid = (path: (string | number)[], message: string) =>
  new UserError('INVALID_INPUT', message, [{ path, message }])

/** The same answer whether the row does not exist or lies outside the caller's reach. */
export const notFound = (path: (string | number)[], what: string) =>
  new UserError('NOT_FOUND', `There is no such ${what}.`, [{ path, message: `There is no such ${what}.` }])

export const conflict = (path: (string | number)[], message: string, detail: ConflictDetail | null = null) =>
  new UserError('CONFLICT', message, [{ path, message }], detail)

/** Whether the same request may succeed when it is sent again: no outcome to keep. */
export const mayPass = (error: unknown): boolean =>
  error instanceof UserError && error.conflict?.reason === 'RETRY'

/** The caller may not do this at all. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError'
  constructor(
    readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN',
    message: string,
  ) {
    super(message)
  }
}
