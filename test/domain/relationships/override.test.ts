import { desc, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { changes, changeValues } from '../../../src/database/tables/house/changes.ts'
import { relationshipOverrides } from '../../../src/database/tables/value/relationships.ts'
import { clearOverride } from '../../../src/domain/relationships/clear-override.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { mutate } from '../../../src/domain/writes/mutate.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const [mine, theirs] = [1, 2]
const staff = 71

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addCustomers(service, [mine, theirs])
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
      VALUES (${staff}, 'Lan', '', 1, 0, 0, 1, 0)`,
    sql`UPDATE customers SET owner_id = ${staff} WHERE id = ${mine}`,
  ])
  return () => database.close()
})

const set = (more: Record<string, unknown> = {}, caller = service) =>
  setOverride(fresh(caller), {
    customer: mine,
    level: 3,
    reason: 'Wants calls',
    until: service.today + 30,
    ...more,
  })
const stored = () => fresh(service).db.orm.select().from(relationshipOverrides)
const newestChange = async () => {
  const [change] = await fresh(service).db.orm.select().from(changes).orderBy(desc(changes.id)).limit(1)
  return change
}

/** What the newest change kept, beside the trail, of why. */
const newestReason = async () => {
  const [reason] = await fresh(service)
    .db.orm.select({ before: changeValues.before, after: changeValues.after })
    .from(changeValues)
    .where(sql`${changeValues.changeId} = (SELECT max(id) FROM changes) AND ${changeValues.field} = 'reason'`)
  return reason
}

describe('an override', () => {
  test('keeps who set it, why and until when, in one read and one write', async () => {
    const own = as(service, { caller: 'key:9', staffId: staff })
    const until = formatDay(service.today + 30)
    await setOverride(own, { customer: encodeId('customer', mine), level: 3, reason: ' Wants calls ', until })
    expect(own.db.counters.roundTrips).toBe(2)
    const change = await newestChange()
    expect(await stored()).toEqual([
      {
        ...{ customerId: mine, level: 3, reason: 'Wants calls', until: service.today + 30, author: 'key:9' },
        ...{
          staffId: staff,
          createdAt: service.now,
          updatedAt: service.now,
          version: 1,
          changeId: change?.id,
        },
      },
    ])
    expect(change).toMatchObject({
      ...{ action: 'relationship.override', entity: 'customer', entityId: mine, actor: 'key:9' },
      detail: { after: { level: 3, until: service.today + 30, author: 'key:9', staffId: staff } },
    })
    expect(await newestReason()).toEqual({ before: null, after: 'Wants calls' })
  })

  test('replaces the one before, also one that is over, and the trail keeps both', async () => {
    await set({ until: service.today + 1 })
    const later = at(service, service.now + 5 * 86_400_000)
    await set({ level: 5, reason: 'Grew', expectedVersion: 1 }, later)
    expect(await stored()).toMatchObject([
      { level: 5, version: 2, createdAt: service.now, updatedAt: later.now, until: service.today + 30 },
    ])
    expect((await newestChange())?.detail).toMatchObject({
      before: { level: 3, until: service.today + 1 },
      after: { level: 5, until: service.today + 30 },
    })
    expect(await newestReason()).toEqual({ before: 'Wants calls', after: 'Grew' })
  })

  test('is cleared, with what it was in the trail, and can be set again', async () => {
    await set()
    const session = fresh(service)
    await clearOverride(session, { customer: mine, expectedVersion: 1 })
    expect(session.db.counters.roundTrips).toBe(2)
    expect(await stored()).toEqual([])
    expect(await newestChange()).toMatchObject({
      action: 'relationship.override-clear',
      detail: { before: { level: 3, author: 'key:test' } },
    })
    expect(await newestReason()).toEqual({ before: 'Wants calls', after: null })
    expect(await refusal(clearOverride(fresh(service), { customer: mine }))).toEqual(['NOT_FOUND customer'])
    await set({ level: 1 })
    expect(await stored()).toMatchObject([{ level: 1, version: 1 }])
  })

  test('set twice at once is both times applied, one after the other', async () => {
    const one = (level: 1 | 2) =>
      mutate(
        fresh(service),
        { field: 'relationshipOverrideSet', payload: {}, key: null, position: 0 },
        setOverride,
        { customer: mine, level, reason: 'x', until: service.today + 1 },
      )
    const settled = await Promise.all([one(1), one(2)])
    expect(settled.every(outcome => 'result' in outcome)).toBe(true)
    expect(await stored()).toMatchObject([{ version: 2 }])
  })

  test.each<[Record<string, unknown>, string]>([
    [{ level: 0 }, 'INVALID_INPUT level'],
    [{ level: 6 }, 'INVALID_INPUT level'],
    [{ level: 2.5 }, 'INVALID_INPUT level'],
    [{ reason: ' ' }, 'INVALID_INPUT reason'],
    [{ reason: 'x'.repeat(501) }, 'INVALID_INPUT reason'],
    [{ until: '2026-02-30' }, 'INVALID_INPUT until'],
    [{ until: '2026-03-02' }, 'INVALID_INPUT until'],
    [{ until: '2028-03-03' }, 'INVALID_INPUT until'],
    [{ customer: 99 }, 'NOT_FOUND customer'],
    [{ expectedVersion: 1 }, 'CONFLICT expectedVersion'],
  ])('%j is refused', async (more, expected) => {
    expect(await refusal(set(more))).toEqual([expected])
    expect(await stored()).toEqual([])
  })

  test('may last until the same day two years ahead', async () => {
    await set({ until: '2028-03-02' })
    expect(await stored()).toHaveLength(1)
  })

  test('needs the scope, and a customer within reach', async () => {
    const reader = as(service, { scopes: new Set(['relationships:read'] as const) })
    expect(await refusal(set({}, reader))).toEqual(['FORBIDDEN'])
    expect(await refusal(clearOverride(reader, { customer: mine }))).toEqual(['FORBIDDEN'])
    const owner = as(service, { reach: 'OWNED', staffId: staff })
    await set({ customer: theirs })
    const unknown = await refusal(set({ customer: 99 }, owner))
    expect(await refusal(set({ customer: theirs }, owner))).toEqual(unknown)
    expect(await refusal(clearOverride(fresh(owner), { customer: theirs, expectedVersion: 7 }))).toEqual(
      unknown,
    )
    await set({ customer: mine }, owner)
    expect((await stored()).map(one => [one.customerId, one.version])).toEqual([
      [mine, 1],
      [theirs, 1],
    ])
  })
})
