import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interactions } from '../../../src/database/tables/customers/interactions.ts'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { addContactPoint } from '../../../src/domain/contact-points/add-contact-point.ts'
import { updateContactPoint } from '../../../src/domain/contact-points/update-contact-point.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { parseInteractionFacts } from '../../../src/domain/interactions/input.ts'
import { newInteractionRow } from '../../../src/domain/interactions/new-interaction.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { careTeamVerbs } from '../../../src/domain/profile/care-team.ts'
import { postalAddressVerbs } from '../../../src/domain/profile/postal-addresses.ts'
import { reachabilityVerbs } from '../../../src/domain/profile/reachability.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { commit } from '../../../src/domain/writes/commit.ts'
import { whileStale } from '../../../src/domain/writes/retry.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { stages } from '../../../src/nightly/stages.ts'
import { testDatabase } from '../../support/database.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const open = async () => testService(await testDatabase(), { now: '2026-03-02T09:00' })

const cus = (id: number) => encodeId('customer', id)

type Input = Record<string, unknown>

const customer = async (service: TestService, input: Input = {}) =>
  (await createCustomer(fresh(service), input)).customerId

const bought = async (service: TestService, id: number, day: string, amount: number) =>
  recordInteraction(fresh(service), {
    ...{ customer: { id: cus(id) }, kind: 'PURCHASE', occurredAt: `${day}T10:00:00+07:00` },
    amount: `${amount}`,
  })

interface Purchase {
  customer: number
  day: string
  amount: number
}

/** Many at once. */
async function boughtAll(service: TestService, purchases: readonly Purchase[]) {
  const writer = fresh(service)
  const { workspace, now, db } = writer
  const inserts = purchases.map(({ customer, day, amount }) => {
    const occurredAt = `${day}T10:00:00+07:00`
    const parsed = parseInteractionFacts(workspace, now, {
      kind: 'PURCHASE',
      occurredAt,
      amount: `${amount}`,
    })
    if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues))
    const ids = { id: service.newId(), customerId: customer, staffId: null }
    return db.orm.insert(interactions).values(newInteractionRow(writer, ids, parsed.facts))
  })
  await commit(writer, { action: 'interaction.record', detail: { customerCreated: false } }, inserts, {})
}

const merge = (service: TestService, survivor: number, merged: number, more: Input = {}) =>
  mergeCustomers(fresh(service), { survivor: cus(survivor), merged: cus(merged), ...more })

const unmerge = (service: TestService, mergeId: number | null, more: Input = {}) =>
  unmergeCustomers(fresh(service), { id: mergeId, ...more })

const rows = (service: TestService, text: string) =>
  fresh(service).db.orm.all<Record<string, unknown>>(sql.raw(text))

/** A whole night, as it runs at the end of the day before. */
async function night(service: TestService) {
  const { nightId } = await beginNight(fresh(service), service.today - 1, false)
  const run = await readRun(fresh(service), nightId)
  if (!run) throw new Error('The night did not begin.')
  for (const stage of stages) {
    let cursor: string | null = null
    do cursor = (await stage.step(fresh(service), run, cursor)).next
    while (cursor !== null)
  }
  await completeNight(fresh(service), nightId, [])
}

/** The tables of what stands of customers, without versions and what only dates a write. */
async function standing(service: TestService) {
  const read = (text: string) => rows(service, text)
  const [people, keys, places, events, ledger, work, overrides, members, levels] = await Promise.all([
    read(`SELECT id, kind, name, sort_name, folded_name, email, phone, gender, birth_date, acquisition_source, owner_id,
      region_id, preferred_channels, forbidden_channels, attributes, lifecycle, first_purchase_on, last_purchase_on,
      purchase_days, net_spend, active_months, relationship_level FROM customers ORDER BY id`),
    read('SELECT * FROM customer_external_ids ORDER BY source, external_id'),
    read('SELECT customer_id, since, region_id FROM customer_regions ORDER BY 1, 2'),
    read('SELECT id, customer_id, day, kind, amount FROM interactions ORDER BY id'),
    read('SELECT id, customer_id, purpose, given FROM consents ORDER BY id'),
    read('SELECT id, customer_id, tactic, period, state, closed_at, note FROM follow_ups ORDER BY id'),
    read('SELECT customer_id, level, reason FROM relationship_overrides ORDER BY 1'),
    read('SELECT segment_id, customer_id FROM segment_members ORDER BY 1, 2'),
    read('SELECT id, member_count FROM segments ORDER BY 1'),
  ])
  const sums = await read('SELECT * FROM cohort_months ORDER BY 1, 2')
  return { people, keys, places, events, ledger, work, overrides, members, levels, sums }
}

