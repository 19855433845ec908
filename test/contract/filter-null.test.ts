import {
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isObjectType,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { lists } from '../nouns/all.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { everyQuestion } from '../support/questions.ts'
import { administrator, fresh, type TestService, testService } from '../support/service.ts'
import { withoutDatabase } from '../support/without-database.ts'
import { smallWorld } from '../support/world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
  await smallWorld(service)
})

type Field = GraphQLField<unknown, unknown>

const questions: readonly Field[] = Object.values(schema.getQueryType()?.getFields() ?? {})

const fieldOf = (type: string, name: string) => {
  const found = schema.getType(type)
  return isObjectType(found) ? found.getFields()[name] : undefined
}

/** Each list of the root with the filter that it takes. */
const filtered = lists.flatMap(({ noun, list: { field, source } }) => {
  const [type, name = ''] = field.split('.')
  const filter = fieldOf('Query', name)?.args.find(arg => arg.name === 'filter')
  return type === 'Query' && filter
    ? [{ name, type: noun.type, filter: getNamedType(filter.type), table: source.fields }]
    : []
})

/** A question with null in one place, and the way to it. */
function withNull(question: object): { asked: object; path: (string | number)[] }[] {
  return Object.entries(question).flatMap(([key, value]) => {
    const changed = (to: unknown) =>
      Array.isArray(question) ? question.with(Number(key), to) : { ...question, [key]: to }
    const inner = typeof value === 'object' && value !== null ? withNull(value) : []
    const at = Array.isArray(question) ? Number(key) : key
    return [
      { asked: changed(null), path: [at] },
      ...inner.map(({ asked, path }) => ({ asked: changed(asked), path: [at, ...path] })),
    ]
  })
}

/** Arguments that narrow an answer as a part of a filter does. */
const narrows = ({ name }: GraphQLArgument, { name: field }: Field) =>
  ['competitor', 'region', 'regions', 'segment'].includes(name) ||
  (field === 'modelFits' && name === 'model') ||
  (field === 'search' && name === 'kinds') ||
  (field === 'enumLabels' && name === 'names') ||
  (field === 'vulnerabilityTrend' && ['from', 'until'].includes(name))

const narrowing = questions.flatMap(field =>
  field.args
    .filter(arg => getNullableType(arg.type) === arg.type && narrows(arg, field))
    .map(({ name }) => [field.name, name] as const),
)

/** What a question must be asked besides. */
const besides: Record<string, string> = {
  search: 'text: "lan",',
  segmentPreview: 'rule: { kind: { equals: PERSON } },',
  segmentExplain: `customer: "${encodeId('customer', 1)}",`,
  vulnerabilityBacktest: 'windowDays: 10, windows: 1,',
  vulnerabilityDryRun: `campaign: "${encodeId('campaign', 1)}", patch: {},`,
}

const refused = async (document: string) => {
  const { errors } = await run(fresh(service), document)
  return errors?.map(({ originalError }) => originalError)
}

const refusalAt = (...path: unknown[]) => [
  expect.objectContaining({ code: 'INVALID_INPUT', issues: [expect.objectContaining({ path })] }),
]

describe.each(filtered)('$name', ({ name, type, filter, table }) => {
  const document = `query ($filter: ${filter}) { ${name}(first: 100, filter: $filter) { nodes { id } } }`
  const asked = async (condition: unknown) =>
    (await run(withoutDatabase(administrator), document, { filter: condition })).errors
  /** Before anything is read. */
  const refused = async (condition: unknown) =>
    (await asked(condition))?.map(({ originalError }) => originalError)

  test('null anywhere in the filter is refused there', async () => {
    expect(await refused(null)).toEqual(refusalAt('filter'))
    const [first, ...others] = everyQuestion(table, 1).map(question => question.filter)
    for (const condition of [first, ...others, { not: first }, { all: [first] }, { any: [first] }])
      for (const { asked: question, path } of withNull(condition ?? {})) {
        const errors = await asked(question)
        // What a list holds, what an input needs, or takes exactly one of, the schema refuses already.
        if (/non-null|not to be null/.test(errors?.[0]?.message ?? '')) continue
        const found = errors?.map(({ originalError }) => originalError)
        expect([question, found]).toEqual([question, refusalAt('filter', ...path)])
      }
  })

  test('so is an empty condition within another', async () => {
    for (const part of ['all', 'any'])
      for (const [empty, at] of [
        [[], [part]],
        [[{}], [part, 0]],
      ] as const)
        expect([part, await refused({ [part]: empty })]).toEqual([part, refusalAt('filter', ...at)])
    for (const part of ['not', ...Object.keys(table.relations)])
      expect([part, await refused({ [part]: {} })]).toEqual([part, refusalAt('filter', part)])
  })

  /** Fields of the nodes by whose values one can tell which rows have none. */
  const shown = Object.keys(table.fields).flatMap(part => {
    const field = fieldOf(type, part)
    const conditions = schema.getType(`${type}Filter`)
    const condition = isInputObjectType(conditions) && conditions.getFields()[part]
    const inner = condition && getNamedType(condition.type)
    if (!field || !isInputObjectType(inner) || !inner.getFields().empty || part === 'attributes') return []
    const selection = isLeafType(getNamedType(field.type)) ? part : `${part} { __typename }`
    return [{ part, selection }]
  })

  test.each(shown)('empty $part asks for those without it', async ({ part, selection }) => {
    const answer = async (given: Record<string, unknown>) => {
      const { data, errors } = await run(
        fresh(service),
        `query ($filter: ${filter}) { list: ${name}(first: 100, filter: $filter) { nodes { id ${selection} } } }`,
        given,
      )
      return { nodes: (data?.list as { nodes: Record<string, unknown>[] } | null)?.nodes, errors }
    }
    const all = (await answer({})).nodes ?? []
    const none = await answer({ filter: { [part]: { empty: true } } })
    // What is never empty is not asked for.
    if (none.errors) {
      expect(none.errors.map(({ originalError }) => originalError)).toEqual(
        refusalAt('filter', part, 'empty'),
      )
      expect(all.filter(node => node[part] === null)).toEqual([])
      return
    }
    const some = await answer({ filter: { [part]: { empty: false } } })
    const isEmpty = (node: Record<string, unknown>) => {
      const value = node[part]
      return Array.isArray(value) ? value.length === 0 : value === null
    }
    // A list may go on behind its first page.
    const begins = (
      nodes: Record<string, unknown>[] = [],
      kept: (node: Record<string, unknown>) => boolean,
    ) => {
      const first = all.filter(kept)
      expect(nodes.slice(0, first.length)).toEqual(first)
      expect(nodes.filter(node => !kept(node))).toEqual([])
    }
    begins(none.nodes, isEmpty)
    begins(some.nodes, node => !isEmpty(node))
  })
})

test.each(narrowing)('null is no wider answer of %s by %s, but refused', async (question, arg) => {
  const document = `{ ${question}(${besides[question] ?? ''} ${arg}: null) { __typename } }`
  expect(await refused(document)).toEqual([
    expect.objectContaining({
      code: 'INVALID_INPUT',
      issues: [expect.objectContaining({ path: expect.arrayContaining([arg]) })],
    }),
  ])
})
