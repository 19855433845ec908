import { createScheduledController } from 'cloudflare:test'
import { sql } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createCustomer } from '../../src/domain/customers/create-customer.ts'
import worker from '../../src/worker.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { contents } from '../support/world.ts'
import { bindings, graphql, issueKey, logLines } from './client.ts'

const url = 'https://partner.example.com/hook?tenant=1'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
})

afterEach(() => vi.restoreAllMocks())

const tick = () => worker.scheduled(createScheduledController({ cron: '* * * * *' }), bindings())

const createMutation = `mutation ($input: WebhookCreateInput!) { webhookCreate(input: $input) {
  ... on WebhookCreatePayload { secret webhook { id owner active } }
  ... on UserError { code issues { path code message } } } }`

async function create(key: string, input: object) {
  const variables = { input: { name: 'Partner', url, entities: ['CUSTOMER'], ...input } }
  const { body } = await graphql(key, createMutation, { variables, headers: { 'idempotency-key': 'once' } })
  return body.data?.webhookCreate as {
    secret: string
    webhook: { id: string; owner: string }
    issues?: { path: string[]; code: string }[]
  }
}

/** What is sent to the partner; all other requests go their way. */
function listen() {
  const got: Request[] = []
  const { fetch: network } = globalThis
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith('https://partner.example.com/')) return network(input, init)
    got.push(request)
    return new Response(null, { status: 204 })
  })
  return got
}

test('what has changed is sent at once, signed, with what the owner may read; its secret shows nowhere', async () => {
  const lines = logLines()
  const { id, key } = await issueKey(service, {
    scopes: ['customers:read', 'customers:write', 'webhooks:write', 'webhooks:read'],
  })
  const document = 'query ($id: ID!) { customer(by: { id: $id }) { id name } }'
  const { secret, webhook } = await create(key, { document })
  expect(webhook).toMatchObject({ owner: id, active: true })
  expect((await create(key, { document })).secret).toBeNull()
  const got = listen()
  const made = await graphql(
    key,
    'mutation { customerCreate(input: { kind: PERSON }) { ... on CustomerCreatePayload { customer { id } } } }',
  )
  expect(made.body.errors).toBeUndefined()
  expect(got).toHaveLength(1)
  await tick()
  expect(got).toHaveLength(1)
  const [request] = got
  const body = await request?.text()
  expect(new Webhook(secret).verify(body ?? '', Object.fromEntries(request?.headers ?? []))).toMatchObject({
    type: 'customer.created',
    by: id,
    data: { customer: { name: null } },
    errors: [{ path: ['customer', 'name'], extensions: { code: 'FORBIDDEN' } }],
  })
  const log = await graphql(
    key,
    `{ webhook(id: "${webhook.id}") { failures deliveries { nodes { type state attempts status failure bytes } } } }`,
  )
  expect(log.body.data?.webhook).toMatchObject({
    failures: 0,
    deliveries: {
      nodes: [
        {
          type: 'customer.created',
          state: 'DELIVERED',
          attempts: 1,
          status: 204,
          failure: null,
          bytes: body?.length,
        },
      ],
    },
  })
  const stored = await contents(service, ['webhooks'])
  expect(JSON.stringify(stored)).not.toContain(secret.slice('whsec_'.length))
  expect(JSON.stringify(lines())).not.toMatch(/whsec_|partner\.example/)
})

test('what others changed is sent with the clock’s next tick, and what reads sends nothing', async () => {
  const { key } = await issueKey(service, { scopes: ['customers:read', 'webhooks:write', 'webhooks:read'] })
  await create(key, { name: 'Clock' })
  const got = listen()
  await createCustomer(fresh(service), {})
  await graphql(key, '{ webhooks { nodes { id } } }')
  expect(got).toHaveLength(0)
  await tick()
  expect(got.length).toBeGreaterThan(0)
})

test('what changed while the only one was paused is sent at once when it is resumed', async () => {
  const { key } = await issueKey(service)
  await fresh(service).db.write([sql`DELETE FROM webhook_deliveries`, sql`DELETE FROM webhooks`])
  const { webhook } = await create(key, { name: 'Pausing' })
  const activate = (active: boolean) =>
    graphql(
      key,
      'mutation ($id: ID!, $active: Boolean!) { webhookUpdate(input: { id: $id, patch: { active: $active } }) { __typename } }',
      { variables: { id: webhook.id, active } },
    )
  await activate(false)
  const got = listen()
  await graphql(key, 'mutation { customerCreate(input: { kind: PERSON }) { __typename } }')
  expect(got).toHaveLength(0)
  await activate(true)
  expect(got).toHaveLength(1)
})

test.each([
  [{ url: 'https://2130706433/' }, 'url'],
  [{ url: 'http://127.0.0.1:9000/' }, 'url'],
  [
    { document: '{ customers(first: 100) { nodes { interactions(first: 100) { nodes { id } } } } }' },
    'document',
  ],
  [{ document: 'mutation { nightRun(input: { day: "2026-01-01" }) { __typename } }' }, 'document'],
])('what must not be sent, or nowhere, is refused: %j', async (input, path) => {
  const { key } = await issueKey(service)
  expect((await create(key, input)).issues?.map(issue => issue.path)).toEqual([[path]])
})
