import { createExecutionContext } from 'cloudflare:test'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { changes } from '../../src/database/tables/house/changes.ts'
import { customerImport } from '../../src/domain/import/customers.ts'
import { createSegment } from '../../src/domain/segments/create-segment.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { computeSnapshots } from '../../src/domain/vulnerability/night/compute-snapshots.ts'
import { encodeId } from '../../src/lib/ids.ts'
import worker from '../../src/worker.ts'
import { workerDatabase } from '../support/database.ts'
import { runOf, runThrough } from '../support/nights.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'
import { bindings, graphql, issueKey, origin, send } from './client.ts'

let service: TestService
let world: World
let key: string

const hostile = [
  '=1+1',
  '+cmd',
  '-2',
  '@SUM(A1)',
  "'quoted",
  '"a"; b,c',
  'two\r\nlines',
  '+84912345678',
  'Đào',
]

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  world = await smallWorld(service)
  key = (await issueKey(service)).key
  const rows = hostile.map((name, at) => ({ line: at + 1, fields: { externalId: `h${at}`, name } }))
  const { rejected } = await customerImport(fresh(service), { source: 'hostile' }).chunk(rows)
  expect(rejected).toBe(0)
})

type Row = Record<string, unknown> & { id: string }

async function get(path: string, parameters: Record<string, string> = {}, credential = key) {
  const query = new URLSearchParams(parameters).toString()
  return send(`/v1/export/${path}${query && `?${query}`}`, {
    headers: { authorization: `Bearer ${credential}` },
  })
}

/** The rows of an export as NDJSON. */
async function rowsOf(...request: Parameters<typeof get>): Promise<Row[]> {
  const { status, text } = await get(...request)
  expect([status, text.slice(0, status === 200 ? 0 : 500)]).toEqual([200, ''])
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const { export: _, ...row } = JSON.parse(line)
      return row
    })
}

const keyWith = async (scopes: Scope[]) => (await issueKey(service, { scopes })).key

const ofHostile = { filter: JSON.stringify({ externalIds: { some: { source: { equals: 'hostile' } } } }) }

