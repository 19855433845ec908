import { gzipSync } from 'node:zlib'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { openApiDocument } from '../../scripts/openapi/document.ts'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { scopes } from '../../src/domain/service/scopes.ts'
import { app } from '../../src/http/app.ts'
import { exportKinds } from '../../src/http/export/kinds.ts'
import { testDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

const document = openApiDocument()

test('it is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
})

test('it has each route, and no other', () => {
  const routes = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method} ${path}`),
  )
  expect(told.sort()).toEqual([...new Set(routes)].sort())
})

test('it takes little of what is deployed', () => {
  expect(gzipSync(JSON.stringify(document)).byteLength).toBeLessThan(9_000)
})

describe('what is answered is as it says', () => {
  let service: TestService
  let world: World
  let key: string
  let narrow: string
  let url: string
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'openapi')

  beforeAll(async () => {
    const database = await testDatabase()
    url = database.url
    service = await testService(database, { now: Date.now() })
    world = await smallWorld(service)
    key = await keyWith([...scopes])
    narrow = await keyWith(['regions:read'])
  })

  async function keyWith(held: readonly string[]): Promise<string> {
    const { secret } = await issueApiKey(fresh(service), { name: 'Test', scopes: held })
    return secret ?? ''
  }

  type Json = { [name: string]: Json } & { $ref?: string }

  const encoded = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')

  /** Where the document says of a route what is at `steps`, through references. */
  function place(...steps: string[]): { at: string; there: Json } {
    let there = document as unknown as Json
    let at = '#'
    for (const step of steps) {
      const next = there[step]
      if (next === undefined) throw new Error(`The document has no ${step} at ${at}.`)
      there = next
      at += `/${encoded(step)}`
      if (there.$ref === undefined || step === 'schema') continue
      const of = there.$ref.slice(2).split('/')
      const led = place(...of)
      there = led.there
      at = led.at
    }
    return { at, there }
  }

  function expectToFit(at: string, value: unknown): void {
    const check = ajv.getSchema(`openapi${encodeURI(at).replaceAll('{', '%7B').replaceAll('}', '%7D')}`)
    if (!check) throw new Error(`There is no schema at ${at}.`)
    expect(check(value), JSON.stringify(check.errors)).toBe(true)
  }

  async function ask(method: 'get' | 'post', route: string, address: string, init: RequestInit = {}) {
    const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }
    const request = new Request(`https://crm.example${address}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    })
    const response = await app.fetch(request, { DATABASE_URL: url }, context)
    const text = await response.text()
    const status = String(response.status)
    const { there } = place('paths', route, method, 'responses', status)
    for (const name of Object.keys(there.headers ?? {}))
      if (name !== 'Retry-After' || status === '429') expect(response.headers.get(name), name).not.toBeNull()
    const type = response.headers.get('content-type')?.split(';')[0]
    if (type !== undefined && there.content) {
      const { at, there: schema } = place(
        ...['paths', route, method, 'responses', status, 'content', type, 'schema'],
      )
      if (type === 'application/json') expectToFit(at, JSON.parse(text))
      else expectToFit(at, text)
      if (schema.contentSchema)
        for (const line of text.split('\n').filter(Boolean))
          expectToFit(`${at}/contentSchema`, JSON.parse(line))
    }
    return { status: response.status, text }
  }

  const json = (body: unknown) => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  const sale = { kind: 'PURCHASE', amount: '250000', source: 'till', externalId: '1' }

  test('of interactions', async () => {
    const path = '/v1/interactions'
    const input = { ...sale, customer: { id: world.customer } }
    const { at } = place('paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema')
    expectToFit(at, input)
    expect(() => expectToFit(at, { ...input, kind: 'SALE' })).toThrow()
    const statuses: number[] = []
    for (const body of [
      ...[input, input, { ...input, amount: '1' }, { ...input, externalId: '2', kind: 'SALE' }],
      { ...input, externalId: '3', customer: { id: 'cus_zzzz' } },
    ])
      statuses.push((await ask('post', path, path, json(body))).status)
    expect(statuses).toEqual([201, 200, 409, 400, 404])
    const refusals = [
      await ask('post', path, path, { body: 'a' }),
      await ask('post', path, path, {
        ...json(input),
        headers: { ...json(input).headers, authorization: 'a' },
      }),
      await ask('post', path, path, {
        ...json(input),
        headers: { ...json(input).headers, authorization: `Bearer ${narrow}` },
      }),
    ]
    expect(refusals.map(({ status }) => status)).toEqual([415, 401, 403])
  })

  test('of imports and what takes them back', async () => {
    const csv = { 'content-type': 'text/csv' }
    const good = await ask('post', '/v1/import/customers', '/v1/import/customers?source=shop', {
      body: 'externalId,kind\na,PERSON\nb,DOG\n',
      headers: csv,
    })
    expect(good.status).toBe(200)
    const { import: id } = JSON.parse(good.text)
    const route = '/v1/import/{id}/undo'
    expect((await ask('post', route, `/v1/import/${id}/undo`)).status).toBe(200)
    expect((await ask('post', route, '/v1/import/imp_zzzz/undo')).status).toBe(404)
    const refused = [
      await ask('post', '/v1/import/customers', '/v1/import/customers', { body: 'a', headers: csv }),
      await ask('post', '/v1/import/customers', '/v1/import/customers?source=a', { body: 'a' }),
      await ask('post', '/v1/import/customers', '/v1/import/customers?source=a', {
        body: 'externalId,kind\na,DOG\n"',
        headers: csv,
      }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([400, 415, 200])
  })

  test.each(Object.keys(exportKinds).filter(name => !name.includes(':')))('of exports of %s', async name => {
    const route = `/v1/export/${name}`
    expect((await ask('get', route, `${route}?source=shop`)).status).toBe(200)
    expect((await ask('get', route, `${route}?format=csv`)).status).toBe(200)
    expect((await ask('get', route, `${route}?columns=shoe`)).status).toBe(400)
    const headers = { authorization: `Bearer ${narrow}` }
    expect((await ask('get', route, route, { headers })).status).toBe(403)
  })

  test('of members of what is not there', async () => {
    for (const [name, id] of [
      ['segments', 'seg_zzzz'],
      ['snapshots', 'vus_zzzz'],
    ])
      expect(
        (await ask('get', `/v1/export/${name}/{id}/members`, `/v1/export/${name}/${id}/members`)).status,
      ).toBe(404)
  })

  test('of what is open to anyone', async () => {
    const headers = { authorization: '' }
    expect((await ask('get', '/health', '/health', { headers })).status).toBe(200)
    expect((await ask('get', '/', '/', { headers })).status).toBe(302)
    const { text } = await ask('get', '/v1/openapi.json', '/v1/openapi.json', { headers })
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)))
  })
})
