import { getTableName, is, sql } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { relational } from '../../../src/database/relations.ts'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { holdingOf } from '../../../src/domain/holdings/holdings.ts'
import { personalKindOf } from '../../../src/domain/personal-reads/kinds.ts'
import { createPersonalReadPolicy } from '../../../src/domain/personal-reads/policy.ts'
import { tellReads } from '../../../src/domain/personal-reads/tell-reads.ts'
import { makeTold, type Told } from '../../../src/domain/personal-reads/told.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { callerOfKey } from '../../../src/domain/service/actor.ts'
import { PersonalReads } from '../../../src/domain/service/personal-reads.ts'
import { countOf, Distinct, exactUpTo } from '../../../src/lib/mathematics/distinct.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'
import { smallWorld, type World } from '../../support/world.ts'

let base: TestService
let world: World

beforeAll(async () => {
  base = await testService(await testDatabase())
  world = await smallWorld(base)
})

interface Read {
  by: string
  surface: string
  kind: string
  customers: number
  alarmedAt: string | null
  alarmLimit: number | null
  froze: boolean
}

/** What an actor reads at an hour, told behind the answer as over HTTP. */
async function reading(caller: string, hour: string, read: (by: TestService) => unknown, told = makeTold()) {
  const reader = { ...at(as(base, { caller }), `2026-03-02T${hour}:30:00Z`), personal: new PersonalReads() }
  await read(reader)
  await tellReads(reader, told)
  return reader.db.counters.rowsWritten
}

const told = async (caller: string) => {
  const document = `query ($filter: PersonalReadFilter) { personalReads(filter: $filter, first: 100) {
    nodes { by surface kind customers alarmedAt alarmLimit froze } } }`
  const filter = { by: { equals: caller } }
  const { personalReads } = await ask<{ personalReads: { nodes: Read[] } }>(base, document, { filter })
  return personalReads.nodes
}

const short = (reads: readonly Read[]) =>
  reads.map(({ surface, kind, customers }) => `${surface} ${kind} ${customers}`).toSorted()

const names = '{ customers(first: 3) { nodes { id name email } } }'

/** Reads so many customers who are only made up. */
const noting = (from: number, many: number) => (by: TestService) => {
  for (let id = from; id < from + many; id++) by.personal.note(['NAME'], id)
}

describe('what is told of reading', () => {
  test('says who read what of how many, by which way, and whoever was read twice counts once', async () => {
    await reading('key:1001', '01', by => ask(by, names))
    await reading('key:1001', '01', by =>
      ask(by, '{ customers(first: 5) { nodes { name interactions(first: 2) { nodes { subject } } } } }'),
    )
    expect(short(await told('key:1001'))).toEqual([
      ...['ANY ANY 5', 'GRAPHQL EMAIL 3', 'GRAPHQL NAME 5'],
      'GRAPHQL TEXT 5',
    ])
  })

  test('says nothing of what is not personal, or refused', async () => {
    await reading('key:1002', '01', by => ask(by, '{ customers(first: 3) { nodes { id lifecycle } } }'))
    await reading('key:1002', '01', by =>
      run(as(by, { scopes: new Set(['customers:read']) }), '{ customers(first: 3) { nodes { id name } } }'),
    )
    expect(await told('key:1002')).toEqual([])
  })

  test('tells an export, and the export of one person', async () => {
    await reading('key:1003', '01', async by => {
      const { pages } = await startExport(by, exportedCustomers, { format: 'csv', columns: ['phone'] })
      for await (const _ of pages);
    })
    const document = `mutation ($customer: ID!) { personExport(input: { customer: $customer }) {
      ... on PersonExportPayload { export { document } } } }`
    await reading('key:1003', '02', by => ask(by, document, { customer: world.customer }))
    const reads = short(await told('key:1003'))
    expect(reads.filter(read => read.startsWith('EXPORT'))).toEqual([
      expect.stringMatching(/^EXPORT PHONE \d+$/),
    ])
    expect(reads).toContain('PERSON_EXPORT ADDRESS 1')
  })

  test('tells the reason of a level that was set by hand', async () => {
    const { customer } = world
    await setOverride(fresh(base), { customer, level: 3, reason: 'A friend', until: world.day(30) })
    const document = `query ($customer: ID!) { customer(by: { id: $customer }) {
      relationship { assigned { override { reason } } } } }`
    await reading('key:1015', '01', by => ask(by, document, { customer }))
    expect(short(await told('key:1015'))).toEqual(['ANY ANY 1', 'GRAPHQL TEXT 1'])
  })

  test('writes nothing for reading the same again', async () => {
    const ofIsolate: Told = makeTold()
    const read = (by: TestService) => ask(by, names)
    expect(await reading('key:1004', '01', read, ofIsolate)).toBeGreaterThan(0)
    expect(await reading('key:1004', '01', read, ofIsolate)).toBe(0)
  })

  test('has a kind for every personal column of a customer’s row', () => {
    const untold = ['customer_external_ids', 'customer_update_jobs', 'customer_merge_rows', 'customer_merges']
    const trail = ['change_rows', 'change_values', 'idempotency', 'customer_search', 'customer_search_parts']
    const tables = Object.values(relational).flatMap(table =>
      is(table, SQLiteTable) ? [getTableName(table)] : [],
    )
    const silent = tables
      .filter(table => ![...untold, ...trail].includes(table))
      .flatMap(table => {
        const { cleared = [], removed = [] } = holdingOf(table)
        return [...cleared, ...removed].map(column => [table, column] as const)
      })
      .filter(([table, column]) => personalKindOf(table, column) === null)
    expect(silent).toEqual([])
  })
})

