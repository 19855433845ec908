import { beforeAll, expect, test } from 'vitest'
import { createFollowUpPolicy } from '../../../src/domain/follow-ups/create-policy.ts'
import { previewFollowUpPolicy } from '../../../src/domain/follow-ups/preview/preview-policy.ts'
import { fillQueue } from '../../../src/domain/follow-ups/queue/fill-queue.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import {
  addCustomer,
  addInteraction,
  addPurchase,
  addSilentCustomer,
  addStaff,
  allItems,
  nobodyHeldOut,
} from './world.ts'

let service: TestService
let lan: number
let greeted: number

const thanks = {
  ...{ dueDays: 2, repeatDays: 90, minutes: 8, savePercent: 5, holdOutPercent: 0, fromLevel: 1, cost: '0' },
}
const limits = {
  ...{ contacts: 3, contactWindowDays: 30, contactGapDays: 7, coolDownDays: 30, noAnswerDays: 14 },
  ...{ attempts: 3, expiryDays: 14 },
}

/** Of 12 customers who bought for the first time yesterday 8 are Lan's; of hers one was called today, one gave no consent. */
beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  await nobodyHeldOut(service)
  lan = await addStaff(service)
  const other = await addStaff(service, 'Minh')
  for (let place = 0; place < 12; place++) {
    const add = place === 1 ? addSilentCustomer : addCustomer
    const ownerId = place % 3 === 2 ? other : lan
    const customer = await add(service, { ownerId, netSpendYear: BigInt(place) })
    await addPurchase(service, customer, service.today - 1, 900 + place)
    if (place > 0) continue
    greeted = customer
    await addInteraction(service, customer, service.today, {
      ...{ kind: 'CALL', direction: 'OUTBOUND' },
    })
  }
})

const preview = (patch: object, owner: number | null = lan) =>
  previewFollowUpPolicy(fresh(service), { patch, owner })

const thanked = async (patch: object, owner?: number | null) => {
  const { tactics } = await preview(patch, owner)
  expect(tactics.map(({ tactic }) => tactic)).toHaveLength(8)
  const { before, after, entering, leaving } = tactics.find(({ tactic }) => tactic === 'THANK_YOU') ?? {}
  expect(tactics.filter(one => one.before + one.after > 0)).toHaveLength(1)
  return [before, after, entering, leaving]
}

test('the policy in force changes nothing', async () => {
  expect(await preview({})).toMatchObject({ customers: 8, truncated: false, entering: [], leaving: [] })
  expect(await thanked({})).toEqual([6, 6, 0, 0])
})

test('says why somebody comes or goes', async () => {
  expect((await preview({ ownerMinutes: 8 })).leaving).toMatchObject(
    Array.from({ length: 5 }, () => ({ tactic: 'THANK_YOU', leftOut: 'CAPACITY', heldOut: false })),
  )
  const drawn = await preview({ thankYou: { ...thanks, holdOutPercent: 90 } })
  expect(drawn.leaving.length).toBeGreaterThan(0)
  for (const one of drawn.leaving) expect(one).toMatchObject({ leftOut: null, heldOut: true })
  const partners = await preview({ thankYou: { ...thanks, fromLevel: 5 } })
  expect(partners.leaving).toHaveLength(6)
  for (const one of partners.leaving) expect(one).toMatchObject({ leftOut: null, heldOut: false })
  expect(await preview({ limits: { ...limits, contactGapDays: 0 } })).toMatchObject({
    entering: [{ customerId: greeted, leftOut: 'CONTACT_GAP', heldOut: false }],
    leaving: [],
  })
})

test('minutes of the unowned are for those without an owner', async () => {
  expect(await preview({ unownedMinutes: 0 }, null)).toMatchObject({ customers: 0, leaving: [] })
  expect(await thanked({ unownedMinutes: 0 })).toEqual([6, 6, 0, 0])
})

test('is for the customers within reach alone, and for who may read policies', async () => {
  const own = as(service, { reach: 'OWNED', staffId: lan + 1 })
  expect(await previewFollowUpPolicy(own, { patch: {}, owner: lan })).toMatchObject({ customers: 0 })
  for (const scope of ['follow-ups:read', 'policies:read'] as const) {
    const narrow = as(service, { scopes: new Set([scope]) })
    await expect(previewFollowUpPolicy(narrow, { patch: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  }
})

test('a policy that could not be made is not tried, nor the day of nobody', async () => {
  await expect(preview({ ownerMinutes: -1 })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(preview({}, 999_999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('answers in GraphQL', async () => {
  const asked = `query ($owner: ID!) { followUpPolicyPreview(patch: { ownerMinutes: 0 }, owner: $owner) {
    version customers truncated tactics { tactic before after entering leaving }
    leaving { tactic minutes dueOn leftOut heldOut expectedGain { minor } customer { id } } } }`
  const { followUpPolicyPreview } = await ask(fresh(service), asked, { owner: encodeId('staffMember', lan) })
  expect(followUpPolicyPreview).toMatchObject({
    version: 1,
    leaving: Array.from({ length: 6 }, () => ({ leftOut: 'CAPACITY', expectedGain: null })),
  })
})

test('the night then does as was said, and what was tried wrote nothing', async () => {
  const said = await preview({ ownerMinutes: 24 })
  expect(await thanked({ ownerMinutes: 24 })).toEqual([6, 3, 0, 3])
  expect(await allItems(service)).toEqual([])
  const { version } = await createFollowUpPolicy(fresh(service), { patch: { ownerMinutes: 24 } })
  expect([said.version, version]).toEqual([1, 2])
  const back = await preview({ ownerMinutes: 160 })
  expect(back.entering.map(({ customerId }) => customerId).sort()).toEqual(
    said.leaving.map(({ customerId }) => customerId).sort(),
  )
  await runThrough(service, fillQueue, runOf(service.today))
  const hers = (await allItems(service)).filter(({ ownerId }) => ownerId === lan)
  const gone = new Set(said.leaving.map(({ customerId }) => customerId))
  expect(hers).toHaveLength(3)
  expect(hers.filter(({ customerId }) => gone.has(customerId))).toEqual([])
  // What waits takes of the minutes of the next day.
  expect(await thanked({ ownerMinutes: 32 })).toEqual([0, 1, 1, 0])
})
