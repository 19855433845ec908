import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isObjectType,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld } from '../support/world.ts'

let service: TestService
let customer: string

beforeAll(async () => {
  service = await testService(await testDatabase())
  customer = (await smallWorld(service)).customer
})

type Field = GraphQLField<unknown, unknown>

const questions: readonly Field[] = Object.values(schema.getQueryType()?.getFields() ?? {})

const partsOf = (field: Field | undefined): GraphQLInputField[] => {
  const filter = field?.args.find(({ name }) => name === 'filter')
  const type = filter && getNamedType(filter.type)
  return isInputObjectType(type) ? Object.values(type.getFields()) : []
}

const fieldOf = (type: string, name: string) => {
  const found = schema.getType(type)
  return isObjectType(found) ? found.getFields()[name] : undefined
}

/** Parts that look at what a row may lack say so. */
const asksForNone = ({ description }: GraphQLInputField) => /; null asks for those /.test(description ?? '')

/** The part as a field of the list's nodes. */
function selected(list: string, part: string): string {
  const connection = schema.getQueryType()?.getFields()[list]?.type
  const node = connection && fieldOf(getNamedType(connection).name, 'nodes')?.type
  const field = node && fieldOf(getNamedType(node).name, part)?.type
  return field && isLeafType(getNamedType(field)) ? part : `${part} { id }`
}

const parts = questions.flatMap(field => partsOf(field).map(part => ({ list: field.name, part })))
const named = (some: typeof parts) => some.map(({ list, part }) => [list, part.name] as const)

/** Lists that are there only of a customer or another object, not of the root. */
const ofCustomer = ['vulnerability', 'timeline'].flatMap(list =>
  partsOf(fieldOf('Customer', list)).map(part => ({ list, part })),
)

/** Arguments that narrow an answer as a part of a filter does. */
const narrows = ({ name }: GraphQLArgument, { name: field }: Field) =>
  ['competitor', 'region', 'regions', 'segment'].includes(name) ||
  (field === 'modelFits' && name === 'model') ||
  (field === 'vulnerabilityTrend' && ['from', 'until'].includes(name))

const narrowing = questions.flatMap(field =>
  field.args
    .filter(arg => getNullableType(arg.type) === arg.type && narrows(arg, field))
    .map(({ name }) => [field.name, name] as const),
)

/** What a question must be asked besides. */
const needed: Record<string, string> = {
  vulnerabilityBacktest: 'windowDays: 10, windows: 1,',
  vulnerabilityDryRun: `campaign: "${encodeId('campaign', 1)}", patch: {},`,
}

const refused = async (document: string) => {
  const { errors } = await run(fresh(service), document)
  return errors?.map(({ originalError }) => originalError)
}

const refusalAt = (name: string) => [
  expect.objectContaining({
    code: 'INVALID_INPUT',
    issues: [expect.objectContaining({ path: expect.arrayContaining([name]) })],
  }),
]

test('every filter of the schema is one of a list of the root, or that of members or of a timeline', () => {
  const filters = Object.keys(schema.getTypeMap()).filter(name => name.endsWith('Filter'))
  const met = questions.flatMap(field =>
    field.args.filter(({ name }) => name === 'filter').map(({ type }) => getNamedType(type).name),
  )
  expect([...new Set([...met, 'TimelineEntryFilter', 'VulnerabilityMemberFilter'])].sort()).toEqual(
    filters.sort(),
  )
})

describe('null in a part of a filter', () => {
  test.each(named(parts.filter(({ part }) => asksForNone(part))))(
    'asks for those that have none: %s by %s',
    async (list, part) => {
      const answer = async (filter: string) =>
        (
          await ask<{ list: { nodes: Record<string, unknown>[] } }>(
            fresh(service),
            `{ list: ${list}(first: 100${filter}) { nodes { id ${selected(list, part)} } } }`,
          )
        ).list.nodes
      const none = await answer(`, filter: { ${part}: null }`)
      expect(none).toEqual((await answer('')).filter(node => node[part] === null))
    },
  )

  test.each(named(parts.filter(({ part }) => !asksForNone(part))))(
    'is refused where every row has one: %s by %s',
    async (list, part) => {
      const document = `{ ${list}(first: 1, filter: { ${part}: null }) { nodes { __typename } } }`
      expect(await refused(document)).toEqual(refusalAt(part))
    },
  )

  const ofCustomerBy = (list: string, part: string) => `{ customer(by: { id: "${customer}" }) {
    ${list}(first: 1, filter: { ${part}: null }) { nodes { __typename } } } }`

  test.each(named(ofCustomer.filter(({ part }) => !asksForNone(part))))(
    'is refused where every row has one: %s of a customer by %s',
    async (list, part) => {
      expect(await refused(ofCustomerBy(list, part))).toEqual(refusalAt(part))
    },
  )

  test.each(named(ofCustomer.filter(({ part }) => asksForNone(part))))(
    'is taken: %s of a customer by %s',
    async (list, part) => {
      expect(await refused(ofCustomerBy(list, part))).toBeUndefined()
    },
  )
})

test.each(narrowing)('null is no wider answer of %s by %s, but refused', async (question, arg) => {
  const document = `{ ${question}(${needed[question] ?? ''} ${arg}: null) { __typename } }`
  expect(await refused(document)).toEqual(refusalAt(arg))
})
