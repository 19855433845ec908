import type { ObjectRef } from '@pothos/core'
import { parseId } from '../../src/domain/input/fields.ts'
import type { PageSource, TableWithId } from '../../src/domain/lists/page.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import { builder, type ObjectFields, type QueryFields, type Types } from './builder.ts'
import { connectionType, type ListArgs, listComplexity } from './connection.ts'
import { registerNode } from './node.ts'
import { readById, readPage, resolveById, resolvePage } from './select.ts'

/** What is read: rows of a source within the caller's reach, as objects of a type, by those who hold the scope. */
export interface Readable<Row extends object = object> {
  type: ObjectRef<Types, Row>
  scope: Scope
  source: PageSource
}

/** What has ids. */
export interface Identified<Row extends object = object> extends Readable<Row> {
  source: PageSource<TableWithId>
}

/** What is read page by page. */
export interface Listed<Row extends object = object> extends Readable<Row> {
  connection: ReturnType<typeof connectionType>
}

/** What is read in pages too, with its `<Type>Connection`. */
export const listed = <Of extends Readable>(of: Of) => ({
  ...of,
  connection: connectionType(of.type.name, of.type),
})

/** What has ids of this kind, by which `node` finds it. */
export function noun<Of extends Identified>(kind: IdKind, of: Of): Of & { kind: IdKind } {
  registerNode(kind, { typeName: of.type.name, scope: of.scope, source: of.source })
  return { ...of, kind }
}

/** A query of one by its id. */
export const oneById = (
  t: QueryFields,
  { type, scope, source, kind }: Identified & { kind: IdKind },
  { description, id }: { description: string; id: string },
) =>
  t.field({
    type,
    nullable: true,
    description,
    authScopes: { scope },
    args: { id: t.arg.id({ required: true, description: id }) },
    resolve: (_root, args, context, info) => readById<object>(context, info, source, parseId(kind, args.id)),
  })

/** A query of all that lie within reach. */
export const listOf = (
  t: QueryFields,
  { connection, scope, source }: Listed,
  { description, args }: { description: string; args: ListArgs },
) =>
  t.field({
    type: connection,
    nullable: true,
    description,
    authScopes: { scope },
    args,
    complexity: listComplexity(source.fields),
    resolve: (_root, given, context, info) => readPage(context, info, source, given),
  })

interface RelationPageOptions {
  /** What the page holds. */
  of: Listed
  description: string
  args: ListArgs
  /** The relation of the parent's table, where it is not named as the field. */
  relation?: string
  /** Where the relation leads to linking rows: their source, and the relation from there. */
  by?: { source: PageSource; through: string }
}

/** A field of `parent` with a page of a relation of its row. */
export function relationPage(
  parent: Identified<{ id: number }>,
  name: string,
  { of, description, args, relation = name, by }: RelationPageOptions,
): void {
  const page = { relation, source: by?.source ?? of.source }
  builder.objectField(parent.type, name, t =>
    t.field({
      type: of.connection,
      nullable: true,
      description,
      authScopes: { scope: of.scope },
      args,
      needs: { page, ...(by && { through: by.through }) },
      complexity: listComplexity(page.source.fields),
      resolve: (row, given, context, info) => resolvePage(parent.source.table, row, given, context, info),
    }),
  )
}

/** The one object that a relation of the row leads to; null where the caller does not reach it. */
export const related = <Name extends string, Row extends object>(
  t: ObjectFields<{ [Relation in NoInfer<Name>]?: NoInfer<Row> | null }>,
  relation: Name,
  to: Readable<Row>,
  description: string,
) => {
  const type: ObjectRef<Types, object> = to.type
  return t.field({
    type,
    nullable: true,
    description,
    authScopes: { scope: to.scope },
    needs: { relation, source: to.source },
    resolve: row => row[relation] ?? null,
  })
}

/**
 * The object whose id a value holds, where no relation of a row leads to it: one statement for all values of an
 * answer, null for a value without an id.
 * @param columns what `id` reads of a row
 */
export const referenced = <Value>(
  t: ObjectFields<Value>,
  to: Identified<{ id: number }>,
  id: (value: Value) => number | null,
  description: string,
  columns?: readonly string[],
) =>
  t.field({
    type: to.type,
    nullable: true,
    description,
    authScopes: { scope: to.scope },
    ...(columns && { needs: { columns } }),
    resolve: (value, _args, context, info) => {
      const found = id(value)
      return found === null ? null : resolveById(context, info, to.source, found)
    },
  })
