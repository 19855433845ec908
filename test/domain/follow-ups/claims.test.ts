import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { readCondition } from '../../../src/domain/filters/read.ts'
import { claimFollowUp } from '../../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { followUpQueue, myFollowUpQueue, unassignedQueue } from '../../../src/domain/follow-ups/queue.ts'
import { releaseFollowUp } from '../../../src/domain/follow-ups/release-follow-up.ts'
import { reopenFollowUp } from '../../../src/domain/follow-ups/reopen-follow-up.ts'
import { snoozeFollowUp } from '../../../src/domain/follow-ups/snooze-follow-up.ts'
import { wakeFollowUp } from '../../../src/domain/follow-ups/wake-follow-up.ts'
import { rowsOf } from '../../../src/domain/lists/page.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { many } from '../../../src/domain/writes/many.ts'
import { mutate, type Verb } from '../../../src/domain/writes/mutate.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff, allItems } from './world.ts'

let service: TestService
let lan: number
let minh: number
let customer: number

beforeEach(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  lan = await addStaff(service, 'Lan')
  minh = await addStaff(service, 'Minh')
  customer = await addCustomer(service, { netSpendYear: 70n })
})

const promise = async () =>
  (await createFollowUp(fresh(service), { customer, dueOn: '2026-03-05', note: 'Send the catalogue' }))
    .followUpId

const item = async (id: number) => (await allItems(service)).find(one => one.id === id)

const asStaff = (staffId: number, later = 0) => ({
  ...as(service, { staffId, caller: `key:${staffId}` }),
  now: service.now + later,
})

const settle = <Input, Result>(caller: TestService, verb: Verb<Input, Result>, input: Input) =>
  mutate(caller, { field: 'test', payload: null, key: null, position: 0 }, verb, input)

const minutes = (of: number) => of * 60_000

const asItem = async (id: number, columns: Partial<typeof followUps.$inferInsert>) =>
  void (await fresh(service).db.write([
    service.db.orm.update(followUps).set(columns).where(eq(followUps.id, id)),
  ]))

