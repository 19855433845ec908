import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

interface Page {
  nodes: { id: string }[]
}

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
  const { segmentId: first } = await createSegment(fresh(service), { name: 'first', rule: everybody })
  const { segmentId: second } = await createSegment(fresh(service), { name: 'second', rule: everybody })

  const idsOf = ({ nodes }: Page) => nodes.map(({ id }) => decodeId(id)?.id)
  const members = async (by: TestService, segment: number, filter?: object) => {
    const answer = await ask<{ segment: { members: Page } }>(
      fresh(by),
      'query ($id: ID!, $filter: CustomerFilter) { segment(id: $id) { members(filter: $filter) { nodes { id } } } }',
      { id: encodeId('segment', segment), ...(filter && { filter }) },
    )
    return idsOf(answer.segment.members)
  }
  const segments = async (by: TestService, customer: number, filter?: object) => {
    const answer = await ask<{ customer: { segments: Page } | null }>(
      fresh(by),
      'query ($id: ID!, $filter: SegmentFilter) { customer(by: { id: $id }) { segments(filter: $filter) { nodes { id } } } }',
      { id: encodeId('customer', customer), ...(filter && { filter }) },
    )
    return answer.customer && idsOf(answer.customer.segments)
  }
  expect(await members(service, first)).toEqual([1, 2, 3])
  expect(await members(service, first, { id: { in: [encodeId('customer', 3)] } })).toEqual([3])
  expect(await segments(service, 2)).toEqual([first, second])
  expect(await segments(service, 2, { name: { equals: 'second' } })).toEqual([second])
  const bound = as(service, { reach: 'OWNED', staffId: 71 })
  expect(await members(bound, second)).toEqual([2, 3])
  expect(await segments(bound, 3)).toEqual([first, second])
  expect(await segments(bound, 1)).toBeNull()
  expect(await members(as(service, { reach: 'OWNED', staffId: null }), first)).toEqual([])
  await database.close()
})
