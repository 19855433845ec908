import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { campaignRegions, campaigns } from '../../../src/database/tables/competition/competitors.ts'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { updateCampaign } from '../../../src/domain/campaigns/update-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let competitor: number
const region: Record<string, number> = {}

beforeAll(async () => {
  service = await testService(await testDatabase())
  competitor = (await createCompetitor(service, { name: 'Rival' })).competitorId
  const tree = [['vn'], ['hn', 'vn'], ['hn-1', 'hn'], ['sg', 'vn'], ['la']]
  for (const [code = '', parent] of tree)
    region[code] = (await createRegion(service, { code, name: code, parent })).regionId
})

let name: string

beforeEach(() => {
  service = fresh(service)
  name = crypto.randomUUID()
})

const input = (more: object = {}) => ({
  competitor,
  name,
  kind: 'PRICE',
  regions: ['hn'],
  firstDay: '2026-02-01',
  lastDay: '2026-02-28',
  ...more,
})

async function stored(id: number) {
  const { orm } = fresh(service).db
  const [[row], places] = await Promise.all([
    orm.select().from(campaigns).where(eq(campaigns.id, id)),
    orm.select().from(campaignRegions).where(eq(campaignRegions.campaignId, id)),
  ])
  const codes = (role: string) =>
    Object.keys(region).filter(code => places.some(one => one.role === role && one.regionId === region[code]))
  return { ...row, targets: codes('TARGET'), controls: codes('CONTROL') }
}

describe('a new campaign', () => {
  test('stands in its regions between its days', async () => {
    const { campaignId } = await createCampaign(
      service,
      input({ controlRegions: ['sg'], products: ['Tea'], offer: 'Cheap' }),
    )
    expect(await stored(campaignId)).toMatchObject({
      competitorId: competitor,
      name,
      kind: 'PRICE',
      products: ['Tea'],
      offer: 'Cheap',
      sources: [],
      firstDay: dayOf('2026-02-01'),
      lastDay: dayOf('2026-02-28'),
      targets: ['hn'],
      controls: ['sg'],
      version: 1,
    })
    expect(service.db.counters.roundTrips).toBe(2)
  })

  test('may be open, and may last one day', async () => {
    const open = await createCampaign(service, input({ lastDay: null }))
    expect(await stored(open.campaignId)).toMatchObject({ lastDay: null })
    await createCampaign(service, input({ lastDay: '2026-02-01' }))
  })

  test.each<[string, object, string]>([
    ['an end before the start', { lastDay: '2026-01-31' }, 'INVALID_INPUT lastDay'],
    ['a day before 1990', { firstDay: '1989-12-31' }, 'INVALID_INPUT firstDay'],
    ['a day more than ten years ahead', { lastDay: '2036-06-01' }, 'INVALID_INPUT lastDay'],
    ['an impossible day', { firstDay: '2026-02-30' }, 'INVALID_INPUT firstDay'],
    ['no region', { regions: [] }, 'INVALID_INPUT regions'],
    ['too many regions', { regions: new Array(251).fill('hn') }, 'INVALID_INPUT regions'],
    ['a competitor that is none', { competitor: 'x' }, 'INVALID_INPUT competitor'],
    ['an unknown competitor', { competitor: encodeId('competitor', 1) }, 'NOT_FOUND competitor'],
    ['an unknown region', { regions: ['hn', 'x'] }, 'NOT_FOUND regions.1'],
    ['an unknown control region', { controlRegions: ['x'] }, 'NOT_FOUND controlRegions.0'],
    ['a control region that is attacked', { controlRegions: ['sg', 'hn'] }, 'INVALID_INPUT controlRegions.1'],
    [
      'a control region inside an attacked one',
      { controlRegions: ['hn-1'] },
      'INVALID_INPUT controlRegions.0',
    ],
    ['a control region around an attacked one', { controlRegions: ['vn'] }, 'INVALID_INPUT controlRegions.0'],
  ])('with %s is refused and leaves nothing', async (_what, more, outcome) => {
    expect(await refusal(createCampaign(service, input(more)))).toEqual([outcome])
    expect(await fresh(service).db.orm.select().from(campaigns).where(eq(campaigns.name, name))).toEqual([])
  })

  test.each([{}, { lastDay: null }])(
    'of the same competitor, name and days is a conflict: %o',
    async more => {
      await createCampaign(service, input(more))
      expect(await refusal(createCampaign(service, input(more)))).toEqual(['CONFLICT name'])
      await createCampaign(service, input({ ...more, firstDay: '2026-02-02' }))
    },
  )

  test('needs the scope', async () => {
    const reader = as(service, { scopes: new Set(['campaigns:read']) })
    expect(await refusal(createCampaign(reader, input()))).toEqual(['FORBIDDEN'])
  })
})