test('the survivor goes on for both, and the id of the other one leads to it', async () => {
  const service = await open()
  const a = await customer(service, { name: 'Nguyễn An', attributes: { size: 'M', vip: true } })
  const b = await customer(service, {
    ...{ name: 'Nguyen An', email: 'an@example.com', attributes: { size: 'L', note: 'x' } },
    externalIds: [{ source: 'shop', externalId: '7' }],
  })
  const { interactionId } = await bought(service, b, '2026-02-01', 100)
  await recordConsent(fresh(service), { customer: cus(b), purpose: 'MARKETING', given: true })
  const preview = await merge(service, a, b, { dryRun: true })
  const before = await standing(service)
  const merged = await merge(service, a, b)
  expect({ ...merged, mergeId: null }).toEqual(preview)
  expect(before.people).toHaveLength(2)
  expect(merged.fields).toEqual([
    { field: 'name', from: 'SURVIVOR', differs: true },
    { field: 'email', from: 'MERGED', differs: false },
    { field: 'attributes', from: 'BOTH', differs: true },
  ])
  expect(merged.moved).toEqual([
    { kind: 'CONSENT', rows: 1, givenWay: 0 },
    { kind: 'EXTERNAL_ID', rows: 1, givenWay: 0 },
    { kind: 'INTERACTION', rows: 1, givenWay: 0 },
  ])
  const after = await standing(service)
  expect(after.people).toMatchObject([
    { id: a, name: 'Nguyễn An', email: 'an@example.com', attributes: '{"size":"M","note":"x","vip":true}' },
  ])
  expect(after.events).toMatchObject([{ id: interactionId, customer_id: a }])
  // Whoever still knows the old id reaches the survivor.
  const { customerId } = await updateCustomer(fresh(service), { id: cus(b), patch: { phone: '0912345678' } })
  expect(customerId).toBe(a)
  const later = await bought(service, b, '2026-02-05', 50)
  expect(later.customerId).toBe(a)
})

