import { type GraphQLNamedType, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'

interface Given {
  at: string
  name: string
  type: GraphQLNamedType
  description: string
}

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))

/** Every field of an input and every argument. */
const given: Given[] = types.flatMap(type => {
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(field => ({
      at: `${type.name}.${field.name}`,
      name: field.name,
      type: getNamedType(field.type),
      description: field.description ?? '',
    }))
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap(field =>
    field.args.map(arg => ({
      at: `${type.name}.${field.name}(${arg.name})`,
      name: arg.name,
      type: getNamedType(arg.type),
      description: arg.description ?? '',
    })),
  )
})

const places = (some: Given[]) => some.map(({ at }) => at)

/** A key in another system is one by its nature. */
const foreignKeys = new Set(['externalId', 'externalIds'])

test('what an id stands for names it, and no name says that it is an id', () => {
  expect(places(given.filter(({ name }) => /Ids?$/.test(name) && !foreignKeys.has(name)))).toEqual([])
})

/** A snoozed item is shown again on its day, which is no bound of a span. */
const notSpans = new Set(['FollowUpSnoozeInput.until'])

test('days run from `from` until `until`, both included', () => {
  const days = given.filter(({ type }) => type.name === 'Date' || type.name === 'DateTime')
  expect(days.length).toBeGreaterThan(20)
  const otherWords = /^(?:to|since|before|after|till)$|(?:To|Before|After|Till)$/
  expect(places(days.filter(({ name }) => otherWords.test(name)))).toEqual([])
  const ends = days.filter(({ at, name }) => /^until$|Until$/.test(name) && !notSpans.has(at))
  const says = /itself included|\blast (?:day|month|cohort)\b/i
  expect(places(ends.filter(({ description }) => !says.test(description)))).toEqual([])
})
