import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { addContactPoint } from '../../../src/domain/contact-points/add-contact-point.ts'
import { removeContactPoint } from '../../../src/domain/contact-points/remove-contact-point.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { dismissDuplicate, reopenDuplicate } from '../../../src/domain/duplicates/candidates/dismiss.ts'
import { duplicateSweep } from '../../../src/domain/duplicates/candidates/find-candidates.ts'
import { areNearNames } from '../../../src/domain/duplicates/candidates/near-names.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { stageOf } from '../../../src/domain/sweeps/sweep.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let day = 2

/** The next day, after its night. */
async function night(size = 4_000) {
  day += 1
  service = at(service, `2026-03-${String(day).padStart(2, '0')}T09:00`)
  const { nightId } = await beginNight(fresh(service), service.today - 1, false)
  const run = await readRun(fresh(service), nightId)
  if (!run) throw new Error('The night did not begin.')
  const { name, step } = stageOf(duplicateSweep({ customers: size, ranges: 2 }))
  const on = fresh(service)
  const counts: Record<string, number> = {}
  let cursor: string | null = null
  do {
    const done = await step(on, run, cursor)
    for (const [what, count] of Object.entries(done.counts)) counts[what] = (counts[what] ?? 0) + count
    cursor = done.next
  } while (cursor !== null)
  const { rowsWritten } = on.db.counters
  const more = { chunks: 1, rowsRead: 0, milliseconds: 0 }
  await completeNight(fresh(service), nightId, [{ stage: name, counts, rowsWritten, ...more }])
  return { ...counts, rowsWritten }
}

const customer = async (input: object) =>
  encodeId('customer', (await createCustomer(fresh(service), input)).customerId)

interface Pair {
  id: string
  first: { id: string }
  second: { id: string }
  grounds: string[]
  state: string
}

async function pairsOf(who: string, on = service): Promise<Pair[]> {
  const document = `query ($filter: CustomerDuplicateFilter) {
    customerDuplicates(filter: $filter, first: 100) {
      nodes { id first { id } second { id } grounds state }
    }
  }`
  const id = { id: { equals: who } }
  const filter = { any: [{ first: id }, { second: id }] }
  const answer = await ask<{ customerDuplicates: { nodes: Pair[] } }>(fresh(on), document, { filter })
  return answer.customerDuplicates.nodes
}

const groundsOf = async (who: string) => (await pairsOf(who)).map(({ grounds }) => grounds)

beforeAll(async () => {
  service = await testService(await testDatabase())
})

