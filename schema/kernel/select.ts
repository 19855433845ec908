import DataLoader from 'dataloader'
import {
  and,
  type Column,
  count,
  eq,
  getTableColumns,
  is,
  normalizeRelation,
  type SQL,
  sql,
} from 'drizzle-orm'
import { SQLiteCustomColumn } from 'drizzle-orm/sqlite-core'
import { type FieldNode, type GraphQLNamedType, type GraphQLResolveInfo, getNamedType } from 'graphql'
import { behind, orderBy } from '../../src/database/keyset.ts'
import { relationalConfig, tableName } from '../../src/database/relations.ts'
import { columnsOf, type PageSource, type TableWithId } from '../../src/domain/lists/page.ts'
import type { GraphQLContext } from './builder.ts'
import { type Connection, connectionOf, type PageArgs, pageBounds } from './connection.ts'
import type { Row } from './loaders.ts'
import type { RelationPage } from './needs.ts'
import { neededBy } from './needs.ts'
import { asksForCount, relationOf, type Selection, selectPage, selectRow, tableNamed } from './selection.ts'

type Columns = Record<string, Column>
type RelationWhere = (columns: Columns) => SQL | undefined

/** The part of Drizzle's relational query that this module writes. */
interface QueryConfig {
  columns: Record<string, true>
  with?: Record<string, QueryConfig>
  extras?: (columns: Columns) => Record<string, SQL.Aliased<bigint>>
  where?: RelationWhere
  orderBy?: (columns: Columns) => SQL[]
  limit?: number
}

const reachOf =
  (context: GraphQLContext, source: PageSource, filter: unknown): RelationWhere =>
  columns =>
    source.where(context.service, columns, filter)

/** @param nested whether the rows travel as JSON, whose numbers end at 2^53 */
function toConfig(context: GraphQLContext, selection: Selection, nested: boolean): QueryConfig {
  const columns: Record<string, true> = {}
  const wide: string[] = []
  for (const name of selection.columns) {
    if (nested && is(tableNamed(selection.table).columns[name], SQLiteCustomColumn)) wide.push(name)
    else columns[name] = true
  }
  const relations: Record<string, QueryConfig> = {}
  for (const [name, relation] of selection.relations) relations[name] = toConfig(context, relation, true)
  return {
    columns,
    ...(selection.relations.size > 0 ? { with: relations } : {}),
    ...(wide.length > 0 ? { extras: row => textOf(row, wide) } : {}),
    ...pageConfig(context, selection),
  }
}

function pageConfig(context: GraphQLContext, { page }: Selection) {
  if (!page) return {}
  const { terms, after, limit } = page.bounds
  const within = reachOf(context, page.source, page.filter)
  return {
    where: (row: Columns) => and(within(row), after ? behind(row, terms, after) : undefined),
    orderBy: (row: Columns) => orderBy(row, terms),
    limit: limit + 1,
  }
}

function textOf(row: Columns, names: readonly string[]) {
  const texts: Record<string, SQL.Aliased<bigint>> = {}
  for (const name of names) {
    texts[name] = sql`cast(${row[name]} as text)`.mapWith((value: string) => BigInt(value)).as(name)
  }
  return texts
}

interface RelationalReader {
  findMany(config: QueryConfig): Promise<Row[]>
}

/** Drizzle types a query by its literal configuration; here it is made at run time, from checked names. */
function reader(context: GraphQLContext, table: string): RelationalReader {
  const readers: unknown = context.service.db.orm.query
  const found = (readers as Record<string, RelationalReader | undefined>)[table]
  if (!found) throw new Error(`No relational query for "${table}"`)
  return found
}

/** One parameter however many ids. */
const among = (column: Column, ids: readonly number[]) =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** The rows of `source` within reach that match, for the field's selection on `type`. */
async function readRows<Shape>(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource,
  match: RelationWhere,
  limit: number,
  type: GraphQLNamedType,
): Promise<Shape[]> {
  const selection = selectRow({ ...info, context }, tableName(source.table), type, info.fieldNodes)
  const within = reachOf(context, source, undefined)
  const rows = await reader(context, tableName(source.table)).findMany({
    ...toConfig(context, selection, false),
    where: columns => and(within(columns), match(columns)),
    limit,
  })
  // The selection asked for what the fields of `type` need: whoever reads it names its shape.
  return rows as Shape[]
}

/** What matches within reach, for the field's selection: two rows at most, enough to tell one from several. */
export const readMatching = <Shape = Row>(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource,
  match: RelationWhere,
): Promise<Shape[]> => readRows<Shape>(context, info, source, match, 2, getNamedType(info.returnType))

/** The rows with these ids within reach, for the field's selection on `type`, by id: one statement. */
export async function readByIds<Shape extends { id: number } = { id: number }>(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource<TableWithId>,
  ids: readonly number[],
  type: GraphQLNamedType = getNamedType(info.returnType),
): Promise<Map<number, Shape>> {
  const match: RelationWhere = columns => among(columnsOf(source.table, columns).id, ids)
  const rows = await readRows<Shape>(context, info, source, match, ids.length, type)
  return new Map(rows.map(row => [row.id, row]))
}

