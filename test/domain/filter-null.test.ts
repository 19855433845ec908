import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld } from '../support/world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
  await smallWorld(service)
})

test.each([
  ['customers', 'owner'],
  ['customers', 'region'],
  ['followUps', 'claimedBy'],
])('null in %s(filter: { %s }) asks for those that have none', async (list, part) => {
  const count = (filter: string) => `{ list: ${list}(first: 1${filter}) { totalCount } }`
  const none = await ask<{ list: { totalCount: number } }>(
    fresh(service),
    count(`, filter: { ${part}: null }`),
  )
  const expected = part === 'claimedBy' ? 5 : 0
  expect(none.list.totalCount).toBe(expected)
})

test.each([
  ['customers', 'lifecycle'],
  ['interactions', 'kind'],
  ['regions', 'code'],
  ['staffMembers', 'active'],
])('null in %s(filter: { %s }) is refused', async (list, part) => {
  const { errors } = await run(
    fresh(service),
    `{ list: ${list}(first: 1, filter: { ${part}: null }) { totalCount } }`,
  )
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'INVALID_INPUT' })
})
