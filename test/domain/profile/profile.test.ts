import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { careTeamVerbs } from '../../../src/domain/profile/care-team.ts'
import { noteVerbs } from '../../../src/domain/profile/notes.ts'
import { occasionVerbs } from '../../../src/domain/profile/occasions.ts'
import { preferenceVerbs } from '../../../src/domain/profile/preferences.ts'
import { reachabilityVerbs } from '../../../src/domain/profile/reachability.ts'
import { occasionSweep } from '../../../src/domain/profile/renew-occasions.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { refusal } from '../../support/outcomes.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customer: number

beforeAll(async () => {
  service = await testService(await testDatabase())
  customer = (await createCustomer(fresh(service), { name: 'Lan' })).customerId
})

const shown = <Found>(selection: string, who = customer) =>
  ask<{ customer: Found }>(
    fresh(service),
    `query ($id: ID!) { customer(by: { id: $id }) { ${selection} } }`,
    { id: encodeId('customer', who) },
  ).then(answer => answer.customer)

const dayIn = (days: number) => {
  const [, month, day] = formatDay(service.today + days)
    .split('-')
    .map(Number)
  return { month, day }
}

test('Yearly days are listed in the order in which they come, and found by when they do', async () => {
  await occasionVerbs.add(fresh(service), { customer, kind: 'ANNIVERSARY', ...dayIn(30) })
  await occasionVerbs.add(fresh(service), { customer, kind: 'BIRTHDAY', person: 'Bé Na', ...dayIn(3) })
  await occasionVerbs.add(fresh(service), { customer, kind: 'OTHER', ...dayIn(-3) })
  const { occasions } = await shown<{ occasions: { kind: string }[] }>('occasions { kind }')
  expect(occasions.map(({ kind }) => kind)).toEqual(['BIRTHDAY', 'ANNIVERSARY', 'OTHER'])
  const within = { nextOn: { from: { daysAgo: 0 }, until: { daysAhead: 7 } } }
  const asked = await ask<{ occasions: { nodes: { person: string }[] }; customers: { totalCount: number } }>(
    fresh(service),
    `query ($of: OccasionFilter!) {
      occasions(filter: $of) { nodes { person } }
      customers(filter: { occasions: { some: $of } }) { totalCount }
    }`,
    { of: within },
  )
  expect(asked.occasions.nodes).toEqual([{ person: 'Bé Na' }])
  expect(asked.customers.totalCount).toBe(1)
})

test('The night looks up when a day comes again that has passed, and leaves its version alone', async () => {
  const { id } = await occasionVerbs.add(fresh(service), { customer, kind: 'FOUNDING', ...dayIn(1) })
  const tomorrow = at(service, service.now + 2 * 86_400_000)
  await runThrough(tomorrow, occasionSweep(2), runOf(tomorrow.today - 1))
  const [row] = await service.db.orm.query.occasions.findMany({ where: (of, { eq }) => eq(of.id, id) })
  expect(row?.nextOn).toBeGreaterThan(tomorrow.today + 360)
  expect(row?.version).toBe(1)
})

test('What is said of a day fits its month, also by what is stored of it', async () => {
  const add = (input: object) =>
    refusal(occasionVerbs.add(fresh(service), { customer, kind: 'OTHER', ...input }))
  expect(await add({ month: 2, day: 30 })).toEqual(['INVALID_INPUT day'])
  expect(await add({ month: 4, day: 31, calendar: 'LUNAR' })).toEqual(['INVALID_INPUT day'])
  expect(await add({ month: 2, day: 29, year: 2023 })).toEqual(['INVALID_INPUT year'])
  const { id } = await occasionVerbs.add(fresh(service), { customer, kind: 'OTHER', month: 1, day: 31 })
  const update = occasionVerbs.update(fresh(service), { id, patch: { month: 2 } })
  expect(await refusal(update)).toEqual(['INVALID_INPUT patch.day'])
})

test('An inferred preference says how sure it is, a said one does not, also by what is stored of it', async () => {
  const said = { customer, topic: 'colour', value: 'Đỏ', source: 'SAID' }
  const { id } = await preferenceVerbs.add(fresh(service), said)
  const update = (patch: object) => preferenceVerbs.update(fresh(service), { id, patch })
  expect(await refusal(update({ source: 'INFERRED' }))).toEqual(['INVALID_INPUT patch.confidence'])
  expect(await refusal(update({ confidence: 0.5 }))).toEqual(['INVALID_INPUT patch.confidence'])
  await update({ source: 'INFERRED', confidence: 0.5 })
})

test('What was inferred is half as sure after a year, what was said is not, and neither outlives its last day', async () => {
  const { customerId } = await createCustomer(fresh(service), { name: 'Mai' })
  const learnt = (days: number, more: object) =>
    preferenceVerbs.add(fresh(service), {
      ...{ customer: customerId, topic: 'drink', value: `${days}`, observedOn: service.today - days },
      ...more,
    })
  await learnt(0, { source: 'INFERRED', confidence: 0.8 })
  await learnt(365, { source: 'INFERRED', confidence: 0.8 })
  await learnt(500, { source: 'INFERRED', confidence: 0.8, expiresOn: service.today - 1 })
  await learnt(900, { source: 'SAID', expiresOn: service.today })
  const { preferences } = await shown<{ preferences: { confidenceNow: number }[] }>(
    'preferences { confidenceNow }',
    customerId,
  )
  expect(preferences.map(({ confidenceNow }) => confidenceNow)).toEqual([0.8, 0.4, 0, 1])
  const sure = await ask<{ customers: { totalCount: number } }>(
    fresh(service),
    '{ customers(filter: { preferences: { some: { value: { equals: "365" }, confidenceNow: { atMost: 0.4 } } } }) { totalCount } }',
  )
  expect(sure.customers.totalCount).toBe(1)
})

test('Pinned notes come first, then the newest', async () => {
  const write = (text: string, pinned = false) => noteVerbs.add(fresh(service), { customer, text, pinned })
  await write('first')
  await write('pinned', true)
  await write('last')
  const { notes } = await shown<{ notes: { text: string }[] }>('notes { text }')
  expect(notes.map(({ text }) => text)).toEqual(['pinned', 'last', 'first'])
})

test('Nobody is in a care team twice, and a channel is known once', async () => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const join = () =>
    careTeamVerbs.add(fresh(service), { customer, staffMember: staffMemberId, role: 'repairs' })
  await join()
  expect(await refusal(join())).toEqual(['CONFLICT staffMember'])
  const zalo = { customer, channel: 'SOCIAL', subchannel: 'Zalo', reachable: true }
  const know = () => reachabilityVerbs.add(fresh(service), zalo)
  await know()
  expect(await refusal(know())).toEqual(['CONFLICT channel'])
})

test('A customer has no more of a kind than a page can show', async () => {
  const { customerId: other } = await createCustomer(fresh(service), { name: 'Na' })
  for (let nth = 0; nth < 20; nth++) {
    const { staffMemberId } = await createStaffMember(fresh(service), { name: `Staff ${nth}` })
    await careTeamVerbs.add(fresh(service), { customer: other, staffMember: staffMemberId })
  }
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'One more' })
  const more = careTeamVerbs.add(fresh(service), { customer: other, staffMember: staffMemberId })
  expect(await refusal(more)).toEqual(['INVALID_INPUT customer'])
})
