import { getTableColumns, getTableName, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import type { Session } from '../../src/database/client.ts'
import { fieldsOf, type Privacy } from '../../src/domain/changes/fields.ts'
import { holdings } from '../../src/domain/holdings/holdings.ts'
import { holdingOf, orphanKinds, staffColumns } from '../../src/domain/staff/offboarding/holdings.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { nouns } from '../nouns/all.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { smallWorld } from '../support/world.ts'

interface Column {
  table: string
  name: string
  type: string
  /** The table that it refers to by a foreign key. */
  to: string | null
}

interface Held {
  refers?: Readonly<Record<string, unknown>>
  cleared?: readonly string[]
  removed?: readonly string[]
  kept?: Readonly<Record<string, string>>
  plain?: readonly string[]
}

const held: Readonly<Record<string, Held>> = holdings

let database: TestDatabase
let session: Session
let columns: Column[]

beforeAll(async () => {
  database = await testDatabase()
  session = database.session()
  columns = await session.orm.all<Column>(sql`
    SELECT t.name AS "table", c.name, c.type, f."table" AS "to"
    FROM pragma_table_list AS t CROSS JOIN pragma_table_xinfo(t.name) AS c
    LEFT JOIN pragma_foreign_key_list(t.name) AS f ON f."from" = c.name
    WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND t.name NOT LIKE 'libsql\\_%' ESCAPE '\\' AND t.name <> '__drizzle_migrations'`)
})

const said = ({ cleared = [], removed = [], kept = {}, plain = [] }: Held) => [
  ...cleared,
  ...removed,
  ...Object.keys(kept),
  ...plain,
]

const personal = ({ cleared = [], removed = [], kept = {} }: Held) =>
  new Set([...cleared, ...removed, ...Object.keys(kept)])

/** Of the ids of what the trail calls so. */
const kindOf = (entity: string) => entity.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** Hidden columns by which an index of full texts is asked. */
const isOfSearch = ({ table, name }: Column) => name === table || name === 'rank'

const isText = ({ type }: Column) => type !== 'INTEGER' && type !== 'REAL'

/** Of a view whatever is computed has no type. */
const isNumberOfView = ({ table, name }: Column) => table === 'timeline_entries' && name !== 'kind'

test('the list names the tables that there are', () => {
  expect(Object.keys(holdings).toSorted()).toEqual([...new Set(columns.map(({ table }) => table))].toSorted())
})

test('every column that it names is there, and is said to be one thing', () => {
  for (const [table, holding] of Object.entries(held)) {
    const there = columns.filter(column => column.table === table).map(({ name }) => name)
    const named = said(holding)
    expect([table, ...named.filter((name, at) => named.indexOf(name) !== at)]).toEqual([table])
    const missing = [...named, ...Object.keys(holding.refers ?? {})].filter(name => !there.includes(name))
    expect([table, ...missing]).toEqual([table])
  }
})

test('every text is said to be personal or not', () => {
  const texts = columns.filter(column => isText(column) && !isOfSearch(column) && !isNumberOfView(column))
  expect(texts.length).toBeGreaterThan(100)
  const silent = texts.filter(({ table, name }) => !said(held[table] ?? {}).includes(name))
  expect(silent.map(({ table, name }) => `${table}.${name}`)).toEqual([])
})

test('every column that is a customer by its name or key says what a merge does with it', () => {
  const references = columns.filter(
    ({ name, to }) => to === 'customers' || /customer/.test(name) || ['row_id', 'entity_id'].includes(name),
  )
  const ids = references.filter(column => !isOfSearch(column))
  expect(ids.length).toBeGreaterThan(12)
  const silent = ids.filter(({ table, name }) => !(name in (held[table]?.refers ?? {})))
  // Sums that tell of how many.
  const counts = [
    'cohorts.customers',
    'model_fits.customers',
    'personal_reads.customers',
    'rfm_scales.customers',
    'segment_values.customers',
  ]
  expect(silent.map(({ table, name }) => `${table}.${name}`).toSorted()).toEqual(counts)
})

test('what the trail keeps apart is personal here, and nothing else is cleared', () => {
  const told: [string, Readonly<Record<string, Privacy>>][] = Object.entries(fieldsOf)
  const compared = told.flatMap(([entity, fields]) => {
    const { stored } = nouns.find(noun => noun.kind === kindOf(entity)) ?? {}
    if (!stored) return []
    const table = getTableName(stored.table)
    return Object.entries(getTableColumns(stored.table)).flatMap(([field, column]) => {
      const privacy = fields[field]
      const here = personal(held[table] ?? {}).has(column.name)
      return privacy ? [{ column: `${table}.${column.name}`, trail: privacy === 'PERSONAL', here }] : []
    })
  })
  expect(compared.filter(({ trail }) => trail).length).toBeGreaterThan(12)
  // Who issued, owns or decided: the trail says it of every change by itself.
  const actors = ['customer_update_jobs.owner', 'webhooks.owner']
  expect(compared.filter(({ trail, here, column }) => trail !== here && !actors.includes(column))).toEqual([])
})

test('every column that refers to a staff member says what becomes of it when that one leaves', () => {
  const references = columns.filter(
    ({ name, to }) =>
      to === 'staff_members' || /staff|^owner_id$|claimed_by|escalated_to|recorded_by/.test(name),
  )
  const names = references
    .map(({ table, name }) => `${table}.${name}`)
    .filter(name => !name.startsWith('staff_') && !name.startsWith('timeline_'))
  expect(Object.keys(staffColumns).toSorted()).toEqual([...new Set(names)].toSorted())
  const held = Object.values(staffColumns).filter(said => typeof said === 'string')
  expect(held.toSorted()).toEqual([...orphanKinds].toSorted())
  for (const [name, kind] of Object.entries(staffColumns)) {
    if (typeof kind !== 'string') continue
    expect(`${holdingOf[kind].table}.${holdingOf[kind].column}`).toBe(name)
  }
})

test('no other column holds the id of a customer', async () => {
  // Numbers that nothing else has.
  let last = 7_100_000_000_000
  const service = { ...(await testService(database)), newId: () => ++last }
  await smallWorld(service)
  const ids = await session.orm.all<{ id: number }>(sql`SELECT id FROM customers`)
  expect(ids.length).toBeGreaterThan(7)
  const forms = ids.flatMap(({ id }) => [`${id}`, encodeId('customer', id)])
  const holding = await Promise.all(
    columns
      .filter(column => !isOfSearch(column) && !column.table.startsWith('customer_search'))
      .map(async ({ table, name }) => {
        const [row] = await session.orm.all<{ holds: number }>(sql`
          SELECT EXISTS (SELECT 1 FROM ${sql.identifier(table)} AS t CROSS JOIN json_each(${JSON.stringify(forms)}) AS f
            WHERE instr(t.${sql.identifier(name)}, f.value)) AS holds`)
        return row?.holds === 1 && `${table}.${name}` !== 'customers.id' ? [{ table, name }] : []
      }),
  )
  const found = holding.flat()
  expect(found.length).toBeGreaterThan(10)
  const silent = found.filter(({ table, name }) => !(name in (held[table]?.refers ?? {})))
  expect(silent.map(({ table, name }) => `${table}.${name}`)).toEqual([])
})
