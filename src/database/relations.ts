import {
  createTableRelationsHelpers,
  type ExtractTablesWithRelations,
  extractTablesRelationalConfig,
  getTableColumns,
  getTableName,
  is,
  type TablesRelationalConfig,
} from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { competitionWing } from './relations/competition.ts'
import { customersWing } from './relations/customers.ts'
import { followUpsWing } from './relations/follow-ups.ts'
import { houseWing } from './relations/house.ts'
import { segmentsWing } from './relations/segments.ts'
import { timelineWing } from './relations/timeline.ts'
import { valueWing } from './relations/value.ts'
import { vulnerabilityWing } from './relations/vulnerability.ts'

/** Every table and how they relate: what Drizzle's relational queries know. */
export const relational = {
  ...customersWing,
  ...competitionWing,
  ...vulnerabilityWing,
  ...segmentsWing,
  ...valueWing,
  ...followUpsWing,
  ...timelineWing,
  ...houseWing,
}

/** By the names that are written, and by any name. */
type Config = ExtractTablesWithRelations<typeof relational> & TablesRelationalConfig

const extracted = extractTablesRelationalConfig<Config>(relational, createTableRelationsHelpers)

/** The same in the form that Drizzle's relational queries and the selection compiler read. */
export const relationalConfig = {
  fullSchema: relational,
  schema: extracted.tables,
  tableNamesMap: extracted.tableNamesMap,
}

const tables = Object.entries(relational).flatMap(([name, table]) =>
  is(table, SQLiteTable) ? [{ name, table }] : [],
)

const byName = new Map(tables.map(({ name, table }) => [name, table]))
const names = new Map<SQLiteTable, string>(tables.map(({ name, table }) => [table, name]))

/** Under which name the relational queries know a table. */
export function tableName(table: SQLiteTable): string {
  const name = names.get(table)
  if (name === undefined) throw new Error(`No relational query knows "${getTableName(table)}"`)
  return name
}

/** The properties of each table by which its rows are told apart: Drizzle's configuration knows no composite keys. */
export const keyColumns: ReadonlyMap<string, readonly string[]> = new Map(
  tables.map(({ name, table }) => [name, keyOf(table)]),
)

function keyOf(table: SQLiteTable): string[] {
  const columns = Object.entries(getTableColumns(table))
  if (columns.some(([property]) => property === 'id')) return ['id']
  const composite = getTableConfig(table).primaryKeys.flatMap(key => key.columns.map(column => column.name))
  return columns.flatMap(([property, column]) =>
    column.primary || composite.includes(column.name) ? property : [],
  )
}

/** A table by the name under which the relational queries know it. */
export function tableNamed(name: string) {
  const table = byName.get(name)
  const config = relationalConfig.schema[name]
  if (!table || !config) throw new Error(`No table "${name}"`)
  return { table, config }
}

/** A relation of a table and the name of the table that it leads to. */
export function relationOf(table: string, name: string) {
  const relation = tableNamed(table).config.relations[name]
  if (!relation) throw new Error(`No relation "${name}" on "${table}"`)
  const { referencedTableName } = relation
  const { tableNamesMap } = relationalConfig
  const target = tableNamesMap[referencedTableName] ?? tableNamesMap[`public.${referencedTableName}`]
  if (target === undefined) throw new Error(`No table behind "${table}.${name}"`)
  return { relation, target }
}
