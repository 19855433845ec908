import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId } from '../../src/lib/ids.ts'
import { wide } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { addWorld, customerCount, exposuresEach } from './select-world.ts'

let base: TestService
let service: TestService

beforeAll(async () => {
  base = await testService(await testDatabase())
  await addWorld(base)
})

beforeEach(() => {
  service = fresh(base)
})

interface Page<Node> {
  nodes: Node[]
  totalCount?: number
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

interface Named {
  id: string
}

const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const customerId = (id: number) => encodeId('customer', id)
const exposureIds = (customer: number) =>
  Array.from({ length: customerCount * exposuresEach }, (_, at) => at + 1)
    .filter(id => 1 + (id % customerCount) === customer)
    .map(id => encodeId('exposure', id))

describe('one query', () => {
  const nested = `query ($people: Int!, $each: Int!) {
    customers(first: $people) { nodes {
      id owner { name } region { name parent { name } } consents { given }
      exposures(first: $each) { nodes { id kind campaign { name competitor { name } } } ${pageInfo} }
    } }
  }`

  test.each([1, 10, 50])('%i customers with their exposures are one statement', async people => {
    const { customers } = await ask<{ customers: Page<{ exposures: Page<Named> }> }>(service, nested, {
      people,
      each: 5,
    })
    expect(customers.nodes).toHaveLength(people)
    for (const { exposures } of customers.nodes) {
      expect(exposures.nodes).toHaveLength(5)
      expect(exposures.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    }
    expect(service.db.counters).toMatchObject({ roundTrips: 1, statements: 1 })
  })

  test('sibling roots share a round trip, and a count is one statement more', async () => {
    await ask(
      service,
      '{ customers(first: 2) { totalCount } regions(first: 2) { nodes { id } } staffMembers { totalCount } }',
    )
    expect(service.db.counters).toMatchObject({ roundTrips: 1, statements: 5 })
  })

  test.each([2, 40])('nested counts of %i parents are one statement', async people => {
    const data = await ask<{ customers: Page<{ exposures: Page<Named> }> }>(
      service,
      'query ($people: Int!) { customers(first: $people) { nodes { exposures(first: 1) { totalCount nodes { id } } } } }',
      { people },
    )
    expect(data.customers.nodes.map(one => one.exposures.totalCount)).toEqual(
      new Array(people).fill(exposuresEach),
    )
    expect(service.db.counters).toMatchObject({ roundTrips: 2, statements: 2 })
  })
})

test('many ids are one statement per noun, in the order asked', async () => {
  const ids = [9, 3, 9, 999, 50].map(customerId)
  await ask(service, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    ids: [...[9, 3, 50].map(customerId), encodeId('region', 4)],
  })
  expect(service.db.counters).toMatchObject({ roundTrips: 1, statements: 2 })
  const before = { ...service.db.counters }
  const { nodes } = await ask<{ nodes: unknown }>(
    service,
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    { ids: [...ids, encodeId('region', 4), 'nothing'] },
  )
  const there = (id: string | undefined) => ({ id })
  expect(nodes).toEqual([
    ...ids.slice(0, 3).map(there),
    null,
    there(ids[4]),
    there(encodeId('region', 4)),
    null,
  ])
  // Of a customer who is not there it is asked whether somebody else stands for it.
  const { roundTrips, statements } = service.db.counters
  expect([roundTrips - before.roundTrips, statements - before.statements]).toEqual([2, 3])
})

describe('a relation asked twice', () => {
  interface Both {
    id: string
    all: Page<Named>
    few: Page<Named>
  }

  test('with different arguments gives every alias and parent its own rows', async () => {
    const { customers } = await ask<{ customers: Page<Both> }>(
      service,
      `{ customers(first: 20) { nodes {
        id
        all: exposures(first: 100) { nodes { id } }
        few: exposures(first: 2, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id kind } ${pageInfo} totalCount }
      } } }`,
    )
    customers.nodes.forEach((customer, at) => {
      const ids = exposureIds(at + 1)
      expect(customer.id).toBe(customerId(at + 1))
      expect(customer.all.nodes.map(one => one.id)).toEqual(ids)
      expect(customer.few.nodes.map(one => one.id)).toEqual(ids.toReversed().slice(0, 2))
      expect(customer.few.pageInfo.hasNextPage).toBe(true)
      expect(customer.few.totalCount).toBe(exposuresEach)
    })
    expect(service.db.counters).toMatchObject({ roundTrips: 2, statements: 3 })
  })

  test('with the same arguments is read once, whatever each alias selects', async () => {
    const { customer } = await ask<{ customer: Record<'a' | 'b', Page<Record<string, unknown>>> }>(
      service,
      `query ($id: ID!) { customer(by: { id: $id }) {
        a: exposures(first: 2) { nodes { id } }
        b: exposures(first: 2) { nodes { confidence campaign { name } } }
      } }`,
      { id: customerId(1) },
    )
    expect(customer.a.nodes).toEqual(
      exposureIds(1)
        .slice(0, 2)
        .map(id => ({ id })),
    )
    expect(customer.b.nodes).toMatchObject([{ confidence: 70 }, { confidence: 70 }])
    expect(service.db.counters.statements).toBe(1)
  })

  test('under one alias in two fragments is merged, also where only the levels below differ', async () => {
    const document = `
      fragment A on Region { children(first: 2) { nodes { code x: children(first: 1) { nodes { code } } } } }
      fragment B on Region { children(first: 2) { nodes { name x2: children(first: 3) { nodes { code name } } } } }
      query ($id: ID!) { region(id: $id) { ...A ...B } }`
    const { region } = await ask<{ region: unknown }>(service, document, { id: encodeId('region', 1) })
    const at = (code: number, deeper: number[]) => ({
      code: `R${code}`,
      name: `Region ${code}`,
      x: { nodes: deeper.slice(0, 1).map(one => ({ code: `R${one}` })) },
      x2: { nodes: deeper.map(one => ({ code: `R${one}`, name: `Region ${one}` })) },
    })
    expect(region).toEqual({ children: { nodes: [at(2, [4, 6, 8]), at(3, [5, 7, 9])] } })
  })

  test('in one fragment that is merged with others in different places reads what each place asks for', async () => {
    const document = `
      fragment F on Region { children(first: 1) { nodes { code } } }
      { regions(first: 1) { nodes {
        p: children(first: 1) { nodes { ...F children(first: 1) { nodes { name } } } }
        q: children(first: 2) { nodes { ...F children(first: 1) { nodes { version } } } }
        r: children(last: 1) { nodes { ...F children(first: 1) { nodes { id name } } } }
      } } }`
    const { regions } = await ask<{ regions: Page<Record<string, unknown>> }>(service, document)
    const deep = (region: number, rest: object) => ({
      children: { nodes: [{ code: `R${region}`, ...rest }] },
    })
    expect(regions.nodes[0]).toEqual({
      p: { nodes: [deep(4, { name: 'Region 4' })] },
      q: { nodes: [deep(4, { version: 1 }), deep(5, { version: 1 })] },
      r: { nodes: [deep(5, { name: 'Region 5', id: encodeId('region', 5) })] },
    })
  })

  test("as list and control list of one campaign keeps each list's regions and their pages", async () => {
    const { campaign } = await ask<{ campaign: unknown }>(
      service,
      `query ($id: ID!) { campaign(id: $id) {
        regions { code children(first: 1) { nodes { code } } }
        controlRegions { name children(first: 2) { nodes { code } } }
      } }`,
      { id: encodeId('campaign', 1) },
    )
    expect(campaign).toEqual({
      regions: [{ code: 'R2', children: { nodes: [{ code: 'R4' }] } }],
      controlRegions: [{ name: 'Region 3', children: { nodes: [{ code: 'R5' }, { code: 'R7' }] } }],
    })
  })
})

describe('selections', () => {
  test('fragments on Node, by object, by interface and nested, are followed', async () => {
    const document = `
      fragment Deep on Node { ... on Customer { owner { ...Who } } ...Who }
      fragment Who on Node { id ... on StaffMember { name } }
      query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... { ...Deep } } }`
    const ids = [customerId(1), encodeId('staffMember', 2), encodeId('region', 1), encodeId('region', 999)]
    const { nodes } = await ask<{ nodes: unknown }>(service, document, { ids })
    expect(nodes).toEqual([
      { __typename: 'Customer', id: ids[0], owner: { id: encodeId('staffMember', 2), name: 'Staff 2' } },
      { __typename: 'StaffMember', id: ids[1], name: 'Staff 2' },
      { __typename: 'Region', id: ids[2] },
      null,
    ])
    expect(service.db.counters.roundTrips).toBe(1)
  })

  test.each([true, false])('@include and @skip follow their variables: %s', async wanted => {
    const { customers } = await ask<{ customers: Page<Record<string, unknown>> }>(
      service,
      `query ($wanted: Boolean!) { customers(first: 1) { nodes {
        id
        name @include(if: $wanted)
        exposures(first: 1) @skip(if: $wanted) { nodes { kind } }
        ... @include(if: $wanted) { kind region { code } }
      } } }`,
      { wanted },
    )
    expect(Object.keys(customers.nodes[0] ?? {})).toEqual(
      wanted ? ['id', 'name', 'kind', 'region'] : ['id', 'exposures'],
    )
  })

  test('variables reach the arguments of nested lists', async () => {
    const { customers } = await ask<{ customers: Page<{ exposures: Page<{ kind: string }> }> }>(
      service,
      `query ($first: Int, $filter: ExposureFilter, $direction: OrderDirection!) { customers(first: 5) { nodes {
        exposures(first: $first, filter: $filter, orderBy: { field: CREATED_AT, direction: $direction }) {
          nodes { kind } totalCount } } } }`,
      { first: 3, filter: { kind: { in: ['APPROACHED'] } }, direction: 'DESC' },
    )
    const found = customers.nodes.flatMap(one => one.exposures.nodes.map(exposure => exposure.kind))
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found)).toEqual(new Set(['APPROACHED']))
  })

