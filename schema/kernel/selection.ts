import {
  type FieldNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql'
import type { RowPage, RowSelection } from '../../src/database/relational.ts'
import { keyColumns, relationOf, tableName, tableNamed } from '../../src/database/relations.ts'
import { type PageSource, pageWhere, rowsOf } from '../../src/domain/lists/page.ts'
import { customerOf, kindOfProperty } from '../../src/domain/personal-reads/note-rows.ts'
import { AuthorizationError, UserError } from '../../src/domain/service/errors.ts'
import type { GraphQLContext } from './builder.ts'
import { type Bounds, type PageArgs, pageBounds } from './connection.ts'
import type { RelationPage } from './needs.ts'
import { neededBy, requiredScope } from './needs.ts'

/** What to read of one table, gathered over all fields that reach the same row. */
export interface Selection extends RowSelection {
  columns: Set<string>
  relations: Map<string, Selection>
  /** Of a list its page, of one row whether it is within reach. */
  page?: SelectedPage | RowPage
}

export interface SelectedPage extends RowPage {
  bounds: Bounds
  /** Two pages of one relation are the same page when their signatures are. */
  signature: string
}

/** Where the selection stands in its document. */
export type Walk = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'> & {
  context: GraphQLContext
}

/** Starts with the key, by which rows are told apart. */
const newSelection = (table: string): Selection => ({
  table,
  columns: new Set(keyColumns.get(table)),
  relations: new Map(),
})

function child(selection: Selection, relation: string): Selection {
  const existing = selection.relations.get(relation)
  if (existing) return existing
  const made = newSelection(relationOf(selection.table, relation).target)
  selection.relations.set(relation, made)
  return made
}

/** One row of a table, as `nodes` select it on `type`. */
export function selectRow(
  walk: Walk,
  table: string,
  type: GraphQLNamedType,
  nodes: readonly FieldNode[],
): Selection {
  const selection = newSelection(table)
  if (isObjectType(type)) for (const node of nodes) addFields(walk, selection, type, node.selectionSet)
  return selection
}

/** A page of a list, as `nodes` select it on a connection. */
export function selectPage(
  walk: Walk,
  source: PageSource,
  connection: GraphQLNamedType,
  nodes: readonly FieldNode[],
  args: PageArgs,
  through: string | undefined,
): Selection & { page: SelectedPage } {
  const { service } = walk.context
  const bounds = pageBounds(source, args, service)
  const page: SelectedPage = {
    where: row => pageWhere(service, source, row, bounds),
    terms: bounds.terms,
    limit: bounds.limit + 1,
    shown: bounds.limit,
    bounds,
    signature: signatureOf(args),
  }
  const selection = { ...newSelection(tableName(source.table)), page }
  for (const node of nodes) addEntries(walk, selection, bounds, connection, node, through)
  return selection
}

/** Every field selected on `type`, through fragments, without what @skip and @include leave out. */
export function* selectedFields(
  walk: Omit<Walk, 'context'>,
  type: GraphQLObjectType,
  set: SelectionSetNode | undefined,
): Generator<FieldNode> {
  for (const node of set?.selections ?? []) {
    if (getDirectiveValues(GraphQLSkipDirective, node, walk.variableValues)?.if === true) continue
    if (getDirectiveValues(GraphQLIncludeDirective, node, walk.variableValues)?.if === false) continue
    if (node.kind === 'Field') {
      yield node
      continue
    }
    const fragment = node.kind === 'InlineFragment' ? node : walk.fragments[node.name.value]
    if (!fragment) continue
    const condition = fragment.typeCondition?.name.value
    const wanted = condition === undefined ? type : walk.schema.getType(condition)
    const applies = wanted === type || (isAbstractType(wanted) && walk.schema.isSubType(wanted, type))
    if (applies) yield* selectedFields(walk, type, fragment.selectionSet)
  }
}

/** The fields selected on `type` by several selection sets, those of one response name together. */
export function fieldsByName(
  walk: Omit<Walk, 'context'>,
  type: GraphQLObjectType,
  parents: readonly { selectionSet?: SelectionSetNode | undefined }[],
): Map<string, FieldNode[]> {
  const byName = new Map<string, FieldNode[]>()
  for (const { selectionSet } of parents) {
    for (const node of selectedFields(walk, type, selectionSet)) {
      const name = (node.alias ?? node.name).value
      const same = byName.get(name)
      if (same) same.push(node)
      else byName.set(name, [node])
    }
  }
  return byName
}

