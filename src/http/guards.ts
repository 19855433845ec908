import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'

export const limits = {
  bodyBytes: 1_000_000,
  tokens: 4_000,
  depth: 12,
  aliases: 60,
  /** One field asked again under one parent. */
  repeated: 30,
  /** Fields after expanding fragments. */
  fields: 1_500,
  cost: 20_000,
}

const refuse = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })

interface Shape {
  depth: number
  fields: number
  aliases: number
  repeated: number
}

/** A validation rule: how deep, wide and repetitive a document may be, fragments expanded. */
export function ShapeLimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      // Introspection is deep by nature and has a rule of its own.
      const measured = new Map<string, Shape>()
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue
        const shape = measure(definition.selectionSet, context, measured, new Set())
        if (shape.depth > limits.depth)
          context.reportError(
            refuse('TOO_DEEP', `The query is ${shape.depth} levels deep; ${limits.depth} are allowed.`),
          )
        if (shape.aliases > limits.aliases)
          context.reportError(
            refuse(
              'TOO_MANY_ALIASES',
              `The query has ${shape.aliases} aliases; ${limits.aliases} are allowed.`,
            ),
          )
        if (shape.repeated > limits.repeated)
          context.reportError(
            refuse(
              'TOO_REPETITIVE',
              `The query asks one field ${shape.repeated} times in one place; ${limits.repeated} are allowed.`,
            ),
          )
        if (shape.fields > limits.fields)
          context.reportError(
            refuse('TOO_LARGE', `The query has more than ${limits.fields} fields with its fragments.`),
          )
      }
    },
  }
}

/** Each fragment is measured once, so a document that doubles itself costs nothing to refuse. */
function measure(
  set: SelectionSetNode,
  context: ValidationContext,
  measured: Map<string, Shape>,
  open: Set<string>,
): Shape {
  const total: Shape = { depth: 0, fields: 0, aliases: 0, repeated: 0 }
  const times = new Map<string, number>()
  for (const node of set.selections) {
    let inner: Shape
    if (node.kind === Kind.FIELD) {
      if (node.name.value.startsWith('__')) continue
      times.set(node.name.value, (times.get(node.name.value) ?? 0) + 1)
      const below = node.selectionSet && measure(node.selectionSet, context, measured, open)
      inner = {
        depth: 1 + (below?.depth ?? 0),
        fields: 1 + (below?.fields ?? 0),
        aliases: (node.alias ? 1 : 0) + (below?.aliases ?? 0),
        repeated: below?.repeated ?? 0,
      }
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      inner = measure(node.selectionSet, context, measured, open)
    } else {
      inner = measureFragment(node.name.value, context, measured, open)
    }
    total.depth = Math.max(total.depth, inner.depth)
    total.fields += inner.fields
    total.aliases += inner.aliases
    total.repeated = Math.max(total.repeated, inner.repeated)
  }
  total.repeated = Math.max(total.repeated, ...times.values())
  return total
}

function measureFragment(
  name: string,
  context: ValidationContext,
  measured: Map<string, Shape>,
  open: Set<string>,
): Shape {
  const known = measured.get(name)
  if (known) return known
  const fragment: FragmentDefinitionNode | null | undefined = context.getFragment(name)
  // A cycle is another rule's error.
  if (!fragment || open.has(name)) return { depth: 0, fields: 0, aliases: 0, repeated: 0 }
  open.add(name)
  const shape = measure(fragment.selectionSet, context, measured, open)
  open.delete(name)
  measured.set(name, shape)
  return shape
}

/**
 * The static upper bound of what an operation costs: fields times the pages they are in.
 * @throws GraphQLError `TOO_COSTLY`, answered with 400
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
  const { complexity } = complexityFromQuery(operationOf(document, options.operationName), {
    schema: options.schema,
    variables: options.variables,
    ctx: options.context,
  })
  if (complexity > limits.cost)
    throw refuse(
      'TOO_COSTLY',
      `The query may cost ${complexity}; ${limits.cost} are allowed. Ask for smaller pages.`,
    )
  return complexity
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
