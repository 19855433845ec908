import { beforeAll, expect, test } from 'vitest'
import { newestCursor } from '../../../src/domain/feed/read-changes.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { createOwnCampaign } from '../../../src/domain/own-campaigns/create-own-campaign.ts'
import { updateOwnCampaign } from '../../../src/domain/own-campaigns/update-own-campaign.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const conference = { kind: 'EVENT', channels: ['EMAIL', 'PHONE'], firstDay: '2026-02-01' }

const shown = async (id: number) =>
  (
    await ask<{ ownCampaign: object }>(
      fresh(service),
      `query ($id: ID!) { ownCampaign(id: $id) {
        name theme kind channels purpose cadence lastDay cost { minor } segment { name } } }`,
      { id: encodeId('ownCampaign', id) },
    )
  ).ownCampaign

test('A campaign asks for consent to marketing, comes once and is open, unless it says else', async () => {
  const { ownCampaignId } = await createOwnCampaign(fresh(service), { ...conference, name: 'Hội nghị' })
  expect(await shown(ownCampaignId)).toEqual({
    ...{ name: 'Hội nghị', theme: null, kind: 'EVENT', channels: ['EMAIL', 'PHONE'] },
    ...{ purpose: 'MARKETING', cadence: 'ONCE', lastDay: null, cost: null, segment: null },
  })
})

test('A campaign changed by mistake is put back by taking the change back', async () => {
  const { segmentId } = await createSegment(fresh(service), {
    name: 'Loyal',
    rule: { lifecycle: { in: ['LOYAL'] } },
  })
  const { ownCampaignId: id } = await createOwnCampaign(fresh(service), {
    ...{ ...conference, name: 'Tết', theme: 'Xuân', cost: '5000', segment: segmentId, lastDay: '2026-03-01' },
  })
  const before = await shown(id)
  const patch = { name: 'Hè', theme: null, cost: '1', segment: null, lastDay: null, channels: ['SMS'] }
  await updateOwnCampaign(fresh(service), { id, patch })
  expect(await shown(id)).not.toEqual(before)
  await undoChange(fresh(service), { id: await newestCursor(fresh(service)) })
  expect(await shown(id)).toEqual(before)
})

test('All faults of a campaign are told at once, and one by no channel is none', async () => {
  const faults = { name: '', kind: 'OFFER', cadence: 'MONTHLY', channels: [], cost: '-1' }
  const days = { firstDay: '2026-03-02', lastDay: '2026-03-01' }
  const make = (said: object) => refusal(createOwnCampaign(fresh(service), said))
  expect((await make({ ...faults, ...days })).toSorted()).toEqual([
    'INVALID_INPUT cadence',
    'INVALID_INPUT channels',
    'INVALID_INPUT cost',
    'INVALID_INPUT lastDay',
    'INVALID_INPUT name',
  ])
  expect(await make({ ...conference, name: 'Silent', channels: [] })).toEqual(['INVALID_INPUT channels'])
})

test('An update is judged with what stands already', async () => {
  const { ownCampaignId: id } = await createOwnCampaign(fresh(service), {
    ...{ ...conference, name: 'Letters', kind: 'PLAN', cadence: 'MONTHLY', lastDay: '2026-03-01' },
  })
  const refused = (patch: object) => refusal(updateOwnCampaign(fresh(service), { id, patch }))
  expect(await refused({ kind: 'OFFER' })).toEqual(['INVALID_INPUT patch.kind'])
  expect(await refused({ channels: [] })).toEqual(['INVALID_INPUT patch.channels'])
  expect(await refused({ firstDay: '2026-03-02' })).toEqual(['INVALID_INPUT patch.firstDay'])
  expect(await refused({ kind: 'OFFER', firstDay: '2026-03-02' })).toEqual([
    'INVALID_INPUT patch.kind',
    'INVALID_INPUT patch.firstDay',
  ])
  await updateOwnCampaign(fresh(service), { id, patch: { kind: 'OFFER', cadence: 'ONCE' } })
})
