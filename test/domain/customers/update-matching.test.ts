import { eq, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { customerUpdateJobs } from '../../../src/database/tables/customers/customer-update-jobs.ts'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { revokeApiKey } from '../../../src/domain/api-keys/revoke-api-key.ts'
import { rotateApiKey } from '../../../src/domain/api-keys/rotate-api-key.ts'
import { cancelCustomerUpdateJob } from '../../../src/domain/customers/jobs/cancel.ts'
import { jobsWithinReach } from '../../../src/domain/customers/jobs/list.ts'
import { sweepCustomerUpdates } from '../../../src/domain/customers/jobs/sweep.ts'
import { mostRunning, updateMatchingCustomers } from '../../../src/domain/customers/jobs/update-matching.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { readChanges } from '../../../src/domain/feed/read-changes.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { AuthorizationError, UserError } from '../../../src/domain/service/errors.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { say } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { insertCustomers, load } from '../../support/facts.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const people = 504
const granted = ['customers:read', 'customers:write', 'staff:read'] as const
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

const everybody = Array.from({ length: people }, (_, at) => at + 2)

/** Somebody who comes by a key of its own. */
async function owner(rights: object = {}): Promise<TestService> {
  const wanted = { name: 'Partner', scopes: granted, ...rights }
  const { apiKeyId } = await issueApiKey(fresh(service), wanted)
  const reach = 'reach' in rights ? { reach: 'OWNED' as const, staffId: leaver } : {}
  return as(service, { caller: `key:${apiKeyId}`, scopes: new Set(granted), ...reach })
}

const again = (by: TestService) => as(service, by.actor)

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

const jobs = () => fresh(service).db.orm.select().from(customerUpdateJobs)

const changesOf = (action: string) =>
  fresh(service).db.orm.all<{ entity_id: number; actor: string }>(
    sql`SELECT entity_id, actor FROM changes WHERE action = ${action} ORDER BY id`,
  )

test('a leaver’s customers go to another in one call and the parts behind it, each by a change of its own', async () => {
  const key = await owner()
  const session = fresh(key)
  const begun = await updateMatchingCustomers(session, handOver())
  expect(session.db.counters.roundTrips).toBe(3)
  expect(begun).toMatchObject({ matching: { rows: people, exact: true }, changed: 250, refused: [] })
  expect(await jobs()).toMatchObject([{ state: 'RUNNING', matching: people, place: 251, changed: 250 }])
  const later = at(service, service.now + 60_000)
  expect(await sweepCustomerUpdates(later, () => later.now)).toBe(2)
  expect(await jobs()).toMatchObject([
    {
      ...{
        id: begun.jobId,
        state: 'COMPLETED',
        place: people + 1,
        changed: people,
        unchanged: 0,
        refused: 0,
      },
      ...{ createdAt: service.now, progressAt: later.now, updatedAt: later.now, version: 2 },
    },
  ])
  expect([await owned(leaver), await owned(heir)]).toEqual([0, people])
  const changes = await changesOf('customer.update')
  expect(changes.map(change => change.entity_id)).toEqual(everybody)
  expect(new Set(changes.map(({ actor }) => actor))).toEqual(new Set([key.actor.caller]))
  expect(await sweepCustomerUpdates(fresh(service), Date.now)).toBe(0)
  const { entries } = await readChanges(fresh(service), { entities: ['CUSTOMER_UPDATE_JOB'] })
  expect(entries.map(({ action, recordId }) => [action, recordId])).toEqual([
    ['CREATED', begun.jobId],
    ['COMPLETED', begun.jobId],
  ])
})

test('a job of a key that is rotated goes on as its successor’s when the old key ends', async () => {
  const by = await owner()
  const { jobId } = await updateMatchingCustomers(by, handOver())
  const id = Number(by.actor.caller.slice('key:'.length))
  const { apiKeyId } = await rotateApiKey(fresh(service), { id, overlapHours: 0 })
  expect(await jobs()).toMatchObject([{ state: 'RUNNING', owner: `key:${apiKeyId}`, version: 2 }])
  await sweepCustomerUpdates(at(service, service.now + 1_000), () => service.now + 1_000)
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', changed: people, version: 3 }])
  const told = await readChanges(fresh(service), { entities: ['CUSTOMER_UPDATE_JOB'] })
  expect(told.entries.map(({ action, recordId }) => [action, recordId])).toEqual([
    ['CREATED', jobId],
    ['UPDATED', jobId],
    ['COMPLETED', jobId],
  ])
})

test('few are changed within the call, and nobody has to go on with them', async () => {
  let wakes = 0
  const filter = { id: { in: [2, 3].map(id => encodeId('customer', id)) } }
  const key = { ...(await owner()), goOn: () => wakes++ }
  await updateMatchingCustomers(key, { ...handOver(), filter })
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', changed: 2, matching: 2, version: 1 }])
  expect(wakes).toBe(0)
  await updateMatchingCustomers({ ...fresh(service), ...{ goOn: key.goOn, actor: key.actor } }, handOver())
  expect(wakes).toBe(1)
})

test('a filter that the change itself empties takes each all the same, and none that it did not take', async () => {
  await service.db.write([sql`UPDATE customers SET owner_id = ${heir} WHERE id % 2 = 0`])
  await updateMatchingCustomers(await owner(), { ...handOver(), patch: { owner: null } })
  while ((await sweepCustomerUpdates(fresh(service), Date.now)) > 0);
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', matching: people / 2, changed: people / 2 }])
  expect([await owned(leaver), await owned(heir)]).toEqual([0, people / 2])
})

test('a runner that is killed before or behind a write leaves nobody out and changes nobody twice', async () => {
  await updateMatchingCustomers(await owner(), handOver())
  for (const applied of [false, true]) {
    const dying = fresh(service)
    const { write } = dying.db
    dying.db.write = async (...args) => {
      if (applied) await write(...args)
      throw new Error('killed')
    }
    await sweepCustomerUpdates(dying, Date.now)
  }
  expect(await jobs()).toMatchObject([{ state: 'RUNNING', changed: 500, place: 501 }])
  await sweepCustomerUpdates(fresh(service), Date.now)
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', changed: people }])
  expect((await changesOf('customer.update')).map(change => change.entity_id)).toEqual(everybody)
})

test('two runners at once skip nobody and repeat nothing', async () => {
  await updateMatchingCustomers(await owner(), handOver())
  await Promise.all([1, 2, 3].map(() => sweepCustomerUpdates(fresh(service), Date.now)))
  await sweepCustomerUpdates(fresh(service), Date.now)
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', changed: people, unchanged: 0 }])
  expect((await changesOf('customer.update')).map(change => change.entity_id)).toEqual(everybody)
})

test('somebody who edits a customer meanwhile is not overwritten unseen', async () => {
  await updateMatchingCustomers(await owner(), { ...handOver(), patch: { attributesMerge: { moved: true } } })
  const racing = fresh(service)
  const { write } = racing.db
  let raced = false
  racing.db.write = async (...args) => {
    if (!raced) {
      raced = true
      const patch = { attributes: { hat: 57 } }
      await updateCustomer(fresh(service), { id: encodeId('customer', 300), patch })
    }
    return write(...args)
  }
  await sweepCustomerUpdates(racing, Date.now)
  const [row] = await fresh(service).db.orm.select().from(customers).where(eq(customers.id, 300))
  expect(row?.attributes).toEqual({ hat: 57, moved: true })
  expect(await jobs()).toMatchObject([{ state: 'COMPLETED', changed: people }])
})

test('an owner who may act no more ends a job for all to see', async () => {
  const [revoked, expired, narrowed] = [await owner(), await owner(), await owner()]
  for (const key of [revoked, expired, narrowed])
    await updateMatchingCustomers(key, {
      ...handOver(),
      patch: { attributesMerge: { by: key.actor.caller } },
    })
  const [first] = await jobs()
  const idOf = ({ actor }: TestService) => Number(actor.caller.slice('key:'.length))
  await revokeApiKey(fresh(service), { id: encodeId('apiKey', idOf(revoked)) })
  await service.db.write([
    sql`UPDATE api_keys SET expires_at = ${service.now} WHERE id = ${idOf(expired)}`,
    sql`UPDATE api_keys SET scopes = '["customers:write"]' WHERE id = ${idOf(narrowed)}`,
  ])
  await sweepCustomerUpdates(fresh(service), () => service.now)
  expect(await jobs()).toMatchObject(
    ['OWNER_REVOKED', 'OWNER_EXPIRED', 'SCOPE_MISSING'].map(failure => ({
      ...{ failure, state: 'FAILED', changed: 250, version: 2 },
    })),
  )
  const { entries } = await readChanges(fresh(service), { entities: ['CUSTOMER_UPDATE_JOB'] })
  expect(entries.filter(({ recordId }) => recordId === first?.id).map(({ action }) => action)).toEqual([
    'CREATED',
    'UPDATED',
  ])
})

test('a staff member who leaves ends a job, and whoever came by a token may have one', async () => {
  await service.db.write([sql`UPDATE staff_members SET subject = 'lan' WHERE id = ${leaver}`])
  const token = as(service, { kind: 'TOKEN', caller: 'token:issuer|lan', staffId: leaver })
  await updateMatchingCustomers(token, handOver())
  await service.db.write([sql`UPDATE staff_members SET active = 0 WHERE id = ${leaver}`])
  await sweepCustomerUpdates(fresh(service), Date.now)
  expect(await jobs()).toMatchObject([{ state: 'FAILED', failure: 'OWNER_LEFT', changed: 250 }])
})

test('a job that is cancelled changes nobody more, and one that has ended stays so', async () => {
  const { jobId } = await updateMatchingCustomers(await owner(), handOver())
  const id = encodeId('customerUpdateJob', jobId ?? 0)
  await cancelCustomerUpdateJob(fresh(service), { id })
  await cancelCustomerUpdateJob(fresh(service), { id })
  await sweepCustomerUpdates(fresh(service), Date.now)
  expect(await jobs()).toMatchObject([{ state: 'CANCELLED', changed: 250, version: 2 }])
  expect(await owned(leaver)).toBe(people - 250)
  const few = await updateMatchingCustomers(await owner(), {
    ...{ filter: { id: { equals: encodeId('customer', 2) } }, patch: {} },
  })
  const ended = encodeId('customerUpdateJob', few.jobId ?? 0)
  await expect(cancelCustomerUpdateJob(fresh(service), { id: ended })).rejects.toThrow('The job has ended.')
})

test('a job that is cancelled while a part is under way ends between parts', async () => {
  const { jobId } = await updateMatchingCustomers(await owner(), handOver())
  const racing = fresh(service)
  const { write } = racing.db
  racing.db.write = async (...args) => {
    await cancelCustomerUpdateJob(fresh(service), { id: encodeId('customerUpdateJob', jobId ?? 0) })
    return write(...args)
  }
  await sweepCustomerUpdates(racing, Date.now)
  expect(await jobs()).toMatchObject([{ state: 'CANCELLED', changed: 250 }])
  expect(await owned(leaver)).toBe(people - 250)
})

test('whoever sees some customers changes those alone, also behind the answer, and sees no job of others', async () => {
  await updateMatchingCustomers(await owner(), {
    ...handOver(),
    filter: { id: { equals: encodeId('customer', 2) } },
  })
  const mine = await owner({ reach: 'OWNED', staff: staff(leaver) })
  const filter = { not: { owner: { equals: staff(heir) } } }
  await service.db.write([sql`UPDATE customers SET owner_id = NULL WHERE id > 500`])
  const { jobId } = await updateMatchingCustomers(mine, {
    filter,
    patch: { attributesMerge: { mine: true } },
  })
  await sweepCustomerUpdates(fresh(service), Date.now)
  const own = await fresh(service).db.orm.select().from(customerUpdateJobs).where(jobsWithinReach(mine.actor))
  expect(own).toMatchObject([{ id: jobId, state: 'COMPLETED', changed: 498, refused: 0 }])
  const marked = await fresh(service).db.orm.all(
    sql`SELECT id FROM customers WHERE attributes ->> '$.mine' = 1 AND owner_id IS NOT ${leaver}`,
  )
  expect(marked).toEqual([])
  const other = (await jobs()).find(({ id }) => id !== jobId)
  await expect(
    cancelCustomerUpdateJob(fresh(mine), { id: encodeId('customerUpdateJob', other?.id ?? 0) }),
  ).rejects.toThrow('There is no such job.')
  const { entries } = await readChanges(fresh(mine), { entities: ['CUSTOMER_UPDATE_JOB'] })
  expect(new Set(entries.map(({ recordId }) => recordId))).toEqual(new Set([jobId]))
})

test('those that are refused are counted, and the first of them named with why', async () => {
  const large = JSON.stringify({ text: 'x'.repeat(19_900) })
  await service.db.write([sql`UPDATE customers SET attributes = ${large} WHERE id % 2 = 0`])
  const more = { patch: { attributesMerge: { more: 'y'.repeat(500) } } }
  const begun = await updateMatchingCustomers(await owner(), { ...handOver(), ...more })
  expect(begun.refused).toHaveLength(125)
  await sweepCustomerUpdates(fresh(service), Date.now)
  const [job] = await jobs()
  expect(job).toMatchObject({ changed: people / 2, refused: people / 2, state: 'COMPLETED' })
  expect(job?.refusals).toHaveLength(100)
  expect(job?.refusals[0]).toMatchObject({ customerId: 2, error: { code: 'INVALID_INPUT' } })
})

test('who moves, moves on the day on which the job began', async () => {
  const key = await owner()
  const places = await Promise.all(
    ['HN', 'SG'].map(code => createRegion(fresh(service), { code, name: code })),
  )
  for (const region of ['HN', 'SG']) {
    await updateMatchingCustomers(again(key), { ...handOver(), patch: { region } })
    const tomorrow = at(service, service.now + 86_400_000)
    await sweepCustomerUpdates(tomorrow, () => tomorrow.now)
  }
  const moves = await fresh(service).db.orm.all(
    sql`SELECT since, count(*) AS moves FROM customer_regions WHERE region_id = ${places[1]?.regionId} GROUP BY since`,
  )
  expect(moves).toEqual([{ since: service.today, moves: people }])
})

test('a caller has so many jobs under way, and no more; small ones are not counted', async () => {
  const key = await owner()
  const mark = (by: number) => ({ ...handOver(), patch: { attributesMerge: { by } } })
  await updateMatchingCustomers(again(key), mark(1))
  const [job] = await jobs()
  const others = job
    ? Array.from({ length: mostRunning - 1 }, (_, at) => ({ ...job, id: job.id - at - 1 }))
    : []
  await service.db.write([service.db.orm.insert(customerUpdateJobs).values(others)])
  await expect(updateMatchingCustomers(again(key), mark(-1))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  })
  const one = { filter: { id: { equals: encodeId('customer', 2) } }, patch: {} }
  await expect(updateMatchingCustomers(again(key), one)).resolves.toMatchObject({ unchanged: 1 })
  await expect(updateMatchingCustomers(await owner(), mark(-2))).resolves.toMatchObject({ changed: 250 })
})