test('undone, a merge leaves all as it was', async () => {
  const service = await open()
  const { regionId } = await createRegion(fresh(service), { code: 'HN', name: 'Hà Nội' })
  await createRegion(fresh(service), { code: 'SG', name: 'Sài Gòn' })
  const a = await customer(service, {
    name: 'An',
    region: 'HN',
    regionSince: '2025-01-01',
    phone: '0912345678',
  })
  const b = await customer(service, {
    ...{ name: 'An B', region: 'SG', regionSince: '2025-06-01', email: 'b@example.com' },
    ...{ birthDate: '1990-01-01', forbiddenChannels: ['SMS'], preferredChannels: ['EMAIL'] },
    externalIds: [{ source: 'shop', externalId: 'b' }],
  })
  await createSegment(fresh(service), { name: 'All', rule: { kind: { in: ['PERSON'] } } })
  for (const day of ['2025-10-01', '2025-12-01', '2026-02-01']) await bought(service, b, day, 70)
  await bought(service, a, '2026-01-10', 30)
  await createFollowUp(fresh(service), { customer: cus(b), dueOn: '2026-03-09' })
  await setOverride(fresh(service), { customer: cus(b), level: 4, reason: 'Big', until: '2026-06-01' })
  await recordConsent(fresh(service), { customer: cus(b), purpose: 'CARE', given: false })
  await night(service)
  const before = await standing(service)
  const merged = await merge(service, a, b)
  const between = await standing(service)
  expect(between.people).toMatchObject([{ id: a, birth_date: 7305, relationship_level: 4 }])
  expect(between.places).toMatchObject([{ region_id: regionId }, { customer_id: a }])
  expect(between.levels).toMatchObject([{ member_count: 1 }])
  const undone = await unmerge(service, merged.mergeId)
  expect(undone.conflicts).toEqual([])
  expect(await standing(service)).toEqual(before)
  await expect(unmerge(service, merged.mergeId)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('what was changed or added since is told, and lost by nobody', async () => {
  const service = await open()
  const a = await customer(service, { name: 'An' })
  const b = await customer(service, { email: 'b@example.com', attributes: { x: 1, y: 2 } })
  const { interactionId } = await bought(service, b, '2026-02-01', 70)
  const { mergeId } = await merge(service, a, b)
  await correctInteraction(fresh(service), { id: interactionId, patch: { subject: 'Shoes' } })
  const added = await bought(service, b, '2026-02-20', 10)
  await updateCustomer(fresh(service), {
    ...{ id: cus(a), patch: { email: 'new@example.com', attributesMerge: { y: 3 } } },
  })
  const preview = await unmerge(service, mergeId, { dryRun: true })
  const undone = await unmerge(service, mergeId)
  expect(undone).toEqual(preview)
  expect(undone.conflicts).toEqual([
    { reason: 'FIELD', field: 'email' },
    { reason: 'FIELD', field: 'attributes' },
    { reason: 'EDITED', kind: 'INTERACTION', rows: 1, ids: [interactionId] },
    { reason: 'ADDED', kind: 'INTERACTION', rows: 1, ids: [added.interactionId] },
  ])
  const { people, events } = await standing(service)
  expect(people).toMatchObject([
    { id: a, email: 'new@example.com', attributes: '{"y":3}' },
    { id: b, email: 'b@example.com', attributes: '{"x":1,"y":2}' },
  ])
  expect(events).toMatchObject([
    { id: interactionId, customer_id: b },
    { id: added.interactionId, customer_id: a },
  ])
})

test('feedback goes with its interaction, and an address with its customer, there and back', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  const complains = { kind: 'COMPLAINT', occurredAt: '2026-03-01T10:00:00+07:00' }
  const { interactionId } = await recordInteraction(fresh(service), {
    customer: { id: cus(b) },
    ...complains,
  })
  const later = await recordInteraction(fresh(service), {
    ...{ customer: { id: cus(b) }, kind: 'MESSAGE', direction: 'INBOUND', occurredAt: complains.occurredAt },
  })
  const lines = ['1 Hàng Bài']
  for (const id of [a, b])
    await postalAddressVerbs.add(fresh(service), {
      customer: cus(id),
      lines,
      ...(id === b ? { primary: true } : {}),
    })
  const read = () =>
    Promise.all([
      rows(service, 'SELECT id, customer_id, state FROM feedback ORDER BY id'),
      rows(service, 'SELECT id, customer_id, chosen_at FROM postal_addresses ORDER BY id'),
    ])
  const before = await read()
  const { mergeId, moved } = await merge(service, a, b)
  expect(moved).toEqual([
    { kind: 'FEEDBACK', rows: 1, givenWay: 0 },
    { kind: 'INTERACTION', rows: 2, givenWay: 0 },
    { kind: 'POSTAL_ADDRESS', rows: 1, givenWay: 0 },
  ])
  const [asked, addresses] = await read()
  expect(asked).toEqual([{ id: interactionId, customer_id: a, state: 'OPEN' }])
  expect(addresses).toMatchObject([{ customer_id: a }, { customer_id: a }])
  // It becomes feedback with the survivor, of an interaction that goes back.
  await correctInteraction(fresh(service), { id: later.interactionId, patch: { kind: 'FEEDBACK' } })
  const { conflicts } = await unmerge(service, mergeId)
  expect(conflicts).toEqual([
    { reason: 'EDITED', kind: 'FEEDBACK', rows: 1, ids: [later.interactionId] },
    { reason: 'EDITED', kind: 'INTERACTION', rows: 1, ids: [later.interactionId] },
  ])
  const [again, places] = await read()
  expect(again).toEqual([...before[0], { id: later.interactionId, customer_id: b, state: 'OPEN' }])
  expect(places).toEqual(before[1])
})

test('an e-mail that gives way stays beside the other one until the merge is undone', async () => {
  const service = await open()
  const a = await customer(service, { email: 'a@example.com', phone: '0912345678' })
  const b = await customer(service, { email: 'b@example.com', phone: '0912345679' })
  await addContactPoint(fresh(service), { customer: cus(b), email: 'b@example.com', label: 'Home' })
  const read = () =>
    rows(service, 'SELECT customer_id, kind, value, label FROM contact_points ORDER BY customer_id, value')
  const before = await read()
  const { mergeId } = await merge(service, a, b, { prefer: { phone: 'MERGED' } })
  expect(await read()).toEqual([
    { customer_id: a, kind: 'PHONE', value: '+84912345678', label: null },
    { customer_id: a, kind: 'EMAIL', value: 'b@example.com', label: 'Home' },
  ])
  const { conflicts } = await unmerge(service, mergeId)
  expect(conflicts).toEqual([])
  expect(await read()).toEqual(before)
  const second = await merge(service, a, b)
  await updateCustomer(fresh(service), { id: cus(a), patch: { email: 'new@example.com' } })
  await unmerge(service, second.mergeId)
  expect(await read()).toEqual(before)
})

/** A row of each kind that goes along and can be edited, of a customer. */
async function profileOf(service: TestService, id: number) {
  const named = { customer: cus(id) }
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'Chi' })
  const staffMember = encodeId('staffMember', staffMemberId)
  const point = await addContactPoint(fresh(service), { ...named, email: 'more@example.com' })
  const member = await careTeamVerbs.add(fresh(service), { ...named, staffMember })
  const reached = await reachabilityVerbs.add(fresh(service), { ...named, channel: 'SMS', reachable: true })
  return { point: point.contactPointId, member: member.id, reached: reached.id }
}

