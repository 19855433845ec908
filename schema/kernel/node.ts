import type { GraphQLResolveInfo } from 'graphql'
import type { PageSource, TableWithId } from '../../src/domain/lists/page.ts'
import { invalid } from '../../src/domain/service/errors.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { say } from '../../src/domain/wording/say.ts'
import { decodeId, type IdKind } from '../../src/lib/ids.ts'
import { builder, type GraphQLContext } from './builder.ts'
import { errorTypes } from './errors.ts'
import { readByIds } from './select.ts'

const largestList = 100

/** A noun that `node(id)` can find. */
interface NodeType {
  typeName: string
  scope: Scope
  source: PageSource<TableWithId>
}

const nodeTypes = new Map<IdKind, NodeType>()

/** Lets `node(id)` find a noun by the prefix of its ids. */
export function registerNode(kind: IdKind, type: NodeType): void {
  nodeTypes.set(kind, type)
}

export const Node = builder.interfaceRef<{ id: number; typeName?: string }>('Node').implement({
  description: 'Anything with an id of its own.',
  resolveType: value => value.typeName,
  fields: t => ({
    id: t.id({ description: 'Opaque, stable, unique over all types.', resolve: () => '' }),
  }),
})

interface Found {
  id: number
  typeName: string
}

/** One object per id, null where there is none for the caller: one statement per noun. */
async function find(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly string[],
): Promise<(Found | null)[]> {
  const decoded = ids.map(decodeId)
  const reads = new Map<IdKind, Promise<Map<number, Found>>>()
  for (const kind of new Set(decoded.flatMap(one => one?.kind ?? []))) {
    const wanted = decoded.flatMap(one => (one?.kind === kind ? one.id : []))
    reads.set(kind, readNoun(context, info, kind, wanted))
  }
  return Promise.all(decoded.map(async one => (one && (await reads.get(one.kind))?.get(one.id)) ?? null))
}

async function readNoun(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  kind: IdKind,
  ids: readonly number[],
): Promise<Map<number, Found>> {
  const noun = nodeTypes.get(kind)
  const type = noun && info.schema.getType(noun.typeName)
  if (!type || !context.service.actor.scopes.has(noun.scope)) return new Map()
  const rows = await readByIds(context, info, noun.source, ids, type)
  return new Map([...rows].map(([id, row]) => [id, { ...row, typeName: noun.typeName }]))
}

builder.objectField(errorTypes.CONFLICT, 'current', t =>
  t.field({
    type: Node,
    nullable: true,
    description:
      'The record that the input is about, as it stands now: what to go on from. Null where there is none, and where you may not read it.',
    resolve: async ({ conflict: { current } }, _args, context, info) => {
      if (!current) return null
      return (await readNoun(context, info, current.kind, [current.id])).get(current.id) ?? null
    },
  }),
)

builder.queryFields(t => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: 'The object with this id; null when there is none within your reach.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true, description: 'An id that this API gave out.' }) },
    resolve: async (_root, { id }, context, info) => {
      const [found = null] = await find(context, info, [id])
      return found
    },
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: true, items: true },
    description: 'Several objects by id, in the order asked; null for each that is not there. At most 100.',
    authScopes: { signedIn: true },
    args: { ids: t.arg.idList({ required: true, description: 'Ids that this API gave out.' }) },
    complexity: args => ({ field: 1, multiplier: args.ids.length }),
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > largestList) throw invalid(['ids'], say('mostIds', { max: largestList }))
      return find(context, info, ids)
    },
  }),
}))
