import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../bench/stage.ts'
import { takeAll, type Wanted } from '../../scripts/export-client.ts'
import { adminKey } from '../../scripts/operator.ts'
import { customerImport } from '../../src/domain/import/customers.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import type { Fault } from '../support/server/faults.ts'
import { testService } from '../support/service.ts'

const people = 12_000

let folder: string
let stage: Stage
let database: TestDatabase
let wanted: Wanted

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-broken-export-'))
  database = await testDatabase()
  const service = await testService(database)
  const filling = customerImport(service, { source: 'shop' })
  for (let at = 0; at < people; at += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, line) => ({
      line,
      fields: { externalId: `c${at + line}` },
    }))
    await filling.chunk(rows)
  }
  const { key } = await adminKey(service.db, service.workspace, join(folder, 'admin.key'))
  stage = await openStage()
  const { url } = await stage.worker('export', database.url)
  wanted = {
    url,
    key,
    path: 'customers',
    format: 'ndjson',
    parameters: { source: 'shop', columns: 'externalId' },
  }
})

afterAll(async () => {
  await stage.clear()
  await rm(folder, { recursive: true, force: true })
})

/** How many rows of one answer arrive, and whether it is whole. */
async function arrived(): Promise<{ rows: number; whole: boolean }> {
  const { url, key, path, parameters } = wanted
  const address = `${url}/v1/export/${path}?${new URLSearchParams(parameters)}`
  const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(200)
  const text = await answer.text()
  return { rows: text.split('\n').filter(Boolean).length, whole: text.endsWith('\n\n') }
}

/** Lets the database fail so often in the middle of the next answer. */
async function failAmidst(requests: number, fault: Fault, times: number) {
  await database.gateway.failNext({ kind: 'delay', milliseconds: 0 }, requests)
  await database.gateway.failNext(fault, times)
}

const settle = async () => {
  while ((await database.gateway.waiting()) > 0) await fetch(`${database.url}v2`).catch(() => null)
}

test.each<Fault>([
  { kind: 'drop' },
  { kind: 'cut' },
  { kind: 'status', status: 500 },
  { kind: 'exhausted', code: 'SQLITE_IOERR' },
])('an answer whose database fails in its middle ($kind) does not end as a whole one does', async fault => {
  expect(await arrived()).toEqual({ rows: people, whole: true })
  const before = await database.gateway.requests()
  expect(await arrived()).toEqual({ rows: people, whole: true })
  const requests = (await database.gateway.requests()) - before

  await failAmidst(requests - 2, fault, 20)
  const broken = await arrived()
  expect(broken.whole).toBe(false)
  expect(broken.rows).toBeGreaterThan(0)
  await settle()

  await failAmidst(requests - 2, fault, 8)
  const parts: string[] = []
  expect(await takeAll(wanted, async text => void parts.push(text))).toBe(people)
  const keys = parts
    .join('')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).externalId)
  expect(keys).toEqual(Array.from({ length: people }, (_, at) => `c${at}`))
  await settle()
})
