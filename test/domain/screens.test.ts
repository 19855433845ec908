import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { readOperations } from '../../scripts/console/documents.ts'
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
  const trips = await roundTripsOf(await documentOf(screen), variables())
  expect(trips).toBeGreaterThan(0)
  expect(trips).toBeLessThanOrEqual(await roundTripsSaid(screen))
})

async function roundTripsOf(document: string, variables: Record<string, unknown>): Promise<number> {
  const staffId = decodeId(world.staff)?.id ?? null
  const before = await service.database.gateway.requests()
  const data = await ask(as(fresh(service), { staffId }), document, variables)
  expect(Object.values(data)).not.toContain(null)
  return (await service.database.gateway.requests()) - before
}

const morning = {
  mine: true,
  theirs: false,
  acts: false,
  team: false,
  free: false,
  asksForStaff: true,
  ownNews: true,
}

/** What each screen of the console asks before it stands. */
test.each<[string, () => Record<string, unknown>]>([
  ['Shell', () => ({})],
  ['Morning', () => ({ ...morning, leftOut: { owner: { equals: world.staff } } })],
  ['MorningPulse', () => ({ acts: false, ids: [world.staff.replace('stf_', 'fup_')] })],
  ['Customer', () => ({ id: world.customer })],
  ['Caller', () => ({ phone: '0901 234 567' })],
])('the console asks "%s" in at most three round trips', async (name, variables) => {
  const operations = await readOperations(fileURLToPath(new URL('../../src/console', import.meta.url)))
  expect(await roundTripsOf(operations.get(name) ?? '', variables())).toBeLessThanOrEqual(3)
})
