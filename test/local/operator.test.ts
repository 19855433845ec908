import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../scripts/failure.ts'
import { readOptions } from '../../scripts/local/options.ts'
import { signInAddresses } from '../../scripts/local/sign-in.ts'
import { adminKey, prepareDatabase, replacedKey } from '../../scripts/operator.ts'
import { testDatabase } from '../support/database.ts'
import { testService } from '../support/service.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-operator-'))
  file = join(folder, 'admin.key')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('the admin key is issued once and kept in a file for its owner alone', async () => {
  const { db, workspace } = await testService(await testDatabase())
  const first = await adminKey(db, workspace, file)
  expect(first.state).toBe('NEW')
  expect(await readFile(file, 'utf8')).toBe(`${first.key}\n`)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await adminKey(db, workspace, file)).toEqual({ key: first.key, state: 'KEPT' })
})

test('a lost file and a revoked key get a new one, and the operator reads why', async () => {
  const { db, workspace } = await testService(await testDatabase())
  const first = await adminKey(db, workspace, file)
  await rm(file)
  const second = await adminKey(db, workspace, file)
  expect(second.state).toBe('NEW')
  expect(second.key).not.toBe(first.key)

  await db.write([sql`UPDATE api_keys SET revoked_at = 1`])
  expect((await adminKey(db, workspace, file)).state).toBe('REVOKED')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(replacedKey('REVOKED', file)).toBe(`The key in ${file} was revoked: a new one replaces it.`)
})

test('the key of another database is never overwritten', async () => {
  const { db, workspace } = await testService(await testDatabase())
  await writeFile(file, 'hfk_of_another_database\n')
  await expect(adminKey(db, workspace, file)).rejects.toThrow('move the file away, and a new key is issued.')
  expect(await readFile(file, 'utf8')).toBe('hfk_of_another_database\n')
})

test('a key without the scopes that came later gets a successor', async () => {
  const { db, workspace } = await testService(await testDatabase())
  await adminKey(db, workspace, file)
  await db.write([sql`UPDATE api_keys SET scopes = '["customers:read"]'`])
  expect((await adminKey(db, workspace, file)).state).toBe('NARROW')
})

test('a database with more migrations than this version knows is refused', async () => {
  const database = await testDatabase()
  await database
    .session()
    .write([sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of tomorrow', 9999999999999)`])
  await expect(prepareDatabase({ url: database.url })).rejects.toThrow('it was made by a newer version')
})

test('whoever listens where a start has ended is sent nothing secret', async () => {
  const heard: string[] = []
  const listener = createServer((request, answer) => {
    heard.push(JSON.stringify(request.headers))
    request.on('data', chunk => heard.push(String(chunk)))
    request.on('end', () => answer.end('ok'))
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const asked = signInAddresses({ url: `http://127.0.0.1:${port}`, secret: 'the-secret' }, 'hfk_the_key')
  await expect(asked).rejects.toThrow('There is no start')
  listener.close()
  expect(heard.length).toBeGreaterThan(0)
  expect(heard.join()).not.toMatch(/the-secret|hfk_the_key/)
})

test.each([
  ['in a folder that is not there', (at: string) => join(at, 'none', 'admin.key')],
  ['that is a folder', (at: string) => at],
])('no key is issued for a file %s', async (_, place) => {
  const { db, workspace } = await testService(await testDatabase())
  await expect(adminKey(db, workspace, place(folder))).rejects.toBeInstanceOf(Failure)
  expect(await db.orm.all(sql`SELECT id FROM api_keys WHERE revoked_at IS NULL`)).toEqual([])
})

test('an empty file of a key is a missing one', async () => {
  const { db, workspace } = await testService(await testDatabase())
  await writeFile(file, '')
  expect((await adminKey(db, workspace, file)).state).toBe('NEW')
})

test.each([
  [['--data', ''], '--data is empty.'],
  [['--data', ' '], '--data is empty.'],
  [['--nothing'], 'npm start -- --help lists all options.'],
])('options that cannot be meant are refused: %j', (args, words) => {
  expect(() => readOptions(args)).toThrow(words)
})

test.each<[string, string[], string]>([
  ['an address that is none', ['--url', 'foo'], '--url is the address of a server'],
  ['a key of several words', ['--key-file', 'README.md'], 'is no key: a key is one word'],
  ['a key file that is missing', ['--key-file', 'none.key'], 'none.key'],
])('an import with %s is told so in one sentence, and sends nothing', async (_, options, words) => {
  const csv = join(folder, 'customers.csv')
  await writeFile(csv, 'externalId\na\n')
  const args = [
    'tsx',
    'scripts/import.ts',
    'customers',
    csv,
    '--source',
    'shop',
    '--key-file',
    csv,
    ...options,
  ]
  const { status, stderr } = spawnSync('npx', args, { encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain(words)
  expect(stderr).not.toContain('    at ')
})
