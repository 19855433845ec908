/** One thing wrong with an input; `path` leads from the input object to the value. */
export interface Issue {
  path: (string | number)[]
  message: string
}

export type UserErrorCode = 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'LIMIT_EXCEEDED'

/** An outcome that a caller can expect and mend: part of a mutation's answer, never an outage. */
export class UserError extends Error {
  override readonly name = 'UserError'
  constructor(
    readonly code: UserErrorCode,
    message: string,
    readonly issues: Issue[] = [],
  ) {
    super(message)
  }
}

export const invalid = (path: (string | number)[], message: string) =>
  new UserError('INVALID_INPUT', message, [{ path, message }])

/** The same answer whether the row does not exist or lies outside the caller's reach. */
export const notFound = (path: (string | number)[], what: string) =>
  new UserError('NOT_FOUND', `There is no such ${what}.`, [{ path, message: `There is no such ${what}.` }])

export const conflict = (path: (string | number)[], message: string) =>
  new UserError('CONFLICT', message, [{ path, message }])

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
