import { RequestCache } from '@pothos/plugin-scope-auth'
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql'
import type { GraphQLContext } from '../../../schema/kernel/builder.ts'
import { newLoaders } from '../../../schema/kernel/loaders.ts'
import { letIn } from '../bounds/let-in.ts'
import type { HttpContext } from '../http-env.ts'
import { limits, refuse } from '../limits.ts'
import { costOf } from './guards.ts'
import { badVariable, variableFault } from './variables.ts'

/** The request behind a resolver's context. */
export interface RequestContext {
  c: HttpContext
}

export const contextOf = (c: HttpContext): GraphQLContext & RequestContext => ({
  c,
  service: c.var.service,
  idempotencyKey: c.req.header('idempotency-key') ?? null,
  language: c.var.language,
  mutations: { count: 0, codes: c.var.outcome.codes },
  loaders: newLoaders(),
})

/** A validated document, for a request. */
export interface RequestArgs extends ExecutionArgs {
  contextValue: GraphQLContext & RequestContext
}

/**
 * Runs what fits its types, costs no more than it may, and is not too much at once; says in each answer its cost.
 * @param execute null where it has no answer
 */
export async function executeBounded<None extends null = never>(
  args: RequestArgs,
  execute: (args: RequestArgs) => Promise<ExecutionResult | None>,
): Promise<ExecutionResult | None> {
  const { contextValue: context } = args
  const { outcome } = context.c.var
  const operation = getOperationAST(args.document, args.operationName)
  if (operation) outcome.operation = nameOf(operation)
  const fault = operation && variableFault(args.schema, operation, args.variableValues ?? {})
  if (fault) return { errors: [fault] }

  let bound: number
  try {
    bound = costOf(args.document, {
      schema: args.schema,
      variables: args.variableValues ?? {},
      context,
      ...(args.operationName == null ? {} : { operationName: args.operationName }),
    })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { errors: [badVariable(error.message, error.nodes)] }
  }
  const extensions = { cost: { bound, limit: limits.cost } }
  if (bound > limits.cost) {
    const message = `The query may cost ${bound}; ${limits.cost} are allowed. Ask for less, or for smaller pages.`
    return { errors: [refuse('TOO_COSTLY', message)], extensions }
  }
  const end = letIn(context.c, bound)
  // The route answers by what the context says.
  if (typeof end !== 'function') return { errors: [new GraphQLError(end.code)] }
  try {
    const result = await execute(args)
    return result && { ...result, extensions }
  } finally {
    end()
    // Else it keeps all that the request made (docs/memory-of-the-night.md).
    RequestCache.clearForContext(context)
  }
}

const loggedName = 100

/** The operation as its document names it, else by the fields that it asks: names that GraphQL spells, not values. */
function nameOf({ operation, name, selectionSet }: OperationDefinitionNode): string {
  const fields = selectionSet.selections.flatMap(node => ('name' in node ? node.name.value : []))
  return `${operation} ${name?.value ?? fields.join(' ')}`.slice(0, loggedName)
}
