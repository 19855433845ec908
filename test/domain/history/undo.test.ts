import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { changeKinds } from '../../../src/domain/changes/kinds.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { decodePlace } from '../../../src/domain/feed/cursor.ts'
import { assignFeedback } from '../../../src/domain/feedback/assign-feedback.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { readUndoRefusals } from '../../../src/domain/history/undo/refusals.ts'
import { reversals } from '../../../src/domain/history/undo/reversals.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { scopes } from '../../../src/domain/service/scopes.ts'
import { offboardStaffMember } from '../../../src/domain/staff/offboarding/offboard.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { goodInput, mutations } from '../../nouns/all.ts'
import { testDatabase } from '../../support/database.ts'
import { ask, run } from '../../support/graphql.ts'
import { documentOf } from '../../support/mutations.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { readRows, stateOf } from '../../support/stored-state.ts'
import { smallWorld, type World } from '../../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = as(await testService(await testDatabase()), { caller: 'operator' })
  world = await smallWorld(service)
})

const numberOf = (id: string) => decodeId(id)?.id ?? 0

/** The newest change of an action, by its public id and record. */
async function newest(action: string) {
  const [row] = await fresh(service).db.orm.all<{ id: number; mark: string; entity_id: number }>(
    sql`SELECT id, substr(token, 1, 6) AS mark, entity_id FROM changes WHERE action = ${action} ORDER BY id DESC LIMIT 1`,
  )
  if (!row) throw new Error(`No change ${action}`)
  return { id: `chg_${row.id}-${row.mark}`, recordId: row.entity_id }
}

const newestId = async (action: string) => ({ id: (await newest(action)).id })

/** Tried by themselves. The due time of the feedback of this world is over: no verb sets it again. */
const byThemselves = ['staffMember.leave', 'staffMember.offboard', 'feedback.assign']

/** What was removed comes back as another record, of which the trail of the first tells nothing. */
const anew = ['contact-point.remove']

const reversible = mutations.filter(({ action }) => action in reversals && !byThemselves.includes(action))

/** What no reverse verb brings back to the letter: until when feedback waits, who set a level, and what comes anew. */
const apart = [
  ...['follow-up.dismiss', 'feedback.close', 'feedback.reopen', 'relationship.override-clear'],
  'contact-point.remove',
]

