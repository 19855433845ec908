import { describe, expect, test } from 'vitest'
import { send } from './client.ts'

const html = { accept: 'text/html,application/xhtml+xml' }
const on = { CONSOLE: 'on' }

const policyOf = (answer: { headers: Headers }) =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '').split('; ').map(part => {
      const [name = '', ...sources] = part.split(' ')
      return [name, sources] as const
    }),
  )

describe('the page for people', () => {
  test.each(['/console', '/console/', '/console/customers/cus_1?tab=x', '/console/nothing/here'])(
    'answers at %s, and runs nothing but its own scripts',
    async path => {
      const answer = await send(path, { headers: html }, on)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(answer.text).toContain('<div id="root"></div>')
      const policy = policyOf(answer)
      expect(policy.get('default-src')).toEqual(["'none'"])
      expect(policy.get('script-src')).toEqual(["'self'"])
      expect(policy.get('style-src')).toEqual(["'self'"])
      expect(policy.get('connect-src')).toEqual(["'self'"])
      expect(policy.get('frame-ancestors')).toEqual(["'none'"])
      expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe|\*|data:|blob:/)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      })
    },
  )

  test('has files whose names change with them, kept for a year', async () => {
    const { text } = await send('/console/', {}, on)
    const [, script = ''] = /src="([^"]+\.js)"/.exec(text) ?? []
    const [, style = ''] = /href="([^"]+\.css)"/.exec(text) ?? []
    const answers = await Promise.all([script, style].map(path => send(path, {}, on)))
    expect(answers.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
      [200, 'text/javascript; charset=utf-8'],
      [200, 'text/css; charset=utf-8'],
    ])
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
    for (const path of ['assets/morning-AAAAAAAA.js', 'favicon.ico', 'nothing/here.js', 'made-of.map']) {
      const gone = await send(`/console/${path}`, {}, on)
      expect([path, gone.status, gone.headers.get('cache-control')]).toEqual([path, 404, 'no-store'])
    }
  })

  test('is not there where it is switched off', async () => {
    const answer = await send('/console/', { headers: html }, { CONSOLE: 'off' })
    expect([answer.status, answer.body.errors?.[0]?.extensions?.code]).toEqual([404, 'NOT_FOUND'])
    expect((await send('/', { headers: html }, { CONSOLE: 'off' })).headers.get('location')).toBe('/graphql')
  })

  test('is where the root leads a browser, and programs go to the API', async () => {
    expect((await send('/', { headers: html }, on)).headers.get('location')).toBe('/console/')
    expect((await send('/', {}, on)).headers.get('location')).toBe('/graphql')
  })
})

describe('with an identity provider', () => {
  const provider = {
    CONSOLE: 'on',
    JWT_ISSUER: 'https://id.example/tenant/',
    JWT_AUDIENCE: 'holdfast',
    JWT_JWKS_URL: 'https://id.example/keys',
    CONSOLE_CLIENT_ID: 'console',
  }

  test('the page may speak with it too, and is told how people sign in', async () => {
    expect(policyOf(await send('/console/', {}, provider)).get('connect-src')).toEqual([
      "'self'",
      'https://id.example',
    ])
    const { body } = await send('/console/settings.json', {}, provider)
    expect(body).toEqual({
      provider: {
        issuer: 'https://id.example/tenant/',
        audience: 'holdfast',
        clientId: 'console',
        scope: 'openid',
      },
    })
  })

  test('nobody is sent to it without the name by which it knows the console', async () => {
    const { CONSOLE_CLIENT_ID: _, ...settings } = provider
    expect((await send('/console/settings.json', {}, settings)).body).toEqual({ provider: null })
    expect(policyOf(await send('/console/', {}, settings)).get('connect-src')).toEqual(["'self'"])
  })

  test.each(['http://id.example', 'issuer'])('%s is none over which people sign in', async issuer => {
    const answer = await send('/console/', {}, { ...provider, JWT_ISSUER: issuer })
    expect(answer.status).toBe(500)
  })
})
