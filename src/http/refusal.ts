import { DatabaseError } from '../database/errors.ts'
import { AuthorizationError, mayPass, UserError } from '../domain/service/errors.ts'
import { type Saying, say, write } from '../domain/wording/say.ts'
import type { ShownError } from './errors.ts'
import type { HttpContext } from './http-env.ts'

/** The request cannot be served at all, or its file cannot be read on. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: 400 | 413 | 415,
    readonly code: 'INVALID_INPUT' | 'TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE',
    readonly saying: Saying,
  ) {
    super(write(saying, 'en'))
  }
}

/** A file that cannot be read. */
export const badFile = (saying: Saying) => new Refusal(400, 'INVALID_INPUT', saying)

export const tooLarge = (saying: Saying) => new Refusal(413, 'TOO_LARGE', saying)

interface Failure {
  status: 400 | 401 | 403 | 404 | 413 | 415 | 500 | 503
  code: string
  saying: Saying
  /** Which parameter it is about. */
  at?: string
}

/** Why a file is not taken or given, as the client sees it. */
export interface ShownFailure extends Pick<Failure, 'status' | 'saying'> {
  shown: ShownError
}

/** @param out what is said where the database does not answer */
export function failureOf(c: HttpContext, error: unknown, out: Saying): ShownFailure {
  const { status, code, saying, at } = toFailure(error, out)
  const sentence = write(saying, c.var.language)
  const message = at === undefined ? sentence : `${at}: ${sentence}`
  c.var.outcome.codes.push(code)
  return {
    ...{ status, saying },
    shown: { message, code, ...(status >= 500 ? { requestId: c.var.requestId } : {}) },
  }
}

function toFailure(error: unknown, out: Saying): Failure {
  if (error instanceof Refusal) return error
  if (error instanceof AuthorizationError) {
    const { code, saying } = error
    return { status: code === 'FORBIDDEN' ? 403 : 401, code, saying }
  }
  if (error instanceof UserError && !mayPass(error)) {
    const status = error.code === 'NOT_FOUND' ? 404 : 400
    const [issue] = error.issues
    if (!issue) return { status, code: error.code, saying: error.saying }
    return { status, code: error.code, saying: issue.saying, at: issue.path.join('.') || 'query' }
  }
  // A read's error comes inside the query builder's own.
  const cause = error instanceof Error && error.cause instanceof DatabaseError ? error.cause : error
  const passing = mayPass(cause) || (cause instanceof DatabaseError && cause.kind !== 'permanent')
  if (!passing) return { status: 500, code: 'INTERNAL_SERVER_ERROR', saying: say('wentWrong') }
  return { status: 503, code: 'SERVICE_UNAVAILABLE', saying: out }
}
