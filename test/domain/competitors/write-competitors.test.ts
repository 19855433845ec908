import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { competitorRegions, competitors } from '../../../src/database/tables/competition/competitors.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { updateCompetitor } from '../../../src/domain/competitors/update-competitor.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let name: string
let north: number

beforeAll(async () => {
  service = await testService(await testDatabase())
  north = (await createRegion(service, { code: 'north', name: 'North' })).regionId
  await createRegion(service, { code: 'south', name: 'South' })
})

beforeEach(() => {
  service = fresh(service)
  name = crypto.randomUUID()
})

async function stored(id: number) {
  const { orm } = fresh(service).db
  const [[row], places] = await Promise.all([
    orm.select().from(competitors).where(eq(competitors.id, id)),
    orm.select().from(competitorRegions).where(eq(competitorRegions.competitorId, id)),
  ])
  return { ...row, regions: places.length }
}

test('a competitor has aliases, products and regions, each once', async () => {
  const { competitorId } = await createCompetitor(service, {
    name,
    aliases: ['R', 'R'],
    products: ['Tea'],
    regions: ['north', encodeId('region', north), 'south'],
  })
  expect(await stored(competitorId)).toMatchObject({
    name,
    aliases: ['R'],
    products: ['Tea'],
    notes: null,
    regions: 2,
  })
  expect(service.db.counters.roundTrips).toBe(2)
})

test('a patch replaces the lists that it names, empties them with an empty one and leaves the rest', async () => {
  const { competitorId: id } = await createCompetitor(service, {
    name,
    aliases: ['R'],
    notes: 'n',
    regions: ['north'],
  })
  await updateCompetitor(service, { id, patch: { aliases: [], products: ['Tea'] } })
  expect(await stored(id)).toMatchObject({
    aliases: [],
    products: ['Tea'],
    notes: 'n',
    regions: 1,
    version: 2,
  })
  await updateCompetitor(service, { id, patch: { notes: null, regions: ['south', 'north'] } })
  expect(await stored(id)).toMatchObject({ notes: null, regions: 2 })
  await updateCompetitor(service, { id, patch: { regions: [] } })
  expect(await stored(id)).toMatchObject({ regions: 0, version: 4 })
})

test.each(['aliases', 'products', 'regions'])('a patch whose %s are null is refused', async list => {
  const { competitorId: id } = await createCompetitor(service, { name, [list]: ['north'] })
  const patch = updateCompetitor(service, { id, patch: { [list]: null } })
  expect(await refusal(patch)).toEqual([`INVALID_INPUT patch.${list}`])
})

test('a name belongs to one competitor', async () => {
  await createCompetitor(service, { name })
  expect(await refusal(createCompetitor(service, { name: ` ${name} ` }))).toEqual(['CONFLICT name'])
  const { competitorId: id } = await createCompetitor(service, { name: `${name}!` })
  expect(await refusal(updateCompetitor(service, { id, patch: { name } }))).toEqual(['CONFLICT patch.name'])
})

test('every region that is not there is named, nothing is written, and the scope is needed', async () => {
  expect(await refusal(createCompetitor(service, { name, regions: ['a', 'north', 'b'] }))).toEqual([
    'NOT_FOUND regions.0',
    'NOT_FOUND regions.2',
  ])
  await createCompetitor(service, { name })
  const id = encodeId('competitor', 1)
  expect(await refusal(updateCompetitor(service, { id, patch: {} }))).toEqual(['NOT_FOUND id'])
  const reader = as(service, { scopes: new Set(['competitors:read']) })
  expect(await refusal(createCompetitor(reader, { name }))).toEqual(['FORBIDDEN'])
})
