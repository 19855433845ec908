import { createExecutionContext } from 'cloudflare:test'
import { expect, test } from 'vitest'
import local from '../../src/local.ts'

const ask = (path: string, authorization: string, settings: object) =>
  local.fetch(
    new Request(`http://127.0.0.1:8787${path}`, {
      method: 'POST',
      headers: { host: '127.0.0.1:8787', authorization },
      body: '{}',
    }),
    settings,
    createExecutionContext(),
  )

test.each([
  ['Bearer undefined', {}],
  ['Bearer ', { LOCAL_SECRET: '' }],
  ['Bearer null', {}],
])('without a secret nobody is the process that started the Worker: %s', async (authorization, secret) => {
  const settings = { LOCAL_HOSTS: '127.0.0.1:8787', ...secret }
  expect((await ask('/local/codes', authorization, settings)).status).toBe(401)
  expect((await ask('/local/tick', authorization, settings)).status).toBe(401)
  expect((await ask('/local/webhooks', authorization, settings)).status).toBe(401)
})

test('without names it answers under none', async () => {
  expect((await ask('/health', '', {})).status).toBe(421)
})