describe('an export', () => {
  test('is NDJSON in the order of the ids, with the keys of the system that is named', async () => {
    const rows = await rowsOf('customers', { source: 'hostile', columns: 'externalId,name', ...ofHostile })
    expect(rows).toEqual(
      hostile.map((name, at) => ({ id: expect.stringMatching(/^cus_/), externalId: `h${at}`, name })),
    )
    const { headers } = await get('customers')
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    expect(headers.get('content-disposition')).toBe('attachment; filename="customers.ndjson"')
  })

  test('is CSV that no spreadsheet computes, where that is asked or liked', async () => {
    const { text, headers } = await get('customers', { format: 'csv', columns: 'name', ...ofHostile })
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const cells = text
      .replaceAll(/cus_\w+,/g, '')
      .replaceAll(/,(?:[0-9a-f-]{36} key_\w+ [\d:.TZ-]+)?(?=\r\n)/g, '')
    expect(cells).toBe(
      [
        ...["'id,name,export", "'=1+1", "'+cmd", '-2', "'@SUM(A1)", "''quoted", '"""a""; b,c"'],
        ...['"two\r\nlines"', '+84912345678', 'Đào', '', ''],
      ].join('\r\n'),
    )
    const liked = await send('/v1/export/customers', {
      headers: { authorization: `Bearer ${key}`, accept: 'text/csv, */*;q=0.1' },
    })
    expect(liked.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })

  test('goes on behind the last id that arrived, CSV without its header', async () => {
    const all = await rowsOf('customers')
    const last = all[2]?.id ?? ''
    expect(await rowsOf('customers', { after: last })).toEqual(all.slice(3))
    const { text } = await get('customers', { after: last, format: 'csv', columns: 'id' })
    const rest = text.split('\r\n').filter(Boolean)
    expect(rest.map(line => line.slice(0, line.indexOf(',')))).toEqual(all.slice(3).map(({ id }) => id))
    expect(await rowsOf('customers', { after: all.at(-1)?.id ?? '' })).toEqual([])
  })

  test('has a mark in its first row, by which it is found again', async () => {
    const { text } = await get('customers', { format: 'csv', columns: 'kind' })
    const [header, first = '', ...others] = text.trimEnd().split('\r\n')
    expect(header).toBe("'id,kind,export")
    const mark = first.slice(first.lastIndexOf(',') + 1)
    expect(mark).toMatch(/^[0-9a-f-]{36} key_\w+ \d{4}-\S+Z$/)
    expect(others.every(line => line.endsWith(','))).toBe(true)
    const [, by, at] = mark.split(' ')
    const document = 'query ($mark: String!) { exportByMark(mark: $mark) { by at of format columns } }'
    const found = await graphql(key, document, { variables: { mark } })
    expect(found.body.data).toEqual({
      exportByMark: { by, at, of: 'customers', format: 'csv', columns: ['kind'] },
    })
    const stranger = await graphql(key, document, { variables: { mark: crypto.randomUUID() } })
    expect(stranger.body.data).toEqual({ exportByMark: null })
  })

  test('imports again without a change, as it came and as a spreadsheet saves it', async () => {
    const { text } = await get('customers', { format: 'csv', source: 'hostile', ...ofHostile })
    const saved = text.replaceAll(',', ';').replace('""; b;c', '""; b,c')
    for (const body of [text, saved]) {
      const answer = await send('/v1/import/customers?source=hostile', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body,
      })
      expect(answer.body).toMatchObject({
        ...{ created: 0, updated: 0, unchanged: hostile.length, rejected: 0, errors: [] },
      })
    }
  })

  test('is refused while the caller takes too many at once, and counts no more when it is dropped', async () => {
    const { key: own } = await issueKey(service)
    const ask = () =>
      worker.fetch(
        new Request(`${origin}/v1/export/customers`, { headers: { authorization: `Bearer ${own}` } }),
        bindings(),
        createExecutionContext(),
      )
    const answers = [await ask(), await ask(), await ask(), await ask(), await ask()]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429])
    expect(answers[4]?.headers.get('retry-after')).toBe('1')
    await answers[0]?.body?.cancel()
    await answers[1]?.text()
    const more = [await ask(), await ask(), await ask()]
    expect(more.map(({ status }) => status)).toEqual([200, 200, 429])
    await Promise.all([...answers, ...more].map(({ body }) => body?.locked || body?.cancel()))
  })

  test('has the columns that the caller may read, and is refused one that it may not', async () => {
    const narrow = await keyWith(['customers:read'])
    const [first = { id: '' }] = await rowsOf('customers', {}, narrow)
    expect(Object.keys(first)).toEqual(['id', 'kind', 'acquisitionSource', 'synthetic'])
    for (const column of ['name', 'email', 'phone', 'attributes', 'region', 'owner', 'relationshipLevel']) {
      const { status, body } = await get('customers', { columns: column }, narrow)
      expect([status, body.errors?.[0]?.extensions?.code]).toEqual([403, 'FORBIDDEN'])
    }
    const filter = JSON.stringify({ any: [{ kind: { equals: 'PERSON' } }, { name: { startsWith: 'a' } }] })
    expect((await get('customers', { filter }, narrow)).status).toBe(403)
    expect((await get('customers', {}, await keyWith(['interactions:read']))).status).toBe(403)
    expect((await send('/v1/export/customers')).status).toBe(401)
  })

  test('has the rows within reach alone', async () => {
    const owned = await issueKey(service, { staff: world.staff, reach: 'OWNED' })
    const { text } = await graphql(owned.key, 'query { customers(first: 100) { nodes { id } } }')
    const seen = (JSON.parse(text).data.customers.nodes as Row[]).map(({ id }) => id)
    const rows = await rowsOf('customers', {}, owned.key)
    expect(seen.length).toBeGreaterThan(0)
    expect(rows.map(({ id }) => id).toSorted()).toEqual(seen.toSorted())
    expect(rows.some(({ id }) => id === world.otherCustomer)).toBe(false)
  })

  test.each<[Record<string, string>, RegExp]>([
    [{ format: 'xlsx' }, /^format: is none of csv, ndjson/],
    [{ columns: 'shoeSize' }, /^columns: names "shoeSize", which is none of id, externalId, kind/],
    [{ columns: 'attributes.' }, /^columns: names "attributes\.", which is none of .*attributes\.NAME/],
    [{ columns: 'name,name' }, /^columns: is named twice/],
    [{ columns: 'externalId' }, /^source: is missing/],
    [{ filter: '{' }, /^filter: is not valid JSON/],
    [{ filter: '{"kind":{}}' }, /^filter\.kind: /],
    [{ filter: '{"shoeSize":{"equals":"a"}}' }, /^filter: has no field "shoeSize"/],
    [{ after: 'int_1' }, /^after: is not the id of a customer/],
    [{ first: '10' }, /no parameter "first"/],
  ])('is refused where it cannot be served: %o', async (parameters, message) => {
    const { status, body } = await get('customers', parameters)
    expect(status).toBe(400)
    expect(body.errors?.[0]?.message).toMatch(message)
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'INVALID_INPUT' })
  })

  test('has interactions, with amounts as text and the keys of their customers', async () => {
    const rows = await rowsOf('interactions', {
      source: 'shop',
      columns: 'customerExternalId,kind,amount,currency,customer',
      filter: JSON.stringify({ id: { equals: world.interaction } }),
    })
    expect(rows).toEqual([
      {
        id: world.interaction,
        ...{ customerExternalId: '1', kind: 'PURCHASE', customer: world.customer },
        ...{ amount: expect.stringMatching(/^\d+$/), currency: world.currency },
      },
    ])
    const narrow = await keyWith(['interactions:read'])
    const [first = {}] = await rowsOf('interactions', { source: 'shop' }, narrow)
    for (const column of ['customerExternalId', 'subject', 'body', 'outcome'])
      expect(first).not.toHaveProperty(column)
    for (const column of ['subject', 'customer', 'staff'])
      expect((await get('interactions', { columns: column, source: 'shop' }, narrow)).status).toBe(403)
  })

  test('has follow-ups, those within reach alone', async () => {
    const owned = (await issueKey(service, { staff: world.staff, reach: 'OWNED' })).key
    const [all, own] = [await rowsOf('follow-ups'), await rowsOf('follow-ups', {}, owned)]
    expect(all.map(({ id }) => id)).toContain(world.otherFollowUp)
    expect(own.map(({ id }) => id).toSorted()).toEqual([...world.followUps].toSorted())
    expect(own[0]).toMatchObject({
      ...{ customer: world.customer, tactic: 'MANUAL' },
      reasons: 'Written down by a colleague. It was promised to the customer.',
    })
    const filter = JSON.stringify({ tactic: { equals: 'MANUAL' } })
    const [spoken] = await rowsOf('follow-ups', { columns: 'reasons', language: 'vi', filter })
    expect(spoken?.reasons).toBe('Việc do nhân viên ghi lại. Đã hẹn với khách hàng.')
    expect((await get('follow-ups', { language: 'fr' })).status).toBe(400)
  })

  test('has what a sender needs of the touches that are asked for', async () => {
    const columns = 'ownCampaign,channel,state,name,email'
    const rows = await rowsOf('touches', { columns })
    expect(rows.map(({ id }) => id)).toContain(world.touch)
    const [one] = rows.filter(({ id }) => id === world.touch)
    expect(one).toMatchObject({ ownCampaign: expect.stringMatching(/^own_/), name: expect.any(String) })
    const filter = JSON.stringify({ state: { equals: 'PLANNED' } })
    expect(await rowsOf('touches', { filter })).toEqual(rows.filter(({ state }) => state === 'PLANNED'))
    const narrow = await keyWith(['campaigns:read', 'customers:read'])
    expect(await rowsOf('touches', { columns: 'channel' }, narrow)).toHaveLength(rows.length)
    expect((await get('touches', { columns: 'email' }, narrow)).status).toBe(403)
    expect((await get('touches', {}, await keyWith(['customers:read']))).status).toBe(403)
  })

  test('has the members of a segment, with the columns and the filters of customers', async () => {
    const rule = { kind: { equals: 'PERSON' }, externalIds: { some: { source: { equals: 'shop' } } } }
    const { segmentId } = await createSegment(fresh(service), { name: 'People', rule })
    const id = encodeId('segment', segmentId)
    const query = `query ($id: ID!) { segment(id: $id) { members(first: 100) { nodes { id } } } }`
    const { text } = await graphql(key, query, { variables: { id } })
    const members: string[] = JSON.parse(text).data.segment.members.nodes.map(({ id }: Row) => id)
    expect(members.length).toBeGreaterThan(1)
    const path = `segments/${id}/members`
    const rows = await rowsOf(path, { columns: 'lifecycle' })
    expect(rows.map(({ id }) => id).toSorted()).toEqual(members.toSorted())
    const filter = JSON.stringify({ id: { equals: members[0] } })
    expect(await rowsOf(path, { columns: 'id', filter })).toEqual([{ id: members[0] }])
    expect((await get(path, {}, await keyWith(['customers:read']))).status).toBe(403)
    expect((await get(path, {}, await keyWith(['segments:read']))).status).toBe(403)
  })

  test('has the members of a snapshot, with what it found of them', async () => {
    await runThrough(service, computeSnapshots, runOf(service.today - 1, { watermark: 1_000_000 }))
    const query = `{ vulnerabilitySnapshots(first: 1) { nodes { id members(first: 100) {
      nodes { verdict spendBaseline { amount } customer { id } } } } } }`
    const { text } = await graphql(key, query)
    const [snapshot] = JSON.parse(text).data.vulnerabilitySnapshots.nodes
    expect(snapshot.members.nodes.length).toBeGreaterThan(0)
    const rows = await rowsOf(`snapshots/${snapshot.id}/members`, { columns: 'verdict,spendBaseline' })
    expect(rows).toEqual(
      snapshot.members.nodes.map(({ customer, verdict, spendBaseline }: Record<string, Row>) => ({
        ...{ id: customer?.id, verdict, spendBaseline: spendBaseline?.amount },
      })),
    )
    const path = `snapshots/${snapshot.id}/members`
    const contacts = 'name,email,phone,owner,preferredChannels,forbiddenChannels'
    const people = new Map((await rowsOf('customers', { columns: contacts })).map(row => [row.id, row]))
    for (const row of await rowsOf(path, { columns: contacts })) expect(row).toEqual(people.get(row.id))
    const impersonal = await keyWith(['vulnerability:read', 'customers:read'])
    for (const column of ['name', 'email', 'phone', 'owner'])
      expect((await get(path, { columns: column }, impersonal)).status).toBe(403)
    expect((await get(path, { columns: 'forbiddenChannels' }, impersonal)).status).toBe(200)
    const narrow = await keyWith(['vulnerability:read'])
    expect((await get(`snapshots/${snapshot.id}/members`, {}, narrow)).status).toBe(403)
  })

  test.each(['segments', 'snapshots'])('is of %s that there are', async noun => {
    const absent = noun === 'segments' ? 'seg_1' : 'vus_1'
    const { status, body } = await get(`${noun}/${absent}/members`)
    expect([status, body.errors?.[0]?.extensions?.code]).toEqual([404, 'NOT_FOUND'])
    expect((await get(`${noun}/cus_1/members`)).status).toBe(400)
  })

  test('is refused by other methods and at other places', async () => {
    const headers = { authorization: `Bearer ${key}` }
    expect((await send('/v1/export/customers', { method: 'POST', headers })).status).toBe(404)
    expect((await send('/v1/export/customers', { method: 'HEAD', headers })).status).toBe(404)
    expect((await send('/v1/export/shoes', { headers })).status).toBe(404)
  })

  test('is in the trail before anything leaves, without what identifies anybody', async () => {
    const filter = JSON.stringify({
      name: { equals: 'Nguyễn Thị Bí Mật' },
      any: [{ kind: { equals: 'PERSON' } }, { consents: { some: { purpose: { equals: 'CARE' } } } }],
    })
    await rowsOf('customers', { columns: 'name,kind', filter, source: 'hostile' })
    const { orm } = fresh(service).db
    const trail = await orm.select().from(changes).where(eq(changes.action, 'export'))
    expect(trail.at(-1)).toMatchObject({
      entity: 'customer',
      entityId: null,
      actor: expect.stringMatching(/^key:/),
      detail: {
        of: 'customers',
        format: 'ndjson',
        columns: ['name', 'kind'],
        source: 'hostile',
        filter: { name: '(personal)', any: [{ kind: { equals: 'PERSON' } }, { consents: '(personal)' }] },
      },
    })
    const { body } = await graphql(key, '{ changes(first: 100) { nodes { action entity } } }')
    expect(body.errors).toBeUndefined()
  })
})
