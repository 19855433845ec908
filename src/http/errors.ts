import { GraphQLError } from 'graphql'
import { ProviderUnavailable } from '../auth/authenticate.ts'
import { databaseErrorIn } from '../database/errors.ts'
import type { Log } from '../domain/context.ts'
import { AuthorizationError, UserError } from '../domain/errors.ts'
import { describeError } from '../lib/log.ts'

/**
 * What a client may see of an error. Our own expected errors keep their words; anything else is masked, with
 * the request id under which the log has the cause.
 */
export function maskError(error: unknown, requestId: string, log: Log): GraphQLError {
  const located = error instanceof GraphQLError ? error : null
  const cause = located?.originalError ?? (located ? null : error)
  if (located && !cause) return located
  const place = located
    ? { nodes: located.nodes ?? null, path: located.path ?? null, source: located.source ?? null }
    : {}
  if (cause instanceof GraphQLError) return located ?? cause
  if (cause instanceof AuthorizationError)
    return new GraphQLError(cause.message, { ...place, extensions: { code: cause.code } })
  if (cause instanceof UserError)
    return new GraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, issues: cause.issues },
    })
  log.error('request failed', { error: describeError(cause), path: located?.path })
  const missing = unavailable(cause)
  return new GraphQLError(missing ? `The ${missing} is not available; try again.` : 'Something went wrong.', {
    ...place,
    extensions: { code: missing ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', requestId },
  })
}

function unavailable(cause: unknown): string | null {
  if (cause instanceof ProviderUnavailable) return 'identity provider'
  const kind = databaseErrorIn(cause)?.kind
  return kind === 'not-applied' || kind === 'ambiguous' ? 'database' : null
}