test('what came with a merge and was edited since goes back as it says now', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  const { point, member, reached } = await profileOf(service, b)
  const { mergeId } = await merge(service, a, b)
  await updateContactPoint(fresh(service), { id: point, patch: { label: 'Work' } })
  await careTeamVerbs.update(fresh(service), { id: member, patch: { role: 'Adviser' } })
  await reachabilityVerbs.update(fresh(service), { id: reached, patch: { reachable: false } })
  const preview = await unmerge(service, mergeId, { dryRun: true })
  const undone = await unmerge(service, mergeId)
  expect(undone).toEqual(preview)
  expect(undone.conflicts).toEqual([
    { reason: 'EDITED', kind: 'CARE_TEAM_MEMBER', rows: 1, ids: [member] },
    { reason: 'EDITED', kind: 'CHANNEL_REACHABILITY', rows: 1, ids: [reached] },
    { reason: 'EDITED', kind: 'CONTACT_POINT', rows: 1, ids: [point] },
  ])
  const read = (text: string) => rows(service, text)
  expect(await read('SELECT id, customer_id, label FROM contact_points')).toEqual([
    { id: point, customer_id: b, label: 'Work' },
  ])
  expect(await read('SELECT id, customer_id, role FROM care_team_members')).toEqual([
    { id: member, customer_id: b, role: 'Adviser' },
  ])
  expect(await read('SELECT id, customer_id, reachable FROM channel_reachability')).toEqual([
    { id: reached, customer_id: b, reachable: 0 },
  ])
})

test('merges of merges that are undone without an edit between have no conflicts', async () => {
  const service = await open()
  const a = await customer(service, { email: 'a@example.com', phone: '0912345671' })
  const b = await customer(service, { email: 'b@example.com', phone: '0912345672' })
  const c = await customer(service, { email: 'c@example.com', phone: '0912345673' })
  for (const id of [a, b, c]) {
    await bought(service, id, '2026-02-01', 10)
    await recordConsent(fresh(service), { customer: cus(id), purpose: 'CARE', given: true })
    await createFollowUp(fresh(service), { customer: cus(id), dueOn: '2026-03-09' })
  }
  await fresh(service).db.write([sql`UPDATE follow_ups SET tactic = 'OVERDUE', period = 'p'`])
  await profileOf(service, b)
  const points = () =>
    rows(service, 'SELECT customer_id, kind, value FROM contact_points ORDER BY customer_id, value')
  const before = [await standing(service), await points()]
  const first = await merge(at(service, '2026-03-02T09:01'), a, b)
  const second = await merge(at(service, '2026-03-02T09:02'), c, a)
  const undone = [
    await unmerge(at(service, '2026-03-02T09:03'), second.mergeId),
    await unmerge(at(service, '2026-03-02T09:04'), first.mergeId),
  ]
  expect(undone.map(({ conflicts }) => conflicts)).toEqual([[], []])
  expect([await standing(service), await points()]).toEqual(before)
})

