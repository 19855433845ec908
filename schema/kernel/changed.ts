import { type FieldNode, type GraphQLResolveInfo, isObjectType } from 'graphql'
import type { Outcome } from '../../src/domain/service/idempotency.ts'
import type { Service } from '../../src/domain/service/service.ts'
import type { GraphQLContext, ObjectFields } from './builder.ts'
import { ExpectedError } from './errors.ts'
import type { Answered } from './mutation.ts'
import { requiredScope } from './needs.ts'
import type { Identified } from './noun.ts'
import { readByIds, resolveById } from './select.ts'
import { fieldsByName } from './selection.ts'

/** Of a payload's field: the object that it shows of what the verb returned. */
interface Changed {
  of: Identified
  id(result: object): unknown
}

/** Of a payload's field: the answers that it lists, each with a payload of this name or an error. */
interface Each {
  payload: string
  results(result: object): readonly object[]
}

interface ShownExtensions {
  changed?: Changed
  each?: Each
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
      const rows = ahead?.ids.has(found) ? await ahead.rows : undefined
      return rows ? (rows.get(found) ?? null) : resolveById(context, info, source, found)
    },
  })
}

/** A payload's field with the answers to many inputs. */
export const eachAnswer = <Result extends object>(
  t: ObjectFields<Result>,
  { result: type, payload }: Answered,
  outcomes: (result: Result) => readonly Outcome<object>[],
) =>
  t.field({
    type: [type],
    description: 'What each input came to, in their order.',
    extensions: {
      each: {
        payload: payload.name,
        results: (result: Result) => outcomes(result).flatMap(one => ('result' in one ? [one.result] : [])),
      },
    },
    resolve: (result, _args, { mutations }) =>
      outcomes(result).map(outcome => {
        if ('result' in outcome) return outcome.result
        mutations.codes.push(outcome.error.code)
        return new ExpectedError(outcome.error)
      }),
  })

/**
 * What a mutation's answer shows, asked as soon as its verb knows what it will return: the reads go to the database
 * behind the write, in its round trip.
 */
export const readAhead =
  (context: GraphQLContext, info: GraphQLResolveInfo, payload: string): Service['readAhead'] =>
  result => {
    if (typeof result === 'object' && result !== null) ask(context, info, payload, info.fieldNodes, [result])
  }

/** Asks what a payload shows of several results: one statement for each of its fields. */
function ask(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  payload: string,
  parents: readonly FieldNode[],
  results: readonly object[],
): void {
  const type = info.schema.getType(payload)
  if (!isObjectType(type) || results.length === 0) return
  for (const nodes of fieldsByName(info, type, parents).values()) {
    const [node] = nodes
    const field = node && type.getFields()[node.name.value]
    if (!field || !node) continue
    const { changed, each }: ShownExtensions = field.extensions
    if (each) ask(context, info, each.payload, nodes, results.flatMap(each.results))
    const scope = requiredScope(field.extensions)
    if (!changed || (scope && !context.service.actor.scopes.has(scope))) continue
    const ids = new Set(results.map(changed.id).filter(id => typeof id === 'number'))
    const at = { ...info, fieldName: field.name, fieldNodes: nodes, returnType: field.type, parentType: type }
    const rows = readByIds(context, at, changed.of.source, [...ids])
    // A write that was undone has nothing to show; the answer then asks for itself.
    context.loaders.ahead.set(node, { ids, rows: rows.catch(() => undefined) })
  }
}
