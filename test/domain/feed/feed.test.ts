import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { revokeApiKey } from '../../../src/domain/api-keys/revoke-api-key.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { UserError } from '../../../src/domain/service/errors.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { codeOf } from '../../../src/domain/wording/say.ts'
import { whileStale } from '../../../src/domain/writes/retry.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { Follower } from './follower.ts'

const visit = { kind: 'VISIT', occurredAt: '2026-01-01T10:00:00Z' }

function expectStored({ rejected }: { rejected: number }) {
  expect(rejected).toBe(0)
}

const keys = ['a', 'b', 'c', 'd', 'e', 'f']

/** What somebody does, by the numbers of customers, staff and follow-ups, as far as there are so many. */
const deed = fc.oneof(
  fc.record({ did: fc.constant('create' as const), owner: fc.nat(2) }),
  fc.record({ did: fc.constant('hand over' as const), whom: fc.nat(9), owner: fc.nat(2) }),
  fc.record({ did: fc.constant('record' as const), whom: fc.nat(9) }),
  fc.record({ did: fc.constant('meet' as const), phone: fc.nat(3) }),
  fc.record({ did: fc.constant('promise' as const), whom: fc.nat(9) }),
  fc.record({ did: fc.constant('claim' as const), item: fc.nat(5) }),
  fc.record({ did: fc.constant('do' as const), item: fc.nat(5) }),
  fc.record({
    did: fc.constant('import people' as const),
    rows: fc.array(fc.record({ key: fc.constantFrom(...keys), owner: fc.nat(2) }), { minLength: 1 }),
  }),
  fc.record({
    did: fc.constant('import facts' as const),
    rows: fc.array(fc.record({ key: fc.constantFrom(...keys), id: fc.nat(6) }), { minLength: 1 }),
  }),
)

type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

const ownerEmails = [null, 'an@example.com', 'binh@example.com']

class House {
  readonly staff: number[] = []
  readonly customers: number[] = []
  readonly items: number[] = []
  readonly service: TestService
  constructor(service: TestService) {
    this.service = service
  }

  static async open(): Promise<House> {
    const house = new House(await testService(await testDatabase()))
    for (const email of ownerEmails) {
      if (email === null) continue
      const { staffMemberId } = await createStaffMember(fresh(house.service), { name: email, email })
      house.staff.push(staffMemberId)
    }
    return house
  }

  ownerOf(at: number): string | null {
    const id = this.staff[at]
    return id === undefined ? null : encodeId('staffMember', id)
  }

  /** What clashes with what another does meanwhile is refused, and that is no matter here. */
  async do(deed: Deed): Promise<void> {
    try {
      await whileStale(() => this.#do(fresh(this.service), deed))
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'INVALID_INPUT') throw error
    }
  }

  async #do(service: TestService, deed: Deed): Promise<void> {
    const owner = 'owner' in deed ? this.ownerOf(deed.owner - 1) : null
    const whom = 'whom' in deed ? this.customers[deed.whom % this.customers.length] : undefined
    const item = 'item' in deed ? this.items[deed.item % this.items.length] : undefined
    switch (deed.did) {
      case 'create':
        this.customers.push((await createCustomer(service, { owner })).customerId)
        return
      case 'hand over':
        if (whom) await updateCustomer(service, { id: whom, patch: { owner } })
        return
      case 'record':
        if (whom) await recordInteraction(service, { customer: { id: whom }, kind: 'CALL', channel: 'PHONE' })
        return
      case 'meet': {
        const customer = { phone: `091234567${deed.phone}` }
        this.customers.push((await recordInteraction(service, { customer, kind: 'VISIT' })).customerId)
        return
      }
      case 'promise':
        if (whom)
          this.items.push((await createFollowUp(service, { customer: whom, dueOn: '2026-03-05' })).followUpId)
        return
      case 'claim':
        if (item) await claimFollowUp(service, { id: item, staff: this.staff[0] })
        return
      case 'do':
        if (item) await completeFollowUp(service, { id: item, outcome: 'REACHED' })
        return
      case 'import people': {
        const rows = deed.rows.map(({ key, owner: at }, line) => ({
          line,
          fields: { externalId: key, owner: ownerEmails[at] },
        }))
        expectStored(await customerImport(service, { source: 'shop' }).chunk(rows))
        return
      }
      case 'import facts': {
        const rows = deed.rows.map(({ key, id }, line) => ({
          line,
          fields: { ...visit, externalId: `f${id}`, customerExternalId: key },
        }))
        expectStored(await interactionImport(service, { source: 'shop' }).chunk(rows))
        return
      }
    }
  }

  /** Versions by id, of all that whoever stands for `staffId` sees; of everything without one. */
  async tables(staffId: number | null): Promise<Map<string, number>> {
    const mine = staffId === null ? sql`true` : sql`owner_id = ${staffId}`
    const rows = await fresh(this.service).db.orm.all<{ kind: string; id: number; version: number }>(sql`
      WITH seen AS (SELECT id, version FROM customers WHERE ${mine})
      SELECT 'customer' AS kind, id, version FROM seen
      UNION ALL SELECT 'interaction', id, version FROM interactions WHERE customer_id IN (SELECT id FROM seen)
      UNION ALL SELECT 'followUp', id, version FROM follow_ups WHERE customer_id IN (SELECT id FROM seen)`)
    return new Map(
      rows.map(({ kind, id, version }) => {
        if (kind !== 'customer' && kind !== 'interaction' && kind !== 'followUp') throw new Error(kind)
        return [encodeId(kind, id), version] as const
      }),
    )
  }
}

const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => a.localeCompare(b))

