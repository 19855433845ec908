import { createServer, type Server, type ServerResponse } from 'node:http'
import { eq } from 'drizzle-orm'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { webhookDeliveries } from '../../../src/database/tables/house/webhooks.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import { sweepWebhooks } from '../../../src/domain/webhooks/delivery/sweep.ts'
import { rotateSecret } from '../../../src/domain/webhooks/rotate-secret.ts'
import { networkCourier } from '../../../src/http/webhooks/courier.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { subscribe } from './subscriber.ts'

interface Received {
  headers: Record<string, string>
  body: string
}

let server: Server
let url: string
let got: Received[]
let status: number
/** How the receiver answers. */
let respond: (response: ServerResponse) => void
let service: TestService

beforeEach(async () => {
  got = []
  status = 200
  respond = response => response.writeHead(status, { location: `${url}/elsewhere` }).end('x'.repeat(5_000))
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
      got.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks).toString() })
      respond(response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port.')
  url = `http://127.0.0.1:${address.port}`
  service = await testService(await testDatabase(), { now: Date.now() })
  service.webhooks = { loopback: true, faultOf: () => null }
})

afterEach(() => {
  server.closeAllConnections()
  return new Promise(resolve => server.close(resolve))
})

const deliveriesOf = (id: number) =>
  fresh(service).db.orm.select().from(webhookDeliveries).where(eq(webhookDeliveries.webhookId, id))

const sweep = () =>
  sweepWebhooks(at(service, Date.now()), networkCourier(true, { capacity: 1_800_000, perSecond: 30_000 }))

async function listening(input: object) {
  const { owner } = await subscribe(service)
  const made = await createWebhook(fresh(owner), { name: 'Here', url, entities: ['CUSTOMER'], ...input })
  return { id: made.webhookId, secret: made.secret ?? '', owner }
}

const isVerified = (secret: string, { headers, body }: Received) => {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}

test('each of 1,000 messages is verified by the package of Standard Webhooks, none that was tampered with or is stale', async () => {
  const document =
    'query ($id: ID!) { customer(by: { id: $id }) { id lifecycle externalIds { externalId } } }'
  const { secret } = await listening({ document })
  const people = Array.from({ length: 1_000 }, (_, line) => ({ line, fields: { externalId: `p${line}` } }))
  const file = customerImport(fresh(service), { source: 'shop' })
  for (let start = 0; start < people.length; start += 250)
    expect((await file.chunk(people.slice(start, start + 250))).rejected).toBe(0)
  for (let sweeps = 0; sweeps < 10; sweeps++) if ((await sweep()).tried === 0) break
  expect(got).toHaveLength(1_000)
  expect(got.filter(one => isVerified(secret, one))).toHaveLength(1_000)
  const told = got.map(({ body }) => JSON.parse(body).data.customer.externalIds[0].externalId)
  expect(new Set(told).size).toBe(1_000)
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1_000)

  const tampered = got.flatMap(one => [
    { ...one, body: one.body.replace('customer.created', 'customer.updated') },
    { ...one, headers: { ...one.headers, 'webhook-id': 'whd_1' } },
    { ...one, headers: { ...one.headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) + 1) } },
  ])
  expect(tampered.filter(one => isVerified(secret, one))).toHaveLength(0)
  const { now } = Date
  Date.now = () => now() + 6 * 60_000
  try {
    expect(got.filter(one => isVerified(secret, one))).toHaveLength(0)
  } finally {
    Date.now = now
  }
}, 120_000)

test('while secrets overlap both verify, and behind it the new one alone', async () => {
  const { id, secret, owner } = await listening({})
  const rotated = await rotateSecret(fresh(owner), { id, overlapHours: 1 })
  const next = rotated.secret ?? ''
  await createCustomer(fresh(service), {})
  await sweep()
  expect(got.map(one => [isVerified(secret, one), isVerified(next, one)])).toEqual([[true, true]])
  await rotateSecret(fresh(owner), { id, overlapHours: 0 })
  await createCustomer(fresh(service), {})
  await sweep()
  expect(got.slice(1).map(one => [isVerified(secret, one), isVerified(next, one)])).toEqual([[false, false]])
})

test('a redirect is not followed, and says so in the log', async () => {
  const { id } = await listening({})
  status = 302
  await createCustomer(fresh(service), {})
  await sweep()
  expect(got).toHaveLength(1)
  expect(await deliveriesOf(id)).toMatchObject([
    { state: 'PENDING', failure: 'REDIRECT', status: 302, attempts: 1 },
  ])
})

test('nobody at the address is no more than a failed attempt', async () => {
  const { owner } = await listening({})
  const nobody = { name: 'Nobody', url: 'http://127.0.0.1:1/', entities: ['CUSTOMER'] }
  const { webhookId } = await createWebhook(fresh(owner), nobody)
  const { customerId } = await createCustomer(fresh(service), {})
  await sweep()
  expect(await deliveriesOf(webhookId)).toMatchObject([
    { failure: 'CONNECTION', status: null, record: encodeId('customer', customerId) },
  ])
})

test('of an answer that never ends no more is read than says that the message was taken', async () => {
  const { id } = await listening({})
  let written = 0
  const ended = new Promise<void>(resolve => {
    respond = response => {
      response.writeHead(200)
      response.once('close', resolve)
      const pour = () => {
        while (!response.closed && response.write('x'.repeat(10_000))) written += 10_000
      }
      response.on('drain', pour)
      pour()
    }
  })
  await createCustomer(fresh(service), {})
  await sweep()
  await ended
  expect(await deliveriesOf(id)).toMatchObject([{ state: 'DELIVERED', failure: null, status: 200 }])
  // What the networks of both sides hold between them.
  expect(written).toBeLessThan(20_000_000)
})

test('who does not come to an end within 10 seconds has not taken a message', async () => {
  const drops: NodeJS.Timeout[] = []
  const silent = { name: 'Silent', url: `${url}/silent`, entities: ['CUSTOMER'] }
  const { id, owner } = await listening({})
  const { webhookId } = await createWebhook(fresh(owner), silent)
  respond = response => {
    if (response.req.url === '/silent') return
    response.writeHead(200)
    drops.push(setInterval(() => response.write('x'), 500))
  }
  await createCustomer(fresh(service), {})
  const begun = Date.now()
  await sweep()
  const lasted = Date.now() - begun
  for (const drop of drops) clearInterval(drop)
  for (const one of [id, webhookId])
    expect(await deliveriesOf(one)).toMatchObject([
      { state: 'PENDING', failure: 'TIMEOUT', status: null, attempts: 1 },
    ])
  expect(lasted).toBeGreaterThan(9_900)
  expect(lasted).toBeLessThan(13_000)
}, 30_000)
