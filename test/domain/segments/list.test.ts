import { asc, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { segmentMembers } from '../../../src/database/tables/segments.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { type SegmentMemberFilter, segmentMemberList } from '../../../src/domain/segments/list.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { as, type TestService, testService } from '../../support/service.ts'

test('Members are listed by segment or by customer, and only as far as the caller reaches', async () => {
  const database = await testDatabase()
  const service = await testService(database)
  await addCustomers(service, [1, 2, 3])
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
      VALUES (71, 'Owner', '', 1, 0, 0, 1, 0)`,
    sql`UPDATE customers SET owner_id = 71 WHERE id > 1`,
  ])
  const everybody = { lifecycle: { in: ['PROSPECT'] } }
  const { segmentId: first } = await createSegment(service, { name: 'first', rule: everybody })
  const { segmentId: second } = await createSegment(service, { name: 'second', rule: everybody })

  const list = async (by: TestService, filter: SegmentMemberFilter | null) => {
    const rows = await by.db.orm.query.segmentMembers.findMany({
      where: columns => segmentMemberList.where(by, columns, filter),
      orderBy: [asc(segmentMembers.segmentId), asc(segmentMembers.customerId)],
    })
    return rows.map(row => [row.segmentId, row.customerId])
  }
  expect(await list(service, null)).toHaveLength(6)
  expect(await list(service, { segment: first })).toEqual([1, 2, 3].map(id => [first, id]))
  expect(await list(service, { customer: 2 })).toEqual([
    [first, 2],
    [second, 2],
  ])
  const bound = as(service, { reach: 'OWNED', staffId: 71 })
  expect(await list(bound, { segment: second })).toEqual([2, 3].map(id => [second, id]))
  expect(await list(as(service, { reach: 'OWNED', staffId: null }), null)).toEqual([])
  await database.close()
})
