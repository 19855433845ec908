import { assertInterfaceType, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { requiredScope } from '../../schema/kernel/needs.ts'
import type { FieldTable } from '../../src/domain/filters/field.ts'
import { lists, mutations, nouns } from '../nouns/all.ts'
import { belongsToCustomers } from '../nouns/noun.ts'

const objects = Object.values(schema.getTypeMap()).filter(isObjectType)

const sorted = (names: readonly string[]) => names.toSorted()

test('every object with an id is a noun, whose kind of ids is said', () => {
  const found = schema.getPossibleTypes(assertInterfaceType(schema.getType('Node'))).map(type => type.name)
  expect(sorted(nouns.filter(noun => noun.kind).map(noun => noun.type))).toEqual(sorted(found))
})

test('nothing else has a field `id`: clients keep objects by it', () => {
  const nodes = schema.getPossibleTypes(assertInterfaceType(schema.getType('Node')))
  const others = objects.filter(type => !nodes.includes(type) && type.getFields().id)
  expect(others.map(type => type.name)).toEqual([])
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
      .map(field => `${type.name}.${field.name}`)
      // The feed and histories run in one order alone, and their entries are no rows.
      .filter(path => path !== 'Query.changes' && path !== 'Query.history'),
  )
  expect(sorted(lists.map(({ list }) => list.field))).toEqual(sorted(connections))
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {})
  expect(sorted(mutations.map(({ name }) => name))).toEqual(sorted(fields))
})

const parts = (name: string) => {
  const type = schema.getType(name)
  return isInputObjectType(type) ? Object.keys(type.getFields()) : []
}

/** Of every table that a list shows, and of all that can be asked through it. */
const tables = new Map<string, FieldTable>()
const meet = (table: FieldTable) => {
  if (tables.has(table.name)) return
  tables.set(table.name, table)
  for (const { to } of Object.values(table.relations)) meet(to())
}
for (const { list } of lists) meet(list.source.fields)

test('every filter is over the rows of a table, and asks just what can be asked of them', () => {
  const filters = Object.keys(schema.getTypeMap()).filter(name => name.endsWith('Filter'))
  expect(sorted(filters)).toEqual(sorted([...tables.keys()].map(name => `${name}Filter`)))
  for (const [name, { fields, relations }] of tables)
    expect(sorted(parts(`${name}Filter`))).toEqual(
      sorted(['all', 'any', 'not', ...Object.keys(fields), ...Object.keys(relations)]),
    )
})

test('a question takes the scopes that the noun says, and those that the field of its name takes', () => {
  const found = [...tables].flatMap(([name, { fields, relations }]) =>
    Object.entries({ ...fields, ...relations }).flatMap(([part, { scopes }]) =>
      scopes.length > 0 ? [`${name}.${part} ${sorted(scopes)}`] : [],
    ),
  )
  const said = nouns.flatMap(({ type, guarded = {} }) =>
    Object.entries(guarded).map(([part, scopes]) => `${type}.${part} ${sorted(scopes)}`),
  )
  expect(sorted(found)).toEqual(sorted(said))

  const shown = nouns.flatMap(({ type, read, guarded = {} }) => {
    const object = schema.getType(type)
    return Object.values(isObjectType(object) && tables.has(type) ? object.getFields() : {}).flatMap(
      field => {
        const scope = requiredScope(field.extensions)
        const asked = parts(`${type}Filter`).includes(field.name) && scope !== undefined && scope !== read
        return asked && !guarded[field.name]?.includes(scope) ? [`${type}.${field.name} shows ${scope}`] : []
      },
    )
  })
  expect(shown).toEqual([])
})
