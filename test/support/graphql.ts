import { type ExecutionResult, execute, type GraphQLError, parse, validate } from 'graphql'
import { schema } from '../../schema/index.ts'
import { newLoaders } from '../../schema/kernel/loaders.ts'
import type { Service } from '../../src/domain/service/service.ts'

type Variables = Record<string, unknown>

/** Runs a document against the schema, as the HTTP layer does once it knows the caller. */
export async function run(
  service: Service,
  document: string,
  variables: Variables = {},
  idempotencyKey: string | null = null,
): Promise<ExecutionResult> {
  const parsed = parse(document)
  const mistakes = validate(schema, parsed)
  if (mistakes.length > 0) throw new Error(mistakes.map(mistake => mistake.message).join('\n'))
  return execute({
    schema,
    document: parsed,
    variableValues: variables,
    contextValue: { service, idempotencyKey, mutations: { count: 0, codes: [] }, loaders: newLoaders() },
  })
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
