import {
  coerceInputValue,
  GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'
import { limits, refuse } from '../limits.ts'

/** How deep and how many values are, before anything recurses into them; itself it does not recurse. */
export function valuesRefusal(variables: unknown): GraphQLError | null {
  let count = 0
  let level: unknown[] = [variables]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.variableDepth)
      return refuse('TOO_DEEP', `The variables are nested deeper than ${limits.variableDepth} levels.`)
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      const inner = Object.values(value)
      count += inner.length
      if (count > limits.variableValues)
        return refuse('TOO_LARGE', `The variables hold more than ${limits.variableValues} values.`)
      for (const one of inner) below.push(one)
    }
    level = below
  }
  return null
}

/**
 * The first variable of a validated operation that does not fit its type, and where it does not. The executor would
 * go on to fifty of them, print the values, and suggest names of the schema.
 */
export function variableFault(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  values: Readonly<Record<string, unknown>>,
): GraphQLError | null {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value
    const type = typeFromAST(schema, definition.type)
    if (!isInputType(type)) continue
    const fault = (what: string) => badVariable(`Variable "$${name}" ${what}`, definition)
    if (!Object.hasOwn(values, name)) {
      if (isNonNullType(type) && !definition.defaultValue) return fault(`of type "${type}" is missing.`)
      continue
    }
    try {
      const stop = (path: readonly (string | number)[], _value: unknown, { message }: GraphQLError) => {
        throw fault(`got an invalid value at "${name}${path.map(step).join('')}"; ${message}`)
      }
      coerceInputValue(values[name], type, stop, true)
    } catch (error) {
      if (error instanceof GraphQLError) return error
      throw error
    }
  }
  return null
}

const step = (key: string | number) => (typeof key === 'number' ? `[${key}]` : `.${key}`)

/** `spec`: 400 only for who asks for the newer media type. */
export const badVariable = (message: string, nodes: GraphQLErrorOptions['nodes']) =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } },
  })
