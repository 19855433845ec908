import DataLoader from 'dataloader'
import { and, type Column, eq, getTableColumns, normalizeRelation, type SQL, sql } from 'drizzle-orm'
import { type FieldNode, type GraphQLNamedType, type GraphQLResolveInfo, getNamedType } from 'graphql'
import { type Row, type RowSelection, readSelection } from '../../src/database/relational.ts'
import { relationalConfig, relationOf, tableName } from '../../src/database/relations.ts'
import { customers } from '../../src/database/tables/customers/customers.ts'
import type { Condition } from '../../src/domain/filters/condition.ts'
import { type Counted, countRows } from '../../src/domain/lists/count.ts'
import { columnsOf, type PageSource, rowsOf, type TableWithId } from '../../src/domain/lists/page.ts'
import { noteRows } from '../../src/domain/personal-reads/note-rows.ts'
import { standingCustomers } from '../../src/domain/reach/standing.ts'
import type { GraphQLContext } from './builder.ts'
import { type Connection, connectionOf, type PageArgs, pageBounds } from './connection.ts'
import { neededBy, type RelationPage } from './needs.ts'
import { asksForCount, selectPage, selectRow } from './selection.ts'

type Columns = Record<string, Column>
type RelationWhere = (columns: Columns) => SQL | undefined

const rowsWhere =
  ({ service }: GraphQLContext, source: PageSource, condition?: Condition): RelationWhere =>
  columns =>
    rowsOf(service, source, columns, condition)

/** The rows of a selection; whose personal fields are among them is noted. */
async function readNoted({ service }: GraphQLContext, selection: RowSelection): Promise<Row[]> {
  const rows = await readSelection(service.db, selection)
  noteRows(service.personal, selection, rows)
  return rows
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
  const within = rowsWhere(context, source)
  const rows = await readNoted(context, {
    ...selection,
    page: { where: columns => and(within(columns), match(columns)), terms: [], limit },
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

/**
 * The rows with these ids within reach, for the field's selection on `type`, by id: one statement. The id of a customer
 * who was merged into another one leads to that one, by one statement more and the same again.
 */
export async function readByIds<Shape extends { id: number } = { id: number }>(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  source: PageSource<TableWithId>,
  ids: readonly number[],
  type: GraphQLNamedType = getNamedType(info.returnType),
): Promise<Map<number, Shape>> {
  const match: RelationWhere = columns => among(columnsOf(source.table, columns).id, ids)
  const rows = await readRows<Shape>(context, info, source, match, ids.length, type)
  const found = new Map(rows.map(row => [row.id, row]))
  const missing = source.table === customers ? ids.filter(id => !found.has(id)) : []
  if (missing.length === 0) return found
  const led = await standingCustomers(context.service, missing)
  if (led.size === 0) return found
  const others = await readByIds<Shape>(context, info, source, [...new Set(led.values())], type)
  for (const [id, standing] of led) {
    const row = others.get(standing)
    if (row) found.set(id, row)
  }
  return found
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
  const selection = selectPage(walk, source, connection, info.fieldNodes, args, through)
  const [rows, totalCount] = await Promise.all([
    readNoted(context, selection),
    asksForCount(walk, connection, info.fieldNodes)
      ? countRows(context.service, source, selection.page.bounds.condition)
      : null,
  ])
  return connectionOf(rows, selection.page.bounds, through, totalCount)
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
  const bounds = pageBounds(page.source, args, context.service)
  const present: unknown = Reflect.get(row, page.relation)
  const served = info.fieldNodes.every(node => context.loaders.served.get(node) === true)
  const counted = asksForCount({ ...info, context }, getNamedType(info.returnType), info.fieldNodes)
  const [rows, totalCount] = await Promise.all([
    served && Array.isArray(present)
      ? present
      : pageLoader(table, page, args, context, info, through).load(row.id),
    counted ? countLoader(table, page, bounds.condition, context, info.fieldNodes).load(row.id) : null,
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
  const selection = selectPage({ ...info, context }, source, connection, info.fieldNodes, args, through)
  const loader = new DataLoader<number, Row[]>(async ids => {
    const parents = await readNoted(context, {
      table: tableName(table),
      columns: new Set(['id']),
      relations: new Map([[relation, selection]]),
      page: { where: columns => among(columnsOf(table, columns).id, ids), terms: [], limit: ids.length },
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
  condition: Condition | undefined,
  context: GraphQLContext,
  nodes: readonly FieldNode[],
): DataLoader<number, Counted> {
  const existing = context.loaders.counts.get(nodes)
  if (existing) return existing
  const { schema, tableNamesMap } = relationalConfig
  const name = tableName(table)
  const [parent] = normalizeRelation(schema, tableNamesMap, relationOf(name, relation).relation).references
  if (!parent) throw new Error(`${name}.${relation} refers to nothing`)
  const within = rowsWhere(context, source, condition)
  const loader = new DataLoader<number, Counted>(async ids => {
    const { orm } = context.service.db
    // Parent by parent, and kept apart from the count by a limit: so SQLite looks into a view for one parent's rows alone.
    const selected = orm
      .select({ row: sql`1` })
      .from(source.table)
      .where(and(sql`${parent} = wanted.value`, within(getTableColumns(source.table))))
      .limit(Number.MAX_SAFE_INTEGER)
    const rows = await orm
      .select({ parent: sql<number>`wanted.value`, rows: sql<number>`(SELECT count(*) FROM ${selected})` })
      .from(sql`json_each(${JSON.stringify(ids)}) AS wanted`)
    const counts = new Map(rows.map(row => [row.parent, row.rows]))
    return ids.map(id => ({ rows: counts.get(id) ?? 0, exact: true }))
  })
  context.loaders.counts.set(nodes, loader)
  return loader
}
