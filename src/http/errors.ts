import { GraphQLError } from 'graphql'
import type * as z from 'zod'
import { CredentialChanged, ProviderUnavailable } from '../auth/authenticate.ts'
import { databaseErrorIn, isTooDeep } from '../database/errors.ts'
import { AuthorizationError, UserError } from '../domain/service/errors.ts'
import type { IssueCode } from '../domain/wording/codes.ts'
import type { Language } from '../domain/wording/language.ts'
import { codeOf, type Saying, say, write } from '../domain/wording/say.ts'
import { encodeId } from '../lib/ids.ts'
import { describeError } from '../lib/log.ts'
import type { HttpContext, HttpEnv } from './http-env.ts'
import { limits } from './limits.ts'
import type { refusal } from './openapi/answers.ts'

/**
 * What a client may see of an error. Our own expected errors keep their words; anything else is masked, with
 * the request id under which the log has the cause.
 */
export function maskError(
  error: unknown,
  { requestId, log, language }: Pick<HttpEnv['Variables'], 'requestId' | 'log' | 'language'>,
): GraphQLError {
  const located = error instanceof GraphQLError ? error : null
  const cause = located?.originalError ?? (located ? null : error)
  if (located && !cause) return located
  const place = located
    ? { nodes: located.nodes ?? null, path: located.path ?? null, source: located.source ?? null }
    : {}
  if (cause instanceof GraphQLError) return located ?? cause
  if (cause instanceof AuthorizationError)
    return new GraphQLError(write(cause.saying, language), {
      ...place,
      extensions: { ...located?.extensions, code: cause.code },
    })
  if (cause instanceof UserError)
    return new GraphQLError(write(cause.saying, language), {
      ...place,
      extensions: extensionsOf(cause, language),
    })
  const database = databaseErrorIn(cause)
  if (database && isTooDeep(database))
    return new GraphQLError(write(say('asksTooDeep'), language), {
      ...place,
      extensions: { code: 'TOO_DEEP' },
    })
  if (!isVoid(cause)) log.error('request failed', { error: describeError(cause), path: located?.path })
  const missing = unavailable(cause)
  return new GraphQLError(write(missing ?? say('wentWrong'), language), {
    ...place,
    extensions: { code: missing ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', requestId },
  })
}

/** What programs read of an expected error: the same as a mutation's answer tells of it. */
export const extensionsOf = ({ code, issues, conflict }: UserError, language: Language) => ({
  code,
  issues: issues.map(({ path, saying }) => ({
    path: path.map(String),
    code: codeOf(saying),
    message: write(saying, language),
  })),
  ...(conflict && {
    reason: conflict.reason,
    ...(conflict.other && { other: encodeId(conflict.other.kind, conflict.other.id) }),
  }),
})

/** Nobody will see what was answered to a credential that has changed meanwhile. */
function isVoid(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof CredentialChanged) return true
  return false
}

/**
 * The same error with a code, and with no more of a value in its message than anybody reads. Those without a code are
 * the executor's own about a request that it cannot run.
 */
export function presentable(error: GraphQLError): GraphQLError {
  const { extensions, path = null, nodes = null, source = null, positions = null } = error
  const long = error.message.length > limits.messageLength
  if (!long && extensions.code !== undefined) return error
  const message = long ? `${error.message.slice(0, limits.messageLength)}…` : error.message
  const coded = { code: 'BAD_REQUEST', ...extensions }
  return new GraphQLError(message, { extensions: coded, path, nodes, source, positions })
}

/**
 * What a field is refused alike in many objects is said once: at the first of them, with how many they are. What has
 * no path was not found by a field, and stands.
 */
export function saidOnce(errors: readonly GraphQLError[]): GraphQLError[] {
  const alike = new Map<unknown, { first: GraphQLError; count: number }>()
  for (const error of errors) {
    const field = error.path?.filter(step => typeof step === 'string')
    const key = field ? JSON.stringify([field, error.message, error.extensions]) : error
    const known = alike.get(key)
    if (known) known.count += 1
    else alike.set(key, { first: error, count: 1 })
  }
  return [...alike.values()].map(({ first, count }) => {
    if (count === 1) return first
    const { message, extensions, path = null, nodes = null, source = null, positions = null } = first
    return new GraphQLError(message, { extensions: { ...extensions, count }, path, nodes, source, positions })
  })
}

/** One thing that went wrong, as a client sees it. */
export interface ShownError {
  message: string
  code: string
  /** Under which the log has the cause. */
  requestId?: string
  /** Where in a file it is. */
  line?: number
  field?: string | null
  /** What is wrong there. */
  issue?: IssueCode
}

/** What every refusal says, of every route: errors in the form that GraphQL gives them. */
export const refusalBody = (...shown: ShownError[]): z.infer<typeof refusal> => ({
  errors: shown.map(({ message, ...extensions }) => ({ message, extensions })),
})

/** An answer that holds one error and nothing else. */
export function refused(
  c: HttpContext,
  status: 400 | 401 | 403 | 404 | 406 | 413 | 429 | 500 | 503,
  error: ShownError,
): Response {
  c.var.outcome.codes.push(error.code)
  return c.json(refusalBody(error), status)
}

function unavailable(cause: unknown): Saying | null {
  if (cause instanceof ProviderUnavailable) return say('providerOut')
  const kind = databaseErrorIn(cause)?.kind
  return kind === 'not-applied' || kind === 'ambiguous' ? say('databaseOut') : null
}
