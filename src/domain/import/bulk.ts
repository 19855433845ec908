import { type Column, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Service } from '../service/service.ts'
import { guard, thisChange } from '../writes/commit.ts'
import { jsonTexts } from '../writes/json-texts.ts'

/** Characters of one bound text: at most 3 bytes each, and the database takes 5 MB per value. */
const longestText = 1_500_000

/** A table's row by property name. What every row of the change has in common is set by the statement. */
type BulkRow<Table extends SQLiteTable> = Partial<Omit<Table['$inferInsert'], 'changeId'>>

const columnsOf = (table: SQLiteTable): [string, Column][] => Object.entries(getTableColumns(table))

/** Sums of money are bigints; those of a new row fit into a JSON number. */
function encode(column: Column, value: unknown): unknown {
  const driver: unknown = value == null ? null : column.mapToDriverValue(value)
  return typeof driver === 'bigint' ? Number(driver) : driver
}

const cell = (at: number) => sql`news.value ->> ${sql.raw(String(at))}`

/**
 * Inserts the rows, written by this change. Every row has the properties of the first; `conflict` is an
 * upsert clause.
 */
export function insertRows<Table extends SQLiteTable>(
  table: Table,
  rows: readonly BulkRow<Table>[],
  conflict = sql``,
): SQL[] {
  const [first] = rows
  if (!first) return []
  const columns = columnsOf(table).filter(([name]) => name in first && name !== 'changeId')
  const names = columns.map(([, column]) => sql.identifier(column.name))
  const cells = columns.map((_, at) => cell(at))
  if ('changeId' in getTableColumns(table)) {
    names.push(sql.identifier('change_id'))
    cells.push(thisChange)
  }
  return jsonTexts(encodeAll(columns, rows), longestText).map(
    text => sql`INSERT INTO ${table} (${sql.join(names, sql`, `)})
      SELECT ${sql.join(cells, sql`, `)} FROM json_each(${text}) AS news WHERE true ${conflict}`,
  )
}

/** Writes the rows' properties over what their `id` names, as its next version. */
export function updateRows<Table extends SQLiteTable>(
  service: Service,
  table: Table,
  rows: readonly (BulkRow<Table> & { id: number })[],
): SQL[] {
  const [first] = rows
  if (!first) return []
  const columns = columnsOf(table).filter(([name]) => name in first)
  const id = columns.findIndex(([name]) => name === 'id')
  const assignments = columns.flatMap(([, column], at) =>
    at === id ? [] : [sql`${sql.identifier(column.name)} = ${cell(at)}`],
  )
  return jsonTexts(encodeAll(columns, rows), longestText).map(
    text => sql`UPDATE ${table} SET ${sql.join(assignments, sql`, `)},
      version = version + 1, updated_at = ${service.now}, change_id = ${thisChange}
      FROM json_each(${text}) AS news WHERE ${table}.id = ${cell(id)}`,
  )
}

function encodeAll(columns: readonly [string, Column][], rows: readonly object[]): unknown[][] {
  return rows.map(row => {
    const values: Record<string, unknown> = { ...row }
    return columns.map(([name, column]) => encode(column, values[name]))
  })
}

/** Fails the batch unless the rows are still as they were read. */
export function stillAsRead(
  service: Service,
  table: SQLiteTable,
  rows: readonly { id: number; version: number }[],
) {
  const versions = rows.map(row => [row.id, row.version])
  return jsonTexts(versions, longestText).map(text =>
    guard(
      service,
      sql`NOT EXISTS (SELECT 1 FROM json_each(${text}) AS news WHERE NOT EXISTS (
        SELECT 1 FROM ${table} WHERE id = ${cell(0)} AND version = ${cell(1)}))`,
    ),
  )
}

/** All columns of a table's alias as one JSON array: one cell to carry instead of one per column. */
export function packedRow(table: SQLiteTable, alias: string): SQL {
  const names = columnsOf(table).map(([, column]) => sql.raw(`${alias}."${column.name}"`))
  return sql`json_array(${sql.join(names, sql`, `)})`
}

/** The reverse of `packedRow`. */
export function unpackRow<Table extends SQLiteTable>(table: Table, packed: string): Table['$inferSelect'] {
  const cells: unknown[] = JSON.parse(packed)
  return Object.fromEntries(
    columnsOf(table).map(([name, column], at) => {
      const value = cells[at]
      return [name, value == null ? null : column.mapFromDriverValue(value)]
    }),
  )
}
