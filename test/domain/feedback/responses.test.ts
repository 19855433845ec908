import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { isAsking, isContact } from '../../../src/domain/facts/answers.ts'
import { readResponses } from '../../../src/domain/feedback/responses.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'
import { say } from './world.ts'

let service: TestService
let lan: number
let customer: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  lan = await addStaff(service, 'Lan')
  customer = await addCustomer(service, { ownerId: lan })
})

const inbound = (kind: string, occurredAt: string, more: object = {}) =>
  say(service, customer, { kind, direction: 'INBOUND', occurredAt, ...more })
const outbound = (kind: string, occurredAt: string, more: object = {}) =>
  say(service, customer, { kind, direction: 'OUTBOUND', occurredAt, ...more })

const response = async (id: number) => (await readResponses(fresh(service), [id])).get(id)

const overdue = async (caller = fresh(service)) => {
  const answer = await ask<{ overdueResponses: { nodes: { id: string }[] } }>(
    caller,
    '{ overdueResponses(first: 10) { nodes { id response { dueAt respondedAt minutes } } } }',
  )
  return answer.overdueResponses.nodes.map(({ id }) => id)
}

test('the clock runs from an interaction to the next contact that goes out', async () => {
  const id = await inbound('EMAIL', '2026-02-27T10:00')
  const at = Date.parse('2026-02-27T10:00+07:00')
  expect(await response(id)).toEqual({ dueAt: at + 24 * 3_600_000, respondedAt: null, minutes: null })
  await outbound('NEWSLETTER', '2026-02-27T10:10')
  await outbound('CALL', '2026-02-27T10:20', { cancelled: true })
  await outbound('CALL', '2026-02-27T09:00')
  await inbound('CALL', '2026-02-27T10:30')
  expect(await response(id)).toMatchObject({ respondedAt: null })
  await outbound('CALL', '2026-02-28T11:00')
  await outbound('MESSAGE', '2026-02-27T11:30:59')
  expect(await response(id)).toMatchObject({ respondedAt: at + 90 * 60_000 + 59_000, minutes: 90 })
})

test('an answer at the same instant took no time, as where only days are known', async () => {
  const id = await inbound('INQUIRY', '2026-02-27T00:00')
  await outbound('CALL', '2026-02-27T00:00')
  expect(await response(id)).toMatchObject({ minutes: 0 })
})

test('what asks for no answer has no clock', async () => {
  const asked = [
    await inbound('CALL', '2026-02-27T10:00'),
    await inbound('SURVEY_RESPONSE', '2026-02-27T10:00', { score: 8 }),
    await inbound('COMPLAINT', '2026-02-27T10:00', { cancelled: true }),
    await outbound('EMAIL', '2026-02-27T10:00'),
  ]
  expect([...(await readResponses(fresh(service), asked)).keys()]).toEqual([])
})

test('what waits longer than the policy allows is listed, until the customer is contacted', async () => {
  const id = await inbound('MESSAGE', '2026-02-27T10:00')
  await inbound('FEEDBACK', '2026-02-28T10:00')
  expect(await overdue()).toEqual([encodeId('interaction', id)])
  const other = as(service, { reach: 'OWNED', staffId: await addStaff(service, 'Minh') })
  expect(await overdue(other)).toEqual([])
  await outbound('CALL', '2026-03-01T10:00')
  expect(await overdue()).toEqual([])
})

test('what waits for an answer is read from its index, the answer by customer and time', async () => {
  const plan = async (query: SQL) =>
    (await service.db.orm.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${query}`))
      .map(({ detail }) => detail)
      .join('\n')
  expect(await plan(sql`SELECT id, customer_id, kind FROM interactions AS i WHERE ${isAsking()}`)).toContain(
    'interactions_asking',
  )
  expect(
    await plan(sql`SELECT i.occurred_at FROM interactions AS i WHERE i.customer_id = 1 AND i.occurred_at >= 5
      AND ${isContact()} ORDER BY i.occurred_at LIMIT 1`),
  ).toBe('SEARCH i USING PRIMARY KEY (customer_id=? AND occurred_at>?)')
})
