import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'

interface Described {
  name: string
  description?: string | null | undefined
}

/** The path of every element that says nothing of itself. */
function silent(within: GraphQLSchema): string[] {
  const found: string[] = []
  const look = (path: string, element: Described) => {
    if (!element.description?.trim()) found.push(path)
  }
  for (const type of Object.values(within.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue
    look(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  return found
}

test('every type, field, argument, enum value and input field has a description', () => {
  expect(silent(schema)).toEqual([])
})

test('a missing description is found wherever it is', () => {
  const bad = buildSchema(`
    """Said."""
    type Query { a(b: C): D }
    input C { e: Int }
    enum D { F }`)
  expect(silent(bad).toSorted()).toEqual(['C', 'C.e', 'D', 'D.F', 'Query.a', 'Query.a(b)'])
})
