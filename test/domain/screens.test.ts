import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { decodeId } from '../../src/lib/ids.ts'
import { testDatabase } from '../support/database.ts'
import { ask } from '../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

const documentOf = (screen: string) =>
  readFile(new URL(`../../docs/screens/${screen}.graphql`, import.meta.url), 'utf8')

const roundTripsSaid = async (screen: string) => {
  const table = await readFile(new URL('../../docs/screens.md', import.meta.url), 'utf8')
  return Number(new RegExp(`${screen}\\.graphql\\) \\| (\\d+) \\|`).exec(table)?.[1])
}

const filter = {
  any: [
    { lifecycle: { in: ['PROSPECT', 'NEW', 'ACTIVE', 'LOYAL', 'LAPSING', 'LOST'] } },
    { region: { empty: true } },
  ],
  interactions: { none: { kind: { equals: 'CALL' }, occurredAt: { from: { daysAgo: 3 } } } },
}

test.each<[string, () => Record<string, unknown>]>([
  ['customers', () => ({ filter, orderBy: [{ field: 'NET_SPEND_YEAR' }, { field: 'NAME' }] })],
  ['work', () => ({})],
  ['vulnerability', () => ({})],
  ['customer', () => ({ id: world.customer })],
])('the screen "%s" is one request of as few round trips as is said', async (screen, variables) => {
  const staffId = decodeId(world.staff)?.id ?? null
  const document = await documentOf(screen)
  const before = await service.database.gateway.requests()
  const data = await ask(as(fresh(service), { staffId }), document, variables())
  const trips = (await service.database.gateway.requests()) - before
  expect(Object.values(data)).not.toContain(null)
  expect(trips).toBeGreaterThan(0)
  expect(trips).toBeLessThanOrEqual(await roundTripsSaid(screen))
})