describe('a claim', () => {
  test('holds a quarter of an hour, to the millisecond; then whoever comes may take it', async () => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    expect((await item(id))?.claimedUntil).toBe(service.now + minutes(15))
    const last = minutes(15) - 1
    for (const attempt of [
      () => claimFollowUp(asStaff(minh, last), { id }),
      () => releaseFollowUp(asStaff(minh, last), { id }),
      () => completeFollowUp(asStaff(minh, last), { id, outcome: 'REACHED' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', conflict: { reason: 'CLAIMED' } })
    await claimFollowUp(asStaff(minh, minutes(15)), { id })
    expect(await item(id)).toMatchObject({
      ...{ state: 'CLAIMED', claimedBy: minh, claimedAt: service.now + minutes(15) },
      claimedUntil: service.now + minutes(30),
    })
    await expect(
      completeFollowUp(asStaff(lan, minutes(16)), { id, outcome: 'REACHED' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('is made longer by whoever holds it, and begins where it began', async () => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    await claimFollowUp(asStaff(lan, minutes(10)), { id })
    expect(await item(id)).toMatchObject({ claimedAt: service.now, claimedUntil: service.now + minutes(25) })
  })

  test('that is over leaves the item to whoever finishes it', async () => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    await completeFollowUp(asStaff(minh, minutes(15)), { id, outcome: 'REACHED' })
    expect((await item(id))?.state).toBe('DONE')
  })

  test('is let go by its holder and by a supervisor; what nobody holds stays as it is', async () => {
    const id = await promise()
    for (const caller of [asStaff(lan), fresh(service)]) {
      await claimFollowUp(asStaff(lan), { id })
      await releaseFollowUp(caller, { id })
      expect(await item(id)).toMatchObject({
        ...{ state: 'OPEN', claimedBy: null, claimedAt: null, claimedUntil: null },
      })
    }
    const before = await item(id)
    await releaseFollowUp(asStaff(minh), { id })
    expect(await item(id)).toEqual(before)
  })

  test('a thousand at once: no item twice, none lost', async () => {
    const staff = await Promise.all(Array.from({ length: 25 }, (_, at) => addStaff(service, `Staff ${at}`)))
    const inputs = Array.from({ length: 200 }, () => ({ customer, dueOn: '2026-03-05' }))
    await many(createFollowUp as Verb<unknown, object>)(fresh(service), { inputs })
    const ids = (await allItems(service)).map(({ id }) => id)
    const claims = ids.flatMap((id, at) =>
      Array.from({ length: 5 }, (_, turn) => ({ id, staffId: staff[(at + 5 * turn) % 25] ?? 0 })),
    )
    // Each of fifty callers goes on to its next item as soon as it is answered.
    const lanes = Array.from({ length: 50 }, (_, lane) => claims.filter((_one, at) => at % 50 === lane))
    const settled = await Promise.all(
      lanes.map(async lane => {
        const came = []
        for (const { id, staffId } of lane)
          came.push({ id, staffId, came: await settle(asStaff(staffId), claimFollowUp, { id }) })
        return came
      }),
    ).then(all => all.flat())
    expect(settled).toHaveLength(1_000)
    const won = settled.filter(({ came }) => 'result' in came)
    const reasons = settled.flatMap(({ came }) => ('error' in came ? [came.error.conflict?.reason] : []))
    expect(new Set(reasons)).toEqual(new Set(['CLAIMED']))
    const held = (await allItems(service)).map(({ id, state, claimedBy, version }) => ({
      ...{ id, state, claimedBy, version },
    }))
    expect(held).toEqual(
      ids.map(id => ({
        ...{ id, state: 'CLAIMED', version: 2 },
        claimedBy: won.find(one => one.id === id)?.staffId,
      })),
    )
    expect(won).toHaveLength(200)
  })

  test('of many at once is answered for each item', async () => {
    const [free, taken] = [await promise(), await promise()]
    await claimFollowUp(asStaff(lan), { id: taken })
    const own = asStaff(minh)
    const { outcomes } = await many(claimFollowUp)(own, { inputs: [{ id: free }, { id: taken }] })
    expect(own.db.counters.roundTrips).toBe(2)
    expect(outcomes).toMatchObject([
      { result: { followUpId: free } },
      { error: { code: 'CONFLICT', conflict: { reason: 'CLAIMED' } } },
    ])
    expect((await item(free))?.claimedBy).toBe(minh)
  })
})

describe('the queues', () => {
  const idsOf = async (source: typeof followUpQueue, caller: TestService, asked: object = {}) => {
    const rows = await caller.db.orm.query.followUps.findMany({
      columns: { id: true },
      where: columns =>
        rowsOf(caller, source, { ...columns }, readCondition(source.fields, asked, caller.workspace)),
      orderBy: columns => columns.id,
    })
    return rows.map(({ id }) => id)
  }

  test('mine, those of nobody, and those of the team follow the claims of now', async () => {
    const mine = (await createFollowUp(asStaff(lan), { customer, dueOn: '2026-03-05' })).followUpId
    const free = await promise()
    const seen = async (later: number) => {
      const queues = {
        lan: await idsOf(myFollowUpQueue, asStaff(lan, later)),
        minh: await idsOf(myFollowUpQueue, asStaff(minh, later)),
        nobody: await idsOf(unassignedQueue, asStaff(minh, later)),
        team: await idsOf(followUpQueue, asStaff(minh, later)),
      }
      // Whose queue an item is in anybody may ask of the team's.
      const asked = (queueOf: object) => idsOf(followUpQueue, asStaff(minh, later), { queueOf })
      expect(await asked({ equals: encodeId('staffMember', lan) })).toEqual(queues.lan)
      expect(await asked({ equals: encodeId('staffMember', minh) })).toEqual(queues.minh)
      expect(await asked({ empty: true })).toEqual(queues.nobody)
      return queues
    }
    const team = [mine, free]
    expect(await seen(0)).toEqual({ lan: [mine], minh: [], nobody: [free], team })
    await claimFollowUp(asStaff(minh), { id: mine })
    await claimFollowUp(asStaff(minh), { id: free })
    const held = { lan: [], minh: team, nobody: [], team }
    expect(await seen(minutes(15) - 1)).toEqual(held)
    expect(await seen(minutes(15))).toEqual({ lan: [mine], minh: [], nobody: [free], team })
  })
})

describe('what was put off', () => {
  test('comes back on its day by itself, and at once when it is woken', async () => {
    const id = await promise()
    await snoozeFollowUp(fresh(service), { id, until: '2026-03-09' })
    await wakeFollowUp(fresh(service), { id })
    expect(await item(id)).toMatchObject({ snoozedUntil: null, state: 'OPEN' })
    const before = await item(id)
    await wakeFollowUp(fresh(service), { id })
    expect(await item(id)).toEqual(before)
  })
})

describe('opened again', () => {
  test.each([
    ['done', (id: number) => completeFollowUp(asStaff(lan), { id, outcome: 'OTHER' })],
    ['dismissed', (id: number) => dismissFollowUp(asStaff(lan), { id, reason: 'Moved away' })],
    ['expired', (id: number) => asItem(id, { state: 'EXPIRED', expiresOn: service.today - 1, closedAt: 5 })],
  ])('what was %s waits, held by nobody, with what came of it taken off', async (_state, close) => {
    const id = await promise()
    await claimFollowUp(asStaff(lan), { id })
    await close(id)
    const was = await item(id)
    await reopenFollowUp(fresh(service), { id, reason: 'Wrong row' })
    expect(await item(id)).toMatchObject({
      ...{ state: 'OPEN', claimedBy: null, claimedUntil: null, closedAt: null, outcome: null },
      ...{ interactionId: null, dueOn: was?.dueOn },
      expiresOn: was?.expiresOn === null ? null : service.today + 14,
    })
    const trail = await fresh(service)
      .db.orm.select({ action: changes.action })
      .from(changes)
      .where(eq(changes.entityId, id))
    expect(trail.at(-1)?.action).toBe('follow-up.reopen')
  })

  test('is refused of what is open, held out or of feedback, and beside another of its tactic', async () => {
    const id = await promise()
    const refused = (reason: string) =>
      expect(reopenFollowUp(fresh(service), { id })).rejects.toMatchObject({
        ...{ code: 'CONFLICT', conflict: { reason } },
      })
    await refused('CLOSED')
    await asItem(id, { state: 'HELD', tactic: 'COFFEE' })
    await refused('CLOSED')
    await asItem(id, { state: 'DONE', tactic: 'FEEDBACK' })
    await refused('CLOSED')
    await asItem(id, { tactic: 'OVERDUE' })
    const other = await promise()
    await asItem(other, { tactic: 'OVERDUE' })
    await refused('DUPLICATE')
    await asItem(other, { state: 'EXPIRED' })
    await reopenFollowUp(fresh(service), { id })
  })

  test('is refused where the customer is restricted, or took back the consent that it needs', async () => {
    const [owed, offered] = [await promise(), await promise()]
    await asItem(offered, { tactic: 'THANK_YOU' })
    for (const id of [owed, offered]) await dismissFollowUp(fresh(service), { id, reason: 'No' })
    const who = encodeId('customer', customer)
    await recordConsent(fresh(service), { customer: who, purpose: 'CARE', given: false, evidence: 'Said so' })
    await expect(reopenFollowUp(fresh(service), { id: offered })).rejects.toMatchObject({ code: 'CONFLICT' })
    await reopenFollowUp(fresh(service), { id: owed })
    await restrictCustomer(fresh(service), { customer: who, reason: 'Disputes the bill' })
    expect((await item(owed))?.state).toBe('DISMISSED')
    await expect(reopenFollowUp(fresh(service), { id: owed })).rejects.toMatchObject({
      conflict: { reason: 'RESTRICTED' },
    })
  })
})