test('of what is known of a channel the later word holds, whosoever it was, until the merge is undone', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  const say = (id: number, time: string, channel: string, reachable: boolean) =>
    reachabilityVerbs.add(fresh(at(service, `2026-03-01T${time}`)), { customer: cus(id), channel, reachable })
  await say(a, '08:00', 'SMS', true)
  await say(b, '09:00', 'SMS', false)
  await say(b, '08:00', 'EMAIL', true)
  await say(a, '09:00', 'EMAIL', false)
  const read = () =>
    rows(service, 'SELECT id, customer_id, channel, reachable FROM channel_reachability ORDER BY id')
  const before = await read()
  const { mergeId } = await merge(service, a, b)
  expect(
    await rows(service, 'SELECT customer_id, channel, reachable FROM channel_reachability ORDER BY channel'),
  ).toEqual([
    { customer_id: a, channel: 'EMAIL', reachable: 0 },
    { customer_id: a, channel: 'SMS', reachable: 0 },
  ])
  expect((await unmerge(service, mergeId)).conflicts).toEqual([])
  expect(await read()).toEqual(before)
})

test('a customer with a level by hand takes in another one', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  await setOverride(fresh(service), { customer: cus(a), level: 4, reason: 'Big', until: '2026-06-01' })
  expect(await merge(service, a, b)).toMatchObject({ survivorId: a, moved: [] })
})

test('merges of merges lead to the last one, and are undone from the last', async () => {
  const service = await open()
  const [a, b, c] = [await customer(service), await customer(service), await customer(service)]
  const first = await merge(service, b, a)
  const second = await merge(service, c, b)
  expect((await bought(service, a, '2026-02-01', 1)).customerId).toBe(c)
  await expect(merge(service, a, b)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(unmerge(service, first.mergeId)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await unmerge(service, second.mergeId)
  expect((await bought(service, a, '2026-02-02', 1)).customerId).toBe(b)
  await unmerge(service, first.mergeId)
  expect((await bought(service, a, '2026-02-03', 1)).customerId).toBe(a)
})

test('a person and an organisation are one only where it is said which', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service, { kind: 'ORGANISATION' })]
  await expect(merge(service, a, b)).rejects.toMatchObject({ issues: [{ path: ['prefer', 'kind'] }] })
  await merge(service, a, b, { prefer: { kind: 'MERGED' } })
  expect((await standing(service)).people).toMatchObject([{ id: a, kind: 'ORGANISATION' }])
})

