import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exposures } from '../../../src/database/tables/competition/competitors.ts'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { recordExposure } from '../../../src/domain/exposures/record-exposure.ts'
import { updateExposure } from '../../../src/domain/exposures/update-exposure.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let campaign: number
let staff: number
let mine: number
let theirs: number
let sighting: number
let elsewhere: number

beforeAll(async () => {
  service = await testService(await testDatabase())
  await createRegion(service, { code: 'hn', name: 'Hà Nội' })
  const { competitorId } = await createCompetitor(service, { name: 'Rival' })
  const about = {
    competitor: competitorId,
    name: 'Sale',
    kind: 'OFFER',
    regions: ['hn'],
    firstDay: '2026-02-01',
  }
  campaign = (await createCampaign(service, about)).campaignId
  staff = (await createStaffMember(service, { name: 'An' })).staffMemberId
  mine = (await createCustomer(service, { owner: encodeId('staffMember', staff) })).customerId
  theirs = (await createCustomer(service, {})).customerId
  const seen = async (id: number) => {
    const facts = { customer: { id }, kind: 'COMPETITOR_SIGHTING', occurredAt: '2026-02-10T09:00' } as const
    return (await recordInteraction(service, facts)).interactionId
  }
  sighting = await seen(mine)
  elsewhere = await seen(theirs)
})

beforeEach(() => {
  service = fresh(service)
})

const input = (more: object = {}) => ({ campaign, customer: mine, kind: 'APPROACHED', ...more })

async function stored(id: number) {
  const [row] = await fresh(service).db.orm.select().from(exposures).where(eq(exposures.id, id))
  return row
}

describe('recording', () => {
  test('keeps who recorded it, and half confidence unless it is said', async () => {
    const own = as(service, { reach: 'OWNED', staffId: staff })
    const { exposureId } = await recordExposure(own, input({ interaction: sighting, evidence: 'A leaflet' }))
    expect(await stored(exposureId)).toMatchObject({
      campaignId: campaign,
      customerId: mine,
      kind: 'APPROACHED',
      interactionId: sighting,
      evidence: 'A leaflet',
      confidence: 50,
      recordedBy: staff,
      version: 1,
    })
    expect(own.db.counters.roundTrips).toBe(2)
  })

  test.each<[string, () => object, string]>([
    ['an unknown campaign', () => ({ campaign: 1 }), 'NOT_FOUND campaign'],
    ['an unknown customer', () => ({ customer: 1 }), 'NOT_FOUND customer'],
    ['a customer of somebody else', () => ({ customer: theirs }), 'NOT_FOUND customer'],
    ['an interaction with somebody else', () => ({ interaction: elsewhere }), 'NOT_FOUND interaction'],
    ['an unknown interaction', () => ({ interaction: 1 }), 'NOT_FOUND interaction'],
    ['too much confidence', () => ({ confidence: 101 }), 'INVALID_INPUT confidence'],
    ['too little confidence', () => ({ confidence: -1 }), 'INVALID_INPUT confidence'],
    ['an unknown kind', () => ({ kind: 'DREAMT' }), 'INVALID_INPUT kind'],
    ['evidence with NUL', () => ({ evidence: '\0' }), 'INVALID_INPUT evidence'],
  ])('%s is refused', async (_what, more, outcome) => {
    const own = as(service, { reach: 'OWNED', staffId: staff })
    expect(await refusal(recordExposure(own, input(more())))).toEqual([outcome])
  })

  test('needs the scope', async () => {
    const reader = as(service, { scopes: new Set(['exposures:read']) })
    expect(await refusal(recordExposure(reader, input()))).toEqual(['FORBIDDEN'])
  })
})

describe('a patch', () => {
  test('changes what it names, clears what is null and leaves the rest', async () => {
    const { exposureId: id } = await recordExposure(service, input({ interaction: sighting, confidence: 0 }))
    await updateExposure(service, { id, patch: { kind: 'BOUGHT_FROM_COMPETITOR', confidence: 100 } })
    expect(await stored(id)).toMatchObject({
      kind: 'BOUGHT_FROM_COMPETITOR',
      confidence: 100,
      interactionId: sighting,
      version: 2,
    })
    await updateExposure(service, { id, expectedVersion: 2, patch: { interaction: null, evidence: 'Told' } })
    expect(await stored(id)).toMatchObject({
      interactionId: null,
      evidence: 'Told',
      confidence: 100,
      version: 3,
    })
  })

  test('takes only an interaction with the same customer', async () => {
    const { exposureId: id } = await recordExposure(service, input())
    const patch = { interaction: elsewhere }
    expect(await refusal(updateExposure(service, { id, patch }))).toEqual(['NOT_FOUND patch.interaction'])
    await updateExposure(service, { id, patch: { interaction: sighting } })
    expect(await stored(id)).toMatchObject({ interactionId: sighting })
  })

  test('reaches no exposure of a customer of somebody else', async () => {
    const { exposureId } = await recordExposure(service, input({ customer: theirs }))
    const own = as(service, { reach: 'OWNED', staffId: staff })
    for (const id of [exposureId, 1]) {
      expect(await refusal(updateExposure(own, { id, patch: { confidence: 1 } }))).toEqual(['NOT_FOUND id'])
    }
    expect(await stored(exposureId)).toMatchObject({ confidence: 50, version: 1 })
  })

  test('for another version is a conflict', async () => {
    const { exposureId: id } = await recordExposure(service, input())
    expect(await refusal(updateExposure(service, { id, expectedVersion: 2, patch: {} }))).toEqual([
      'CONFLICT expectedVersion',
    ])
  })
})
