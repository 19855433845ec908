import { readdir, readFile } from 'node:fs/promises'
import { is, sql } from 'drizzle-orm'
import { getTableConfig, SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/database/client.ts'
import { timelineEntries } from '../../src/database/views/timeline.ts'
import { testDatabase } from '../support/database.ts'

const migrations = new URL('../../migrations/', import.meta.url)
const definitions = new URL('../../src/database/tables/', import.meta.url)

let session: Session

beforeAll(async () => {
  session = (await testDatabase()).session()
})

const all = <Row>(text: string) => session.orm.all<Row>(sql.raw(text))

async function definedTables() {
  const files = (await readdir(definitions, { recursive: true })).filter(file => file.endsWith('.ts'))
  const modules = await Promise.all(files.map(file => import(new URL(file, definitions).href)))
  const exported = modules.flatMap(module => Object.values<unknown>(module))
  return exported.filter(value => is(value, SQLiteTable)).map(table => getTableConfig(table))
}

interface TableRow {
  name: string
  type: string
  wr: number
  strict: number
}

/** What SQLite, the full-text index and the migrator keep for themselves. */
const foreign = /^(?:sqlite_.+|__drizzle_migrations|customer_search(?:_.+)?|libsql_.+)$/

const realTables = async () =>
  (await all<TableRow>('PRAGMA table_list')).filter(
    table => table.type === 'table' && !foreign.test(table.name),
  )

const byName = <T extends { name: string }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => (a.name < b.name ? -1 : 1))

test('the journal names exactly the migrations that are there, in order', async () => {
  const files = (await readdir(migrations)).filter(file => file.endsWith('.sql')).sort()
  const journal = JSON.parse(await readFile(new URL('meta/_journal.json', migrations), 'utf8'))
  const entries: { idx: number; tag: string; when: number }[] = journal.entries
  expect(entries.map(entry => `${entry.tag}.sql`)).toEqual(files)
  expect(entries.map(entry => entry.idx)).toEqual(files.map((_, at) => at))
  // The migrator applies what is newer than the newest applied, so times must grow with the order.
  expect(entries.map(entry => entry.when)).toEqual(entries.map(entry => entry.when).sort((a, b) => a - b))
  const applied = await all<{ created_at: number }>('SELECT created_at FROM __drizzle_migrations')
  expect(applied.map(row => row.created_at)).toEqual(entries.map(entry => entry.when))
})

test('the database has the defined tables and no others', async () => {
  const [real, defined] = [await realTables(), await definedTables()]
  expect(real.length).toBeGreaterThan(20)
  expect(real.map(table => table.name).sort()).toEqual(defined.map(table => table.name).sort())
})

test('the database has the defined views, with the columns that they are said to have', async () => {
  const views = (await all<TableRow>('PRAGMA table_list')).filter(({ type }) => type === 'view')
  const { name, columns } = getTableConfig(timelineEntries)
  expect(views.map(view => view.name)).toEqual([name])
  const real = await all<{ name: string }>(`PRAGMA table_info(${name})`)
  expect(real.map(column => column.name)).toEqual(columns.map(column => column.name))
})

test('every table is STRICT', async () => {
  expect((await realTables()).filter(table => table.strict === 0)).toEqual([])
})

test('exactly the tables with a composite key are WITHOUT ROWID', async () => {
  const composite = (await definedTables()).filter(table => table.primaryKeys.length > 0)
  const clustered = (await realTables()).filter(table => table.wr === 1)
  expect(clustered.map(table => table.name).sort()).toEqual(composite.map(table => table.name).sort())
})

test('every column is as defined: name, order, type, NOT NULL, key', async () => {
  for (const table of await definedTables()) {
    const real = await all<{ name: string; type: string; notnull: number; pk: number }>(
      `PRAGMA table_xinfo(${table.name})`,
    )
    const key = table.primaryKeys[0]?.columns.map(column => column.name)
    const defined = table.columns.map(column => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: column.notNull ? 1 : 0,
      pk: key ? key.indexOf(column.name) + 1 : column.primary ? 1 : 0,
    }))
    const shown = real.map(({ name, type, notnull, pk }) => ({ name, type: type.toUpperCase(), notnull, pk }))
    expect({ table: table.name, columns: shown }).toEqual({ table: table.name, columns: defined })
  }
})

test('every index is as defined: name, columns, unique, partial', async () => {
  for (const table of await definedTables()) {
    const list = await all<{ name: string; unique: number; origin: string; partial: number }>(
      `PRAGMA index_list(${table.name})`,
    )
    const real = await Promise.all(
      list
        .filter(index => index.origin === 'c')
        .map(async index => {
          const columns = await all<{ name: string | null }>(`PRAGMA index_info(${index.name})`)
          return {
            name: index.name,
            columns: columns.map(column => column.name),
            unique: index.unique === 1,
            partial: index.partial === 1,
          }
        }),
    )
    const defined = [
      ...table.indexes.map(({ config }) => ({
        name: config.name,
        columns: config.columns.map(column => (is(column, SQLiteColumn) ? column.name : null)),
        unique: config.unique,
        partial: config.where !== undefined,
      })),
      ...table.columns
        .filter(column => column.isUnique)
        .map(column => ({
          name: column.uniqueName ?? '',
          columns: [column.name],
          unique: true,
          partial: false,
        })),
    ]
    expect({ table: table.name, indexes: byName(real) }).toEqual({
      table: table.name,
      indexes: byName(defined),
    })
  }
})

