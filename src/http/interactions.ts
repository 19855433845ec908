import type * as z from 'zod'
import { recordInteractionOnce } from '../domain/interactions/record-once.ts'
import { UserError } from '../domain/service/errors.ts'
import { encodeId } from '../lib/ids.ts'
import { withinBounds } from './bounds/let-in.ts'
import { maskError } from './errors.ts'
import { bodyOf } from './graphql/request.ts'
import type { HttpContext } from './http-env.ts'
import { limits } from './limits.ts'
import type { interactionAnswer } from './openapi/answers.ts'

const statuses: Record<string, 400 | 401 | 403 | 404 | 409 | 415 | 503> = {
  ...{ BAD_REQUEST: 400, INVALID_INPUT: 400, LIMIT_EXCEEDED: 400, UNSUPPORTED_MEDIA_TYPE: 415 },
  ...{ UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, SERVICE_UNAVAILABLE: 503 },
}

/** `POST /v1/interactions`: one interaction, once for its source and external id. */
export const postInteraction = (c: HttpContext): Promise<Response> =>
  withinBounds(c, limits.interactionCost, async () => {
    const body = await bodyOf(c)
    if (body instanceof Response) return body
    try {
      if ('fault' in body) throw body.fault
      const { interactionId, customerId, customerCreated, repeated } = await recordInteractionOnce(
        c.var.service,
        body.params,
      )
      return c.json(
        {
          interaction: encodeId('interaction', interactionId),
          customer: encodeId('customer', customerId),
          customerCreated,
        } satisfies z.infer<typeof interactionAnswer>,
        repeated ? 200 : 201,
      )
    } catch (error) {
      if (error instanceof UserError && error.conflict?.reason === 'RETRY') c.header('retry-after', '1')
      const { message, extensions } = maskError(error, c.var)
      const { http: _, ...shown } = extensions
      const code = String(shown.code)
      c.var.outcome.codes.push(code)
      return c.json({ errors: [{ message, extensions: shown }] }, statuses[code] ?? 500)
    }
  })
