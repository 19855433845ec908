import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  GraphQLID,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLString,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { requiredScope } from '../../schema/kernel/needs.ts'
import { anonymous } from '../../src/domain/service/actor.ts'
import { fitsReach, type Scope, scopes } from '../../src/domain/service/scopes.ts'
import { mutations, nouns } from '../nouns/all.ts'
import { run } from '../support/graphql.ts'
import { codeOf, literal, withoutDatabase } from '../support/without-database.ts'
import { root } from './sources.ts'

/** Whoever sees an object of this type holds this scope. A noun that is missing here breaks the build. */
const scopeOf: Record<string, Scope> = Object.fromEntries(
  nouns.flatMap(({ type, read }) => (read ? [[type, read]] : [])),
)

/** Fields that tell who somebody is. */
const personal = nouns.flatMap(noun => (noun.personal ?? []).map(field => `${noun.type}.${field}`))

/**
 * Texts that may be missing and yet tell nothing about a customer in somebody's own words. Any other is free text
 * about a person: whoever adds a field decides which of the two it is.
 */
const impersonal = [
  ...['PageInfo.endCursor', 'PageInfo.startCursor', 'HistoryEntry.description', 'HistoryEntry.undoes'],
  'HistoryAuthor.name',
  // Each value takes the scopes of its own field: test/domain/history tries it.
  ...['HistoryField.after', 'HistoryField.before'],
  // So does what a rule compares: test/domain/segments/explain.test.ts tries it.
  ...['RulePart.fact', 'RulePart.name'],
  ...nouns.flatMap(noun => noun.impersonal ?? []),
].toSorted()

/** Root fields for everybody who is signed in: they show nothing that the caller's scopes do not. */
const forTheSignedIn = [
  'Query.enumLabels',
  'Query.node',
  'Query.nodes',
  'Query.search',
  'Query.changes',
  'Query.changesCursor',
  'Query.history',
  'Query.roles',
  // It takes what the reverse verb takes.
  'Mutation.changeUndo',
  'Query.viewer',
  'Query.workspace',
]

interface Rules {
  authScopes?: { scope?: Scope; signedIn?: boolean }
}

const rulesOf = (extensions: Readonly<Record<string, unknown>>) =>
  (extensions.pothosOptions as Rules | undefined)?.authScopes

/** The noun that a field leads to, directly or as a connection. */
function nounOf(type: GraphQLOutputType): string | undefined {
  const name = getNamedType(type).name.replace(/Connection$/, '')
  return scopeOf[name] ? name : undefined
}

