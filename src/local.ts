import { type Context, Hono } from 'hono'
import { startDueNights } from './domain/nights/start-due-nights.ts'
import { setClock } from './domain/service/clock.ts'
import type { Bindings } from './env.ts'
import { app } from './http/app.ts'
import { refusalBody } from './http/errors.ts'
import { followWithSegments } from './http/followers/segments.ts'
import { readUnread } from './http/unread.ts'
import { tellWebhooks } from './http/webhooks/sweep.ts'
import { hmacHex, sha256Hex } from './lib/canonical.ts'
import { jsonLog } from './lib/log.ts'
import { nightService } from './nightly/service.ts'

export { NightWorkflow } from './nightly/workflow.ts'

/** What `npm start` gives its Worker besides the settings that every Worker has. */
interface LocalBindings extends Bindings {
  PAGES: Fetcher
  /** Names of this server, separated by commas; one without a port stands for each port. */
  LOCAL_HOSTS?: string
  /** Shown by the process that started the Worker; without it nobody is that process. */
  LOCAL_SECRET?: string
}

type LocalContext = Context<{ Bindings: LocalBindings }>

/** A code that can be exchanged for a key once, kept as its hash. */
let waiting: { hash: string; key: string; until: number } | null = null

const codeLifetime = 60_000

const refusal = (c: LocalContext, status: 400 | 401 | 403 | 421, code: string, message: string) =>
  c.json(refusalBody({ message, code }), status)

/**
 * The Worker of `npm start`, and of nothing that is deployed: the deployed one behind a check of the names under
 * which it is asked, with the clock's tick and the browser's sign-in.
 */
const local = new Hono<{ Bindings: LocalBindings }>()

local.use(async (c, next) => {
  await next()
  if (c.res.status >= 400) await readUnread(c.req.raw)
})

/** A page of another site can give its own name this machine's address, and would then be of one origin with us. */
local.use(async (c, next) => {
  const host = c.req.header('host') ?? ''
  const names = c.env.LOCAL_HOSTS?.split(',') ?? []
  if (names.includes(host) || names.includes(host.replace(/:\d+$/, ''))) return next()
  return refusal(c, 421, 'MISDIRECTED', 'This server does not answer under this name; `--hosts` adds one.')
})

/** Pages cannot know the secret. */
async function supervisorOnly(c: LocalContext, next: () => Promise<void>) {
  const { LOCAL_SECRET: secret } = c.env
  if (secret && c.req.header('authorization') === `Bearer ${secret}`) return next()
  return refusal(c, 401, 'UNAUTHENTICATED', 'The credential is not valid.')
}

local.post('/local/tick', supervisorOnly, async c => {
  await startDueNights(await nightService(c.env, jsonLog({ tick: true })))
  return c.body(null, 204)
})

/** `{ "now": milliseconds }`, or null there for the machine's own time. */
local.post('/local/clock', supervisorOnly, async c => {
  const { now } = await c.req.json<{ now: number | null }>()
  setClock(now)
  return c.body(null, 204)
})

local.post('/local/webhooks', supervisorOnly, async c => {
  await followWithSegments(c.env)
  await tellWebhooks(c.env)
  return c.body(null, 204)
})

/** By it a command knows this start from whoever took its port after the end, before it sends any secret. */
local.post('/local/proof', async c => {
  const { LOCAL_SECRET: secret } = c.env
  if (!secret) return c.notFound()
  return c.text(await hmacHex(secret, await c.req.text()))
})

local.post('/local/codes', supervisorOnly, async c => {
  const { hash, key } = await c.req.json<{ hash: string; key: string }>()
  waiting = { hash, key, until: Date.now() + codeLifetime }
  return c.body(null, 204)
})

local.post('/local/sign-in', async c => {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== `http://${c.req.header('host')}`)
    return refusal(c, 403, 'FORBIDDEN', 'Only a page of this server signs in here.')
  const body: unknown = await c.req.json().catch(() => null)
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  if (typeof code !== 'string') return refusal(c, 400, 'BAD_USER_INPUT', 'A code is missing.')
  const hash = await sha256Hex(code)
  if (waiting?.hash !== hash || waiting.until < Date.now())
    return refusal(c, 401, 'UNAUTHENTICATED', 'The code was used, is older than a minute, or is none.')
  const { key } = waiting
  waiting = null
  return c.json({ key }, 200, { 'cache-control': 'no-store' })
})

local.get('/graphiql', async c => {
  const page = await c.env.PAGES.fetch('http://pages/graphiql.html')
  return c.html(await page.text(), 200, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  })
})
local.all('*', c => app.fetch(c.req.raw, c.env, c.executionCtx))

export default local
