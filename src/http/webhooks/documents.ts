import { RequestCache } from '@pothos/plugin-scope-auth'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  OperationTypeNode,
  validate,
  visit,
} from 'graphql'
import { schema } from '../../../schema/index.ts'
import type { GraphQLContext } from '../../../schema/kernel/builder.ts'
import { executeByPlan } from '../../../schema/kernel/execute/execute.ts'
import { newLoaders } from '../../../schema/kernel/loaders.ts'
import type { Actor } from '../../domain/service/actor.ts'
import type { Service, Variables } from '../../domain/service/service.ts'
import { type IssueSaying, say } from '../../domain/wording/say.ts'
import { documents, parseDocument } from '../graphql/documents.ts'
import { costOf } from '../graphql/guards.ts'
import { variableFault } from '../graphql/variables.ts'
import { limits } from '../limits.ts'

const fault = (message: string) => say('documentFault', { fault: message.slice(0, limits.messageLength) })

/** The scope does not count here: what a receiver is told of the schema would be the same each time. */
const introspection = ['__schema', '__type']

/** Documents that were found valid: all are by the same rules. */
const valid = new WeakSet<DocumentNode>()

/** @throws GraphQLError */
function validDocument(text: string, suggests: boolean): DocumentNode {
  const known = documents.get(text)
  if (known && valid.has(known)) return known
  const document = known ?? parseDocument(text)
  const [mistake] = validate(schema, document, undefined, { hideSuggestions: !suggests, maxErrors: 1 })
  if (mistake) throw mistake
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (operations.length !== 1 || getOperationAST(document)?.operation !== OperationTypeNode.QUERY)
    throw new GraphQLError('It is not one query.')
  visit(document, {
    Field({ name: { value } }) {
      if (introspection.includes(value)) throw new GraphQLError(`It asks for "${value}".`)
    },
  })
  valid.add(document)
  documents.set(text, document)
  return document
}

/** Why a query cannot be answered to the actor with each of these variables; null where it can. */
export function documentFault(
  text: string,
  variables: readonly Variables[],
  actor: Actor,
): IssueSaying | null {
  try {
    const document = validDocument(text, actor.scopes.has('schema:introspect'))
    const operation = getOperationAST(document)
    const [example = {}] = variables
    const stranger = operation?.variableDefinitions?.find(
      ({ variable }) => !Object.hasOwn(example, variable.name.value),
    )
    if (stranger) return fault(`There is no variable "$${stranger.variable.name.value}".`)
    for (const values of variables) {
      const wrong = operation && variableFault(schema, operation, values)
      if (wrong) return fault(wrong.message)
      const cost = costOf(document, { schema, variables: values, context: { actor } })
      if (cost > limits.webhookCost) return say('documentCost', { cost, max: limits.webhookCost })
    }
    return null
  } catch (error) {
    if (error instanceof GraphQLError) return fault(error.message)
    throw error
  }
}

/** What a webhook's query may cost; nothing where it does not fit the schema any more. */
export function documentCost({ actor }: Service, text: string, variables: Variables): number {
  try {
    return costOf(validDocument(text, false), { schema, variables, context: { actor } })
  } catch (error) {
    if (error instanceof GraphQLError) return 0
    throw error
  }
}

/**
 * What a webhook's query answers to the service's actor.
 * @throws GraphQLError for one that does not fit the schema any more
 */
export async function answerDocument(
  service: Service,
  text: string,
  variables: Variables,
): Promise<ExecutionResult> {
  const document = validDocument(text, false)
  const contextValue: GraphQLContext = {
    ...{ service, idempotencyKey: null, language: 'en' },
    ...{ mutations: { count: 0, codes: [] }, loaders: newLoaders() },
  }
  const args = { schema, document, variableValues: variables, contextValue }
  try {
    return (await executeByPlan(args)) ?? (await execute(args))
  } finally {
    RequestCache.clearForContext(contextValue)
  }
}
