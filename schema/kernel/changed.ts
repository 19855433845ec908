import { type GraphQLResolveInfo, isObjectType } from 'graphql'
import type { Service } from '../../src/domain/service/service.ts'
import type { GraphQLContext, ObjectFields } from './builder.ts'
import { requiredScope } from './needs.ts'
import type { Identified } from './noun.ts'
import { readById } from './select.ts'
import { fieldsByName } from './selection.ts'

/** Of a payload's field: the object that it shows of what the verb returned. */
interface Changed {
  of: Identified
  id(result: object): unknown
}

interface ChangedExtensions {
  changed?: Changed
}

/** A payload's field with the object that the mutation made or changed, read afresh for its selection. */
export const changed = <Result extends object>(
  t: ObjectFields<Result>,
  of: Identified,
  id: (result: Result) => number | null,
) => {
  const { type, scope, source } = of
  return t.field({
    type,
    nullable: true,
    description: `As it is now; null when it lies outside your reach. Needs \`${scope}\`.`,
    authScopes: { scope },
    extensions: { changed: { of, id } },
    resolve: async (result, _args, context, info) => {
      const found = id(result)
      if (found === null) return null
      const ahead = info.fieldNodes[0] && context.loaders.ahead.get(info.fieldNodes[0])
      const read = ahead?.id === found ? await ahead.row : undefined
      return read === undefined ? readById<object>(context, info, source, found) : read
    },
  })
}

/**
 * What a mutation's answer shows, asked as soon as its verb knows what it will return: the reads go to the database
 * behind the write, in its round trip.
 */
export const readAhead =
  (context: GraphQLContext, info: GraphQLResolveInfo, payload: string): Service['readAhead'] =>
  result => {
    const type = info.schema.getType(payload)
    if (!isObjectType(type) || typeof result !== 'object' || result === null) return
    for (const nodes of fieldsByName(info, type, info.fieldNodes).values()) {
      const [node] = nodes
      const field = node && type.getFields()[node.name.value]
      const extensions: ChangedExtensions = field?.extensions ?? {}
      const id = extensions.changed?.id(result)
      const scope = field && requiredScope(field.extensions)
      if (!field || !node || !extensions.changed || typeof id !== 'number') continue
      if (scope && !context.service.actor.scopes.has(scope)) continue
      const at = {
        ...info,
        fieldName: field.name,
        fieldNodes: nodes,
        returnType: field.type,
        parentType: type,
      }
      const row = readById<object>(context, at, extensions.changed.of.source, id)
      // A write that was undone has nothing to show; the answer then asks for itself.
      context.loaders.ahead.set(node, { id, row: row.catch(() => undefined) })
    }
  }