  test('integers past 2^53 arrive whole on every level', async () => {
    const spend = 'metrics { netSpend { minor amount currency } }'
    const { customers, exposures } = await ask<{ customers: unknown; exposures: unknown }>(
      service,
      `{ customers(first: 1) { nodes { ${spend} } } exposures(first: 1) { nodes { customer { ${spend} } } } }`,
    )
    const metrics = { netSpend: { minor: `${wide}`, amount: `${wide}`, currency: 'VND' } }
    expect(customers).toEqual({ nodes: [{ metrics }] })
    expect(exposures).toEqual({ nodes: [{ customer: { metrics } }] })
  })
})

describe('nested pages', () => {
  const forwards = `query ($id: ID!, $after: String) { customer(by: { id: $id }) {
    exposures(first: 3, after: $after) { nodes { id } ${pageInfo} } } }`
  const backwards = `query ($id: ID!, $before: String) { customer(by: { id: $id }) {
    exposures(last: 3, before: $before) { nodes { id } ${pageInfo} } } }`

  test.each([
    ['forwards', forwards],
    ['backwards', backwards],
  ])('%s make up the whole list', async (direction, document) => {
    const ids: string[] = []
    let cursor: string | null = null
    for (let more = true; more; ) {
      const data: { customer: { exposures: Page<Named> } } = await ask(fresh(base), document, {
        id: customerId(3),
        after: cursor,
        before: cursor,
      })
      const { nodes, pageInfo: at } = data.customer.exposures
      const found = nodes.map(one => one.id)
      if (direction === 'forwards') ids.push(...found)
      else ids.unshift(...found)
      more = direction === 'forwards' ? at.hasNextPage : at.hasPreviousPage
      cursor = direction === 'forwards' ? at.endCursor : at.startCursor
    }
    expect(ids).toEqual(exposureIds(3))
  })
})

