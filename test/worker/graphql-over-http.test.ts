import { SELF } from 'cloudflare:test'
import { serverAudits } from 'graphql-http'
import { beforeAll, describe, expect, test } from 'vitest'
import { workerDatabase } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { issueKey, origin } from './client.ts'

let key: string

beforeAll(async () => {
  key = (await issueKey(await testService(await workerDatabase()), { scopes: ['schema:introspect'] })).key
})

/** The audits know nothing of credentials. */
const signedIn = (input: string, init: RequestInit = {}) => {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${key}`)
  return SELF.fetch(new Request(input, { ...init, headers }))
}

const audits = serverAudits({ url: `${origin}/graphql`, fetchFn: signedIn })

describe('GraphQL over HTTP', () => {
  test('is audited in 61 ways', () => expect(audits).toHaveLength(61))

  test.each(audits.map(audit => [audit.name, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn()
    expect('reason' in result ? result.reason : null).toBeNull()
    expect(result.status).toBe('ok')
  })
})