test('jobs take turns', async () => {
  const [one, other] = [await owner(), await owner()]
  await updateMatchingCustomers(one, { ...handOver(), patch: { attributesMerge: { a: 1 } } })
  await updateMatchingCustomers(other, { ...handOver(), patch: { attributesMerge: { b: 1 } } })
  let now = service.now
  const parts = await sweepCustomerUpdates(fresh(service), () => {
    now += 5_000
    return now
  })
  expect(parts).toBe(2)
  expect(await jobs()).toMatchObject([{ changed: 500 }, { changed: 500 }])
})

test('a dry run says the same and writes nothing', async () => {
  const session = fresh(service)
  const dry = await updateMatchingCustomers(session, { ...handOver(), dryRun: true })
  expect(dry).toMatchObject({ jobId: null, matching: { rows: people, exact: true }, changed: 250 })
  expect(session.db.counters.rowsWritten).toBe(0)
  expect(await owned(leaver)).toBe(people)
  expect(await jobs()).toEqual([])
})

test('a dry run counts nobody by an owner that the caller may not read', async () => {
  const blind = as(service, { scopes: new Set(['customers:read', 'customers:write']) })
  const filter = { kind: { in: ['PERSON'] } }
  const guess = { filter, patch: { owner: staff(leaver) }, dryRun: true }
  await expect(updateMatchingCustomers(blind, guess)).rejects.toThrow(AuthorizationError)
  const other = { filter, patch: { acquisitionSource: 'Fair' }, dryRun: true }
  expect(await updateMatchingCustomers(again(blind), other)).toMatchObject({ changed: 250 })
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
  await expect(updateMatchingCustomers(fresh(service), { ...handOver(), filter: {} })).rejects.toMatchObject({
    issues: [{ saying: say('conditionOfAll') }],
  })
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
