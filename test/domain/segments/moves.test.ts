import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { clearOverrides } from '../../../src/domain/segments/overrides/clear-overrides.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { readMoves } from '../../../src/domain/segments/read-moves.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let segmentId = 0

const customers = (...ids: number[]) => ids.map(id => encodeId('customer', id))

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addCustomers(service, [1, 2, 3])
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
      VALUES (1, 'Lan', 'LAN', 1, 0, 0, 1, 0)`,
    sql`UPDATE customers SET owner_id = 1 WHERE id = 1`,
  ])
  segmentId = (await createSegment(at(service, '2026-03-02T10:00'), { name: 'By hand' })).segmentId
  const segment = encodeId('segment', segmentId)
  const join = (when: string, ...ids: number[]) =>
    setOverrides(at(service, when), { segment, membership: 'IN', customers: customers(...ids) })
  const leave = (when: string, ...ids: number[]) =>
    clearOverrides(at(service, when), { segment, customers: customers(...ids) })
  await join('2026-03-02T23:59:59', 1)
  await join('2026-03-03T00:00:00', 2, 3)
  await leave('2026-03-04T00:00:00', 1, 2)
  await join('2026-03-04T08:00:00', 1)
  await leave('2026-03-04T09:00:00', 1)
  await join('2026-03-04T10:00:00', 1)
  await join('2026-03-05T10:00:00', 2)
  await leave('2026-03-05T10:00:00', 2)
})

const query = `query ($id: ID!, $from: Date!, $until: Date!) {
  segment(id: $id) { days(from: $from, until: $until) { day joined left } } }`

const days = async (from: string, until: string, asked = fresh(service)) => {
  const variables = { id: encodeId('segment', segmentId), from, until }
  const { segment } = await ask<{ segment: { days: { day: string; joined: number; left: number }[] } }>(
    asked,
    query,
    variables,
  )
  return segment.days.map(({ day, joined, left }) => [day.slice(-2), joined, left])
}

test('who joined and left is counted by day of the workspace, days without a move included', async () => {
  expect(await days('2026-03-01', '2026-03-05')).toEqual([
    ['01', 0, 0],
    ['02', 1, 0],
    ['03', 2, 0],
    ['04', 2, 3],
    ['05', 0, 0],
  ])
  expect(await days('2026-03-03', '2026-03-03')).toEqual([['03', 2, 0]])
})

test('customers outside reach do not count', async () => {
  const own = as(service, { reach: 'OWNED', staffId: 1 })
  expect(await days('2026-03-02', '2026-03-04', own)).toEqual([
    ['02', 1, 0],
    ['03', 0, 0],
    ['04', 2, 2],
  ])
})

test('an end before the start, and more days than are told at once, are refused', async () => {
  for (const until of ['2026-02-28', '2026-06-01'])
    await expect(readMoves(fresh(service), [segmentId], { from: '2026-03-01', until })).rejects.toMatchObject(
      { code: 'INVALID_INPUT', issues: [{ path: ['until'] }] },
    )
})

test('What moved in other segments is not read', async () => {
  const { segmentId: other } = await createSegment(fresh(service), { name: 'Others' })
  await service.database.session().write([
    sql`INSERT INTO segment_stays (customer_id, segment_id, joined_at, left_at)
      SELECT 1, ${other}, ${at(service, '2026-03-03T09:00').now} + value, ${at(service, '2026-03-03T10:00').now} + value
      FROM generate_series(1, 2000)`,
  ])
  const session = fresh(service)
  await readMoves(session, [segmentId], { from: '2026-03-02', until: '2026-03-05' })
  expect(session.db.counters.rowsRead).toBeLessThan(200)
})
