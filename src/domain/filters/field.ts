import { getTableColumns, type SQL, type SQLWrapper } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { IdKind } from '../../lib/ids.ts'
import type { Actor } from '../service/actor.ts'
import type { Issue } from '../service/errors.ts'
import type { Scope } from '../service/scopes.ts'
import type { Workspace } from '../service/service.ts'

/** A condition in SQL: 1 where it holds, 0 where it does not, NULL where it is unknown, which a certain one never is. */
export interface Truth {
  sql: SQL
  certain: boolean
}

/** What a row is judged by besides itself. */
export interface Moment {
  /** The day at whose end the row is judged: relative days count back from it. */
  asOf: number
  timeZone: string
  /** The watermark of a night: what the nights that began before it found counts; null for all there is. */
  before: number | null
  /** Whether the stored purchase metrics are those of the very as-of day: then no purchase is read for what they say. */
  metricsHold: boolean
  /** The instant at which a request asks; the end of the day where none does. */
  now?: number
  /** Whose reach narrows the related rows; null for the whole workspace. */
  actor: Actor | null
}

/** The columns of a row by the properties of its table, under whatever alias the statement gives it. */
export type Columns = Readonly<Record<string, SQLWrapper>>

/** Something that a condition names, which must be there where the condition is kept. */
export interface Reference {
  kind: IdKind
  id: number
  path: Issue['path']
}

/** The value of a row that a question compares. */
export interface Fact {
  shape: FactShape
  sql(columns: Columns, moment: Moment): SQLWrapper
  /** The row that tells it, where that is another one. */
  record?: { kind: IdKind; id(columns: Columns, moment: Moment): SQL }
}

/** What is asked of a field, as it was read. */
export interface Test {
  truth(columns: Columns, moment: Moment): Truth
  fact?: Fact
  /** What the question takes besides the scopes of its field. */
  scopes?: readonly Scope[]
  references?: readonly Reference[]
}

/** What an input of a field looks like from outside. */
export type FieldInput =
  | { is: 'ID'; kind: IdKind }
  | { is: 'ENUM' | 'LIST'; values: readonly string[] }
  | { is: 'TEXT' | 'INT' | 'NUMBER' | 'MONEY' | 'DAY' | 'INSTANT' | 'FLAG' | 'WORDS' | 'TEXTS' }
  /** A shape of its own, which the schema says. */
  | { is: 'OWN' }

export type FactShape = Exclude<FieldInput, { is: 'OWN' }> | { is: 'JSON' }

/** One thing that can be asked of a row. */
export interface Field {
  input: FieldInput
  /** The property of the column that it compares, where it is one: an index may lead to the rows. */
  column?: string
  /** What the question reads besides the row's own list. */
  scopes: readonly Scope[]
  /** Whether it can be told of a past day. */
  dated: boolean
  /** What the question costs a request besides that of a column: it reads other rows for each row. */
  cost?: number
  /** The column by which a list can be ordered by it. */
  order?: OrderColumn
  /**
   * Reads what a caller asks of it.
   * @returns the test, or everything that is wrong with it; paths begin at the field
   */
  read(raw: unknown, workspace: Workspace): { test: Test } | { issues: Issue[] }
}

export interface OrderColumn {
  /** The column's property on its table. */
  column: string
  nullable: boolean
  /** Which way it is usually read. */
  descending: boolean
}

/** Rows of another table that belong to a row, or the one row that it belongs to. */
export interface Relation {
  to: () => FieldTable
  many: boolean
  scopes: readonly Scope[]
  /** What a question about them costs a request besides what it asks of each. */
  cost: number
  /** Which rows of `inner` belong to the row of `outer`. */
  on(outer: Columns, inner: Columns): SQL
  /** Of a row that belongs to one: the own column that holds its id, by which it is found without reading it. */
  key?: string
  /** Which rows there are at all, for an actor or for the whole workspace. */
  within?(inner: Columns, moment: Moment): SQL | undefined
}

/** What can be asked of the rows of a table. */
export interface FieldTable {
  /** As the public interface calls a row. */
  name: string
  table: SQLiteTable
  fields: Readonly<Record<string, Field>>
  relations: Readonly<Record<string, Relation>>
}

const properties = new Map<SQLiteColumn, string>()

/** The property of a column on its table. */
export function propertyOf(column: SQLiteColumn): string {
  let property = properties.get(column)
  if (property === undefined) {
    const found = Object.entries(getTableColumns(column.table)).find(([, one]) => one === column)
    if (!found) throw new Error(`No property of "${column.name}"`)
    property = found[0]
    properties.set(column, property)
  }
  return property
}

/** A column of the row in question. */
export function columnOf(columns: Columns, property: string): SQLWrapper {
  const column = columns[property]
  if (!column) throw new Error(`This row does not tell its "${property}"`)
  return column
}
