import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
} from 'graphql'
import type { Actor } from '../../../src/domain/service/actor.ts'
import type { GraphQLContext } from '../builder.ts'
import { requiredScope, resolverBehindScope } from '../needs.ts'
import { fieldsByName } from '../selection.ts'
import type { Execution } from './execution.ts'

/** What a plan is made of. Nothing in it is of one request: variables say only which fields are left out. */
export interface Prepared {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  /** Those that @skip and @include ask. */
  variableValues: Record<string, unknown>
  scopes: Actor['scopes']
}

/** Turns what a resolver found into its part of the answer. */
export type Complete = (found: unknown, execution: Execution) => unknown

export type CompleteFields = (source: unknown, execution: Execution) => Record<string, unknown>

export interface FieldPlan {
  responseName: string
  /** Its place among all fields of the plan. */
  index: number
  field: GraphQLField<unknown, unknown>
  parentType: GraphQLObjectType
  nodes: readonly FieldNode[]
  resolve: GraphQLFieldResolver<unknown, GraphQLContext>
  complete: Complete
}

export interface Plan {
  complete: CompleteFields
  /** How many fields it has. */
  size: number
}

/** What a plan does not say, and graphql-js does: the answer is asked of it from the beginning. */
export class Unplanned extends Error {
  override readonly name = 'Unplanned'
}

/**
 * The plan of a valid query for whoever holds these scopes, or null where it has what only graphql-js answers:
 * introspection, interfaces and unions, a field that the scopes do not open.
 */
export function planOf(prepared: Prepared): Plan | null {
  const root = prepared.schema.getQueryType()
  if (!root) return null
  const counter = { size: 0 }
  try {
    const complete = completeFields(prepared, counter, root, [prepared.operation])
    return { complete, size: counter.size }
  } catch (error) {
    if (error instanceof Unplanned) return null
    throw error
  }
}

/** The fields of an object, those of one name together, in the order in which they are first selected. */
function completeFields(
  prepared: Prepared,
  counter: { size: number },
  type: GraphQLObjectType,
  nodes: readonly (OperationDefinitionNode | FieldNode)[],
): CompleteFields {
  const fields = [...fieldsByName(prepared, type, nodes)].map(([name, same]) =>
    fieldPlan(prepared, counter, type, name, same),
  )
  return (source, execution) => execution.object(fields, source)
}

function fieldPlan(
  prepared: Prepared,
  counter: { size: number },
  parentType: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
): FieldPlan {
  const index = counter.size++
  const name = nodes[0]?.name.value ?? ''
  const typename = name === TypeNameMetaFieldDef.name
  const field = typename ? TypeNameMetaFieldDef : parentType.getFields()[name]
  if (!field) throw new Unplanned(name)
  const scope = requiredScope(field.extensions)
  if (scope && !prepared.scopes.has(scope)) throw new Unplanned(scope)
  const resolve = typename ? () => parentType.name : resolverBehindScope(field)
  const complete = completer(prepared, counter, field.type, nodes)
  return { responseName, index, field, parentType, nodes, resolve, complete }
}

function completer(
  prepared: Prepared,
  counter: { size: number },
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Complete {
  if (isNonNullType(type)) {
    const inner = completer(prepared, counter, type.ofType, nodes)
    return (found, execution) => {
      if (found == null) throw new Unplanned('null')
      return inner(found, execution)
    }
  }
  if (isListType(type)) {
    const item = completer(prepared, counter, type.ofType, nodes)
    return (found, execution) => {
      if (found == null) return null
      if (!Array.isArray(found)) throw new Unplanned('a list of another kind')
      return found.map(one => item(one, execution))
    }
  }
  if (isLeafType(type))
    return found => {
      if (found == null) return null
      const shown = type.serialize(found)
      if (shown == null || found instanceof Error) throw new Unplanned('a value that is none')
      return shown
    }
  if (!isObjectType(type) || type.isTypeOf) throw new Unplanned(type.name)
  const complete = completeFields(prepared, counter, type, nodes)
  return (found, execution) => {
    if (found == null) return null
    if (found instanceof Error || isPromise(found)) throw new Unplanned('an error, or a promise in a list')
    return complete(found, execution)
  }
}

/** The property is read but once: rows have many shapes, so that each look at one costs. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false
  const { then }: { then?: unknown } = value
  return typeof then === 'function'
}
