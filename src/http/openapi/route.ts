import document from '../../../schema/openapi.json' with { type: 'json' }
import type { HttpContext } from '../http-env.ts'

/** `GET /v1/openapi.json`: what the routes take and answer. Open to anyone, and the same for all. */
export const openApi = (c: HttpContext): Response => c.json(document)