describe.each(reversible)('$name', ({ name, action, touches }) => {
  test('can be undone: the record says again what it said, and its history names both', async () => {
    const { entity } = changeKinds[action]
    const before = await readRows(service)
    const { data, errors } = await run(
      fresh(service),
      documentOf(name),
      { input: goodInput(world, name) },
      null,
    )
    expect(errors).toBeUndefined()
    expect(data?.[name]).toHaveProperty('__typename', expect.stringMatching(/Payload$/))
    const { id, recordId } = await newest(action)
    const number = decodePlace(id).change
    const refusal = async (by: TestService) => (await readUndoRefusals(by, [number])).get(number)
    expect(await refusal(fresh(service))).toMatchObject({ recordId, refusal: null })
    const reader = as(service, { scopes: new Set(scopes.filter(scope => !scope.endsWith(':write'))) })
    expect(await refusal(reader)).toMatchObject({ refusal: 'FORBIDDEN' })
    await expect(undoChange(reader, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const on = fresh(service)
    await undoChange(on, { id })
    expect(on.db.counters.roundTrips).toBeLessThanOrEqual(3)
    const after = await readRows(service)
    const [was, is] = [before, after].map(rows => stateOf(rows, action, recordId, {}))
    if (!apart.includes(action))
      for (const field of touches.filter(one => one !== 'regions'))
        expect([field, is?.[field]]).toEqual([field, was?.[field]])
    const [last] = await fresh(service).db.orm.all<{ detail: string; entity: string }>(
      sql`SELECT detail, entity FROM changes ORDER BY id DESC LIMIT 1`,
    )
    expect(last?.entity).toBe(entity)
    expect(JSON.parse(last?.detail ?? '{}')).toMatchObject({ undoes: id })
    const behind = (await refusal(fresh(service)))?.refusal
    expect(behind).toBe(anew.includes(action) ? null : 'UNDONE')
  })
})

test('every kind that can be undone is tried', () => {
  expect([...new Set(reversible.map(({ action }) => action))].toSorted()).toEqual(
    Object.keys(reversals)
      .filter(action => !byThemselves.includes(action))
      .toSorted(),
  )
})

test('feedback goes back to whoever answered for it, and a leaver comes back', async () => {
  const id = numberOf(world.feedback[0])
  const owner = () =>
    fresh(service).db.orm.all<{ owner_id: number }>(sql`SELECT owner_id FROM feedback WHERE id = ${id}`)
  const before = await owner()
  await assignFeedback(fresh(service), { id, owner: world.otherStaff })
  expect(await owner()).not.toEqual(before)
  await undoChange(fresh(service), await newestId('feedback.assign'))
  expect(await owner()).toEqual(before)
  await offboardStaffMember(fresh(service), { id: world.leaver, rule: { colleagues: [world.staff] } })
  await undoChange(fresh(service), await newestId('staffMember.offboard'))
  const [leaver] = await fresh(service).db.orm.all(
    sql`SELECT active FROM staff_members WHERE id = ${numberOf(world.leaver)}`,
  )
  expect(leaver).toEqual({ active: 1 })
})

describe('an undo is refused', () => {
  const rename = async (name: string) => {
    await updateCustomer(fresh(service), { id: numberOf(world.customer), patch: { name } })
    return newest('customer.update')
  }

  test('where the field was changed again since, with the record as it stands', async () => {
    const { id } = await rename('Hoa')
    await rename('Huệ')
    const { changeUndo } = await ask<{ changeUndo: unknown }>(
      fresh(service),
      `mutation ($id: String!) { changeUndo(input: { id: $id }) { __typename ... on ConflictError { reason current { id ... on Customer { name version } } } } }`,
      { id },
    )
    expect(changeUndo).toMatchObject({
      __typename: 'ConflictError',
      reason: 'NEWER',
      current: { id: world.customer, name: 'Huệ', version: expect.any(Number) },
    })
  })

  test('but not where another field was', async () => {
    const { id } = await rename('Lan')
    await updateCustomer(fresh(service), { id: numberOf(world.customer), patch: { gender: 'FEMALE' } })
    await undoChange(fresh(service), { id })
    const [row] = await fresh(service).db.orm.all(
      sql`SELECT name, gender FROM customers WHERE id = ${numberOf(world.customer)}`,
    )
    expect(row).toEqual({ name: 'Huệ', gender: 'FEMALE' })
  })

  test('for what is evidence, right or policy', async () => {
    for (const action of ['consent.record', 'api-key.issue', 'customer.create', 'webhook.create']) {
      const { id } = await newest(action)
      await expect(undoChange(fresh(service), { id }), action).rejects.toMatchObject({
        code: 'CONFLICT',
        conflict: { reason: 'FINAL' },
      })
    }
  })

  test('where the values were erased', async () => {
    const { id } = await rename('Mai')
    await service.database.session().write([sql`DELETE FROM change_values`])
    await expect(undoChange(fresh(service), { id })).rejects.toMatchObject({ conflict: { reason: 'ERASED' } })
  })

  test('without the scope of the reverse verb, and out of reach as if there were no such change', async () => {
    const { id } = await rename('Ngọc')
    const narrow = as(service, { scopes: new Set(['customers:read']) })
    await expect(undoChange(narrow, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const stranger = as(service, { reach: 'OWNED', staffId: numberOf(world.otherStaff) })
    const unknown = undoChange(stranger, { id: 'chg_999999-abcdef' }).catch((error: unknown) => error)
    await expect(undoChange(stranger, { id })).rejects.toEqual(await unknown)
  })
})

describe('a history', () => {
  test('pages through all changes of a record once, the newest first', async () => {
    const id = numberOf(world.customer)
    const all = await fresh(service).db.orm.all<{ id: number }>(
      sql`SELECT id FROM changes WHERE entity = 'customer' AND entity_id = ${id} ORDER BY id DESC`,
    )
    expect(all.length).toBeGreaterThan(5)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await readHistory(fresh(service), { of: world.customer, first: 2, after })
      seen.push(...page.entries.map(entry => entry.cursor))
      after = page.hasNextPage ? page.end : null
    } while (after !== null)
    expect(seen.map(cursor => Number(/\d+/.exec(cursor)?.[0]))).toEqual(all.map(row => row.id))
  })

  test('tells values before and after, personal ones to whoever may read them', async () => {
    await updateCustomer(fresh(service), {
      id: numberOf(world.customer),
      patch: { name: 'Thu', owner: world.otherStaff, acquisitionSource: 'Fair' },
    })
    await updateCustomer(fresh(service), { id: numberOf(world.customer), patch: { owner: world.staff } })
    const told = async (scope: string) => {
      const narrow = as(service, { scopes: new Set(scopes.filter(one => one !== scope)) })
      const { entries } = await readHistory(narrow, { of: world.customer, first: 2 })
      return Object.fromEntries(
        (entries[1]?.fields ?? []).map(({ field, after, hidden }) => [field, hidden ? 'hidden' : after]),
      )
    }
    expect(await told('none')).toEqual({ name: 'Thu', acquisitionSource: 'Fair', ownerId: world.otherStaff })
    expect(await told('customers:personal')).toEqual({
      ...{ name: 'hidden', acquisitionSource: 'Fair', ownerId: world.otherStaff },
    })
    expect(await told('staff:read')).toEqual({ name: 'Thu', acquisitionSource: 'Fair', ownerId: 'hidden' })
  })

  test('says in words what was done, by whom, and why it stays, without a query for each change', async () => {
    await updateCustomer(fresh(service), { id: numberOf(world.customer), patch: { name: 'An' } })
    await updateCustomer(fresh(service), { id: numberOf(world.customer), patch: { name: 'Bình' } })
    const read = (reader: TestService, first: number) =>
      ask<{ history: { nodes: object[] } }>(
        reader,
        `query ($of: ID!, $first: Int) { history(of: $of, first: $first) { nodes {
          label { en vi } undoRefusal author { kind name staffMember { id } apiKey { name } } fields { label { en vi } } } } }`,
        { of: world.customer, first },
      )
    await fresh(service).db.write([
      sql`UPDATE staff_members SET subject = 'an|1' WHERE id = ${numberOf(world.staff)}`,
    ])
    const signedIn = as(service, { kind: 'TOKEN', caller: 'token:https://id.example|an|1' })
    await updateCustomer(signedIn, { id: numberOf(world.customer), patch: { gender: 'MALE' } })
    const on = fresh(service)
    const { history } = await read(on, 3)
    const [newest, renamed, first] = history.nodes
    const [staff] = await fresh(service).db.orm.all<{ name: string }>(
      sql`SELECT name FROM staff_members WHERE id = ${numberOf(world.staff)}`,
    )
    expect(newest).toMatchObject({
      label: { en: 'Customer changed', vi: 'Sửa khách hàng' },
      undoRefusal: null,
      author: { kind: 'TOKEN', name: staff?.name, staffMember: { id: world.staff }, apiKey: null },
      fields: [{ label: { en: 'Gender', vi: 'Giới tính' } }],
    })
    expect([renamed, first]).toMatchObject([{ undoRefusal: null }, { undoRefusal: 'NEWER' }])
    const many = fresh(service)
    await read(many, 50)
    expect(many.db.counters.statements).toBe(on.db.counters.statements)
    const blind = as(service, { scopes: new Set(['customers:read']) })
    const entries = (await readHistory(blind, { of: world.customer, first: 1 })).entries
    expect(entries).toMatchObject([{ author: { kind: 'TOKEN', name: null } }])
  })

  test('is empty of a record out of reach, and tells by whom', async () => {
    const stranger = as(service, { reach: 'OWNED', staffId: numberOf(world.otherStaff) })
    expect((await readHistory(stranger, { of: world.customer })).entries).toEqual([])
    expect((await readHistory(stranger, { of: world.otherCustomer })).entries.length).toBeGreaterThan(0)
    const { entries } = await readHistory(fresh(service), { by: service.actor.caller, first: 100 })
    expect(entries).toHaveLength(100)
    expect(new Set(entries.map(entry => entry.actor))).toEqual(new Set([service.actor.caller]))
    for (const by of [encodeId('apiKey', 987_654), 'token:https://id.example.com|nobody', 'night'])
      expect((await readHistory(fresh(service), { by })).entries).toEqual([])
  })

  test('says of changes of somebody erased that they stay, as the undo does', async () => {
    const { customerId } = await createCustomer(fresh(service), { name: 'Gone' })
    await updateCustomer(fresh(service), { id: customerId, patch: { kind: 'ORGANISATION' } })
    const change = await newestId('customer.update')
    const number = decodePlace(change.id).change
    const refused = async () => (await readUndoRefusals(fresh(service), [number])).get(number)?.refusal
    expect(await refused()).toBeNull()
    await erasePerson(fresh(service), { customer: customerId })
    expect(await refused()).toBe('ERASED')
    await expect(undoChange(fresh(service), change)).rejects.toMatchObject({ conflict: { reason: 'ERASED' } })
  })

  test('of what is no caller or no record is refused', async () => {
    for (const by of ['xx', '', 'key:1', 'token:|minh', world.staff])
      expect(await refusal(readHistory(fresh(service), { by })), by).toEqual(['INVALID_INPUT by'])
    for (const of of ['xx', '', 'cus_'])
      expect(await refusal(readHistory(fresh(service), { of })), of).toEqual(['INVALID_INPUT of'])
  })

  test('holds exports, those that went on where another ended too', async () => {
    await startExport(fresh(service), exportedCustomers, { format: 'ndjson', after: world.customer })
    const { entries } = await readHistory(fresh(service), { by: service.actor.caller, first: 1 })
    expect(entries).toMatchObject([{ action: 'export', fields: [] }])
  })

  test('of a record tells also of changes of many rows that it was among', async () => {
    const { entries } = await readHistory(fresh(service), { of: world.formerStaff })
    expect(entries.map(entry => entry.action)).toContain('staffMember.offboard')
  })

  test('is one round trip', async () => {
    const on = fresh(service)
    await readHistory(on, { of: world.customer, first: 100 })
    expect(on.db.counters).toMatchObject({ roundTrips: 1, statements: 1, rowsWritten: 0 })
  })
})
