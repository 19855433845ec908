import { assertInterfaceType, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { lists, mutations, nouns } from '../nouns/all.ts'
import { belongsToCustomers } from '../nouns/noun.ts'

const objects = Object.values(schema.getTypeMap()).filter(isObjectType)

const sorted = (names: readonly string[]) => names.toSorted()

test('every object with an id is a noun, whose kind of ids is said', () => {
  const found = schema.getPossibleTypes(assertInterfaceType(schema.getType('Node'))).map(type => type.name)
  expect(sorted(nouns.filter(noun => noun.kind).map(noun => noun.type))).toEqual(sorted(found))
})

test('every noun is one of the schema', () => {
  expect(nouns.map(noun => noun.type).filter(type => !isObjectType(schema.getType(type)))).toEqual([])
})

test('a noun belongs to the whole workspace just where its rows lead to no customer', () => {
  const ofCustomers = nouns.filter(({ stored }) => stored && belongsToCustomers(stored.table))
  expect(nouns.filter(noun => !noun.common).map(noun => noun.type)).toEqual(
    ofCustomers.map(noun => noun.type),
  )
})

test('every noun of customers that has ids says which row is somebody else’s', () => {
  const silent = nouns.filter(noun => !noun.common && noun.kind && !noun.foreign)
  expect(silent.map(noun => noun.type)).toEqual([])
})

test('every list belongs to a noun, and so does every mutation', () => {
  const connections = objects.flatMap(type =>
    Object.values(type.getFields())
      .filter(field => getNamedType(field.type).name.endsWith('Connection'))
      .map(field => `${type.name}.${field.name}`),
  )
  expect(sorted(lists.map(({ list }) => list.field))).toEqual(sorted(connections))
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {})
  expect(sorted(mutations.map(({ name }) => name))).toEqual(sorted(fields))
})

test('every filter belongs to a noun, part by part', () => {
  const filters = Object.values(schema.getTypeMap()).filter(
    type => isInputObjectType(type) && type.name.endsWith('Filter'),
  )
  const parts = filters.flatMap(type =>
    isInputObjectType(type) ? Object.keys(type.getFields()).map(part => `${type.name}.${part}`) : [],
  )
  const filtered = nouns.flatMap(({ type, filter = {} }) =>
    Object.keys(filter).map(part => `${type}Filter.${part}`),
  )
  expect(sorted(filtered)).toEqual(sorted(parts))
})
