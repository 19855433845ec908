import {
  assertObjectType,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  GraphQLSchema,
  parse,
  validate,
} from 'graphql'
import { schema } from '../../schema/index.ts'
import { executeByPlan } from '../../schema/kernel/execute/execute.ts'
import { newLoaders } from '../../schema/kernel/loaders.ts'
import type { Service } from '../../src/domain/service/service.ts'

/** `QUERY_PLANS=off npx vitest run` asks graphql-js alone, as the setting of that name does. */
const queryPlans = process.env.QUERY_PLANS !== 'off'

type Variables = Record<string, unknown>

const checked = new Map<string, DocumentNode>()

/** The document once it is known to be valid: many tests ask one text many times. */
function validDocument(text: string): DocumentNode {
  const known = checked.get(text)
  if (known) return known
  const parsed = parse(text)
  const mistakes = validate(schema, parsed)
  if (mistakes.length > 0) throw new Error(mistakes.map(mistake => mistake.message).join('\n'))
  checked.set(text, parsed)
  return parsed
}

const contextOf = (service: Service, idempotencyKey: string | null = null) => ({
  ...{ service, idempotencyKey, language: 'en' as const },
  ...{ mutations: { count: 0, codes: [] }, loaders: newLoaders() },
})

/** Runs a query of a row's fields, as if it were the root. */
export async function runOn(
  service: Service,
  { type, row }: { type: string; row: object },
  document: string,
  variables: Variables = {},
): Promise<ExecutionResult> {
  const query = assertObjectType(schema.getType(type))
  return execute({
    schema: new GraphQLSchema({ ...schema.toConfig(), query }),
    document: parse(document),
    rootValue: row,
    variableValues: variables,
    contextValue: contextOf(service),
  })
}

/** Runs a document against the schema, as the HTTP layer does once it knows the caller. */
export async function run(
  service: Service,
  document: string,
  variables: Variables = {},
  idempotencyKey: string | null = null,
): Promise<ExecutionResult> {
  const args = {
    schema,
    document: validDocument(document),
    variableValues: variables,
    contextValue: contextOf(service, idempotencyKey),
  }
  return (queryPlans ? await executeByPlan(args) : null) ?? (await execute(args))
}

/** The data of a document that must succeed. */
export async function ask<Data = Record<string, unknown>>(
  service: Service,
  document: string,
  variables: Variables = {},
): Promise<Data> {
  const { data, errors } = await run(service, document, variables)
  if (errors) throw new Error(errors.map(describe).join('\n'), { cause: errors[0]?.originalError })
  return plain(data) as Data
}

const describe = (error: GraphQLError) => `${error.path?.join('.')}: ${error.message}`

/** graphql-js answers objects without a prototype, which no comparison takes for equal. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
