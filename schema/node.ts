import { type GraphQLResolveInfo, isObjectType } from 'graphql'
import { invalid } from '../src/domain/errors.ts'
import type { PageSource } from '../src/domain/page.ts'
import type { Scope } from '../src/domain/scopes.ts'
import { decodeId, type IdKind } from '../src/lib/ids.ts'
import { builder, type GraphQLContext } from './builder.ts'
import { readById } from './select.ts'

const largestList = 100

/** A noun that `node(id)` can find. */
interface NodeType {
  typeName: string
  scope: Scope
  source: PageSource<unknown>
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

async function find(context: GraphQLContext, info: GraphQLResolveInfo, id: string) {
  const decoded = decodeId(id)
  const type = decoded && nodeTypes.get(decoded.kind)
  if (!decoded || !type || !context.service.actor.scopes.has(type.scope)) return null
  const objectType = info.schema.getType(type.typeName)
  if (!isObjectType(objectType)) return null
  const row = await readById<{ id: number }>(context, info, type.source, decoded.id, objectType)
  return row && { ...row, typeName: type.typeName }
}

builder.queryFields(t => ({
  node: t.field({
    type: Node,
    nullable: true,
    description: 'The object with this id; null when there is none within your reach.',
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true, description: 'An id that this API gave out.' }) },
    resolve: (_root, { id }, context, info) => find(context, info, id),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: 'Several objects by id, in the order asked; null for each that is not there. At most 100.',
    authScopes: { signedIn: true },
    args: { ids: t.arg.idList({ required: true, description: 'Ids that this API gave out.' }) },
    complexity: args => ({ field: 1, multiplier: args.ids.length }),
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > largestList) throw invalid(['ids'], `Ask for at most ${largestList} ids.`)
      return Promise.all(ids.map(id => find(context, info, id)))
    },
  }),
}))