/** The one row with this id within reach, for the field's selection, or null. */
export async function readById<Shape = Row>(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource<TableWithId>,
  id: number,
): Promise<Shape | null> {
  const [row] = await readMatching<Shape>(context, info, source, columns =>
    eq(columnsOf(source.table, columns).id, id),
  )
  return row ?? null
}

/**
 * The same for an object that many objects of an answer lead to, where no relation of the root's query does: one
 * statement for all of them.
 */
export function resolveById(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource<TableWithId>,
  id: number,
): Promise<{ id: number } | null> {
  const { rows } = context.loaders
  const loader =
    rows.get(info.fieldNodes) ??
    new DataLoader<number, { id: number } | null>(async ids => {
      const found = await readByIds(context, info, source, ids)
      return ids.map(one => found.get(one) ?? null)
    })
  rows.set(info.fieldNodes, loader)
  return loader.load(id)
}

/** A page of `source` for the field's selection: one statement, besides a count where it is asked for. */
export async function readPage(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource,
  args: PageArgs,
  through?: string,
): Promise<Connection> {
  const walk = { ...info, context }
  const connection = getNamedType(info.returnType)
  const { filter } = args
  const selection = selectPage(walk, { source, filter }, connection, info.fieldNodes, args, through)
  const [rows, totalCount] = await Promise.all([
    reader(context, tableName(source.table)).findMany(toConfig(context, selection, false)),
    asksForCount(walk, connection, info.fieldNodes) ? countRows(context, source, filter) : null,
  ])
  return connectionOf(rows, selection.page.bounds, through, totalCount)
}

async function countRows(context: GraphQLContext, source: PageSource, filter: unknown): Promise<number> {
  const [row] = await context.service.db.orm
    .select({ rows: count() })
    .from(source.table)
    .where(reachOf(context, source, filter)(getTableColumns(source.table)))
  return row?.rows ?? 0
}

/**
 * A page of a relation of one row. Usually the root's query has read it already; otherwise one relational
 * query answers it for all parents of the tick.
 */
export async function resolvePage(
  table: TableWithId,
  row: { id: number },
  args: PageArgs,
  context: GraphQLContext,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const field = info.parentType.getFields()[info.fieldName]
  const needs = field && neededBy(field.extensions)
  if (!needs?.page) throw new Error(`${info.fieldName} has no page`)
  const { page, through } = needs
  const bounds = pageBounds(page.source, args, context.service.actor)
  const present: unknown = Reflect.get(row, page.relation)
  const served = info.fieldNodes.every(node => context.loaders.served.get(node) === true)
  const counted = asksForCount({ ...info, context }, getNamedType(info.returnType), info.fieldNodes)
  const [rows, totalCount] = await Promise.all([
    served && Array.isArray(present)
      ? present
      : pageLoader(table, page, args, context, info, through).load(row.id),
    counted ? countLoader(table, page, args, context, info.fieldNodes).load(row.id) : null,
  ])
  return connectionOf(rows, bounds, through, totalCount)
}

function pageLoader(
  table: TableWithId,
  { relation, source }: RelationPage,
  args: PageArgs,
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  through: string | undefined,
): DataLoader<number, Row[]> {
  const existing = context.loaders.pages.get(info.fieldNodes)
  if (existing) return existing
  const connection = getNamedType(info.returnType)
  const page = { source, filter: args.filter }
  const selection = selectPage({ ...info, context }, page, connection, info.fieldNodes, args, through)
  const loader = new DataLoader<number, Row[]>(async ids => {
    const parents = await reader(context, tableName(table)).findMany({
      columns: { id: true },
      where: columns => among(columnsOf(table, columns).id, ids),
      with: { [relation]: toConfig(context, selection, true) },
    })
    const rowsOf = new Map(parents.map(parent => [parent.id, rowsIn(parent[relation])]))
    return ids.map(id => rowsOf.get(id) ?? [])
  })
  context.loaders.pages.set(info.fieldNodes, loader)
  return loader
}

const rowsIn = (list: unknown): Row[] => (Array.isArray(list) ? list : [])

/** Counts a nested list for all parents of the tick in one statement. */
function countLoader(
  table: TableWithId,
  { relation, source }: RelationPage,
  args: PageArgs,
  context: GraphQLContext,
  nodes: readonly FieldNode[],
): DataLoader<number, number> {
  const existing = context.loaders.counts.get(nodes)
  if (existing) return existing
  const { schema, tableNamesMap } = relationalConfig
  const name = tableName(table)
  const [parent] = normalizeRelation(schema, tableNamesMap, relationOf(name, relation).relation).references
  if (!parent) throw new Error(`${name}.${relation} refers to nothing`)
  const within = reachOf(context, source, args.filter)
  const loader = new DataLoader<number, number>(async ids => {
    const rows = await context.service.db.orm
      .select({ parent: sql<number>`${parent}`, rows: count() })
      .from(source.table)
      .where(and(among(parent, ids), within(getTableColumns(source.table))))
      .groupBy(sql`${parent}`)
    const counts = new Map(rows.map(row => [row.parent, row.rows]))
    return ids.map(id => counts.get(id) ?? 0)
  })
  context.loaders.counts.set(nodes, loader)
  return loader
}
