import { getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { customerTable, followUpTable, interactionTable } from '../../src/domain/fields/tables.ts'
import { constant } from '../../src/domain/lists/page.ts'
import { anonymous } from '../../src/domain/service/actor.ts'
import { type Scope, scopes } from '../../src/domain/service/scopes.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { lists, nouns } from '../nouns/all.ts'
import { run, runOn } from '../support/graphql.ts'
import { type Asked, everyQuestion } from '../support/questions.ts'
import { codeOf, withoutDatabase } from '../support/without-database.ts'

/** What a part of a noun's filter or an ordering by it takes besides the right to read the noun. */
function guardOf(type: string, name: string): readonly Scope[] {
  const { read, guarded = {} } = nouns.find(noun => noun.type === type) ?? {}
  const [, scopes = []] =
    Object.entries(guarded).find(([part]) => part === name || constant(part) === name) ?? []
  return scopes.filter(scope => scope !== read)
}

/** The same of a question on its way through the nouns. */
const taken = ({ path }: Asked): Scope[] => path.flatMap(({ table, part }) => guardOf(table.name, part))

interface Question {
  /** The type whose row is asked; else the root. */
  of?: string
  document: string
  variables?: Record<string, unknown>
  scopes: readonly Scope[]
}

const types = Object.values(schema.getTypeMap()).filter(isObjectType)
const queries = schema.getQueryType()?.getFields() ?? {}

const argumentsOf = (type: string, field: string) => {
  const found = types.find(({ name }) => name === type)?.getFields()[field]
  return new Map(found?.args.map(({ name, type: taken }) => [name, taken]))
}

/** Whatever narrows or orders an answer tells of what it looks at: each list with all that can be asked of it. */
const listQuestions = lists.map(({ list: { field: name, source, narrowing = {} } }) => {
  const [type = '', field = ''] = name.split('.')
  const args = argumentsOf(type, field)
  const asked = (given: string) => `{ ${field}(${given}) { totalCount } }`
  const filter = getNamedType(args.get('filter'))
  const order = getNamedType(args.get('orderBy'))
  // What is related to what is related is asked of the root's lists.
  const parts = filter ? everyQuestion(source.fields, type === 'Query' ? 1 : 0) : []
  const by = isInputObjectType(order) ? getNamedType(order.getFields().field?.type) : undefined
  const questions: Question[] = [
    ...parts.map(part => ({
      document: `query ($filter: ${filter}) ${asked('filter: $filter')}`,
      variables: { filter: { not: { any: [part.filter] } } },
      scopes: taken(part),
    })),
    ...(isEnumType(by) ? by.getValues() : []).map(({ name: ordering }) => ({
      document: asked(`orderBy: [{field: ${ordering}}]`),
      scopes: guardOf(source.fields.name, ordering),
    })),
    ...Object.entries(narrowing).map(([part, { value, scopes }]) => ({
      document: asked(`${part}: "${value}"`),
      scopes,
    })),
  ]
  return { field: name, questions: questions.map(one => (type === 'Query' ? one : { ...one, of: type })) }
})

/** A rule of one's own answers the same questions. */
const ruled = (document: string): Question[] =>
  everyQuestion(customerTable, 0).map(part => ({
    document,
    variables: { rule: { not: { any: [part.filter] } } },
    scopes: ['customers:read', ...taken(part)],
  }))

/** Computes anew from what those may see who hold the scope. */
const judging = [
  [
    'vulnerabilityExplain',
    'customers:read',
    `customer: "${encodeId('customer', 2)}", campaign: "${encodeId('campaign', 2)}"`,
  ],
  [
    'vulnerabilityDryRun',
    'interactions:read',
    `campaign: "${encodeId('campaign', 2)}", patch: {declinePercent: 20}`,
  ],
  ['vulnerabilityBacktest', 'interactions:read', 'windowDays: 1, windows: 1'],
] as const

/** What putting rows together by a key tells; of another one's customers it takes the right to read them too. */
const keyScopes: Readonly<Record<string, Scope>> = {
  ...{ REGION: 'regions:read', SEGMENT: 'segments:read', RELATIONSHIP_LEVEL: 'relationships:read' },
  ...{ GENDER: 'customers:personal', AGE_BAND: 'customers:personal' },
  ...{ CUSTOMER_OWNER: 'staff:read', OWNER: 'staff:read', CLAIMED_BY: 'staff:read', STAFF: 'staff:read' },
}
const ofItsCustomer = [
  ...['REGION', 'SEGMENT', 'RELATIONSHIP_LEVEL', 'LIFECYCLE', 'RFM_CELL', 'CUSTOMER_OWNER', 'CUSTOMER_KIND'],
  ...['ACQUISITION_SOURCE', 'GENDER', 'AGE_BAND'],
]

/** A count answers the questions of a list, and tells what its keys are made of. */
const counts = (
  [
    ['customerStats', customerTable, 'customers:read'],
    ['interactionStats', interactionTable, 'interactions:read'],
    ['followUpStats', followUpTable, 'follow-ups:read'],
  ] as const
).map(([field, table, read]) => {
  const args = argumentsOf('Query', field)
  const grouping = getNamedType(args.get('groupBy'))
  const key = isInputObjectType(grouping) ? getNamedType(grouping.getFields().key?.type) : undefined
  const answer = '{ groups { count } total { count } }'
  const questions: Question[] = [
    ...(isEnumType(key) ? key.getValues() : []).map(({ name }) => ({
      document: `{ ${field}(groupBy: [{key: ${name}}]) ${answer} }`,
      scopes: [
        read,
        ...(keyScopes[name] ? [keyScopes[name]] : []),
        ...(field !== 'customerStats' && ofItsCustomer.includes(name) ? (['customers:read'] as const) : []),
      ],
    })),
    ...everyQuestion(table, 1).map(part => ({
      document: `query ($filter: ${table.name}Filter) { ${field}(filter: $filter) ${answer} }`,
      variables: { filter: { not: { any: [part.filter] } } },
      scopes: [read, ...taken(part)],
    })),
  ]
  return { field, questions }
})

const groups: { field: string; questions: Question[] }[] = [
  ...listQuestions,
  ...counts,
  {
    field: 'segmentPreview',
    questions: ruled('query ($rule: CustomerFilter!) { segmentPreview(rule: $rule) { in } }'),
  },
  {
    field: 'segmentCreate',
    questions: ruled(`mutation ($rule: CustomerFilter!) {
      segmentCreate(input: {name: "A", rule: $rule}) { __typename } }`),
  },
  {
    field: 'segmentUpdate',
    questions: ruled(`mutation ($rule: CustomerFilter) {
      segmentUpdate(input: {id: "seg_2", patch: {rule: $rule}}) { __typename } }`),
  },
  ...judging.map(([field, scope, args]) => ({
    field,
    questions: [{ document: `{ ${field}(${args}) { __typename } }`, scopes: [scope] }],
  })),
  ...[
    '{ customer(by: {email: "a@b.example"}) { __typename } }',
    'mutation { interactionRecord(input: {customer: {email: "a@b.example"}, kind: CALL}) { __typename } }',
    'mutation { interactionRecord(input: {customer: {phone: "0912345678"}, kind: CALL}) { __typename } }',
  ].map(document => ({
    field: document,
    questions: [{ document, scopes: ['customers:personal' as const] }],
  })),
]

/** Holds all scopes but one. */
const without = (scope: Scope | null) =>
  withoutDatabase({
    ...anonymous,
    ...{ kind: 'API_KEY', caller: 'key:1', reach: 'WORKSPACE' },
    scopes: new Set(scopes.filter(one => one !== scope)),
  })

const refusalsOf = async (scope: Scope | null, { of, document, variables }: Question) => {
  const service = without(scope)
  const asking = of
    ? runOn(service, { type: of, row: { id: 2 } }, document, variables)
    : run(service, document, variables)
  return (await asking).errors ?? []
}

describe('nobody finds out by asking what they may not read', () => {
  test.each(groups)('$field', async ({ questions }) => {
    for (const question of questions) {
      // What is wrong with a question has a code; that the database cannot answer has none.
      const asked = await refusalsOf(null, question)
      expect([question, asked.map(codeOf)]).toEqual([question, [undefined]])
      for (const scope of new Set(question.scopes)) {
        const [refused, ...others] = await refusalsOf(scope, question)
        expect([question, scope, codeOf(refused), others]).toEqual([question, scope, 'FORBIDDEN', []])
        expect(refused?.message).toContain(`"${scope}"`)
      }
    }
  })

  test('the description of each part, ordering and operation names the scopes', () => {
    const parts = Object.values(schema.getTypeMap()).flatMap(type => {
      const [, noun = ''] = type.name.match(/^(.+)(?:Filter|OrderField)$/) ?? []
      const named = isEnumType(type)
        ? type.getValues()
        : isInputObjectType(type)
          ? Object.values(type.getFields())
          : []
      return named.map(({ name, description }) => ({
        ...{ what: `${type.name}.${name}`, description, scopes: guardOf(noun, name) },
      }))
    })
    const operations = judging.map(([name, scope]) => ({
      ...{ what: name, description: queries[name]?.description, scopes: [scope] },
    }))
    const keys = Object.values(schema.getTypeMap()).flatMap(type =>
      isEnumType(type) && type.name.endsWith('GroupKey')
        ? type.getValues().map(({ name, description }) => ({
            ...{ what: `${type.name}.${name}`, description },
            scopes: keyScopes[name] ? [keyScopes[name]] : [],
          }))
        : [],
    )
    const silent = [...parts, ...operations, ...keys].filter(({ description, scopes }) =>
      scopes.some(scope => !description?.includes(`\`${scope}\``)),
    )
    expect(silent.map(({ what, scopes }) => [what, scopes])).toEqual([])
  })
})