/** Where the rules of the house are broken. */
function breaches(within: GraphQLSchema): string[] {
  const found: string[] = []
  const roots = [within.getQueryType(), within.getMutationType()]
  for (const type of Object.values(within.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    if (type.getInterfaces().some(one => one.name === 'Node') && !scopeOf[type.name])
      found.push(`${type.name} has no scope in the table`)
    for (const field of Object.values(type.getFields())) {
      const path = `${type.name}.${field.name}`
      const scope = requiredScope(field.extensions)
      if (
        roots.includes(type) &&
        !scope &&
        !(forTheSignedIn.includes(path) && rulesOf(field.extensions)?.signedIn)
      )
        found.push(`${path} has no rule`)
      const noun = nounOf(field.type)
      // Whoever holds an edge or a connection has passed the field that led there.
      const checked = /(?:Edge|Connection)$/.test(type.name)
      if (noun && !checked && scope !== scopeOf[noun])
        found.push(`${path} needs ${scopeOf[noun]}, has ${scope}`)
      if (personal.includes(path) && scope !== 'customers:personal')
        found.push(`${path} is personal, has ${scope}`)
    }
  }
  return found
}

/** Every field below the roots, with its path. */
const fieldsBelowRoots = () =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(type => !type.name.startsWith('__'))
    .filter(type => type !== schema.getQueryType() && type !== schema.getMutationType())
    .flatMap(type =>
      Object.values(type.getFields()).map(field => ({ type, field, path: `${type.name}.${field.name}` })),
    )

test('access.md tells of every scope, and of each that only who sees the whole workspace can hold', async () => {
  const text = await readFile(join(root, 'docs/access.md'), 'utf8')
  const names = (section: string, scope: Scope) => {
    const part = text.split('\n## ').find(one => one.startsWith(`${section}\n`)) ?? ''
    return part.includes(`\`${scope}\``) || part.includes(`\`${scope.replace(/:.*/, ':*')}\``)
  }
  expect(scopes.filter(scope => !names('Scopes', scope))).toEqual([])
  expect(scopes.filter(scope => !fitsReach(scope, 'OWNED') && !names('Reach', scope))).toEqual([])
})

describe('who may see what', () => {
  test('free text about a person takes the scope for persons', () => {
    const open = fieldsBelowRoots()
      .filter(({ type }) => scopeOf[type.name] !== 'customers:personal')
      .filter(({ field }) => !isNonNullType(field.type))
      .filter(({ field }) => ['String', 'JSON'].includes(getNamedType(field.type).name))
      .filter(({ field }) => requiredScope(field.extensions) !== 'customers:personal')
    expect(open.map(({ path }) => path).toSorted()).toEqual(impersonal)
  })

  test('a description says "Personal." of just the values that take the scope for persons', () => {
    const differing = fieldsBelowRoots()
      .filter(({ field }) => !nounOf(field.type))
      .filter(
        ({ field }) =>
          /\bPersonal\./.test(field.description ?? '') !==
          (requiredScope(field.extensions) === 'customers:personal'),
      )
      .map(({ path }) => path)
    expect(differing).toEqual([])
  })

  test('every operation has a rule, and so has every field that leads to a noun or a person', () => {
    expect(breaches(schema)).toEqual([])
  })

  test('every mutation takes the scope that its noun says', () => {
    const fields = schema.getMutationType()?.getFields() ?? {}
    const found = mutations.map(({ name }) => [name, requiredScope(fields[name]?.extensions)])
    const taken = ({ name, noun }: (typeof mutations)[number]) =>
      forTheSignedIn.includes(`Mutation.${name}`) ? undefined : noun.write
    expect(found).toEqual(mutations.map(one => [one.name, taken(one)]))
  })

  test('a refused field takes nothing else with it: each can be null', () => {
    const objects = Object.values(schema.getTypeMap()).filter(isObjectType)
    const binding = objects.flatMap(type =>
      Object.values(type.getFields())
        .filter(field => requiredScope(field.extensions) && isNonNullType(field.type))
        .map(field => `${type.name}.${field.name}`),
    )
    expect(binding).toEqual([])
  })

  test('a field without its rule is found', () => {
    const ruled = (scope: string) => ({ extensions: { pothosOptions: { authScopes: { scope } } } })
    const staff = new GraphQLObjectType({ name: 'StaffMember', fields: { id: { type: GraphQLID } } })
    const customer = new GraphQLObjectType({
      name: 'Customer',
      fields: {
        name: { type: GraphQLString },
        owner: { type: staff, ...ruled('customers:read') },
        email: { type: GraphQLString, ...ruled('customers:personal') },
      },
    })
    const edge = new GraphQLObjectType({ name: 'CustomerEdge', fields: { node: { type: customer } } })
    const bad = new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: {
          customer: { type: customer },
          staff: { type: staff, ...ruled('staff:read') },
          edge: { type: edge },
        },
      }),
      mutation: new GraphQLObjectType({ name: 'Mutation', fields: { forget: { type: GraphQLString } } }),
    })
    expect(breaches(bad)).toEqual([
      'Query.customer has no rule',
      'Query.customer needs customers:read, has undefined',
      'Query.edge has no rule',
      'Customer.name is personal, has undefined',
      'Customer.owner needs staff:read, has customers:read',
      'Mutation.forget has no rule',
    ])
  })
})

const operations = [schema.getQueryType(), schema.getMutationType()].flatMap(root =>
  Object.values(root?.getFields() ?? {}).map(field => {
    const given = field.args.filter(argument => isNonNullType(argument.type))
    const args = given.map(argument => `${argument.name}: ${literal(argument.type)}`).join(', ')
    const leaf = isLeafType(getNamedType(field.type))
    return {
      path: `${root?.name}.${field.name}`,
      document: `${root?.name === 'Mutation' ? 'mutation' : 'query'} {
        ${field.name}${args && `(${args})`} ${leaf ? '' : '{ __typename }'}
      }`,
    }
  }),
)

describe.each(operations)('$path', ({ path, document }) => {
  test('does not know the anonymous', async () => {
    const { errors } = await run(withoutDatabase(anonymous), document)
    expect(errors?.map(codeOf)).toEqual(['UNAUTHENTICATED'])
  })

  test.skipIf(forTheSignedIn.includes(path))('refuses whoever has no scope', async () => {
    const actor = { ...anonymous, kind: 'API_KEY' as const, caller: 'key:1', reach: 'WORKSPACE' as const }
    const { errors } = await run(withoutDatabase(actor), document)
    expect(errors?.map(codeOf)).toEqual(['FORBIDDEN'])
  })
})
