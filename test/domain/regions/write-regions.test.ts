import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { regions } from '../../../src/database/tables/customers/regions.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { updateRegion } from '../../../src/domain/regions/update-region.ts'
import { mutate } from '../../../src/domain/writes/mutate.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

/** A country with a province with a ward, under codes of their own. */
let tree: Record<'country' | 'province' | 'ward', { id: number; code: string }>

beforeEach(async () => {
  service = fresh(service)
  const make = async (parent?: string) => {
    const code = crypto.randomUUID()
    const { regionId } = await createRegion(service, { code, name: `Region ${code}`, parent })
    return { id: regionId, code }
  }
  const country = await make()
  const province = await make(country.code)
  tree = { country, province, ward: await make(encodeId('region', province.id)) }
  service = fresh(service)
})

async function stored(id: number) {
  const [row] = await fresh(service).db.orm.select().from(regions).where(eq(regions.id, id))
  return row
}

test('a parent is named by code or by id', async () => {
  expect(await stored(tree.country.id)).toMatchObject({ parentId: null, version: 1 })
  expect(await stored(tree.province.id)).toMatchObject({ parentId: tree.country.id })
  expect(await stored(tree.ward.id)).toMatchObject({ parentId: tree.province.id })
})

test('a region moves with all that lies in it, and to the top', async () => {
  await updateRegion(service, { id: tree.ward.id, patch: { parent: tree.country.code } })
  await updateRegion(service, { id: tree.province.id, patch: { parent: tree.ward.code, name: 'Moved' } })
  await updateRegion(service, { id: tree.ward.id, patch: { parent: null } })
  expect(await stored(tree.ward.id)).toMatchObject({ parentId: null, version: 3 })
  expect(await stored(tree.province.id)).toMatchObject({ parentId: tree.ward.id, name: 'Moved' })
  const { roundTrips } = service.db.counters
  expect(roundTrips).toBe(6)
})

test.each(['country', 'province', 'ward'] as const)('a region cannot lie in itself: %s', async within => {
  const move = updateRegion(service, { id: tree.country.id, patch: { parent: tree[within].code } })
  expect(await refusal(move)).toEqual(['INVALID_INPUT patch.parent'])
  expect(await stored(tree.country.id)).toMatchObject({ parentId: null, version: 1 })
})

test('two moves at the same time make no circle either', async () => {
  const { country, ward } = tree
  await updateRegion(service, { id: ward.id, patch: { parent: null } })
  const move = (id: number, parent: string) => {
    const input = { id, patch: { parent } }
    const request = { field: 'regionUpdate', payload: input, key: null, position: 0 }
    return mutate(fresh(service), request, updateRegion, input)
  }
  const outcomes = await Promise.all([move(ward.id, country.code), move(country.id, ward.code)])
  expect(outcomes.filter(outcome => 'error' in outcome)).toMatchObject([
    { error: { code: 'INVALID_INPUT', issues: [{ path: ['patch', 'parent'] }] } },
  ])
})

test('a code belongs to one region and does not read like an id', async () => {
  const { code } = tree.ward
  expect(await refusal(createRegion(service, { code, name: 'A' }))).toEqual(['CONFLICT code'])
  expect(await refusal(updateRegion(service, { id: tree.country.id, patch: { code } }))).toEqual([
    'CONFLICT patch.code',
  ])
  const like = createRegion(service, { code: encodeId('region', 5), name: 'A' })
  expect(await refusal(like)).toEqual(['INVALID_INPUT code'])
})

test('what is not there is not found, and the scope is needed', async () => {
  expect(await refusal(createRegion(service, { code: 'x', name: 'A', parent: 'nowhere' }))).toEqual([
    'NOT_FOUND parent',
  ])
  const { id } = tree.ward
  expect(await refusal(updateRegion(service, { id, patch: { parent: encodeId('region', 9) } }))).toEqual([
    'NOT_FOUND patch.parent',
  ])
  expect(await refusal(updateRegion(service, { id: encodeId('region', 9), patch: {} }))).toEqual([
    'NOT_FOUND id',
  ])
  const reader = as(service, { scopes: new Set(['regions:read']) })
  expect(await refusal(updateRegion(reader, { id, patch: {} }))).toEqual(['FORBIDDEN'])
})

test('another version than expected is a conflict', async () => {
  const { id } = tree.ward
  expect(await refusal(updateRegion(service, { id, expectedVersion: 2, patch: { name: 'A' } }))).toEqual([
    'CONFLICT expectedVersion',
  ])
})
