import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { addContactPoint } from '../../../src/domain/contact-points/add-contact-point.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { readPerson } from '../../../src/domain/privacy/read-person.ts'
import { noteVerbs } from '../../../src/domain/profile/notes.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { contents } from '../../support/world.ts'

let service: TestService
let survivor: string
let merged: string
let staffId: number

/** What only the merged customer ever said. */
const own = [
  'zoe@example.com',
  '+84912999888',
  'Zoe Zinnia',
  'zebra',
  'zither',
  'z-key',
  'Zinc poisoning',
  'Zen',
]

const numberOf = (id: string) => decodeId(id)?.id ?? 0

const customer = async (input: object) =>
  encodeId('customer', (await createCustomer(fresh(service), input)).customerId)

/** Two who were taken for one for a while, and worked on meanwhile. */
beforeAll(async () => {
  service = await testService(await testDatabase())
  staffId = (await createStaffMember(fresh(service), { name: 'Chi' })).staffMemberId
  survivor = await customer({ name: 'An', owner: encodeId('staffMember', staffId) })
  merged = await customer({
    ...{ name: 'Zoe Zinnia', email: 'zoe@example.com', phone: '0912999888', tags: ['zebra'] },
    ...{ attributes: { plays: 'zither' }, externalIds: [{ source: 'web', externalId: 'z-key' }] },
  })
  const { interactionId } = await recordInteraction(fresh(service), {
    ...{ customer: { id: merged }, kind: 'CALL', occurredAt: '2026-02-01T10:00' },
    body: 'Zinc poisoning',
  })
  const { id: note } = await noteVerbs.add(fresh(service), { customer: merged, text: 'Zen' })
  const { mergeId } = await mergeCustomers(fresh(service), { survivor, merged })
  await updateCustomer(fresh(service), { id: survivor, patch: { email: 'an@example.com' } })
  await correctInteraction(fresh(service), { id: interactionId, patch: { subject: 'Metals' } })
  await noteVerbs.remove(fresh(service), { id: note })
  await unmergeCustomers(fresh(service), { id: mergeId })
})

const heldIn = (text: string) => own.filter(value => text.includes(value))

test('of whom it was taken for a customer keeps nothing in its trail, nor in what is given out of it', async () => {
  const { entries } = await readHistory(fresh(service), { of: survivor })
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['customer.merge', 'customer.unmerge']),
  )
  expect(heldIn(JSON.stringify(entries))).toEqual([])
  expect(heldIn(JSON.stringify(await readPerson(fresh(service), [numberOf(survivor)])))).toEqual([])
  const given = JSON.stringify(await readPerson(fresh(service), [numberOf(merged)]))
  expect(heldIn(given)).toEqual(own)
})

test('who sees the one alone sees nothing of the other, once they are two', async () => {
  const limited = as(service, { reach: 'OWNED', staffId })
  const document = '{ customerMerges(first: 10) { nodes { merged mergedName } } }'
  expect(await ask(limited, document)).toEqual({ customerMerges: { nodes: [] } })
  const all = await ask<{ customerMerges: { nodes: object[] } }>(fresh(service), document)
  expect(all.customerMerges.nodes).toMatchObject([{ merged, mergedName: 'Zoe Zinnia' }])
  expect(heldIn(JSON.stringify(await readHistory(limited, { of: survivor })))).toEqual([])
})

test('erased, it is gone from everywhere, the trail and the revisions of who stood for it too', async () => {
  await erasePerson(fresh(service), { customer: merged })
  const left = Object.entries(await contents(service)).filter(
    ([, rows]) => heldIn(JSON.stringify(rows)).length > 0,
  )
  expect(left.map(([table]) => table)).toEqual([])
})

test('a preview tells nobody without the scope how personal fields compare, nor of rows it may not read', async () => {
  const known = await customer({ name: 'Vy', email: 'vy@example.com', gender: 'FEMALE' })
  const guess = await customer({ name: 'Vy', email: 'other@example.com', acquisitionSource: 'fair' })
  await recordInteraction(fresh(service), {
    ...{ customer: { id: guess }, kind: 'CALL', occurredAt: '2026-02-01T10:00' },
  })
  const blind = as(service, { scopes: new Set(['customers:read', 'customers:write']) })
  const input = { survivor: known, merged: guess, dryRun: true }
  expect(await mergeCustomers(blind, input)).toMatchObject({
    fields: [{ field: 'acquisitionSource', from: 'MERGED' }],
    moved: [],
  })
  const { mergeId } = await mergeCustomers(fresh(service), { survivor: known, merged: guess })
  await updateCustomer(fresh(service), { id: known, patch: { email: 'guess@example.com' } })
  const { conflicts } = await unmergeCustomers(blind, { id: mergeId, dryRun: true })
  expect(conflicts).toEqual([])
  const point = { customer: known, email: 'guess@example.com' }
  await expect(addContactPoint(blind, point)).rejects.toThrow('customers:personal')
})

test('a merge that touched nothing of it stands against no undo of an earlier change', async () => {
  const [one, other] = [await customer({ name: 'Hoa' }), await customer({})]
  const { id: note } = await noteVerbs.add(fresh(service), { customer: other, text: 'First' })
  await updateCustomer(fresh(service), { id: one, patch: { name: 'Hoà' } })
  await noteVerbs.update(fresh(service), { id: note, patch: { text: 'Second' } })
  await mergeCustomers(fresh(service), { survivor: one, merged: other })
  for (const of of [one, encodeId('note', note)]) {
    const { entries } = await readHistory(fresh(service), { of })
    const change = entries.find(({ action }) => action.endsWith('.update'))
    await undoChange(fresh(service), { id: change?.cursor })
  }
  const { orm } = fresh(service).db
  expect(await orm.all(sql`SELECT name FROM customers WHERE id = ${numberOf(one)}`)).toEqual([
    { name: 'Hoa' },
  ])
  expect(await orm.all(sql`SELECT text FROM notes WHERE id = ${note}`)).toEqual([{ text: 'First' }])
})