describe('near names', () => {
  test.each([
    ['nguyen van an', 'an nguyen van', true],
    ['nguyen van an', 'nguyen van anh', true],
    ['nguyen van an', 'nguyne van na', true],
    ['nguyen van an', 'nguyen thi an', false],
    ['le an', 'le na', true],
    ['le an', 'le bo', false],
    ['katherine smith', 'catharine smith', true],
    ['katherine smith', 'catharina smith', false],
  ])('%s and %s: %s', (one, other, near) => {
    expect(areNearNames(one, other)).toBe(near)
  })

  test('are those that the whole table of the distance says', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(word, word, (one, other) => {
        const most = Math.min(one.length, other.length) < 10 ? 1 : 2
        expect(areNearNames(one, other)).toBe(distance(one, other) <= most)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** As the definition says it, without a shortcut. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const cell = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const row = table[i] ?? []
      row[j] = Math.min(
        cell(i - 1, j) + 1,
        cell(i, j - 1) + 1,
        cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? cell(i - 2, j - 2) + 1
          : Number.POSITIVE_INFINITY,
      )
    }
  return cell(a.length, b.length)
}

test('a night finds who share an e-mail, a phone, or a name and a birth date, near or the same', async () => {
  const a = await customer({ name: 'Nguyễn Văn An', email: 'an@example.com', birthDate: '1990-04-05' })
  const beside = await customer({ name: 'Trần B' })
  await addContactPoint(fresh(service), { customer: beside, email: 'AN@example.com' })
  const same = await customer({ name: 'nguyen van an', birthDate: '1990-04-05', phone: '0912345678' })
  const near = await customer({ name: 'Nguyễn Văn Anh', birthDate: '1990-04-05', phone: '0912345678' })
  const other = await customer({ name: 'Nguyễn Văn An', birthDate: '1990-04-06' })
  expect(await night()).toMatchObject({ looked: 5, found: 4, gone: 0 })
  const found = await pairsOf(a)
  expect(new Set(found.map(pair => `${pair.second.id} ${pair.grounds}`))).toEqual(
    new Set([`${beside} EMAIL`, `${same} NAME_AND_BIRTH_DATE`, `${near} NEAR_NAME_AND_BIRTH_DATE`]),
  )
  expect(await groundsOf(near)).toEqual(
    expect.arrayContaining([['PHONE', 'NEAR_NAME_AND_BIRTH_DATE'], ['NEAR_NAME_AND_BIRTH_DATE']]),
  )
  expect(await groundsOf(other)).toEqual([])
})

test('a quiet night writes nothing; a later one finds what came, and takes away what is no pair any more', async () => {
  const a = await customer({ name: 'Đỗ Một' })
  const b = await customer({ name: 'Hai' })
  await night()
  expect(await night()).toMatchObject({ found: 0, gone: 0, rowsWritten: 0 })
  await addContactPoint(fresh(service), { customer: a, phone: '0987654321' })
  const { contactPointId } = await addContactPoint(fresh(service), { customer: b, phone: '0987654321' })
  await night()
  expect(await groundsOf(a)).toEqual([['PHONE']])
  await updateCustomer(fresh(service), { id: a, patch: { email: 'mot@example.com' } })
  await updateCustomer(fresh(service), { id: b, patch: { email: 'mot@example.com' } })
  await night()
  expect(await groundsOf(b)).toEqual([['EMAIL', 'PHONE']])
  await removeContactPoint(fresh(service), { id: encodeId('contactPoint', contactPointId) })
  await updateCustomer(fresh(service), { id: b, patch: { email: 'hai@example.com' } })
  expect(await night()).toMatchObject({ gone: 1 })
  expect(await groundsOf(a)).toEqual([])
})

test('what too many share is no ground', async () => {
  const inputs = Array.from({ length: 21 }, (_, at) => ({ name: `Desk ${at}`, phone: '02838221234' }))
  const desks: string[] = []
  for (const input of inputs) desks.push(await customer(input))
  await night()
  expect(await groundsOf(desks[0] ?? '')).toEqual([])
})

const say = (name: 'Dismiss' | 'Reopen', id: string, on = service) =>
  ask<Record<string, { customerDuplicate?: { state: string }; code?: string }>>(
    fresh(on),
    `mutation ($id: ID!) { said: customerDuplicate${name}(input: { id: $id }) {
      ... on CustomerDuplicate${name}Payload { customerDuplicate { state } } ... on UserError { code } } }`,
    { id },
  )

test('what was dismissed stays so until it is taken back, and takes itself away once it is over', async () => {
  const a = await customer({ name: 'A', email: 'two@example.com' })
  const b = await customer({ name: 'B', email: 'two@example.com' })
  await night()
  const [pair] = await pairsOf(a)
  expect((await say('Dismiss', pair?.id ?? '')).said?.customerDuplicate).toEqual({ state: 'DISMISSED' })
  await updateCustomer(fresh(service), { id: b, patch: { email: null } })
  await night()
  expect((await pairsOf(a)).map(({ state }) => state)).toEqual(['DISMISSED'])
  expect((await say('Reopen', pair?.id ?? '')).said?.customerDuplicate).toEqual({ state: 'OPEN' })
  await night()
  expect(await pairsOf(a)).toEqual([])
})

test('nothing is said any more of a pair of which one was erased', async () => {
  const a = await customer({ name: 'A', email: 'gone@example.com' })
  const b = await customer({ name: 'B', email: 'gone@example.com' })
  await night()
  const [pair] = await pairsOf(a)
  await erasePerson(fresh(service), { customer: b })
  const id = pair?.id ?? ''
  const erased = { code: 'CONFLICT', conflict: { reason: 'ERASED' } }
  await expect(dismissDuplicate(fresh(service), { id })).rejects.toMatchObject(erased)
  await expect(reopenDuplicate(fresh(service), { id })).rejects.toMatchObject(erased)
})

test('a pair that is merged is none, until the merge is undone', async () => {
  const a = await customer({ name: 'A', phone: '0909090909' })
  const b = await customer({ name: 'B', phone: '0909090909' })
  await night()
  expect(await groundsOf(a)).toEqual([['PHONE']])
  const { mergeId } = await mergeCustomers(fresh(service), { survivor: a, merged: b })
  expect(await pairsOf(a)).toEqual([])
  await night()
  await unmergeCustomers(fresh(service), { id: encodeId('customerMerge', mergeId ?? 0) })
  await night()
  expect(await groundsOf(b)).toEqual([['PHONE']])
})

test('who sees some customers sees pairs of those alone', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const owner = encodeId('staffMember', staffMemberId)
  const mine = await customer({ name: 'Mine', email: 'm@example.com', owner })
  const own = await customer({ name: 'Own', email: 'm@example.com', owner })
  await customer({ name: 'Other', email: 'm@example.com' })
  await night()
  expect(await pairsOf(mine)).toHaveLength(2)
  const limited = as(service, { reach: 'OWNED', staffId: staffMemberId })
  const seen = await pairsOf(mine, limited)
  expect(seen.map(({ second }) => second.id)).toEqual([own])
  const hidden = (await pairsOf(mine)).find(({ second }) => second.id !== own)
  expect((await say('Dismiss', hidden?.id ?? '', limited)).said?.code).toBe('NOT_FOUND')
})

test('steps of any size find the same', async () => {
  const read = async () =>
    (
      await fresh(service).db.orm.all<{ first_id: number; second_id: number; grounds: string }>(
        sql`SELECT first_id, second_id, grounds FROM customer_duplicates ORDER BY 1, 2`,
      )
    ).map(row => Object.values(row).join(' '))
  const before = await read()
  await fresh(service).db.write([sql`DELETE FROM customer_duplicates`, sql`UPDATE nights SET stages = '[]'`])
  await night(3)
  expect(await read()).toEqual(before)
  await fresh(service).db.write([
    sql`DELETE FROM customer_duplicates`,
    sql`UPDATE customers SET updated_at = ${service.now}`,
  ])
  expect(await night(3)).toMatchObject({ found: before.length })
  expect(await read()).toEqual(before)
  expect(await night(3)).toMatchObject({ found: 0, gone: 0, rowsWritten: 0 })
})
