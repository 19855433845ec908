import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { migrate } from 'drizzle-orm/libsql/migrator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Namesake } from '../../../src/database/migrating/carry-texts.ts'
import { migrateDatabase } from '../../../src/database/migrating/migrate.ts'
import { type DatabaseServer, startDatabaseServer } from '../../support/server/database-server.ts'
import { type Gateway, startGateway } from '../../support/server/gateway.ts'

/** The last migration before texts were compared in one form. */
const before = '0001_analytics'
const migrations = fileURLToPath(new URL('../../../migrations/', import.meta.url))

let server: DatabaseServer
let gateway: Gateway
let client: Client
let folder: string
let namesakes: Namesake[]

/** The migrations up to and with `before`. */
async function olderMigrations(): Promise<string> {
  await cp(migrations, folder, { recursive: true })
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8'))
  const entries: { tag: string }[] = journal.entries
  const kept = entries.slice(0, entries.findIndex(({ tag }) => tag === before) + 1)
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...journal, entries: kept }))
  return folder
}

const decomposed = 'Đà Nẵng'.normalize('NFD')
const blank = 'Kho\u00a0A'

const region = (id: number, code: string) => ({
  sql: `INSERT INTO regions (id, code, name, sort_name, created_at, updated_at, version, change_id)
    VALUES (?, ?, ?, '', 0, 0, 1, 0)`,
  args: [id, code, code],
})

const customer = (id: number, phone: string | null, acquisition: string | null = null) => ({
  sql: `INSERT INTO customers (id, kind, sort_name, folded_name, phone, acquisition_source, preferred_channels,
      forbidden_channels, attributes, lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at,
      version, change_id)
    VALUES (?, 'PERSON', '', '', ?, ?, '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0)`,
  args: [id, phone, acquisition],
})

const key = (source: string, externalId: string, customerId: number) => ({
  sql: 'INSERT INTO customer_external_ids (source, external_id, customer_id) VALUES (?, ?, ?)',
  args: [source, externalId, customerId],
})

const interaction = (id: number, externalId: string) => ({
  sql: `INSERT INTO interactions (customer_id, occurred_at, id, day, kind, cancelled, source, external_id, created_at,
      updated_at, version, change_id) VALUES (1, 0, ?, 0, 'NOTE', 0, 'shop', ?, 0, 0, 1, 0)`,
  args: [id, externalId],
})

const change = (id: number, action: string, detail: object) => ({
  sql: `INSERT INTO changes (id, token, at, actor, action, entity, request_id, detail) VALUES (?, ?, 0, '', ?, '', '', ?)`,
  args: [id, `token ${id}`, action, JSON.stringify(detail)],
})

const rule = { lifecycle: { in: ['LOST'] } }
const replaced = { level: 2, reason: 'Shy', until: 20_001, author: 'key:1' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-upgrade-'))
  server = await startDatabaseServer()
  await server.create('old')
  gateway = await startGateway(server, 'old')
  const url = `${gateway.url}old/`
  client = createClient({ url })
  await migrate(drizzle(client), { migrationsFolder: await olderMigrations() })
  await client.batch(
    [
      `INSERT INTO workspace (id, currency, time_zone, phone_country, created_at)
        VALUES (1, 'VND', 'Asia/Ho_Chi_Minh', 'VN', 0)`,
      ...[region(1, 'HN'), region(2, 'Đà Nẵng'), region(3, decomposed), region(4, blank)],
      ...[customer(1, '+841207654321', 'tờ rơi'.normalize('NFD')), customer(2, '+84707654321')],
      ...[customer(3, '+841997654321'), customer(4, '+84912345678'), customer(5, '+441207654321')],
      `UPDATE customers SET name = 'Đào-Đức', folded_name = 'dao-duc', email = 'duc@example.com' WHERE id = 1`,
      `INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
        VALUES (1, 'Trần Minh', '', 1, 0, 0, 1, 0)`,
      `INSERT INTO competitors (id, name, sort_name, aliases, products, created_at, updated_at, version, change_id)
        VALUES (1, 'Chợ Quà', '', '["Gift \\"Bazaar\\""]', '[]', 0, 0, 1, 0)`,
      key('shop', 'Nẵng-1'.normalize('NFD'), 1),
      key('shop', 'Nẵng-1', 2),
      key('shop\u200b', 'plain', 3),
      key('shop', 'plain-2', 4),
      interaction(1, 'Đơn 1'.normalize('NFD')),
      interaction(2, 'đơn  2'),
      change(1, 'api-key.issue', { name: 'Lan’s laptop', scopes: ['customers:read'], reach: 'OWNED' }),
      change(2, 'follow-up.update', { owner: 7, dueOn: 20_000, note: 'Her mother is ill' }),
      change(3, 'follow-up.update', { note: null }),
      change(4, 'follow-up.dismiss', { reason: 'Moved away' }),
      change(5, 'relationship.override', { level: 3, reason: 'A friend', until: 20_009, replaced: null }),
      change(6, 'relationship.override', { level: 4, reason: 'Old friend', until: 20_009, replaced }),
      change(7, 'relationship.override-clear', replaced),
      change(8, 'segment.update', { rule, market: true }),
      change(9, 'region.update', { fields: ['name', 'parent'] }),
      change(10, 'customer.update', { fields: ['owner', 'email'] }),
      change(11, 'follow-up.fill', { day: 20_000, WIN_BACK: 3 }),
    ],
    'write',
  )
  namesakes = await migrateDatabase({ url })
}, 60_000)

