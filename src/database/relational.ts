import {
  type BuildRelationalQueryResult,
  Column,
  type DBQueryConfig,
  is,
  One,
  Placeholder,
  SQL,
  sql,
} from 'drizzle-orm'
import { SQLiteAsyncDialect, SQLiteCustomColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { boundedCache } from '../lib/bounded-cache.ts'
import type { Session } from './client.ts'
import { type OrderTerm, orderBy } from './keyset.ts'
import { relationalConfig, relationOf, tableNamed } from './relations.ts'

type Columns = Record<string, Column>

/** A row as a relational query found it: by the names of its columns and relations. */
export type Row = Record<string, unknown>

/** What to read of one table, and of those that its relations lead to. */
export interface RowSelection {
  table: string
  columns: ReadonlySet<string>
  relations: ReadonlyMap<string, RowSelection>
  /** Which rows, where it is not all that the relation leads to. */
  page?: RowPage
}

export interface RowPage {
  where: (columns: Columns) => SQL | undefined
  terms: readonly OrderTerm[]
  limit: number
  /** How many of them are shown at most, where the last one only says that there are more. */
  shown?: number
}

type Decode = (cells: readonly unknown[]) => Row

/** SQL without what changes from one reading to the next: the conditions and sizes of its pages. */
interface Kept {
  /** The text between the values; `values` has one less. */
  texts: readonly string[]
  /** A value that is always the same, or the place of a page's condition or size. */
  values: readonly unknown[]
  /** The columns that a page's condition is about, in the order in which `pagesOf` walks. */
  columns: readonly Columns[]
  decode: Decode
}

const dialect = new SQLiteAsyncDialect()

/** A few hundred queries of a usual size. */
const keptBytes = 2_000_000
/** Two bytes a character, and as much again for what decodes its rows. */
const bytesPerCharacter = 4

const queries = boundedCache<Kept>(keptBytes)

/**
 * The rows of a selection, in one statement by Drizzle's relational queries. Its text and what decodes its rows are
 * made once for all selections of the same shape; conditions, whose text follows from what a filter says, are written
 * anew each time, and every value is a parameter.
 * @throws DatabaseError
 */
export async function readSelection(session: Session, selection: RowSelection): Promise<Row[]> {
  const shape = shapeOf(selection)
  let query = queries.get(shape)
  if (!query) {
    query = compile(selection)
    queries.set(shape, query, (shape.length + query.texts.join('').length) * bytesPerCharacter)
  }
  const { text, values } = filled(query, [...pagesOf(selection)])
  return (await session.read(text, values)).map(query.decode)
}

function shapeOf({ table, columns, relations, page }: RowSelection): string {
  const order = page?.terms.map(
    ({ column, descending, through }) =>
      `${descending ? '-' : ''}${through ? `${through.relation}.` : ''}${column}`,
  )
  const parts = [...relations].map(([name, relation]) => `${name}:${shapeOf(relation)}`)
  return `${table}(${[...columns]})${order ? `[${order}]` : ''}{${parts}}`
}

function* pagesOf({ page, relations }: RowSelection): Generator<RowPage> {
  if (page) yield page
  for (const relation of relations.values()) yield* pagesOf(relation)
}

const wherePlace = (at: number) => `where ${at}`
const limitPlace = (at: number) => `limit ${at}`

function compile(selection: RowSelection): Kept {
  const columns: Columns[] = []
  const { fullSchema, schema, tableNamesMap } = relationalConfig
  const { table, config } = tableNamed(selection.table)
  const built = dialect.buildRelationalQuery({
    fullSchema,
    schema,
    tableNamesMap,
    table,
    tableConfig: config,
    queryConfig: toConfig(selection, false, columns),
    tableAlias: config.tsName,
  })
  if (!is(built.sql, SQL)) throw new Error(`No query of "${selection.table}"`)
  const { sql: text, params: values } = dialect.sqlToQuery(built.sql)
  const texts = text.split('?')
  if (texts.length !== values.length + 1) throw new Error(`A "?" that is no parameter: ${text}`)
  return { texts, values, columns, decode: decoderOf(built.selection, selection.table) }
}

/** @param nested whether the rows travel as JSON, whose numbers end at 2^53 */
function toConfig(
  { table, columns, relations, page }: RowSelection,
  nested: boolean,
  seen: Columns[],
): DBQueryConfig<'many', true> {
  const plain: Record<string, true> = {}
  const wide: string[] = []
  for (const name of columns) {
    if (nested && is(tableNamed(table).config.columns[name], SQLiteCustomColumn)) wide.push(name)
    else plain[name] = true
  }
  const config: DBQueryConfig<'many', true> = { columns: plain }
  if (wide.length > 0) config.extras = row => textOf(row, wide)
  if (page) {
    const at = seen.push({}) - 1
    config.where = row => {
      seen[at] = row
      return sql`${sql.placeholder(wherePlace(at))}`
    }
    config.orderBy = row => orderBy(row, page.terms)
    config.limit = sql.placeholder(limitPlace(at))
  }
  const related = [...relations].map(([name, relation]) => [name, toConfig(relation, true, seen)] as const)
  if (related.length > 0) config.with = Object.fromEntries(related)
  return config
}

function textOf(row: Columns, names: readonly string[]) {
  const texts: Record<string, SQL.Aliased> = {}
  for (const name of names) texts[name] = sql`cast(${row[name]} as text)`.as(name)
  return texts
}

/** Of a wide column that travelled as text. */
const wideOf = (value: unknown) => BigInt(String(value))

/** The query as it is read now. */
function filled({ texts, values, columns }: Kept, pages: readonly RowPage[]) {
  const places = new Map<string, { text: string; values: readonly unknown[] }>()
  pages.forEach(({ where, limit }, at) => {
    places.set(wherePlace(at), condition(where, columns[at] ?? {}))
    places.set(limitPlace(at), { text: '?', values: [limit] })
  })
  let text = texts[0] ?? ''
  const all: unknown[] = []
  values.forEach((value, at) => {
    const place = is(value, Placeholder) ? places.get(value.name) : { text: '?', values: [value] }
    if (!place) throw new Error('A place without its page')
    text += place.text + texts[at + 1]
    all.push(...place.values)
  })
  return { text, values: all }
}

function condition(where: RowPage['where'], columns: Columns) {
  const found = where(columns)
  if (!found) return { text: 'true', values: [] }
  const { sql: text, params } = dialect.sqlToQuery(found)
  return { text: `(${text})`, values: params }
}

type Selected = BuildRelationalQueryResult<SQLiteTable>['selection'][number]

/** What `mapRelationalRow` of Drizzle does, with all that is known before the first row found out once. */
function decoderOf(selection: readonly Selected[], table: string): Decode {
  const cells = selection.map(selected => ({ name: selected.tsKey, decode: cellDecoder(selected, table) }))
  return values => {
    const row: Row = {}
    let at = 0
    for (const { name, decode } of cells) {
      const value = values[at++]
      row[name] = decode && value !== null ? decode(value) : value
    }
    return row
  }
}

/** Undefined where the database's value is the row's. */
function cellDecoder(
  { tsKey, field, isJson, selection }: Selected,
  table: string,
): ((value: unknown) => unknown) | undefined {
  if (!isJson) {
    if (!is(field, Column)) return wideOf
    if (field.mapFromDriverValue === Column.prototype.mapFromDriverValue) return undefined
    return value => field.mapFromDriverValue(value)
  }
  const { relation, target } = relationOf(table, tsKey)
  const decode = decoderOf(selection, target)
  // Within a cell of JSON the relations of its rows are lists already.
  const listIn = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)
  if (is(relation, One))
    return value => {
      const found = listIn(value)
      return Array.isArray(found) ? decode(found) : null
    }
  return value => {
    const found = listIn(value)
    return Array.isArray(found) ? found.map(decode) : []
  }
}
