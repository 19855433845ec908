import type { IdKind } from '../../lib/ids.ts'
import type { Thing } from '../wording/phrases.ts'
import { type IssueSaying, isSentence, type Saying, say, write } from '../wording/say.ts'

/** One thing wrong with an input; `path` leads from the input object to the value. */
export interface Issue {
  path: (string | number)[]
  saying: IssueSaying
}

export type UserErrorCode = 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT' | 'LIMIT_EXCEEDED'

/** Why an input clashes, and what then to do. */
export const conflictReasons = {
  RETRY: 'Others were at work at the same time. Nothing is kept: send the same request again.',
  VERSION: 'The row is not at `expectedVersion` any more: read it again.',
  DUPLICATE: 'Another row has what only one can have; `other` names it.',
  AMBIGUOUS: 'Several rows have what the input names one by: name it by its id.',
  CLAIMED: 'Another staff member, whom `other` names, has claimed it.',
  CLOSED: 'It is closed, and stays so.',
  OPEN: 'It is open: there is nothing to open again.',
  INACTIVE: 'The staff member does not work here any more.',
  TOO_EARLY: 'What it needs is not computed yet, or not old enough: ask on a later day.',
  FIXED: 'What is recorded already rests on it.',
  NEWER: 'What the change touched was changed again since: `current` is the record as it stands.',
  FINAL: 'What the change did cannot be taken back by an undo.',
  ERASED: 'The person was erased: nothing of it is kept, nor taken again before `personReadmit` says so.',
  RESTRICTED: 'The customer is restricted: nothing new is planned for it.',
  EXTENDED: 'It was extended already, which the law allows once.',
  LATE: 'Its time is over.',
  NOT_DONE: 'What it asks for was not done.',
  NO_SECRET: 'The Worker has not the secret `TOMBSTONE_SECRET` by which erased persons are known again.',
  KEY_REUSED: 'The `Idempotency-Key` stands for another input: send this one under a key of its own.',
} as const

export type ConflictReason = keyof typeof conflictReasons

interface Named {
  kind: IdKind
  id: number
}

/** What more there is to know of a conflict. */
export interface ConflictDetail {
  reason: ConflictReason
  /** The row that stands against it, where the caller may see it. */
  other?: Named | null
  /** The record that the input is about, as it stands: the version to go on from. */
  current?: Named | null
}

/** An outcome that a caller can expect and mend: part of a mutation's answer, never an outage. */
export class UserError extends Error {
  override readonly name = 'UserError'
  constructor(
    readonly code: UserErrorCode,
    readonly saying: Saying,
    readonly issues: Issue[],
    readonly conflict: ConflictDetail | null = null,
  ) {
    super(write(saying, 'en'))
  }
}

export const invalid = (path: Issue['path'], saying: IssueSaying) =>
  new UserError('INVALID_INPUT', isSentence(saying) ? saying : say('inputNotValid'), [{ path, saying }])

/** The same answer whether the row does not exist or lies outside the caller's reach. */
export function notFound(path: Issue['path'], what: Thing): UserError {
  const saying = say('notThere', { what })
  return new UserError('NOT_FOUND', saying, [{ path, saying }])
}

export const conflict = (path: Issue['path'], saying: IssueSaying, detail: ConflictDetail) =>
  new UserError('CONFLICT', saying, [{ path, saying }], detail)

export const exceeded = (path: Issue['path'], saying: IssueSaying) =>
  new UserError('LIMIT_EXCEEDED', saying, [{ path, saying }])

/** Whether the same request may succeed when it is sent again: no outcome to keep. */
export const mayPass = (error: unknown): boolean =>
  error instanceof UserError && error.conflict?.reason === 'RETRY'

/** The caller may not do this at all. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError'
  constructor(
    readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN',
    readonly saying: Saying,
  ) {
    super(write(saying, 'en'))
  }
}
