import { executeSync, getIntrospectionQuery, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { costOf, shapeRefusal } from '../../src/http/graphql/guards.ts'
import { limits } from '../../src/http/limits.ts'

const costPerCustomer = (fields: string) => {
  const cost = (inner: string) =>
    costOf(parse(`{ customers(first: 100) { nodes { ${inner} } } }`), { schema, variables: {}, context: {} })
  return (cost(`id ${fields}`) - cost('id')) / 100
}

const repeatBuying = (months: string) => `repeatBuying${months} { lifetimeValue { minor } }`

test('lifetime value costs by its months, the usual year where they are not said', () => {
  const lifetime = (months: number) => costPerCustomer(repeatBuying(`(lifetimeMonths: ${months})`))
  expect(lifetime(120) - lifetime(12)).toBe(27)
  expect(costPerCustomer(repeatBuying(''))).toBe(lifetime(12))
})

test('no number of months makes a request cheap', () => {
  const lifetime = (months: number) => costPerCustomer(repeatBuying(`(lifetimeMonths: ${months})`))
  expect(lifetime(-2_000_000_000)).toBe(lifetime(1))
})

test('spend by window costs by the number of windows', () => {
  const windows = (days: string) => costPerCustomer(`metrics { spendByWindow${days} { days } }`)
  expect(windows('(days: [1, 2, 3, 4, 5, 6])') - windows('(days: [1])')).toBe(5)
  expect(windows('')).toBe(windows('(days: [1, 2, 3])'))
})

test('trying a segment costs by the conditions of its rule, however they are nested', () => {
  const cost = (rule: string) =>
    costOf(parse(`{ segmentPreview(rule: ${rule}) { in } }`), { schema, variables: {}, context: {} })
  const one = '{ region: { in: ["DE"] } }'
  expect(cost(`{ any: [${one}, { not: { all: [${one}, ${one}] } }] }`) - cost(one)).toBe(500)
  expect(2 * cost(`{ any: [${Array(50).fill(one).join()}] }`)).toBeGreaterThan(limits.cost)
})

describe('a list costs by the questions of its filter', () => {
  const costIn = (list: string, filter: string) =>
    costOf(parse(`{ ${list}(filter: ${filter}) { nodes { id } } }`), { schema, variables: {}, context: {} })
  const cost = (filter: string) => costIn('customers', filter)
  const any = (one: string) => cost(`{ any: [${Array(50).fill(one).join()}] }`)

  test('fifty of its own columns pass with room for more lists', () => {
    expect(any('{ kind: { equals: PERSON } }')).toBeLessThan(limits.cost / 10)
  })

  test.each([
    '{ vulnerability: { verdict: VULNERABLE } }',
    '{ interactions: { some: { kind: { equals: GIFT } } } }',
    '{ exposures: { none: {} } }',
    '{ purchases: { atLeast: 1 } }',
  ])('of %s a screenful passes, fifty do not', one => {
    expect(10 * cost(one)).toBeLessThan(limits.cost)
    expect(any(one)).toBeGreaterThan(limits.cost)
  })

  test('each quantifier counts, and what is asked of the one row that a row belongs to', () => {
    const of = (filter: string) => cost(filter) - cost('{ kind: { equals: PERSON } }')
    expect(of('{ interactions: { some: {}, none: { kind: { equals: GIFT } } } }')).toBe(1_620)
    const interactions = (filter: string) => costIn('interactions', filter)
    expect(interactions('{ customer: { consent: { purpose: CARE, given: true } } }')).toBe(
      interactions('{ kind: { equals: GIFT } }') + 300,
    )
  })
})

const mutationCost = (field: string, input: string) =>
  costOf(parse(`mutation { ${field}(input: ${input}) { __typename } }`), {
    schema,
    variables: {},
    context: {},
  })

test('saving a segment costs what trying its rule does, and no more where the rule stays', () => {
  const rule = (leaves: number) => `{ any: [${Array(leaves).fill('{ region: { in: ["DE"] } }').join()}] }`
  const create = (leaves: number) => mutationCost('segmentCreate', `{ name: "a", rule: ${rule(leaves)} }`)
  const update = (patch: string) => mutationCost('segmentUpdate', `{ id: "seg_1", patch: { ${patch} } }`)
  expect(create(50)).toBeGreaterThan(5_000)
  expect(update(`rule: ${rule(50)}`)).toBe(create(50))
  expect(update('name: "b"')).toBeLessThan(50)
  expect(2 * create(50)).toBeGreaterThan(limits.cost)
})

test('a mutation costs by the entries of its lists, and more where it sets off a night', () => {
  const keyOf = (scopes: number) =>
    mutationCost('apiKeyIssue', `{ name: "a", scopes: [${'"regions:read" '.repeat(scopes)}] }`)
  expect(keyOf(40) - keyOf(1)).toBe(39)
  expect(mutationCost('nightRun', '{ day: "2026-01-01" }')).toBeGreaterThan(5_000)
})

describe('what is asked of the schema itself', () => {
  const cost = (query: string, variables = {}) => costOf(parse(query), { schema, variables, context: {} })
  /** Characters of the answer. */
  const answered = (query: string, variables = {}) => {
    const document = parse(query)
    expect(validate(schema, document)).toEqual([])
    const { data } = executeSync({ schema, document, variableValues: variables })
    return JSON.stringify(data).length
  }
  const everything = {
    ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true },
    ...{ inputValueDeprecation: true, experimentalDirectiveDeprecation: true, oneOf: true, typeDepth: 9 },
  }

  test.each([
    ['as GraphiQL asks it', {}],
    ['with every option of the tools', everything],
  ])('passes, %s, with room to grow', (_, options) => {
    const query = getIntrospectionQuery(options)
    expect(shapeRefusal(parse(query))).toBeNull()
    expect(cost(query)).toBeLessThan(0.75 * limits.cost)
  })

  const nested =
    '{ __schema { types { fields { type { fields { args { type { enumValues { name } } } } } } } } }'
  test.each([
    ['everything', getIntrospectionQuery(everything)],
    ['a walk from field to field', nested],
    ['a type by its name', '{ __type(name: "Customer") { fields { name description } } }'],
    [
      'through fragments',
      '{ ...A } fragment A on Query { __schema { ...B } } fragment B on __Schema { types { name } }',
    ],
    ['names of types', '{ __schema { __typename types { __typename } directives { locations } } }'],
  ])('costs by the length of its answer: %s', (_, query) => {
    const length = answered(query)
    expect(cost(query) * 150).toBeGreaterThan(length)
    expect(cost(query) * 150).toBeLessThan(length * 2 + 600)
  })

  test('costs by the type that a variable names', () => {
    const query = 'query ($name: String!) { __type(name: $name) { fields { name description } } }'
    const customer = answered(query, { name: 'Customer' })
    expect(cost(query, { name: 'Customer' }) * 150).toBeGreaterThan(customer)
    expect(cost(query, { name: 'NoSuchType' })).toBeLessThan(5)
  })

  test('passes the limit of the cost when it is asked again and again, soon and without being answered', () => {
    const types = (at: number) => `a${at}: types { ...F }`
    const fields = (at: number) => `d${at}: fields { name description args { name description } }`
    const seven = (one: (at: number) => string) => Array.from({ length: 7 }, (_, at) => one(at)).join(' ')
    const query = `{ __schema { ${seven(types)} } } fragment F on __Type { ${seven(fields)} }`
    expect(shapeRefusal(parse(query))).toBeNull()
    const started = performance.now()
    expect(cost(query)).toBeGreaterThan(limits.cost)
    expect(cost(query)).toBeLessThan(limits.cost * 1.1)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
