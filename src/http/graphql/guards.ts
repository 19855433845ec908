import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { limits, refuse } from '../limits.ts'
import { introspectionCost } from './introspection.ts'

interface Shape {
  depth: number
  fields: number
  aliases: number
  longestAlias: number
  repeated: number
}

/**
 * How deep, wide and repetitive a document may be, fragments expanded. To be asked before validation, whose
 * own rules take long over such a document and give up without saying why.
 * @returns the first limit that it passes, or null
 */
export function shapeRefusal(document: DocumentNode): GraphQLError | null {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const within: Within = { fragments, measured: new Map(), open: new Set() }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const { depth, fields, aliases, longestAlias, repeated } = measure(definition.selectionSet, within)
    if (depth > limits.depth)
      return refuse('TOO_DEEP', `The query is ${depth} levels deep; ${limits.depth} are allowed.`)
    if (aliases > limits.aliases)
      return refuse('TOO_MANY_ALIASES', `The query has ${aliases} aliases; ${limits.aliases} are allowed.`)
    if (longestAlias > limits.aliasLength)
      return refuse('TOO_LARGE', `The query has an alias of more than ${limits.aliasLength} characters.`)
    if (repeated > limits.repeated)
      return refuse(
        'TOO_REPETITIVE',
        `The query asks one field ${repeated} times in one place; ${limits.repeated} are allowed.`,
      )
    if (fields > limits.fields)
      return refuse('TOO_LARGE', `The query has more than ${limits.fields} fields with its fragments.`)
  }
  return null
}

/** Fragments by name, what the ones seen measure, and those being measured. */
interface Within {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  measured: Map<string, Shape>
  open: Set<string>
}

/** Introspection is deep by nature; what it multiplies to, its cost tells. */
const introspection = new Set(['__schema', '__type'])

const nothing: Shape = { depth: 0, fields: 0, aliases: 0, longestAlias: 0, repeated: 0 }

/** Each fragment is measured once, so a document that doubles itself costs nothing to refuse. */
function measure(set: SelectionSetNode, within: Within): Shape {
  const total: Shape = { ...nothing }
  const times = new Map<string, number>()
  for (const node of set.selections) {
    let inner: Shape
    if (node.kind === Kind.FIELD) {
      times.set(node.name.value, (times.get(node.name.value) ?? 0) + 1)
      const below = node.selectionSet && measure(node.selectionSet, within)
      inner = {
        depth: 1 + (introspection.has(node.name.value) ? 0 : (below?.depth ?? 0)),
        fields: 1 + (below?.fields ?? 0),
        aliases: (node.alias ? 1 : 0) + (below?.aliases ?? 0),
        longestAlias: Math.max(node.alias?.value.length ?? 0, below?.longestAlias ?? 0),
        repeated: below?.repeated ?? 0,
      }
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      inner = measure(node.selectionSet, within)
    } else {
      inner = measureFragment(node.name.value, within)
    }
    total.depth = Math.max(total.depth, inner.depth)
    total.fields += inner.fields
    total.aliases += inner.aliases
    total.longestAlias = Math.max(total.longestAlias, inner.longestAlias)
    total.repeated = Math.max(total.repeated, inner.repeated)
  }
  total.repeated = Math.max(total.repeated, ...times.values())
  return total
}

function measureFragment(name: string, within: Within): Shape {
  const { fragments, measured, open } = within
  const known = measured.get(name)
  if (known) return known
  const fragment = fragments.get(name)
  // A cycle is a validation rule's error.
  if (!fragment || open.has(name)) return nothing
  open.add(name)
  const shape = measure(fragment.selectionSet, within)
  open.delete(name)
  measured.set(name, shape)
  return shape
}

/**
 * The upper bound of what an operation costs: fields times the pages they are in, and what it reads of the schema.
 * @throws GraphQLError when a variable does not fit its type
 */
export function costOf(
  document: DocumentNode,
  options: {
    schema: GraphQLSchema
    variables: Record<string, unknown>
    context: object
    operationName?: string
  },
): number {
  const { schema, variables, context } = options
  const operation = operationOf(document, options.operationName)
  const { complexity } = complexityFromQuery(operation, { schema, variables, ctx: context })
  return complexity + introspectionCost(operation, { schema, variables, most: limits.cost })
}

/** Only the operation that runs is paid for. */
function operationOf(document: DocumentNode, name: string | undefined): DocumentNode {
  if (name === undefined) return document
  return {
    ...document,
    definitions: document.definitions.filter(
      definition => definition.kind !== Kind.OPERATION_DEFINITION || definition.name?.value === name,
    ),
  }
}
