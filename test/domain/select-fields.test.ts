import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { nouns } from '../nouns/all.ts'
import { testDatabase } from '../support/database.ts'
import { ask } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { addWorld } from './select-world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addWorld(service)
})

/**
 * Which of several things a snapshot, a goal or an entry is about, whom, when and by whom a standard asks, whether an interaction waits for an answer, whether a customer
 * is scored, whether a segment's members are found: none has them all.
 */
const alternatives = [
  ...['CareReview.supersedes', 'CareReview.supersededBy', 'CareReviewStandard.nextVersion'],
  ...['CareStandard', 'CareStandardVersion'].flatMap(type =>
    ['level', 'everyDays', 'careRole'].map(name => `${type}.${name}`),
  ),
  ...['Goal.segment', 'Goal.progress', 'Interaction.response', 'Segment.findingSince', 'Touch.leftOut'],
  'Touch.bounce',
  ...['Customer.restrictedAt', 'Customer.restrictionReason'],
  ...['Customer.scoringObjectedAt', 'Customer.scoringObjectionReason'],
  ...['VulnerabilitySnapshot.region', 'VulnerabilitySnapshot.segment'],
  ...['ValueAtRisk.unknown', 'ValueAtRisk.vulnerability'],
  ...[
    'at',
    'interaction',
    'lifecycle',
    'region',
    'consent',
    'exposure',
    'followUp',
    'level',
    'verdict',
    'segment',
  ].map(name => `TimelineEntry.${name}`),
]

const objectType = (type: unknown, name: string): GraphQLObjectType => {
  if (isObjectType(type)) return type
  throw new Error(`${name} is no object type`)
}

const typeNamed = (name: string) => objectType(schema.getType(name), name)

const optional = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter(field => !field.args.some(argument => isNonNullType(argument.type)))

/** The objects that a field leads to, and the steps to them; null for a leaf. */
function target(field: GraphQLField<unknown, unknown>): { steps: string[]; type: GraphQLObjectType } | null {
  const named = getNamedType(field.type)
  if (!isObjectType(named)) return null
  const { nodes } = named.getFields()
  if (!nodes) return { steps: [field.name], type: named }
  return { steps: [field.name, 'nodes'], type: objectType(getNamedType(nodes.type), named.name) }
}

const within = (steps: readonly string[], fields: readonly string[]) =>
  steps.reduceRight((inner, step) => `${step} { ${inner} }`, fields.join(' '))

/** Every leaf, and the leaves of the objects that it leads to, `depth` levels down. */
const selection = (type: GraphQLObjectType, depth: number): string[] =>
  optional(type).flatMap(field => {
    const found = target(field)
    if (!found) return isLeafType(getNamedType(field.type)) ? [field.name] : []
    return depth === 0 ? [] : [within(found.steps, selection(found.type, depth - 1))]
  })

interface Place {
  steps: string[]
  type: GraphQLObjectType
}

/** The type itself, and what belongs to it without being found by an id. */
const places = (type: GraphQLObjectType, steps: string[] = []): Place[] => [
  { steps, type },
  ...optional(type).flatMap(field => {
    const part = target(field)
    const apart = part?.type.getInterfaces().length === 0
    const always = !alternatives.includes(`${type.name}.${field.name}`)
    return part && apart && always ? places(part.type, [...steps, ...part.steps]) : []
  }),
]

const follow = (value: unknown, [step, ...rest]: readonly string[]): Record<string, unknown>[] => {
  if (Array.isArray(value))
    return value.flatMap(one => follow(one, step === undefined ? [] : [step, ...rest]))
  // That an object is there is asked at its field.
  if (value === null) return []
  const row = value as Record<string, unknown>
  return step === undefined ? [row] : follow(row[step], rest)
}

const all = nouns.flatMap(({ type: name, kind, subject = 1 }) =>
  kind
    ? places(typeNamed(name)).map(({ steps, type }) => ({
        ...{ place: [name, ...steps].join('.'), name, id: encodeId(kind, subject), steps, type },
      }))
    : [],
)

describe.each(all)('$place', ({ name, id, steps, type }) => {
  const fields = selection(type, 1)
  const read = async (asked: string[]) => {
    const { node } = await ask<{ node: unknown }>(
      fresh(service),
      `query ($id: ID!) { node(id: $id) { ... on ${name} { ${within(steps, asked)} } } }`,
      { id },
    )
    return follow(node, steps)
  }
  let together: ReturnType<typeof read> | undefined

  test.each(fields)('%s alone says what it says among all', async field => {
    together ??= read(fields)
    const key = field.split(' ')[0] ?? ''
    const [alone, among] = await Promise.all([read([field]), together])
    const values = alone.map(row => row[key])
    expect(values).toEqual(among.map(row => row[key]))
    expect(values.length).toBeGreaterThan(0)
    if (alternatives.includes(`${type.name}.${key}`)) return
    for (const value of values) expect(value ?? null).not.toBe(null)
  })
})
