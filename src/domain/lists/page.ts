import { and, type Column, getTableColumns, getTableName, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable, TableConfig } from 'drizzle-orm/sqlite-core'
import { behind, type KeyValue, type OrderTerm } from '../../database/keyset.ts'
import { holding } from '../filters/apply.ts'
import type { Condition } from '../filters/condition.ts'
import type { FieldTable, Relation } from '../filters/field.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'

/** A table whose rows have ids. */
export type TableWithId = SQLiteTable<TableConfig & { columns: { id: SQLiteColumn } }>

/** The columns of a table by their properties, or those of an alias of it. */
export type ColumnsOf<Table extends SQLiteTable> = Table['_']['columns']

type ColumnName<Table extends SQLiteTable> = keyof ColumnsOf<Table> & string

/** By what a list can be ordered, and what that tells. */
export interface Ordering {
  terms: readonly OrderTerm[]
  scopes: readonly Scope[]
}

/** A list that can be paged: which rows the actor reaches, what can be asked of them, how they can be ordered. */
export interface PageSource<Table extends SQLiteTable = SQLiteTable> {
  table: Table
  /** What can be asked of the entries, by which they are narrowed and ordered. */
  fields: FieldTable
  /** Where the rows only link to the entries: how they lead there. */
  through?: Relation
  orderings: Readonly<Record<string, Ordering>>
  /** How the list runs when nobody says. */
  usual: readonly OrderTerm[]
  /** What tells rows apart that are otherwise ordered alike. */
  key: readonly OrderTerm[]
  /** Which rows there are for the actor, over the columns of the table or of an alias; undefined when all. */
  within(service: Service, columns: Record<string, Column>): SQL | undefined
}

interface SourceOptions<Table extends SQLiteTable> {
  /** How the list runs when nobody says: without its last, unique key. */
  usual: readonly OrderTerm<ColumnName<Table>>[]
  /** The properties of that key; the id when not said. */
  key?: readonly ColumnName<Table>[]
  /** Orderings that are no single field. */
  orderings?: Readonly<Record<string, readonly OrderTerm<ColumnName<Table>>[]>>
  through?: Linking<Table>
  within?(service: Service, columns: ColumnsOf<Table>): SQL | undefined
}

/** Where the rows of a list only link to its entries. */
interface Linking<Table extends SQLiteTable> {
  relation: Relation
  /** The name of the relation to the entry among those of relational queries, and the column that holds its id. */
  name: string
  key: ColumnName<Table>
}

/** The list of a table's rows, narrowed and ordered by what `fields` say of its entries. */
export function pageSource<Table extends SQLiteTable>(
  table: Table,
  fields: FieldTable,
  { usual, key, orderings = {}, through, within = () => undefined }: SourceOptions<Table>,
): PageSource<Table> {
  const link = through && { relation: through.name, key: through.key, table: fields.table }
  const named = Object.entries(orderings).map(([name, terms]) => [name, { terms, scopes: [] }] as const)
  const single = Object.entries(fields.fields).flatMap(([name, { order, scopes }]) =>
    order
      ? [[constant(name), { terms: [{ ...order, ...(link && { through: link }) }], scopes }] as const]
      : [],
  )
  return {
    table,
    fields,
    ...(through && { through: through.relation }),
    orderings: Object.fromEntries([...named, ...single]),
    usual,
    key: (key ?? ['id']).map(ascending),
    within: (service, columns) => within(service, columnsOf(table, columns)),
  }
}

/** A field's ordering has its name, as enums write names: `lastPurchaseOn` is `LAST_PURCHASE_ON`. */
export const constant = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()

/** The rows of a source that the actor reaches and for which a condition holds. */
export function rowsOf(
  service: Service,
  source: PageSource,
  columns: Record<string, Column>,
  condition: Condition | undefined,
): SQL | undefined {
  const { through } = source
  const asked =
    condition && through
      ? {
          kind: 'ONE' as const,
          name: through.to().name,
          relation: through,
          to: through.to(),
          of: condition,
          path: [],
        }
      : condition
  return and(source.within(service, columns), asked && holding(service, asked, columns))
}

/** The rows of a page: those of the source behind the key where it begins. */
export const pageWhere = (
  service: Service,
  source: PageSource,
  columns: Record<string, Column>,
  {
    condition,
    terms,
    after,
  }: {
    condition: Condition | undefined
    terms: readonly OrderTerm[]
    after: readonly KeyValue[] | null
  },
): SQL | undefined =>
  and(rowsOf(service, source, columns, condition), after ? behind(columns, terms, after) : undefined)

/**
 * The columns of a table or of its alias. Drizzle hands those of a relational query over without their names, so they
 * are checked here, once for all lists.
 * @throws Error when they are another table's
 */
export function columnsOf<Table extends SQLiteTable>(
  table: Table,
  columns: Record<string, Column>,
): ColumnsOf<Table> {
  if (isOf(table, columns)) return columns
  throw new Error(`Not the columns of "${getTableName(table)}"`)
}

const isOf = <Table extends SQLiteTable>(
  table: Table,
  columns: Record<string, Column>,
): columns is ColumnsOf<Table> =>
  Object.entries(getTableColumns(table)).every(([property, { name }]) => columns[property]?.name === name)

export const ascending = <Name extends string>(column: Name): OrderTerm<Name> => ({
  column,
  descending: false,
  nullable: false,
})
export const descending = <Name extends string>(column: Name): OrderTerm<Name> => ({
  column,
  descending: true,
  nullable: false,
})
