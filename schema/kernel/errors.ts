import {
  type ConflictDetail,
  conflictReasons,
  type Issue,
  type UserErrorCode,
} from '../../src/domain/service/errors.ts'
import type { Outcome } from '../../src/domain/service/idempotency.ts'
import { issueCodes } from '../../src/domain/wording/codes.ts'
import { codeOf, type Saying, write } from '../../src/domain/wording/say.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder, described } from './builder.ts'

/** An expected error as a value: graphql-js throws whatever is an `Error`, even where a union has a place for it. */
export class ExpectedError {
  readonly code: UserErrorCode
  readonly saying: Saying
  readonly issues: Issue[]
  readonly conflict: ConflictDetail | null
  constructor({ code, saying, issues, conflict }: Extract<Outcome, { error: unknown }>['error']) {
    this.code = code
    this.saying = saying
    this.issues = issues
    this.conflict = conflict
  }
}

const ErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of expected error a mutation came to.',
  values: described<UserErrorCode>({
    INVALID_INPUT: 'The input breaks a rule; `issues` says where.',
    NOT_FOUND: 'What the input names does not exist, or lies outside your reach.',
    CONFLICT: 'The input clashes with what is stored, or with a change made meanwhile.',
    LIMIT_EXCEEDED: 'A limit of the workspace would be passed.',
  }),
})

const IssueCode = builder.enumType('IssueCode', {
  description: 'What can be wrong with a value of an input.',
  values: described(issueCodes),
})

const IssueType = builder.objectRef<Issue>('Issue').implement({
  description: 'One thing wrong with an input.',
  fields: t => ({
    path: t.stringList({
      description: 'From the input object to the value; positions in lists, counted from 0, are texts too.',
      resolve: issue => issue.path.map(String),
    }),
    code: t.field({
      type: IssueCode,
      description: 'What is wrong, for programs.',
      resolve: ({ saying }) => codeOf(saying),
    }),
    message: t.string({
      description: 'What is wrong, for people: in the language of `Accept-Language`.',
      resolve: ({ saying }, _args, { language }) => write(saying, language),
    }),
  }),
})

const typeNames = {
  INVALID_INPUT: 'InvalidInputError',
  NOT_FOUND: 'NotFoundError',
  CONFLICT: 'ConflictError',
  LIMIT_EXCEEDED: 'LimitExceededError',
} as const satisfies Record<UserErrorCode, string>

export const UserError = builder.interfaceRef<ExpectedError>('UserError').implement({
  description: 'An expected outcome that you can mend. Nothing was written.',
  resolveType: error => typeNames[error.code],
  fields: t => ({
    code: t.field({ type: ErrorCode, description: 'For programs.', resolve: error => error.code }),
    message: t.string({
      description: 'For people, in the language of `Accept-Language`.',
      resolve: ({ saying }, _args, { language }) => write(saying, language),
    }),
    issues: t.field({
      type: [IssueType],
      description: 'Where in the input.',
      resolve: error => error.issues,
    }),
  }),
})

const Reason = builder.enumType('ConflictReason', {
  description: 'Why an input clashes with what is stored.',
  values: described(conflictReasons),
})

const errorType = (code: UserErrorCode, description: string) =>
  builder.objectRef<ExpectedError>(typeNames[code]).implement({ description, interfaces: [UserError] })

/** One object type per code, so that a client can select on it. */
export const errorTypes = {
  INVALID_INPUT: errorType('INVALID_INPUT', 'The input breaks a rule.'),
  NOT_FOUND: errorType('NOT_FOUND', 'Something that the input names is not there for you.'),
  CONFLICT: builder.objectRef<ExpectedError & { conflict: ConflictDetail }>(typeNames.CONFLICT).implement({
    description: 'The input clashes with what is stored.',
    interfaces: [UserError],
    fields: t => ({
      reason: t.field({
        type: Reason,
        description: 'For programs.',
        resolve: ({ conflict }) => conflict.reason,
      }),
      other: t.id({
        nullable: true,
        description: 'The row that stands against it; null where none does, or where you may not see it.',
        resolve: ({ conflict: { other } }) => other && encodeId(other.kind, other.id),
      }),
    }),
  }),
  LIMIT_EXCEEDED: errorType('LIMIT_EXCEEDED', 'A limit of the workspace would be passed.'),
} satisfies Record<UserErrorCode, unknown>
