import { execute, parse } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { schema } from '../../../schema/index.ts'
import { executeByPlan } from '../../../schema/kernel/execute/execute.ts'
import { newLoaders } from '../../../schema/kernel/loaders.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { codeOf } from '../../support/without-database.ts'
import { type SearchWorld, searchWorld } from './world.ts'

let service: TestService
let world: SearchWorld

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await searchWorld(service)
})

const titles = 'query ($text: String!) { search(text: $text) { kind found title matched } }'

const details = `query ($text: String!) { search(text: $text) {
  kind title
  customer { id name region { name } interactions(first: 3) { nodes { id } } }
  staffMember { id name } segment { id name } campaign { name competitor { name } } competitor { name }
} }`

test('titles are one round trip and one statement', async () => {
  const on = fresh(service)
  const { search } = await ask<{ search: object[] }>(on, titles, { text: 'lan' })
  expect(search).toEqual([
    {
      ...{ kind: 'CUSTOMER', found: encodeId('customer', world.customers.lan) },
      ...{ title: 'Nguyễn Thị Lan', matched: 'NAME' },
    },
  ])
  expect(on.db.counters).toMatchObject({ roundTrips: 1, statements: 1, rowsWritten: 0 })
})

test('what they show of what was found is a second round trip, one statement for each kind', async () => {
  const on = fresh(service)
  const { search } = await ask<{ search: object[] }>(on, details, { text: 'an' })
  expect(search).toHaveLength(3)
  expect(search).toContainEqual({
    ...{
      kind: 'STAFF_MEMBER',
      title: 'An',
      staffMember: { id: encodeId('staffMember', world.an), name: 'An' },
    },
    ...{ customer: null, segment: null, campaign: null, competitor: null },
  })
  expect(on.db.counters).toMatchObject({ roundTrips: 2, statements: 3 })
})

test('a plan answers what graphql-js does, byte by byte', async () => {
  for (const text of ['a', 'an', 'n', 'mua', 'cho', 'khach', '"']) {
    const asked = () => ({
      ...{ schema, document: parse(details), variableValues: { text } },
      contextValue: {
        ...{ service: fresh(service), idempotencyKey: null, language: 'en' as const },
        ...{ mutations: { count: 0, codes: [] }, loaders: newLoaders() },
      },
    })
    const planned = await executeByPlan(asked())
    expect(planned).not.toBeNull()
    expect(JSON.stringify(planned)).toBe(JSON.stringify(await execute(asked())))
  }
})

test('a reference needs the scope of what it leads to', async () => {
  const blind = as(service, { scopes: new Set(scopes.filter(scope => scope !== 'segments:read')) })
  const { data, errors } = await run(blind, '{ search(text: "lan") { title segment { name } } }')
  expect(errors?.map(codeOf)).toEqual(['FORBIDDEN'])
  expect(JSON.parse(JSON.stringify(data))).toEqual({ search: [{ title: 'Nguyễn Thị Lan', segment: null }] })
})
