import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { languages } from '../domain/wording/language.ts'
import { type Config, configOf } from '../env.ts'
import { likedLanguage } from '../lib/accept-language.ts'
import { jsonLog } from '../lib/log.ts'
import { budgetHeaders } from './bounds/budget.ts'
import { importWork } from './bounds/let-in.ts'
import { asCaller, signedIn } from './caller.ts'
import { consolePages } from './console/pages.ts'
import { maskError, refused } from './errors.ts'
import { exportKinds } from './export/kinds.ts'
import { sendExport } from './export.ts'
import { graphiqlForBrowsers, graphql } from './graphql/graphql.ts'
import { health } from './health.ts'
import type { HttpEnv } from './http-env.ts'
import { importKinds } from './import/kinds.ts'
import { receiveImport, undoOfImport } from './import.ts'
import { postInteraction } from './interactions.ts'
import { openApi } from './openapi/route.ts'
import { readUnread } from './unread.ts'

/** All routes. Each request has an id, one line in the log, and only the origins that the settings allow. */
export const app = new Hono<HttpEnv>()

app.use(async (c, next) => {
  const requestId = c.req.header('cf-ray') ?? crypto.randomUUID()
  c.set('requestId', requestId)
  c.set('log', jsonLog({ requestId }))
  c.set('language', likedLanguage(c.req.header('accept-language') ?? '', languages) ?? 'en')
  c.set('caller', null)
  c.set('tooMuch', null)
  c.set('outcome', { operation: null, planned: null, codes: [] })
  await next()
})

// What it answers is anybody's and may be kept: none of what follows is said of it.
app.use('/console/*', consolePages)

app.use(async (c, next) => {
  const started = Date.now()
  await next()
  if (c.res.status >= 400) await readUnread(c.req.raw)
  const { caller, language, outcome, requestId, service } = c.var
  // Hono makes the answer anew for each header that it is given now.
  const { headers } = c.res
  headers.set('x-request-id', requestId)
  // What an answer holds is for its caller alone, and nothing but what its type says.
  headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('content-language', language)
  headers.append('vary', 'Accept-Language')
  if (caller !== null) {
    for (const [name, value] of Object.entries(budgetHeaders(configOf(c.env), caller, Date.now())))
      headers.set(name, value)
  }
  const { operation, planned, codes } = outcome
  c.var.log.info('request', {
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    ...(caller === null ? {} : { caller }),
    ...(operation === null ? {} : { operation }),
    ...(planned === null ? {} : { planned }),
    ...(codes.length === 0 ? {} : { codes: [...new Set(codes)] }),
    milliseconds: Date.now() - started,
    ...service?.db.counters,
  })
})

/** A parameter that is not UTF-8 would be read as the text of its escapes. */
app.use(async (c, next) => {
  if (!c.req.url.includes('%')) return await next()
  const { search } = new URL(c.req.url)
  try {
    decodeURIComponent(search)
  } catch {
    const message = 'The address is not UTF-8, or holds a % that is no escape.'
    return refused(c, 400, { message, code: 'BAD_REQUEST' })
  }
  return await next()
})

/** An allowed origin may leave its port open: `http://localhost:*`. */
const allows = (allowed: readonly string[], origin: string) =>
  ['*', origin, origin.replace(/:\d+$/, ':*')].some(form => allowed.includes(form))

const crossOrigins = new WeakMap<Config, ReturnType<typeof cors>>()

/** Pages of other origins may call the API and nothing else. */
const crossOrigin: MiddlewareHandler<HttpEnv> = (c, next) => {
  if (c.req.header('origin') === undefined) return next()
  const config = configOf(c.env)
  const { corsOrigins } = config
  const handler =
    crossOrigins.get(config) ??
    cors({
      origin: origin => (allows(corsOrigins, origin) ? origin : null),
      allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      exposeHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
      maxAge: 86_400,
    })
  crossOrigins.set(config, handler)
  return handler(c, next)
}
app.use('/graphql', crossOrigin)
app.use('/v1/*', crossOrigin)

app.onError((error, c) => {
  const { message, extensions } = maskError(error, c.var)
  const code = String(extensions.code)
  return refused(c, code === 'SERVICE_UNAVAILABLE' ? 503 : 500, { message, code, requestId: c.var.requestId })
})

app.notFound(c => {
  const message = `There is nothing at ${c.req.method} ${c.req.path}.`
  return refused(c, 404, { message, code: 'NOT_FOUND' })
})

app.get('/health', health)
app.get('/v1/openapi.json', openApi)
app.use('/graphql', graphiqlForBrowsers)
app.all('/graphql', c => asCaller(c, () => graphql(c)))
app.post('/v1/interactions', c => asCaller(c, () => postInteraction(c)))
app.use('/v1/*', signedIn)
app.use('/v1/import/*', importWork)
for (const [name, imported] of Object.entries(importKinds))
  app.post(`/v1/import/${name}`, c => receiveImport(c, c.var.service, imported))
app.post('/v1/import/:id/undo', c => undoOfImport(c, c.var.service, c.req.param('id')))
for (const [name, { find }] of Object.entries(exportKinds))
  app.get(`/v1/export/${name}`, c => sendExport(c, service => find(service, c.req.param('id') ?? '')))
app.get('/', c => {
  const browses = c.req.header('accept')?.includes('text/html') && configOf(c.env).console.on
  return c.redirect(browses ? '/console/' : '/graphql')
})
