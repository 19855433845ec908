import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { careTeamVerbs } from '../../../src/domain/profile/care-team.ts'
import { search } from '../../../src/domain/search/search.ts'
import { fitsReach, scopes } from '../../../src/domain/service/scopes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'

let service: TestService
let lan: number
let minh: number

/** Sees what Lan owns and cares for. */
const narrow = () =>
  as(service, {
    ...{ reach: 'TEAM', staffId: lan, caller: 'key:7' },
    scopes: new Set(scopes.filter(scope => fitsReach(scope, 'TEAM'))),
  })

const staff = (id: number) => encodeId('staffMember', id)
const idOf = (id: number) => encodeId('customer', id)

const join = async (customer: number, member = lan) =>
  (await careTeamVerbs.add(fresh(service), { customer: idOf(customer), staffMember: staff(member) })).id

const leave = (id: number) => careTeamVerbs.remove(fresh(service), { id })

beforeEach(async () => {
  service = await testService(await testDatabase())
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
})

test('lists, counts, sub-queries and search hold the customers of the staff member and of its care teams', async () => {
  const person = async (name: string, ownerId: number | null) => {
    const id = await addCustomer(service, { ownerId, name, foldedName: name.toLowerCase() })
    await recordInteraction(fresh(service), { customer: { id: idOf(id) }, kind: 'CALL', channel: 'PHONE' })
    return id
  }
  const own = await person('Nguyen A', lan)
  const cared = await person('Nguyen B', minh)
  await person('Nguyen C', minh)
  const nobodys = await person('Nguyen D', null)
  for (const one of [cared, nobodys]) await join(one)
  const seen = [own, cared, nobodys].map(idOf)
  const told = await ask<{
    customers: { totalCount: number; nodes: { id: string }[] }
    interactions: { totalCount: number }
    some: { totalCount: number }
    customerStats: { total: { customers: number } }
  }>(
    narrow(),
    `{ customers(first: 10) { totalCount nodes { id } } interactions(first: 10) { totalCount }
      some: interactions(filter: { customer: { kind: { equals: PERSON } } }) { totalCount }
      customerStats { total { customers } } }`,
  )
  expect(told.customers.nodes.map(({ id }) => id).toSorted()).toEqual(seen.toSorted())
  expect([
    told.customers.totalCount,
    told.interactions.totalCount,
    told.some.totalCount,
    told.customerStats.total.customers,
  ]).toEqual([3, 3, 3, 3])
  const hits = await search(narrow(), { text: 'nguyen', kinds: ['CUSTOMER'] })
  expect(hits.map(({ id }) => idOf(id)).toSorted()).toEqual(seen.toSorted())
})

describe('the feed', () => {
  const entries = async (after: string, entities: string[] = ['CUSTOMER', 'CARE_TEAM_MEMBER']) =>
    (await readChanges(narrow(), { after, entities })).entries.map(one => [
      one.entity,
      one.action,
      one.recordId,
    ])

  test('tells who comes by the care team and who leaves, by the customer', async () => {
    const other = await addCustomer(service, { ownerId: minh })
    const after = await newestCursor(fresh(service))
    const member = await join(other)
    const colleague = await join(other, minh)
    const came = [
      ['CUSTOMER', 'UPDATED', other],
      ['CARE_TEAM_MEMBER', 'CREATED', colleague],
    ]
    expect(await entries(after)).toEqual(came)
    expect(await entries(after, ['CARE_TEAM_MEMBER'])).toEqual([
      ['CARE_TEAM_MEMBER', 'CREATED', member],
      ['CARE_TEAM_MEMBER', 'CREATED', colleague],
    ])
    await leave(member)
    await updateCustomer(fresh(service), { id: idOf(other), patch: { acquisitionSource: 'Fair' } })
    expect(await entries(after)).toEqual([['CUSTOMER', 'REMOVED', other]])
    await updateCustomer(fresh(service), { id: idOf(other), patch: { owner: staff(lan) } })
    expect((await entries(after)).at(-1)).toEqual(['CUSTOMER', 'UPDATED', other])
  })

  test('tells whom a merge takes away and whom its undo does', async () => {
    const survivor = await addCustomer(service, { ownerId: minh })
    const merged = await addCustomer(service, { ownerId: minh })
    await join(merged)
    let after = await newestCursor(fresh(service))
    const { mergeId } = await mergeCustomers(fresh(service), {
      survivor: idOf(survivor),
      merged: idOf(merged),
    })
    expect(await entries(after, ['CUSTOMER'])).toEqual([
      ['CUSTOMER', 'REMOVED', merged],
      ['CUSTOMER', 'UPDATED', survivor],
    ])
    const all = (await readChanges(fresh(service), { after })).entries
    expect(all.map(({ entity }) => entity)).toContain('CARE_TEAM_MEMBER')
    for (const [at, { cursor }] of all.entries())
      expect((await readChanges(fresh(service), { after: cursor })).entries).toEqual(all.slice(at + 1))
    after = await newestCursor(fresh(service))
    if (mergeId === null) throw new Error('A merge without an id')
    await expect(
      unmergeCustomers(narrow(), { id: encodeId('customerMerge', mergeId) }),
    ).resolves.toBeDefined()
    expect(await entries(after, ['CUSTOMER'])).toEqual([
      ['CUSTOMER', 'CREATED', merged],
      ['CUSTOMER', 'REMOVED', survivor],
    ])
  })
})

describe('whoever sees its care teams', () => {
  test('owns whom it makes, and hands nobody over or takes nobody over', async () => {
    const { customerId } = await createCustomer(narrow(), { name: 'Anh' })
    expect(
      await fresh(service).db.orm.all(sql`SELECT owner_id FROM customers WHERE id = ${customerId}`),
    ).toEqual([{ owner_id: lan }])
    const cared = await addCustomer(service, { ownerId: minh })
    await join(cared)
    await updateCustomer(narrow(), {
      id: idOf(cared),
      patch: { acquisitionSource: 'Fair', owner: staff(minh) },
    })
    for (const [id, owner] of [
      [customerId, staff(minh)],
      [customerId, null],
      [cared, staff(lan)],
    ] as const)
      await expect(updateCustomer(narrow(), { id: idOf(id), patch: { owner } })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        issues: [{ path: ['patch', 'owner'] }],
      })
  })

  test('has a key that stands for somebody', async () => {
    const issue = (more: object) =>
      issueApiKey(fresh(service), { name: 'Key', scopes: ['customers:read'], reach: 'TEAM', ...more })
    await expect(issue({})).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: ['staff'] }] })
    await expect(issue({ staff: staff(lan) })).resolves.toBeDefined()
    expect(fitsReach('staff:write', 'TEAM')).toBe(false)
  })
})