test('whoever follows the feed has what the tables hold, within any reach and while others write', async () => {
  const runs = Number(process.env.FEED_HISTORIES ?? 6)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(deed, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 7 })), {
        minLength: 4,
        maxLength: 12,
      }),
      async history => {
        const house = await House.open()
        const [an = null] = house.staff
        const followers = [
          { staffId: null, follower: new Follower(house.service) },
          { staffId: an, follower: new Follower(as(house.service, { reach: 'OWNED', staffId: an })) },
        ]
        for (const [deeds, first] of history) {
          await Promise.all([
            ...deeds.map(one => house.do(one)),
            ...followers.map(({ follower }) => (first > 0 ? follower.page(first) : false)),
          ])
        }
        for (const { staffId, follower } of followers) {
          await follower.toTheEnd(3)
          expect(sorted(follower.copy)).toEqual(sorted(await house.tables(staffId)))
        }
        await house.service.database.close()
      },
    ),
    { numRuns: runs, seed: 16 },
  )
}, 120_000)

test('who leaves the reach is told as removed, once and without content', async () => {
  const house = await House.open()
  const [an] = house.staff
  const mine = as(house.service, { reach: 'OWNED', staffId: an ?? null })
  const { customerId } = await createCustomer(fresh(house.service), { owner: house.ownerOf(0), name: 'Lan' })
  const after = await newestCursor(fresh(mine))
  await updateCustomer(fresh(house.service), { id: customerId, patch: { owner: house.ownerOf(1) } })
  await updateCustomer(fresh(house.service), { id: customerId, patch: { name: 'Lan Anh' } })
  const { entries } = await readChanges(fresh(mine), { after })
  expect(entries.map(({ action, recordId }) => [action, recordId])).toEqual([['REMOVED', customerId]])
})

test('each key that goes with another is told as revoked, once', async () => {
  const service = await testService(await testDatabase())
  const issue = async (by: TestService) =>
    (await issueApiKey(by, { name: 'Key', scopes: ['customers:read'] })).apiKeyId
  const first = await issue(fresh(service))
  const second = await issue(as(service, { caller: `key:${first}` }))
  const third = await issue(as(service, { caller: `key:${second}` }))
  const other = await issue(fresh(service))
  const after = await newestCursor(fresh(service))
  await revokeApiKey(fresh(service), { id: second })
  await revokeApiKey(fresh(service), { id: first, descendants: true })
  await revokeApiKey(fresh(service), { id: other })
  const { entries } = await readChanges(fresh(service), { after })
  expect(entries.map(({ entity, action, recordId }) => [entity, action, recordId])).toEqual(
    [second, first, third, other].map(id => ['API_KEY', 'REVOKED', id]),
  )
  const [one] = (await readChanges(fresh(service), { after, first: 2 })).entries.slice(-1)
  const rest = await readChanges(fresh(service), { after: one?.cursor })
  expect(rest.entries.map(({ recordId }) => recordId)).toEqual([third, other])
  const stranger = as(service, { scopes: new Set(['customers:read']) })
  expect((await readChanges(stranger, { after })).entries).toEqual([])
})

test('a cursor names nobody whom the caller does not see', async () => {
  const house = await House.open()
  const mine = as(house.service, { reach: 'OWNED', staffId: house.staff[0] ?? null })
  await house.do({ did: 'import people', rows: keys.map(key => ({ key, owner: 2 })) })
  const { entries, end } = await readChanges(fresh(mine), { first: 1, entities: ['CUSTOMER'] })
  expect([entries, end]).toEqual([[], await newestCursor(fresh(mine))])
})

test('who asks for nothing, or only for what has no changes of its own, is told of nothing', async () => {
  const house = await House.open()
  await house.do({ did: 'create', owner: 0 })
  for (const entities of [[], ['SNAPSHOT']]) {
    const { entries, hasNextPage } = await readChanges(fresh(house.service), { entities })
    expect([entries, hasNextPage]).toEqual([[], false])
  }
})

test('a page reads as much whatever the trail holds', async () => {
  const house = await House.open()
  for (let made = 0; made < 30; made += 1) await createCustomer(fresh(house.service), {})
  const cost = async (first: number) => {
    const service = fresh(house.service)
    await readChanges(service, { first })
    return service.db.counters.roundTrips
  }
  expect([await cost(1), await cost(30)]).toEqual([1, 1])
})

test('a cursor is refused when it is none, of the future, or of changes that are not kept any more', async () => {
  const house = await House.open()
  const refusal = async (after: string, service = house.service) => {
    const error = await readChanges(fresh(service), { after }).catch(caught => caught)
    return error instanceof UserError ? error.issues.map(issue => [issue.path, codeOf(issue.saying)]) : error
  }
  for (const wrong of [
    '',
    'x',
    'chg_',
    'chg_-1',
    'chg_1',
    'chg_01-0',
    'chg_1-a.2',
    'chg_99999999999999999-0',
  ])
    expect(await refusal(wrong)).toEqual([[['after'], 'MALFORMED']])
  for (const elsewhere of ['chg_9000-abcdef', 'chg_1-abcdef'])
    expect(await refusal(elsewhere)).toEqual([[['after'], 'CURSOR_EXPIRED']])
  const begun = await newestCursor(fresh(house.service))
  await createCustomer(fresh(house.service), {})
  await house.service.db.write([
    sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at)
      VALUES (1, 1, 1, 'COMPLETED', 1, (SELECT max(id) FROM changes), '[]', 1, 1)`,
  ])
  expect(await refusal(begun)).toEqual([[['after'], 'CURSOR_EXPIRED']])
  expect(
    await readChanges(fresh(house.service), { after: await newestCursor(fresh(house.service)) }),
  ).toEqual(expect.objectContaining({ entries: [], hasNextPage: false }))
})
