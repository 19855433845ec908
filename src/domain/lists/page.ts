import { and, type Column, getTableColumns, getTableName, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable, TableConfig } from 'drizzle-orm/sqlite-core'
import type * as z from 'zod'
import { behind, type KeyValue, type OrderTerm } from '../../database/keyset.ts'
import { parse } from '../input/fields.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'

/** A table whose rows have ids. */
export type TableWithId = SQLiteTable<TableConfig & { columns: { id: SQLiteColumn } }>

/** The columns of a table by their properties, or those of an alias of it. */
export type ColumnsOf<Table extends SQLiteTable> = Table['_']['columns']

type ColumnName<Table extends SQLiteTable> = keyof ColumnsOf<Table> & string

/** A list that can be paged: which rows the actor reaches, how they may be narrowed and ordered. */
export interface PageSource<
  Table extends SQLiteTable = SQLiteTable,
  Filter = unknown,
  Ordering extends string = string,
> {
  table: Table
  /** Each ends in a unique key. */
  orderings: Record<Ordering, readonly OrderTerm<ColumnName<Table>>[]>
  defaultOrdering: NoInfer<Ordering>
  /** Orderings that tell something only this scope may know. */
  orderingScopes?: Partial<Record<NoInfer<Ordering>, Scope>>
  /** For each part of the filter the scopes of what it asks about: to find by a value is to read it. */
  filterScopes: Readonly<Record<keyof Filter & string, readonly Scope[]>>
  /**
   * Reach and filter together, over the columns of the table or of an alias; undefined when nothing narrows the list.
   * @throws UserError `INVALID_INPUT` for a filter that is none of this list
   */
  where(service: Service, columns: Record<string, Column>, filter: unknown): SQL | undefined
}

/** What a source is made from: `where` gets the table's own columns, and the filter as it was checked. */
interface SourceOptions<Table extends SQLiteTable, Schema extends z.ZodType, Ordering extends string>
  extends Omit<PageSource<Table, z.output<Schema>, Ordering>, 'table' | 'where'> {
  /** What a caller may narrow the list by. */
  filter: Schema
  where(service: Service, columns: ColumnsOf<Table>, filter: z.output<Schema>): SQL | undefined
}

/** The list of a table's rows that `options` say. */
export function pageSource<Table extends SQLiteTable, Schema extends z.ZodType, Ordering extends string>(
  table: Table,
  { filter: schema, where, ...options }: SourceOptions<Table, Schema, Ordering>,
): PageSource<Table, z.output<Schema>, Ordering> {
  return {
    ...options,
    table,
    where: (service, columns, filter) =>
      where(service, columnsOf(table, columns), parse(schema, filter ?? {})),
  }
}

/** The rows of a page: those of the source behind the key where it begins. */
export const pageWhere = (
  service: Service,
  source: PageSource,
  columns: Record<string, Column>,
  filter: unknown,
  { terms, after }: { terms: readonly OrderTerm[]; after: readonly KeyValue[] | null },
): SQL | undefined =>
  and(source.where(service, columns, filter), after ? behind(columns, terms, after) : undefined)

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
export const nullable = <Name extends string>(term: OrderTerm<Name>): OrderTerm<Name> => ({
  ...term,
  nullable: true,
})