describe('a patch', () => {
  let id: number

  beforeEach(async () => {
    id = (await createCampaign(service, input({ controlRegions: ['sg'], offer: 'Cheap' }))).campaignId
    service = fresh(service)
  })

  test('changes what it names, clears what is null and leaves the rest', async () => {
    await updateCampaign(service, {
      id,
      expectedVersion: 1,
      patch: { kind: 'RUMOUR', lastDay: null, offer: null },
    })
    expect(await stored(id)).toMatchObject({
      name,
      kind: 'RUMOUR',
      lastDay: null,
      offer: null,
      targets: ['hn'],
      controls: ['sg'],
      version: 2,
    })
    expect(service.db.counters.roundTrips).toBe(2)
  })

  test('moves the regions of one role and keeps those of the other', async () => {
    await updateCampaign(service, { id, patch: { regions: ['la', 'hn-1'] } })
    expect(await stored(id)).toMatchObject({ targets: ['hn-1', 'la'], controls: ['sg'] })
    await updateCampaign(service, { id, patch: { controlRegions: [] } })
    expect(await stored(id)).toMatchObject({ targets: ['hn-1', 'la'], controls: [] })
    await updateCampaign(service, { id, patch: { regions: ['sg'], controlRegions: ['hn'] } })
    expect(await stored(id)).toMatchObject({ targets: ['sg'], controls: ['hn'] })
  })

  test.each<[string, object, string]>([
    ['regions that cover the stored control', { regions: ['la', 'vn'] }, 'INVALID_INPUT patch.regions.1'],
    [
      'a control inside the stored regions',
      { controlRegions: ['hn-1'] },
      'INVALID_INPUT patch.controlRegions.0',
    ],
    ['no region', { regions: [] }, 'INVALID_INPUT patch.regions'],
    ['regions that are null', { regions: null }, 'INVALID_INPUT patch.regions'],
    ['an end before the stored start', { lastDay: '2026-01-01' }, 'INVALID_INPUT patch.lastDay'],
    ['a start after the stored end', { firstDay: '2026-03-01' }, 'INVALID_INPUT patch.firstDay'],
    ['an unknown competitor', { competitor: encodeId('competitor', 1) }, 'NOT_FOUND patch.competitor'],
  ])('with %s is refused and leaves all as it was', async (_what, patch, outcome) => {
    const before = await stored(id)
    expect(await refusal(updateCampaign(service, { id, patch }))).toEqual([outcome])
    expect(await stored(id)).toEqual(before)
  })

  test('cannot make it another campaign of the same name and days', async () => {
    await createCampaign(service, input({ firstDay: '2026-02-03' }))
    expect(await refusal(updateCampaign(service, { id, patch: { firstDay: '2026-02-03' } }))).toEqual([
      'CONFLICT patch.name',
    ])
  })

  test('for another version, or an id that is not there, is refused', async () => {
    const patch = { kind: 'OFFER' }
    expect(await refusal(updateCampaign(service, { id, expectedVersion: 3, patch }))).toEqual([
      'CONFLICT expectedVersion',
    ])
    expect(await refusal(updateCampaign(service, { id: 1, patch }))).toEqual(['NOT_FOUND id'])
  })
})

describe('the list', () => {
  const found = async (filter: object) => {
    const { campaigns: page } = await ask<{ campaigns: { nodes: { name: string }[] } }>(
      fresh(service),
      'query ($filter: CampaignFilter) { campaigns(first: 100, filter: $filter) { nodes { name } } }',
      { filter },
    )
    return page.nodes
      .map(one => one.name)
      .filter(one => one.startsWith(name))
      .map(one => one.slice(name.length))
  }

  beforeEach(async () => {
    const make = (suffix: string, more: object) =>
      createCampaign(service, input({ name: name + suffix, ...more }))
    await make('country', { regions: ['vn'] })
    await make('district', { regions: ['hn-1'], firstDay: '2026-02-02', lastDay: null })
    await make('control', { regions: ['la'], controlRegions: ['hn'], firstDay: '2026-02-03' })
  })

  test.each([
    ['vn', ['country', 'district']],
    ['hn', ['country', 'district']],
    ['hn-1', ['country', 'district']],
    ['sg', ['country']],
    ['la', ['control']],
  ])('by region %s holds what is felt there', async (code, names) => {
    expect(await found({ region: { in: [encodeId('region', region[code] ?? 0)] } })).toEqual(names)
  })

  test.each([
    ['2026-01-31', []],
    ['2026-02-01', ['country']],
    ['2026-02-28', ['country', 'district', 'control']],
    ['2026-03-01', ['district']],
  ])('of %s holds what runs on the day', async (date, names) => {
    expect(await found({ runningOn: { date } })).toEqual(names)
  })

  test('by competitor holds its own', async () => {
    const of = (id: number) => found({ competitor: { id: { equals: encodeId('competitor', id) } } })
    expect(await of(competitor)).toHaveLength(3)
    expect(await of(1)).toEqual([])
  })
})