test('who sees only its own customers merges those alone, and sees no others', async () => {
  const service = await open()
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const owner = encodeId('staffMember', staffMemberId)
  const [mine, other] = [await customer(service, { owner }), await customer(service)]
  const limited = as(service, { reach: 'OWNED', staffId: staffMemberId })
  await expect(merge(limited, mine, other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { mergeId } = await merge(service, mine, other)
  await expect(unmerge(limited, mergeId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a follow-up of both is one', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  const items = [await createFollowUp(fresh(service), { customer: cus(a), dueOn: '2026-03-09' })]
  items.push(await createFollowUp(fresh(service), { customer: cus(b), dueOn: '2026-03-08', note: 'Call' }))
  await fresh(service).db.write([sql`UPDATE follow_ups SET tactic = 'OVERDUE', period = 'p'`])
  const before = await standing(service)
  const { mergeId, moved } = await merge(service, a, b)
  expect(moved).toEqual([{ kind: 'FOLLOW_UP', rows: 1, givenWay: 1 }])
  expect((await standing(service)).work).toMatchObject([
    { customer_id: a, state: 'OPEN', period: 'p' },
    { customer_id: a, state: 'DISMISSED', period: `p ${items[1]?.followUpId}`, note: 'Call' },
  ])
  await unmerge(service, mergeId)
  expect((await standing(service)).work).toEqual(before.work)
})

test('of two follow-ups of one tactic the survivor’s waits on, whatever each is for', async () => {
  const service = await open()
  const [a, b] = [await customer(service), await customer(service)]
  for (const one of [a, b]) await createFollowUp(fresh(service), { customer: cus(one), dueOn: '2026-03-09' })
  await fresh(service).db.write([sql`UPDATE follow_ups SET tactic = 'OVERDUE', period = 'p' || customer_id`])
  const before = await standing(service)
  const { mergeId, moved } = await merge(service, a, b)
  expect(moved).toEqual([{ kind: 'FOLLOW_UP', rows: 1, givenWay: 1 }])
  expect((await standing(service)).work).toMatchObject([
    { customer_id: a, state: 'OPEN', period: `p${a}` },
    { customer_id: a, state: 'DISMISSED', period: `p${b}` },
  ])
  await unmerge(service, mergeId)
  expect((await standing(service)).work).toEqual(before.work)
})

test('of merges at the same time one comes first, whichever way round', async () => {
  const service = await open()
  const schedule = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 2, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(schedule, async pairs => {
      const ids = await Promise.all([0, 1, 2, 3].map(() => customer(service)))
      for (const id of ids) await bought(service, id, '2026-02-01', id)
      const tried = await Promise.allSettled(
        pairs.map(([into = 0, from = 0]) => whileStale(() => merge(service, ids[into] ?? 0, ids[from] ?? 0))),
      )
      const done = tried.filter(({ status }) => status === 'fulfilled').length
      for (const one of tried)
        if (one.status === 'rejected')
          expect(one.reason).toMatchObject({ code: expect.stringMatching(/INVALID_INPUT|CONFLICT/) })
      const left = await rows(
        service,
        `SELECT c.id, count(i.id) AS bought FROM customers AS c LEFT JOIN interactions AS i ON i.customer_id = c.id
          WHERE c.id IN (${ids}) GROUP BY c.id`,
      )
      expect(left).toHaveLength(4 - done)
      expect(left.reduce((sum, { bought }) => sum + Number(bought), 0)).toBe(4)
    }),
    { numRuns: 6 },
  )
})

const day = (ago: number) => new Date(Date.UTC(2026, 2, 2) - ago * 86_400_000).toISOString().slice(0, 10)

/** What is computed of customers. */
async function figures(service: TestService) {
  const read = (text: string) => rows(service, text)
  return {
    people:
      await read(`SELECT id, lifecycle, first_purchase_on, last_purchase_on, purchase_days, net_spend, net_spend_year,
      repeat_spend, cycle_doubled, active_months FROM customers ORDER BY id`),
    cohorts: await read('SELECT * FROM cohorts ORDER BY 1'),
    months: await read('SELECT * FROM cohort_months ORDER BY 1, 2'),
    scales: await read(
      `SELECT customers, recency, frequency, monetary FROM rfm_scales ORDER BY day DESC LIMIT 1`,
    ),
    vulnerability: await read(`SELECT scope, as_of, treated, control, placebo FROM vulnerability_snapshots
      WHERE as_of = (SELECT max(as_of) FROM vulnerability_snapshots) ORDER BY campaign_id, scope, scope_id`),
    segments: await read('SELECT segment_id, customers, net_spend FROM segment_values ORDER BY 1'),
    members: await read('SELECT segment_id, customer_id FROM segment_members ORDER BY 1, 2'),
  }
}

/** A shop under attack, of which the customers from 0 to 3 come back the more often. */
async function shop() {
  const service = await open()
  await createRegion(fresh(service), { code: 'HN', name: 'Hà Nội' })
  await createRegion(fresh(service), { code: 'SG', name: 'Sài Gòn' })
  const { competitorId } = await createCompetitor(fresh(service), { name: 'Rival' })
  await createCampaign(fresh(service), {
    ...{ competitor: encodeId('competitor', competitorId), name: 'War', kind: 'PRICE', regions: ['HN'] },
    ...{ firstDay: '2026-02-10', lastDay: '2026-03-20' },
  })
  await createSegment(fresh(service), {
    ...{ name: 'Regular', rule: { lifecycle: { in: ['ACTIVE', 'LOYAL', 'NEW'] } }, watched: true },
  })
  return service
}

const purchases = fc.array(
  fc.record({
    who: fc.nat(3),
    ago: fc.integer({ min: 1, max: 420 }),
    amount: fc.integer({ min: 1, max: 999 }),
  }),
  { minLength: 8, maxLength: 24 },
)

const story = fc.record({
  purchases,
  early: fc.boolean(),
  regions: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
})

test('figures after a merge are those of customers who were always one, and undone those of before', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ purchases, early, regions }) => {
      const [apart, one, never] = [await shop(), await shop(), await shop()]
      const place = (at: number) => ({ region: regions[at] ? 'HN' : 'SG' })
      const inAll = [apart, one, never]
      const ids = [0, 1, 2, 3].map(() => inAll.map(service => service.newId())[0] ?? 0)
      for (const service of inAll)
        for (const [at, id] of ids.entries())
          if (service !== one || at !== 1)
            await createCustomer({ ...fresh(service), newId: () => id }, place(at === 1 ? 0 : at))
      // The second one is the first.
      const same = (service: TestService, who: number) => ids[service === one && who === 1 ? 0 : who] ?? 0
      for (const service of inAll)
        await boughtAll(
          service,
          purchases.map(({ who, ago, amount }) => ({ customer: same(service, who), day: day(ago), amount })),
        )
      if (early) await Promise.all(inAll.map(night))
      const [survivor = 0, merged = 0] = ids
      const { mergeId } = await merge(apart, survivor, merged)
      const tomorrow = (service: TestService) => at(service, '2026-03-03T09:00')
      await Promise.all(inAll.map(service => night(tomorrow(service))))
      expect(await figures(apart)).toEqual(await figures(one))
      await unmerge(apart, mergeId)
      const later = (service: TestService) => at(service, '2026-03-04T09:00')
      await Promise.all([apart, never].map(service => night(later(service))))
      expect(await figures(apart)).toEqual(await figures(never))
    }),
    { numRuns: 2, endOnFailure: true },
  )
}, 300_000)

