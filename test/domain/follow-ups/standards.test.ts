import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import { updateCareStandard } from '../../../src/domain/care-standards/update-care-standard.ts'
import { completeFollowUp } from '../../../src/domain/follow-ups/complete-follow-up.ts'
import { dismissFollowUp } from '../../../src/domain/follow-ups/dismiss-follow-up.ts'
import { previewCareStandard } from '../../../src/domain/follow-ups/preview/preview-standard.ts'
import { fillQueue } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { careTeamVerbs } from '../../../src/domain/profile/care-team.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addInteraction, addStaff, allItems, nobodyHeldOut } from './world.ts'

let service: TestService
let today: number
let lan: number

const standard = (said: object) =>
  createCareStandard(fresh(service), {
    ...{ name: 'Keep in touch', deed: 'CONTACT', everyDays: 14, channels: ['EMAIL', 'PHONE'], minutes: 5 },
    ...said,
  })

const contacted = (customer: number, daysAgo: number, more = {}) =>
  addInteraction(service, customer, today - daysAgo, { kind: 'CALL', direction: 'OUTBOUND', ...more })

const item = async (customer: number) => {
  const items = (await allItems(service)).filter(one => one.customerId === customer)
  expect(items.filter(({ state }) => state === 'OPEN').length).toBeLessThan(2)
  return items.at(-1)
}

const night = (days = 0) => runThrough(service, fillQueue, runOf(today + days))

/** All consent to care and are Lan's; the level says what they are owed if no standard does. */
const customer = (relationshipLevel: number) => addCustomer(service, { relationshipLevel, ownerId: lan })

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  today = service.today
  lan = await addStaff(service)
  await nobodyHeldOut(service)
})

/** Each test sets its own. */
afterEach(async () => {
  await service.database.session().write([sql`UPDATE care_standards SET first_day = 1, last_day = 1`])
})

test('a cadence is owed a cadence after the last contact, once, by the standard alone, in its own minutes and channels', async () => {
  const [silent, lately, recent] = [await customer(4), await customer(4), await customer(4)]
  await contacted(lately, 10)
  await contacted(recent, 2)
  await contacted(silent, 3, { outcome: 'NO_ANSWER' })
  const { careStandardId } = await standard({ level: 4, firstDay: '2026-02-01' })
  await night()
  expect(await item(lately)).toMatchObject({
    ...{ tactic: 'STANDARD', dueOn: today + 4, minutes: 5, channel: 'EMAIL', ownerId: lan, expiresOn: null },
    reasons: [
      { code: 'CONTACT_OWED_EVERY', threshold: 14, measured: '2026-02-20', facts: [] },
      {
        ...{ code: 'OWED_BY_STANDARD', measured: 'Keep in touch' },
        facts: [{ type: 'CARE_STANDARD', id: careStandardId }],
      },
    ],
  })
  expect(await item(recent)).toBeUndefined()
  // A call that nobody answered fulfils nothing, but keeps others away for a while.
  expect(await item(silent)).toBeUndefined()
  await night(5)
  expect(await item(silent)).toMatchObject({
    tactic: 'STANDARD',
    reasons: [{ measured: null }, { code: 'OWED_BY_STANDARD' }],
  })
  const asked = `{ followUps(first: 10) { nodes { text { en vi } reasons { facts { type fact } } } } }`
  const { followUps } = await ask(fresh(service), asked)
  expect(JSON.stringify(followUps)).toContain('A contact is owed every 14 days; the last was on 2026-02-20')
  expect(JSON.stringify(followUps)).toContain(encodeId('careStandard', careStandardId))
  const made = (await allItems(service)).map(({ tactic }) => tactic)
  expect(made).not.toContain('CADENCE')
  await night(5)
  expect(await allItems(service)).toHaveLength(made.length)
})

test('what was done is not owed again for a cadence, and what was dismissed for another', async () => {
  await standard({ level: 2, firstDay: '2026-02-01' })
  const [done, dismissed] = [await customer(2), await customer(2)]
  await contacted(done, 12)
  await contacted(dismissed, 12)
  await night()
  const [a, b] = [await item(done), await item(dismissed)]
  expect([a?.dueOn, b?.dueOn]).toEqual([today + 2, today + 2])
  await completeFollowUp(fresh(service), { id: a?.id, outcome: 'REACHED' })
  await dismissFollowUp(fresh(service), { id: b?.id, reason: 'Met at the fair' })
  await night(8)
  expect([await item(done), await item(dismissed)]).toMatchObject([
    { dueOn: today + 14, state: 'OPEN' },
    { state: 'DISMISSED' },
  ])
  await night(16)
  expect(await item(dismissed)).toMatchObject({
    dueOn: today + 17,
    state: 'OPEN',
    period: b?.period.replace('2026-03-04', '2026-03-18'),
  })
})