afterAll(async () => {
  client.close()
  await gateway.stop()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const all = async (text: string) => (await client.execute(text)).rows.map(row => ({ ...row }))

test('stored texts take the form that is compared, and keep what was given', async () => {
  expect(
    await all('SELECT id, code, code_given AS given FROM regions WHERE id IN (1, 2, 4) ORDER BY id'),
  ).toEqual([
    { id: 1, code: 'HN', given: null },
    { id: 2, code: 'Đà Nẵng', given: null },
    { id: 4, code: 'Kho A', given: blank },
  ])
  expect(
    await all('SELECT external_id AS key, external_id_given AS given FROM interactions ORDER BY id'),
  ).toEqual([
    { key: 'Đơn 1', given: 'Đơn 1'.normalize('NFD') },
    { key: 'đơn 2', given: 'đơn  2' },
  ])
  expect(
    await all(`SELECT source, source_given AS given, external_id_given AS same FROM customer_external_ids
      WHERE customer_id = 3`),
  ).toEqual([{ source: 'shop', given: 'shop\u200b', same: null }])
  expect(await all('SELECT acquisition_source AS text FROM customers WHERE id = 1')).toEqual([
    { text: 'tờ rơi' },
  ])
})

test('of two that read the same none is lost, and the one that keeps its spelling is told', async () => {
  expect(await all('SELECT code FROM regions WHERE id = 3')).toEqual([{ code: decomposed }])
  expect(
    await all('SELECT external_id AS key FROM customer_external_ids WHERE customer_id IN (1, 2)'),
  ).toEqual(expect.arrayContaining([{ key: 'Nẵng-1' }, { key: 'Nẵng-1'.normalize('NFD') }]))
  expect(namesakes).toEqual([
    { table: 'regions', texts: [decomposed] },
    { table: 'customer_external_ids', texts: ['shop', 'Nẵng-1'.normalize('NFD')] },
  ])
})

test('phones of old Vietnamese prefixes are those of today, also where two people then share one', async () => {
  const phones = await all('SELECT phone FROM customers ORDER BY id')
  expect(phones.map(row => row.phone)).toEqual([
    '+84707654321',
    '+84707654321',
    '+84597654321',
    '+84912345678',
    '+441207654321',
  ])
})

test('what is personal of a change leaves the trail, and the rest is told in one form', async () => {
  expect(await all('SELECT * FROM change_values ORDER BY change_id')).toEqual([
    { change_id: 1, field: 'name', before: null, after: '"Lan’s laptop"' },
    { change_id: 2, field: 'note', before: null, after: '"Her mother is ill"' },
    { change_id: 3, field: 'note', before: null, after: null },
    { change_id: 4, field: 'reason', before: null, after: '"Moved away"' },
    { change_id: 5, field: 'reason', before: null, after: '"A friend"' },
    { change_id: 6, field: 'reason', before: '"Shy"', after: '"Old friend"' },
    { change_id: 7, field: 'reason', before: '"Shy"', after: null },
  ])
  const details = await all('SELECT detail FROM changes ORDER BY id')
  const levelFields = ['level', 'reason', 'until']
  expect(details.map(({ detail }) => JSON.parse(String(detail)))).toEqual([
    { fields: ['name', 'scopes', 'reach'], after: { scopes: ['customers:read'], reach: 'OWNED' } },
    { fields: ['ownerId', 'dueOn', 'note'], after: { ownerId: 7, dueOn: 20_000 } },
    { fields: ['note'], after: {} },
    { fields: ['reason'] },
    { fields: levelFields, after: { level: 3, until: 20_009 } },
    {
      fields: levelFields,
      before: { level: 2, until: 20_001, author: 'key:1' },
      after: { level: 4, until: 20_009 },
    },
    { fields: [...levelFields, 'author'], before: { level: 2, until: 20_001, author: 'key:1' } },
    { fields: ['rule', 'market'], after: { rule, market: true } },
    { fields: ['name', 'parentId'] },
    { fields: ['ownerId', 'email'] },
    { day: 20_000, WIN_BACK: 3 },
  ])
})

test('names take the form that is searched, and whoever was there is found', async () => {
  expect(await all('SELECT folded_name AS folded FROM customers WHERE id = 1')).toEqual([
    { folded: 'dao duc' },
  ])
  expect(await all('SELECT folded_name AS folded FROM staff_members')).toEqual([{ folded: 'tran minh' }])
  expect(await all('SELECT folded_name AS folded FROM competitors')).toEqual([
    { folded: 'cho qua gift bazaar' },
  ])
  const having = (of: string, term: string) =>
    all(`SELECT rowid AS id FROM ${of} WHERE ${of} MATCH '${term}'`)
  expect(await having('customer_search', '"duc"*')).toEqual([{ id: 1 }])
  expect(await having('customer_search_parts', '"o-d"')).toEqual([])
  expect(await having('customer_search_parts', '"c@e"')).toEqual([{ id: 1 }])
  expect(await having('customer_search_parts', '"123"')).toEqual([{ id: 4 }])
})

test('again it changes nothing and tells the same, until one of two is renamed', async () => {
  const url = `${gateway.url}old/`
  const regions = 'SELECT * FROM regions ORDER BY id'
  const stored = await all(regions)
  expect(await migrateDatabase({ url })).toEqual(namesakes)
  expect(await all(regions)).toEqual(stored)
  await client.execute(`UPDATE regions SET code = 'DN' WHERE id = 2`)
  expect((await migrateDatabase({ url })).map(({ table }) => table)).toEqual(['customer_external_ids'])
  expect(await all('SELECT code, code_given AS given FROM regions WHERE id = 3')).toEqual([
    { code: 'Đà Nẵng', given: decomposed },
  ])
})
