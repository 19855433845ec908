import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { updateMatchingCustomers } from '../../../src/domain/customers/update-matching.ts'
import { AuthorizationError, UserError } from '../../../src/domain/service/errors.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { insertCustomers, load } from '../../support/facts.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

const people = 504
let service: TestService
let leaver: number
let heir: number

const staff = (id: number) => encodeId('staffMember', id)

beforeEach(async () => {
  service = await testService(await testDatabase())
  const [one, other] = await Promise.all(
    ['Lan', 'Minh'].map(name => createStaffMember(fresh(service), { name })),
  )
  leaver = one?.staffMemberId ?? 0
  heir = other?.staffMemberId ?? 0
  const ids = Array.from({ length: people }, (_, at) => at + 2)
  await load(service, [insertCustomers(ids), sql`UPDATE customers SET owner_id = ${leaver}`])
})

const handOver = () => ({
  filter: { owner: { equals: staff(leaver) } },
  patch: { owner: staff(heir) },
})

const owned = async (by: number) => {
  const [row] = await fresh(service).db.orm.all<{ count: number }>(
    sql`SELECT count(*) AS count FROM customers WHERE owner_id = ${by}`,
  )
  return row?.count
}

test('a leaver’s customers go to another in three requests, each once, each a change of its own', async () => {
  const answers = []
  let after: string | undefined
  do {
    const session = fresh(service)
    const answer = await updateMatchingCustomers(session, { ...handOver(), after })
    answers.push([answer.matching?.rows, answer.changed, answer.unchanged, session.db.counters.roundTrips])
    after = answer.lastId === null ? undefined : encodeId('customer', answer.lastId)
  } while (after)
  expect(answers).toEqual([
    [people, 250, 0, 3],
    [undefined, 250, 0, 3],
    [undefined, 4, 0, 3],
  ])
  expect([await owned(leaver), await owned(heir)]).toEqual([0, people])
  const changes = await fresh(service).db.orm.all(
    sql`SELECT DISTINCT entity_id FROM changes WHERE action = 'customer.update'`,
  )
  expect(changes).toHaveLength(people)
})

test('a dry run says the same and writes nothing', async () => {
  const session = fresh(service)
  const dry = await updateMatchingCustomers(session, { ...handOver(), dryRun: true })
  expect([dry.matching, dry.changed]).toEqual([{ rows: people, exact: true }, 250])
  expect(session.db.counters.rowsWritten).toBe(0)
  expect(await owned(leaver)).toBe(people)
})

test('who says so already is unchanged', async () => {
  const patch = { attributesMerge: { moved: true } }
  const filter = { id: { in: [encodeId('customer', 2), encodeId('customer', 3)] } }
  expect(await updateMatchingCustomers(fresh(service), { filter, patch })).toMatchObject({ changed: 2 })
  expect(await updateMatchingCustomers(fresh(service), { filter, patch })).toMatchObject({
    ...{ changed: 0, unchanged: 2 },
    refused: [],
  })
})

test('only what lies within reach is changed', async () => {
  await service.db.write([sql`UPDATE customers SET owner_id = ${heir} WHERE id > 10`])
  const mine = as(service, { reach: 'OWNED', staffId: heir })
  const filter = { id: { in: [2, 11].map(id => encodeId('customer', id)) } }
  const answer = await updateMatchingCustomers(mine, { filter, patch: { attributesMerge: { a: 1 } } })
  expect(answer).toMatchObject({ matching: { rows: 1 }, changed: 1, refused: [] })
})

test('what all would be refused for is the answer, and nothing is written', async () => {
  const refusal = async (input: object) => {
    const error = await updateMatchingCustomers(fresh(service), input).catch(caught => caught)
    return error instanceof UserError ? [error.code, error.issues[0]?.path] : error
  }
  expect(await refusal({ ...handOver(), filter: {} })).toEqual(['INVALID_INPUT', ['filter']])
  expect(await refusal({ ...handOver(), filter: null })).toEqual(['INVALID_INPUT', ['filter']])
  expect(await refusal({ ...handOver(), patch: { region: null } })).toEqual([
    'INVALID_INPUT',
    ['patch', 'region'],
  ])
  expect(await refusal({ ...handOver(), patch: { owner: staff(9_999_999) } })).toEqual([
    'NOT_FOUND',
    ['patch', 'owner'],
  ])
  expect(await owned(leaver)).toBe(people)
})

test('a question about what one may not read is refused', async () => {
  const narrow = as(service, { scopes: new Set(['customers:read', 'customers:write']) })
  const filter = { email: { equals: 'a@example.com' } }
  await expect(updateMatchingCustomers(narrow, { filter, patch: {} })).rejects.toThrow(AuthorizationError)
})
