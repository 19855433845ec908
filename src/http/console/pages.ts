import type { MiddlewareHandler } from 'hono'
import { type ConsoleSettings, configOf } from '../../env.ts'
import { refused } from '../errors.ts'
import type { HttpContext, HttpEnv } from '../http-env.ts'

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** The names of these hold a hash of what is in them: they never change. */
const asset = /^\/console\/assets\/[\w.-]+\.(css|js|svg)$/

/** Looks like a file: no address of the page does. */
const fileLike = /\.[a-z\d]+$/i

/** The page runs its own scripts, and speaks with the API and, where people sign in there, with the identity provider. */
function policyOf({ provider }: ConsoleSettings): string {
  const partners = provider ? ` ${new URL(provider.issuer).origin}` : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${partners}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

const headersOf = (settings: ConsoleSettings) => ({
  'content-security-policy': policyOf(settings),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})

/** A file of the static assets as its type says; every other address is the page's own to understand. */
async function page(c: HttpContext, settings: ConsoleSettings): Promise<Response> {
  const [, type] = asset.exec(c.req.path) ?? []
  const path = type === undefined ? '/console/index.html' : c.req.path
  const isFile = fileLike.test(c.req.path)
  const found = isFile && type === undefined ? null : await c.env.ASSETS?.fetch(`http://assets${path}`)
  if (!found?.ok) {
    await found?.body?.cancel()
    const message = isFile ? 'There is no such file.' : 'The console is not built: `npm run console`.'
    const refusal = refused(c, 404, { message, code: 'NOT_FOUND' })
    // What is not there may be there with the next build.
    refusal.headers.set('cache-control', 'no-store')
    return refusal
  }
  return new Response(found.body, {
    headers: {
      ...headersOf(settings),
      'content-type': types[type ?? ''] ?? 'text/html; charset=utf-8',
      'cache-control': type === undefined ? 'no-cache' : 'public, max-age=31536000, immutable',
    },
  })
}

/** The page for people, where the settings offer it; elsewhere there is nothing at its addresses. */
export const consolePages: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const settings = configOf(c.env).console
  if (!settings.on || !['GET', 'HEAD'].includes(c.req.method)) return await next()
  if (c.req.path !== '/console/settings.json') return page(c, settings)
  const { provider } = settings
  return c.json({ provider }, 200, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
}