describe('a caller who sees only its own customers', () => {
  const owned = (staffId: number) => as(base, { reach: 'OWNED', staffId })
  const mine = (id: string) =>
    Array.from({ length: customerCount / 2 }, (_, at) => customerId(2 * at + 2)).includes(id)

  test('meets no other at any level, and counts no other', async () => {
    const data = await ask<{
      customers: Page<Named>
      exposures: Page<{ customer: Named }>
      campaigns: Page<{ exposures: Page<{ customer: Named }> }>
    }>(
      owned(1),
      `{ customers(first: 100) { totalCount nodes { id } }
         exposures(first: 100) { totalCount nodes { customer { id } } }
         campaigns { nodes { exposures(first: 100) { totalCount nodes { customer { id exposures { nodes { id } } } } } } } }`,
    )
    expect(data.customers.totalCount).toBe(customerCount / 2)
    expect(data.customers.nodes.every(one => mine(one.id))).toBe(true)
    expect(data.exposures.totalCount).toBe((customerCount / 2) * exposuresEach)
    expect(data.exposures.nodes.every(one => mine(one.customer.id))).toBe(true)
    const reached = data.campaigns.nodes.flatMap(one => one.exposures.nodes)
    expect(data.campaigns.nodes.reduce((sum, one) => sum + (one.exposures.totalCount ?? 0), 0)).toBe(
      (customerCount / 2) * exposuresEach,
    )
    expect(reached.every(one => mine(one.customer.id))).toBe(true)
  })

  test('meets no other through a loader either', async () => {
    const { campaigns } = await ask<{ campaigns: Page<Record<'a' | 'b', Page<{ customer: Named }>>> }>(
      owned(1),
      `{ campaigns { nodes { a: exposures(first: 50) { nodes { customer { id } } }
        b: exposures(last: 50) { nodes { customer { id } } } } } }`,
    )
    const found = campaigns.nodes.flatMap(one => [...one.a.nodes, ...one.b.nodes])
    expect(found.length).toBeGreaterThan(100)
    expect(found.every(one => mine(one.customer.id))).toBe(true)
  })

  test('gets the same answer for a customer of somebody else as for one that is not there', async () => {
    const one = (id: number) =>
      run(owned(1), 'query ($id: ID!) { customer(by: { id: $id }) { id } node(id: $id) { id } }', {
        id: customerId(id),
      })
    expect(await one(1)).toEqual(await one(999))
    expect((await one(1)).data).toEqual({ customer: null, node: null })
  })

  test('sees nothing when it stands for nobody', async () => {
    const nobody = as(base, { reach: 'OWNED', staffId: null })
    const { customers } = await ask<{ customers: unknown }>(
      nobody,
      '{ customers { totalCount nodes { id } } }',
    )
    expect(customers).toEqual({ totalCount: 0, nodes: [] })
  })
})

