import type {
  ConflictDetail,
  ConflictReason,
  UserError as DomainError,
  Issue,
  UserErrorCode,
} from '../../src/domain/service/errors.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from './builder.ts'

/** An expected error as a value: graphql-js throws whatever is an `Error`, even where a union has a place for it. */
export class ExpectedError {
  readonly code: UserErrorCode
  readonly message: string
  readonly issues: Issue[]
  readonly conflict: ConflictDetail | null
  constructor({ code, message, issues, conflict }: DomainError) {
    this.code = code
    this.message = message
    this.issues = issues
    this.conflict = conflict
  }
}

const codes = {
  INVALID_INPUT: { description: 'The input breaks a rule; `issues` says where.' },
  NOT_FOUND: { description: 'What the input names does not exist, or lies outside your reach.' },
  CONFLICT: { description: 'The input clashes with what is stored, or with a change made meanwhile.' },
  LIMIT_EXCEEDED: { description: 'A limit of the workspace would be passed.' },
} satisfies Record<UserErrorCode, { description: string }>

const ErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of expected error a mutation came to.',
  values: codes,
})

const IssueType = builder.objectRef<Issue>('Issue').implement({
  description: 'One thing wrong with an input.',
  fields: t => ({
    path: t.stringList({
      description: 'From the input object to the value, list positions as numbers.',
      resolve: issue => issue.path.map(String),
    }),
    message: t.exposeString('message', { description: 'What is wrong, for people.' }),
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
    message: t.exposeString('message', { description: 'For people.' }),
    issues: t.field({
      type: [IssueType],
      description: 'Where in the input.',
      resolve: error => error.issues,
    }),
  }),
})

const reasons = {
  RETRY: {
    description: 'Others were at work at the same time. Nothing is kept: send the same request again.',
  },
  VERSION: { description: 'The row is not at `expectedVersion` any more: read it again.' },
  DUPLICATE: { description: 'Another row has what only one can have; `other` names it.' },
} satisfies Record<ConflictReason, { description: string }>

const Reason = builder.enumType('ConflictReason', {
  description: 'Why an input clashes with what is stored.',
  values: reasons,
})

const errorType = (code: UserErrorCode, description: string) =>
  builder.objectRef<ExpectedError>(typeNames[code]).implement({ description, interfaces: [UserError] })

/** One object type per code, so that a client can select on it. */
export const errorTypes = {
  INVALID_INPUT: errorType('INVALID_INPUT', 'The input breaks a rule.'),
  NOT_FOUND: errorType('NOT_FOUND', 'Something that the input names is not there for you.'),
  CONFLICT: builder.objectRef<ExpectedError>(typeNames.CONFLICT).implement({
    description: 'The input clashes with what is stored.',
    interfaces: [UserError],
    fields: t => ({
      reason: t.field({
        type: Reason,
        nullable: true,
        description: 'For programs; null where the message alone says it.',
        resolve: ({ conflict }) => conflict?.reason ?? null,
      }),
      other: t.id({
        nullable: true,
        description: 'The row that has what is taken; null where none has it, or where you may not see it.',
        resolve: ({ conflict }) => conflict?.other && encodeId(conflict.other.kind, conflict.other.id),
      }),
    }),
  }),
  LIMIT_EXCEEDED: errorType('LIMIT_EXCEEDED', 'A limit of the workspace would be passed.'),
} satisfies Record<UserErrorCode, unknown>