describe('how many different ones', () => {
  test('are exact up to a thousand, and close beyond, in bounded memory', () => {
    const counted = (many: number) => {
      const distinct = new Distinct()
      for (let id = 1; id <= many; id++) for (const again of [id, id]) distinct.add(again * 4_096 + 2 ** 41)
      return countOf(distinct.marks)
    }
    expect([0, 1, 1_000, exactUpTo - 1].map(counted)).toEqual([0, 1, 1_000, exactUpTo - 1])
    for (const many of [5_000, 100_000]) expect(Math.abs(counted(many) / many - 1)).toBeLessThan(0.1)
  })

  test('are the same in the database, from however many answers they come', async () => {
    for (const from of [1, 2_001, 1_001]) await reading('key:1005', '01', noting(from, 2_000))
    const distinct = new Distinct()
    for (let id = 1; id <= 4_000; id++) distinct.add(id)
    expect(short(await told('key:1005'))).toEqual(
      ['ANY ANY', 'GRAPHQL NAME'].map(row => `${row} ${countOf(distinct.marks)}`),
    )
  })
})

describe('unusual reading', () => {
  const alarms = async (caller: string) => (await told(caller)).filter(({ alarmedAt }) => alarmedAt !== null)
  const policy = (patch: object) => createPersonalReadPolicy(base, { patch })
  const key = async (scopes: readonly string[]) => {
    const made = await issueApiKey(base, { name: 'Reader', scopes, reach: 'WORKSPACE' })
    return callerOfKey(made.apiKeyId)
  }
  const frozen = async () => {
    const { apiKeys } = await ask<{ apiKeys: { nodes: { id: string; frozenAt: string | null }[] } }>(
      base,
      '{ apiKeys(first: 100, filter: { name: { equals: "Reader" } }) { nodes { id frozenAt } } }',
    )
    return apiKeys.nodes.flatMap(({ id, frozenAt }) => (frozenAt === null ? [] : [id]))
  }

  test('of more customers than the policy lets anybody read raises one alarm an hour, which the feed tells', async () => {
    await policy({ customersPerHour: 50, timesUsual: 10, usualFrom: 20, freezes: false })
    await reading('key:1006', '01', noting(1, 50))
    expect(await alarms('key:1006')).toEqual([])
    await reading('key:1006', '01', noting(51, 1))
    await reading('key:1006', '01', noting(60, 40))
    expect(await alarms('key:1006')).toEqual([
      expect.objectContaining({ kind: 'ANY', customers: 91, alarmLimit: 50, froze: false }),
    ])
    const document =
      '{ changes(first: 100, entities: [PERSONAL_READ]) { nodes { action by personalRead { customers } } } }'
    const { changes } = await ask<{ changes: { nodes: { action: string }[] } }>(base, document)
    expect(changes.nodes.filter(({ action }) => action === 'ALARMED')).toEqual([
      { action: 'ALARMED', by: 'watch', personalRead: { customers: 91 } },
    ])
  })

  test('of many times what is usual for the caller raises one too', async () => {
    await policy({ customersPerHour: 10_000, timesUsual: 5, usualFrom: 20 })
    for (const hour of ['01', '02', '03', '04']) await reading('key:1007', hour, noting(1, 6))
    await reading('key:1007', '05', noting(1, 40))
    expect(await alarms('key:1007')).toEqual([])
    await reading('key:1007', '06', noting(1, 29))
    expect(await alarms('key:1007')).toEqual([])
    await reading('key:1007', '07', noting(1, 31))
    expect((await alarms('key:1007')).map(({ customers, alarmLimit }) => [customers, alarmLimit])).toEqual([
      [31, 30],
    ])
  })

  test('freezes the key where the policy says so, until somebody lets it go on', async () => {
    await policy({ customersPerHour: 10, freezes: true })
    await key(['api-keys:write'])
    const reader = await key(['customers:read', 'customers:personal'])
    await reading(reader, '01', noting(1, 11))
    const [id] = await frozen()
    expect((await alarms(reader)).map(({ froze }) => froze)).toEqual([true])
    const document =
      'mutation ($id: ID!) { apiKeyUnfreeze(input: { id: $id }) { ... on ApiKeyUnfreezePayload { apiKey { frozenAt } } } }'
    const unfreezing = fresh(at(base, '2026-03-02T01:40:00Z'))
    expect(await ask(unfreezing, document, { id })).toEqual({
      apiKeyUnfreeze: { apiKey: { frozenAt: null } },
    })
    // What is read from then on is counted anew, also within the hour.
    await reading(reader, '01', noting(20, 10))
    expect(await frozen()).toEqual([])
    await reading(reader, '01', noting(40, 1))
    expect(await frozen()).toEqual([id])
    expect((await alarms(reader)).map(({ customers }) => customers)).toEqual([11, 11])
    await ask(unfreezing, document, { id })
  })

  test('never freezes the last key that can unfreeze others', async () => {
    await policy({ customersPerHour: 10, freezes: true })
    const owner = await key(['api-keys:write', 'customers:read'])
    const owners = [owner, await key(['api-keys:write'])]
    const others = sql`'key:' || id NOT IN (SELECT value FROM json_each(${JSON.stringify(owners)}))`
    await base.db.write([sql`UPDATE api_keys SET revoked_at = 1 WHERE ${others}`])
    await reading(owners[1] ?? '', '01', noting(1, 11))
    await reading(owner, '01', noting(1, 11))
    expect((await alarms(owners[1] ?? '')).map(({ froze }) => froze)).toEqual([true])
    expect((await alarms(owner)).map(({ froze }) => froze)).toEqual([false])
    expect(await frozen()).toHaveLength(1)
  })
})