test('of several for the same the highest priority counts, the level or the segment alike', async () => {
  const [both, other] = [await customer(1), await customer(1)]
  const { segmentId } = await createSegment(fresh(service), { name: 'VIP' })
  const segment = encodeId('segment', segmentId)
  await setOverrides(fresh(service), {
    ...{ segment, customers: [encodeId('customer', both)], membership: 'IN', reason: 'An old friend' },
  })
  await standard({ level: 1, everyDays: 60, name: 'Now and then', priority: 1 })
  const vip = await standard({ segment, everyDays: 30, name: 'VIP', priority: 9, channels: ['PHONE'] })
  await contacted(both, 28)
  await contacted(other, 28)
  await night()
  expect(await item(both)).toMatchObject({
    ...{ dueOn: today + 2, channel: 'PHONE' },
    reasons: [{ threshold: 30 }, { facts: [{ id: vip.careStandardId }] }],
  })
  expect(await item(other)).toBeUndefined()
})

test('a trigger is owed within its days, by whom the standard says, unless it was seen to', async () => {
  const minh = await addStaff(service, 'Minh')
  const [waiting, called, old] = [await customer(2), await customer(2), await customer(2)]
  const delivery = await addInteraction(service, waiting, today - 3, { kind: 'DELIVERY' })
  await addInteraction(service, called, today - 3, { kind: 'DELIVERY' })
  await contacted(called, 1)
  await addInteraction(service, old, today - 40, { kind: 'DELIVERY' })
  await careTeamVerbs.add(fresh(service), {
    ...{
      customer: encodeId('customer', waiting),
      staffMember: encodeId('staffMember', minh),
      role: 'Fitter',
    },
  })
  const asks = { deed: 'CALL', everyDays: undefined, trigger: 'DELIVERY', withinDays: 5, channels: ['PHONE'] }
  await standard({ level: 2, ...asks, careRole: 'Fitter' })
  await night()
  expect(await item(waiting)).toMatchObject({
    ...{ tactic: 'STANDARD', dueOn: today + 2, ownerId: minh, channel: 'PHONE' },
    reasons: [
      {
        ...{ code: 'CALL_OWED_DELIVERY', threshold: 5, measured: '2026-02-27' },
        facts: [{ type: 'INTERACTION', id: delivery }],
      },
      { code: 'OWED_BY_STANDARD' },
    ],
  })
  expect([await item(called), await item(old)]).toEqual([undefined, undefined])
})

test('a meeting is recorded as one, and a forbidden channel is never proposed', async () => {
  const [met, closed] = [await customer(1), await customer(1)]
  const shut = await addCustomer(service, { relationshipLevel: 1, forbiddenChannels: ['IN_PERSON'] })
  const { careStandardId } = await standard({
    ...{ level: 1, deed: 'MEETING', everyDays: 30, channels: ['IN_PERSON', 'PHONE'] },
  })
  await contacted(closed, 1, { kind: 'VISIT' })
  await night()
  expect((await item(shut))?.channel).toBe('PHONE')
  expect(await item(closed)).toBeUndefined()
  const meeting = await item(met)
  expect(meeting).toMatchObject({ channel: 'IN_PERSON' })
  const { interactionId } = await completeFollowUp(fresh(service), { id: meeting?.id, outcome: 'REACHED' })
  const asked = `query ($id: ID!) { interaction(id: $id) { kind channel } }`
  expect(await ask(fresh(service), asked, { id: encodeId('interaction', interactionId) })).toMatchObject({
    interaction: { kind: 'MEETING', channel: 'IN_PERSON' },
  })
  await updateCareStandard(fresh(service), { id: careStandardId, patch: { lastDay: '2026-03-20' } })
  await night(30)
  expect(await item(met)).toMatchObject({ state: 'DONE' })
})

test('a dry run says who would come and who would go, and writes nothing', async () => {
  const mai = await addStaff(service, 'Mai')
  const hers = await addCustomer(service, { relationshipLevel: 2, ownerId: mai })
  const owner = encodeId('staffMember', mai)
  const tried = { name: 'Thank', level: 2, deed: 'THANK_YOU', everyDays: 90, channels: ['LETTER'] }
  const { entering, leaving, customers } = await previewCareStandard(fresh(service), {
    standard: tried,
    owner,
  })
  expect([customers, leaving]).toEqual([1, []])
  expect(entering).toMatchObject([{ customerId: hers, tactic: 'STANDARD', leftOut: null, heldOut: false }])
  const { careStandardId } = await standard({ ...tried, firstDay: '2026-02-01' })
  const change = (patch: object) => previewCareStandard(fresh(service), { id: careStandardId, patch, owner })
  expect(await change({ minutes: 9 })).toMatchObject({ entering: [], leaving: [] })
  expect(await change({ lastDay: '2026-03-02' })).toMatchObject({
    entering: [],
    leaving: [{ customerId: hers, minutes: 5, leftOut: null }],
  })
  const asked = `query ($id: ID!, $owner: ID!) { careStandardPreview(id: $id, patch: { level: 5 }, owner: $owner) {
    customers tactics { tactic before after } leaving { tactic customer { id } } } }`
  expect(
    await ask(fresh(service), asked, { id: encodeId('careStandard', careStandardId), owner }),
  ).toMatchObject({
    careStandardPreview: {
      ...{ customers: 1, leaving: [{ tactic: 'STANDARD', customer: { id: encodeId('customer', hers) } }] },
    },
  })
  expect(await item(hers)).toBeUndefined()
  await expect(previewCareStandard(fresh(service), { owner })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  const narrow = as(at(service, service.now), { scopes: new Set(['follow-ups:read'] as const) })
  await expect(previewCareStandard(narrow, { standard: tried })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