describe('bad input', () => {
  const codeOf = async (document: string, variables = {}) => {
    const { errors } = await run(service, document, variables)
    return errors?.map(({ originalError }) => (originalError as { code?: string } | null)?.code)
  }
  const cursor = (...key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url')

  test.each(['first: 0', 'first: 101', 'first: -1', 'last: 0', 'last: 101', 'first: 1, last: 1'])(
    'a page of %s is refused at the root and below',
    async size => {
      expect(await codeOf(`{ customers(${size}) { nodes { id } } }`)).toEqual(['INVALID_INPUT'])
      const below = `{ customers(first: 1) { nodes { exposures(${size}) { nodes { id } } } } }`
      expect(await codeOf(below)).toEqual(['INVALID_INPUT'])
    },
  )

  test.each([
    ['no cursor at all', 'x'],
    ['empty', ''],
    ['of another list', cursor('exposures CREATED_AT', 1, 1)],
    ['of another ordering', cursor('customers NAME', 'a', 1)],
    ['of the other direction', cursor('customers -CREATED_AT', 1, 1)],
    ['too short', cursor('customers CREATED_AT', 1)],
    ['holding an object', cursor('customers CREATED_AT', {}, 1)],
    ['holding half a character', Buffer.from('["customers CREATED_AT","\\ud800",1]').toString('base64url')],
    ['holding NUL', cursor('customers CREATED_AT', '\0', 1)],
    ['holding infinity', Buffer.from('["customers CREATED_AT",1e999,1]').toString('base64url')],
    ['wider than 64 bits', cursor('customers CREATED_AT', { wide: '9999999999999999999' }, 1)],
  ])('a cursor that is %s is refused', async (_what, after) => {
    expect(
      await codeOf('query ($after: String) { customers(after: $after) { nodes { id } } }', { after }),
    ).toEqual(['INVALID_INPUT'])
    expect(service.db.counters.roundTrips).toBe(0)
  })

  test.each(['cus_', 'cus_0', 'xyz_1', '1', '', 'stf_zzzzzzzzzzz', '\ud800', encodeId('night', 99)])(
    'the id "%s" stands for nothing',
    async id => {
      expect(await ask(service, 'query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null })
    },
  )

  test('an id of another kind is refused where a kind is meant', async () => {
    expect(await codeOf('query ($id: ID!) { region(id: $id) { id } }', { id: customerId(1) })).toEqual([
      'INVALID_INPUT',
    ])
  })
})