test('every foreign key and named check is as defined', async () => {
  for (const table of await definedTables()) {
    const real = await all<{ from: string; table: string; to: string }>(
      `PRAGMA foreign_key_list(${table.name})`,
    )
    const defined = table.foreignKeys.map(key => {
      const { columns, foreignColumns, foreignTable } = key.reference()
      return { from: columns[0]?.name, table: getTableConfig(foreignTable).name, to: foreignColumns[0]?.name }
    })
    const line = (key: { from?: string | undefined; table: string; to?: string | undefined }) =>
      `${key.from} → ${key.table}.${key.to}`
    expect([table.name, ...real.map(line).sort()]).toEqual([table.name, ...defined.map(line).sort()])
    const [made] = await all<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = '${table.name}'`)
    for (const check of table.checks) expect(made?.sql).toContain(`CONSTRAINT "${check.name}" CHECK`)
  }
})

test('foreign keys resolve, and the server enforces them', async () => {
  expect(await all('PRAGMA foreign_key_check')).toEqual([])
  expect(await all('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
})

describe('the planner', () => {
  const plan = async (text: string) => {
    const steps = await all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
    return steps.map(step => step.detail).join('\n')
  }

  const purchases = `kind IN ('PURCHASE', 'REFUND') AND cancelled = 0`

  test.each([
    `SELECT customer_id, day, kind, amount FROM interactions WHERE ${purchases}`,
    `SELECT day, kind, amount FROM interactions WHERE ${purchases} AND customer_id = 1`,
    `SELECT customer_id, min(day), max(day) FROM interactions
      WHERE ${purchases} AND customer_id BETWEEN 1 AND 9 GROUP BY customer_id`,
    `SELECT i.customer_id, sum(i.amount) FROM customers c JOIN interactions i ON i.customer_id = c.id
      WHERE i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0 AND i.day BETWEEN 1 AND 9
        AND c.id BETWEEN 1 AND 9 GROUP BY i.customer_id`,
  ])('reads purchases from their index alone: %s', async text => {
    const steps = await plan(text)
    expect(steps).toContain('COVERING INDEX interactions_purchases')
    expect(steps).not.toContain('TEMP B-TREE')
  })

  test.each([
    [
      'interactions_purchase_changes',
      `SELECT customer_id FROM interactions WHERE change_id > 7 AND kind IN ('PURCHASE', 'REFUND')`,
    ],
    ['interactions_external', `SELECT id FROM interactions WHERE source = 'a' AND external_id = 'b'`],
    ['interactions_id', `SELECT customer_id FROM interactions WHERE id = 5`],
    ['changes_token_unique', `SELECT id FROM changes WHERE token = 'a'`],
    ['api_keys_hash_unique', `SELECT * FROM api_keys WHERE hash = 'a'`],
  ])('uses %s', async (index, text) => {
    expect(await plan(text)).toMatch(new RegExp(`SEARCH \\w+ USING (?:COVERING )?INDEX ${index} `))
  })

  test.each([
    `SELECT * FROM interactions WHERE customer_id = 1 ORDER BY occurred_at DESC, id DESC LIMIT 10`,
    `SELECT * FROM interactions ORDER BY occurred_at DESC, id DESC LIMIT 10`,
    `SELECT * FROM customers ORDER BY sort_name, id LIMIT 10`,
    `SELECT * FROM customers WHERE region_id = 1 ORDER BY sort_name, id LIMIT 10`,
    `SELECT * FROM customers WHERE owner_id = 1 ORDER BY sort_name, id LIMIT 10`,
    `SELECT * FROM customers WHERE lifecycle = 'NEW' ORDER BY sort_name, id LIMIT 10`,
    `SELECT * FROM customers ORDER BY net_spend DESC, id DESC LIMIT 10`,
  ])('pages without sorting: %s', async text => {
    expect(await plan(text)).not.toContain('TEMP B-TREE')
  })
  // An arm of the view whose columns have another affinity than the others' would have SQLite make it up as a whole.
  test.each([
    `SELECT c.id, (SELECT json_group_array(at) FROM (
      SELECT * FROM timeline_entries AS t WHERE t.customer_id = c.id AND t.at <= 9 ORDER BY at DESC, kind DESC, id DESC LIMIT 9))
      FROM customers AS c WHERE c.id = 1`,
    `SELECT w.value, (SELECT count(*) FROM (SELECT 1 FROM timeline_entries WHERE customer_id = w.value LIMIT 9))
      FROM json_each('[1, 2]') AS w`,
  ])('looks into every arm of the timeline by its customer: %s', async text => {
    const steps = await plan(text)
    expect(steps).toContain('SEARCH interactions USING PRIMARY KEY (customer_id=?')
    expect(steps.match(/SEARCH .+ \(customer_id=\?/g)).toHaveLength(12)
    expect(steps.match(/SCAN .+/g)?.filter(step => !/subquery|json_each|VIRTUAL/.test(step)) ?? []).toEqual(
      [],
    )
  })
})
