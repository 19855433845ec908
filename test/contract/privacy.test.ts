import { type GraphQLField, getNamedType, isNonNullType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { neededBy, requiredScope } from '../../schema/kernel/needs.ts'
import type { Privacy } from '../../src/domain/changes/fields.ts'
import { fieldsToldBy } from '../../src/domain/changes/kinds.ts'
import { nouns } from '../nouns/all.ts'

/** Texts of what is personal as a whole that are nobody's words. */
const codes = ['Consent.textVersion']

const mayBeFreeText = ({ type }: GraphQLField<unknown, unknown>) =>
  !isNonNullType(type) && ['String', 'JSON'].includes(getNamedType(type).name)

const told = nouns.flatMap(({ type: name, read, mutations = {} }) => {
  const type = schema.getType(name)
  const kept: Record<string, Privacy> = Object.assign(
    {},
    ...Object.values(mutations).map(({ action }) => fieldsToldBy(action)),
  )
  return Object.values(isObjectType(type) ? type.getFields() : {}).flatMap(field => {
    const scope = requiredScope(field.extensions) ?? (mayBeFreeText(field) ? read : undefined)
    return (neededBy(field.extensions)?.columns ?? []).flatMap(column => {
      const privacy = kept[column]
      return privacy ? [{ path: `${name}.${field.name}`, scope, column, privacy }] : []
    })
  })
})

test('the trail keeps apart whatever takes the scope for persons', () => {
  const personal = told.filter(({ scope }) => scope === 'customers:personal')
  expect(personal.length).toBeGreaterThan(10)
  const exposed = personal.filter(({ privacy, path }) => privacy !== 'PERSONAL' && !codes.includes(path))
  expect(exposed.map(({ path, column }) => `${path} shows "${column}", which is PLAIN`)).toEqual([])
})
