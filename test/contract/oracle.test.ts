import { getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { anonymous } from '../../src/domain/service/actor.ts'
import { type Scope, scopes } from '../../src/domain/service/scopes.ts'
import { lists } from '../nouns/all.ts'
import { run } from '../support/graphql.ts'
import { codeOf, literal, withoutDatabase } from '../support/without-database.ts'

const leaves: Record<string, readonly Scope[]> = {
  region: ['customers:read', 'regions:read'],
  lifecycle: ['customers:read'],
  spend: ['customers:read', 'interactions:read'],
  purchases: ['customers:read', 'interactions:read'],
  lastPurchase: ['customers:read', 'interactions:read'],
  vulnerability: ['customers:read', 'vulnerability:read', 'campaigns:read'],
}

interface Question {
  what: string
  document: string
  scope: Scope
  description: string
}

const types = Object.values(schema.getTypeMap()).filter(isObjectType)
const queries = schema.getQueryType()?.getFields() ?? {}

/** A document that asks for `field` of a type, by the list of that type where it is not a root field. */
function reaching(type: string, field: string): string {
  if (type === 'Query') return `{ ${field} }`
  const list = Object.values(queries).find(one => getNamedType(one.type).name === `${type}Connection`)
  return `{ ${list?.name} { nodes { ${field} } } }`
}

const connections = types.flatMap(type =>
  Object.values(type.getFields())
    .filter(field => /Connection$/.test(getNamedType(field.type).name))
    .map(field => {
      const known = lists.find(({ list }) => list.field === `${type.name}.${field.name}`)
      return { type: type.name, field, noun: known?.noun, list: known?.list }
    }),
)

/** Whatever narrows an answer tells of what it looks at, one question after the other. */
const filters = connections.flatMap(({ type, field, noun, list }) => {
  const filter = getNamedType(field.args.find(argument => argument.name === 'filter')?.type)
  const inner = isInputObjectType(filter) ? Object.values(filter.getFields()) : []
  const own = field.args.filter(({ name }) => !/^(first|last|after|before|orderBy|filter)$/.test(name))
  const asked = (text: string) => reaching(type, `${field.name}(${text}) { totalCount }`)
  return [
    ...inner.map(part => ({
      part,
      scopes: noun?.filter?.[part.name],
      document: asked(`filter: {${part.name}: ${literal(part.type)}}`),
    })),
    ...own.map(part => ({
      part,
      scopes: list?.narrowing?.[part.name],
      document: asked(`${part.name}: ${literal(part.type)}`),
    })),
  ]
})

const rule = getNamedType(schema.getType('SegmentRule'))
const conditions = isInputObjectType(rule)
  ? Object.values(rule.getFields()).filter(({ type }) => getNamedType(type) !== rule)
  : []

const bounds: Record<string, string> = {
  spend: '{from: "2026-01-01", until: "2026-01-01", atLeast: "5"}',
  purchases: '{atLeast: 5}',
  lastPurchase: '{withinDays: 5}',
  region: '{ids: ["1"]}',
  vulnerability: '{verdict: VULNERABLE}',
}

const ruled = (leaf: string, type: Parameters<typeof literal>[0]) => {
  const written = `{not: {any: [{${leaf}: ${(bounds[leaf] ?? literal(type)).replace('"1"', '"reg_2"')}}]}}`
  return [
    `{ segmentPreview(rule: ${written}) { in } }`,
    `mutation { segmentCreate(input: {name: "A", rule: ${written}}) { __typename } }`,
    `mutation { segmentUpdate(input: {id: "seg_2", patch: {rule: ${written}}}) { __typename } }`,
  ]
}

const questions: Question[] = [
  ...filters.flatMap(({ part, scopes = [], document }) =>
    scopes.map(scope => ({
      ...{ what: document, document, scope },
      description: part.description ?? '',
    })),
  ),
  ...conditions.flatMap(({ name, type, description }) =>
    ruled(name, type).flatMap(document =>
      (leaves[name] ?? []).map(scope => ({
        ...{ what: document, document, scope },
        // What every condition takes is said by the operation.
        description: scope === 'customers:read' ? `\`${scope}\`` : (description ?? ''),
      })),
    ),
  ),
  ...connections.flatMap(({ type, field, noun }) => {
    const order = getNamedType(field.args.find(argument => argument.name === 'orderBy')?.type)
    const by = isInputObjectType(order) ? getNamedType(order.getFields().field?.type) : undefined
    return (isEnumType(by) ? by.getValues() : []).flatMap(value => {
      const scope = noun?.orderingScopes?.[value.name]
      const document = reaching(type, `${field.name}(orderBy: {field: ${value.name}}) { totalCount }`)
      return scope ? [{ what: document, document, scope, description: value.description ?? '' }] : []
    })
  }),
  ...(
    [
      ['vulnerabilityExplain', 'customers:read', 'customer: "cus_2", campaign: "cmp_2"'],
      ['vulnerabilityDryRun', 'interactions:read', 'campaign: "cmp_2", patch: {declinePercent: 20}'],
      ['vulnerabilityBacktest', 'interactions:read', 'windowDays: 1, windows: 1'],
    ] as const
  ).map(([name, scope, args]) => ({
    what: name,
    document: `{ ${name}(${args}) { __typename } }`,
    scope,
    description: queries[name]?.description ?? '',
  })),
  ...[
    '{ customer(by: {email: "a@b.example"}) { __typename } }',
    'mutation { interactionRecord(input: {customer: {email: "a@b.example"}, kind: CALL}) { __typename } }',
    'mutation { interactionRecord(input: {customer: {phone: "0912345678"}, kind: CALL}) { __typename } }',
  ].map(document => ({
    ...{ what: document, document, scope: 'customers:personal' as const },
    description: '',
  })),
]

/** Holds all scopes but one. */
const without = (scope: Scope | null) =>
  withoutDatabase({
    ...anonymous,
    ...{ kind: 'API_KEY', caller: 'key:1', reach: 'WORKSPACE' },
    scopes: new Set(scopes.filter(one => one !== scope)),
  })

describe('nobody finds out by asking what they may not read', () => {
  test('each part of each filter and each condition of a rule is either open or has a scope', () => {
    expect(filters.filter(({ scopes }) => !scopes).map(({ document }) => document)).toEqual([])
    expect(conditions.map(({ name }) => name).toSorted()).toEqual(Object.keys(leaves).toSorted())
  })

  test.each(questions)('$what needs $scope', async ({ document, scope }) => {
    const refused = await run(without(scope), document)
    expect(refused.errors?.map(codeOf)).toEqual(['FORBIDDEN'])
    expect(refused.errors?.[0]?.message).toContain(`"${scope}"`)
    const asked = await run(without(null), document)
    expect(asked.errors?.map(codeOf)).not.toContain('FORBIDDEN')
  })

  test('the description of such a part names the scope', () => {
    const silent = questions.filter(
      ({ description, scope }) => description !== '' && !description.includes(`\`${scope}\``),
    )
    expect(silent.map(({ what, scope }) => [what, scope])).toEqual([])
  })
})