test.each(['survivor', 'merged'] as const)(
  'where the %s is restricted a preview counts what the merge then finds: nobody stays in a segment, and nothing waits',
  async restricted => {
    const service = await open()
    const [a, b] = [await customer(service, { name: 'An' }), await customer(service, { name: 'An' })]
    await createSegment(fresh(service), { name: 'All', rule: { kind: { equals: 'PERSON' } } })
    for (const id of [a, b]) await createFollowUp(fresh(service), { customer: cus(id), dueOn: '2026-03-03' })
    await restrictCustomer(at(service, service.now + 1_000), {
      ...{ customer: cus(restricted === 'survivor' ? a : b), reason: 'Disputes the bill' },
    })
    const later = at(service, service.now + 2_000)
    const preview = await merge(later, a, b, { dryRun: true })
    const { mergeId, moved } = await merge(later, a, b)
    expect(moved).toEqual(preview.moved)
    expect(moved.find(({ kind }) => kind === 'SEGMENT')).toBeUndefined()
    expect(moved.find(({ kind }) => kind === 'PAST_SEGMENT')).toMatchObject({ rows: 1 })
    const found = await rows(
      service,
      `SELECT count(*) AS rows, sum(moved = 0) AS givenWay FROM customer_merge_rows
        WHERE merge_id = ${mergeId} AND json_extract(key, '$[0]') IS NOT 'SURVIVOR'
        GROUP BY holding ORDER BY 1, 2`,
    )
    expect(found).toEqual(
      moved
        .map(({ rows, givenWay }) => ({ rows, givenWay }))
        .toSorted((one, other) => one.rows - other.rows || one.givenWay - other.givenWay),
    )
  },
)
