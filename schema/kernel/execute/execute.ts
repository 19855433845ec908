import {
  defaultFieldResolver,
  type ExecutionArgs,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql'
import { boundedCache } from '../../../src/lib/bounded-cache.ts'
import type { GraphQLContext } from '../builder.ts'
import { documentBytes } from './document-bytes.ts'
import { Execution } from './execution.ts'
import { type Plan, type Prepared, planOf } from './plan.ts'

/** What of a document's operation is the same for every request. */
interface Known {
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  /** The variables that @skip and @include ask, by which plans differ. */
  conditions: readonly string[]
  /** Stands for the document and its operation in the keys of plans. */
  number: number
  /** What a plan keeps besides itself, since it holds nodes of its document. */
  bytes: number
}

/** A hundred plans of a usual size, with their documents. */
const keptBytes = 4_000_000
/** A field's closures and its part of the tree. */
const bytesPerField = 600

const plans = boundedCache<{ plan: Plan | null }>(keptBytes)
/** A plan goes unused when the document that it is of has gone from the cache of documents. */
const knownOf = new WeakMap<object, Map<string, Known | null>>()
let documents = 0

export interface PlannedArgs extends ExecutionArgs {
  contextValue: GraphQLContext
}

/**
 * Runs a validated query whose variables fit their types by its plan, which is made once for each document, its scopes,
 * and what @skip and @include leave out. What it finds is what graphql-js would.
 * @returns null for whatever a plan does not say, a field's error before all: graphql-js is to answer it with the same
 *   context, from what its only root field has found, if it has one
 */
export async function executeByPlan(args: PlannedArgs): Promise<ExecutionResult | null> {
  const known = knownOperation(args)
  if (!known) return null
  const { schema, contextValue: context } = args
  const { operation, fragments, conditions } = known
  const { coerced } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    args.variableValues ?? {},
  )
  // Where a condition is null, graphql-js says so at the field that it stands in.
  if (!coerced || conditions.some(name => coerced[name] === null)) return null
  const { scopes } = context.service.actor
  const prepared: Prepared = { schema, operation, fragments, variableValues: coerced, scopes }
  const plan = keptPlan(known, prepared)
  if (!plan) return null
  try {
    return { data: await new Execution(plan, prepared, context).run(plan) }
  } catch {
    return null
  }
}

const names = new WeakMap<ReadonlySet<string>, string>()

/** The same for the same scopes. */
function nameOf(scopes: ReadonlySet<string>): string {
  const name = names.get(scopes) ?? [...scopes].sort().join(' ')
  names.set(scopes, name)
  return name
}

function keptPlan({ number, conditions, bytes }: Known, prepared: Prepared): Plan | null {
  const { scopes, variableValues } = prepared
  const asked = conditions.filter(name => Object.hasOwn(variableValues, name))
  const values = Object.fromEntries(asked.map(name => [name, variableValues[name]]))
  const key = [number, nameOf(scopes), ...conditions.map(name => values[name] === true)].join(' ')
  const kept = plans.get(key)
  if (kept) return kept.plan
  // All other values are of this request alone, and may be large.
  const plan = planOf({ ...prepared, variableValues: values })
  plans.set(key, { plan }, key.length + (plan ? bytes + plan.size * bytesPerField : bytesPerField))
  return plan
}

/** Null for what is no query, or not the one that was asked for. */
function knownOperation({ document, operationName }: PlannedArgs): Known | null {
  const ofDocument = knownOf.get(document) ?? new Map<string, Known | null>()
  knownOf.set(document, ofDocument)
  const name = operationName ?? ''
  const known = ofDocument.get(name)
  if (known !== undefined) return known
  const made = readOperation(document, operationName)
  ofDocument.set(name, made)
  return made
}

function readOperation(document: PlannedArgs['document'], name: string | null | undefined): Known | null {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    if (name == null || definition.name?.value === name) operations.push(definition)
  }
  const [operation, another] = operations
  if (!operation || another || operation.operation !== OperationTypeNode.QUERY) return null
  const conditions = new Set<string>()
  visit(document, {
    Directive(directive) {
      for (const { value } of directive.arguments ?? [])
        if (value.kind === Kind.VARIABLE) conditions.add(value.name.value)
    },
  })
  documents += 1
  return {
    operation,
    fragments,
    conditions: [...conditions],
    number: documents,
    bytes: documentBytes(document),
  }
}

/** Lets graphql-js go on from what the only root field found while a plan ran: its error costs no second reading. */
export function resumeRoot(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field
    field.resolve = (source, args, context: GraphQLContext, info) => {
      const [node] = info.fieldNodes
      return node && context.loaders.roots.has(node)
        ? context.loaders.roots.get(node)
        : resolve(source, args, context, info)
    }
  }
  return schema
}