function addFields(
  walk: Walk,
  selection: Selection,
  type: GraphQLObjectType,
  set: SelectionSetNode | undefined,
): void {
  for (const node of selectedFields(walk, type, set)) {
    const field = type.getFields()[node.name.value]
    const needs = field && neededBy(field.extensions)
    if (!field || !needs) continue
    const scope = requiredScope(field.extensions)
    if (scope && !walk.context.service.actor.scopes.has(scope)) continue
    for (const column of needs.columns ?? []) addColumn(selection, column)
    const named = getNamedType(field.type)
    if (needs.embedded && isObjectType(named)) addFields(walk, selection, named, node.selectionSet)
    if (needs.relation !== undefined) {
      const link = child(selection, needs.relation)
      if (needs.through !== undefined || needs.whole) addLink(link)
      if (needs.source) addReach(walk, link, needs.source)
      for (const column of needs.linkColumns ?? []) addColumn(link, column)
      const target = needs.through === undefined ? link : child(link, needs.through)
      if (isObjectType(named)) addFields(walk, target, named, node.selectionSet)
    }
    if (needs.page) addPage(walk, selection, field, node, needs.page, needs.through)
  }
}

/** Of who sees only some customers: the row stays out where its customer is none of them, whatever led to it. */
function addReach({ context: { service } }: Walk, link: Selection, source: PageSource): void {
  if (service.actor.reach === 'WORKSPACE') return
  link.page ??= { where: row => rowsOf(service, source, row, undefined), terms: [], limit: 1 }
}

/** A column, and of a personal one whose it is: reads of such are told. */
function addColumn({ table, columns }: Selection, column: string): void {
  columns.add(column)
  if (kindOfProperty(table, column)) columns.add(customerOf(table))
}

/** A linking row is small and its columns (a role, a day) are what its resolver sorts by. */
function addLink(link: Selection): void {
  for (const column of Object.keys(tableNamed(link.table).config.columns)) link.columns.add(column)
}

const signatureOf = (args: PageArgs) => JSON.stringify(args)

/** One query says one page of a relation: the first one met. Another one is left to a loader. */
function addPage(
  walk: Walk,
  selection: Selection,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  { relation, source }: RelationPage,
  through: string | undefined,
): void {
  const args: PageArgs = getArgumentValues(field, node, walk.variableValues)
  const { served } = walk.context.loaders
  const connection = getNamedType(field.type)
  const taken = selection.relations.get(relation)
  if (!taken) {
    const page = unlessRefused(() => selectPage(walk, source, connection, [node], args, through))
    // What the arguments are refused for, the field's own resolver says, where the field stands.
    if (!page) return
    selection.relations.set(relation, page)
  } else if (taken.page && 'bounds' in taken.page && taken.page.signature === signatureOf(args)) {
    addEntries(walk, taken, taken.page.bounds, connection, node, through)
  } else {
    served.set(node, false)
  }
  if (!served.has(node)) served.set(node, true)
}

function unlessRefused<Read>(read: () => Read): Read | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof UserError || error instanceof AuthorizationError) return undefined
    throw error
  }
}

/** Adds what `nodes` and `edges { node }` of a connection ask for, and the keys its cursors are made of. */
function addEntries(
  walk: Walk,
  selection: Selection,
  bounds: Bounds,
  connection: GraphQLNamedType,
  { selectionSet }: FieldNode,
  through: string | undefined,
): void {
  for (const { column, through: link } of bounds.terms)
    (link ? child(selection, link.relation) : selection).columns.add(column)
  if (!isObjectType(connection)) return
  const nodeType = getNamedType(connection.getFields().nodes?.type)
  const edgeType = getNamedType(connection.getFields().edges?.type)
  if (!isObjectType(nodeType) || !isObjectType(edgeType)) return
  if (through !== undefined) addLink(selection)
  const target = through === undefined ? selection : child(selection, through)
  for (const part of selectedFields(walk, connection, selectionSet)) {
    if (part.name.value === 'nodes') addFields(walk, target, nodeType, part.selectionSet)
    if (part.name.value !== 'edges') continue
    for (const edge of selectedFields(walk, edgeType, part.selectionSet)) {
      if (edge.name.value === 'node') addFields(walk, target, nodeType, edge.selectionSet)
    }
  }
}

/** Whether any of the fields, which answer a connection, asks how long the whole list is. */
export function asksForCount(walk: Walk, connection: GraphQLNamedType, nodes: readonly FieldNode[]): boolean {
  if (!isObjectType(connection)) return false
  return nodes.some(({ selectionSet }) =>
    [...selectedFields(walk, connection, selectionSet)].some(
      ({ name }) => name.value === 'totalCount' || name.value === 'totalCountExact',
    ),
  )
}
