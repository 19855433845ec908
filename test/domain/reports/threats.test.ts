import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { countOverdue } from '../../../src/domain/reports/overview.ts'
import { readRegionsUnderAttack } from '../../../src/domain/reports/regions-under-attack.ts'
import { readThreat } from '../../../src/domain/reports/threat.ts'
import { AuthorizationError, UserError } from '../../../src/domain/service/errors.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { insertCampaigns, insertRegions } from '../vulnerability/facts.ts'

let database: TestDatabase
let service: TestService
let today: number

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  today = service.today
  return () => database.close()
})

/** Observed and declined of the treated side, and of the control if there is one. */
type Counts = [os: number, vs: number, controlOs?: number, controlVs?: number]

const tally = (os: number, vs: number) => ({
  members: os,
  os,
  vs,
  excluded: {
    RESTRICTED: 0,
    OBJECTED: 0,
    NEW: 0,
    NO_BASELINE: 0,
    THIN_BASELINE: 0,
    NON_POSITIVE_BASELINE: 0,
    LAPSED_BEFORE: 0,
    NOT_DUE: 0,
  },
  grades: { LAPSED: 0, SHARP: 0, MODERATE: vs },
  literal: { os, vs },
})

interface Made {
  campaign: number
  /** All regions of the campaign together when not said. */
  region?: number
  asOf: number
  counts: Counts
  draft?: boolean
}

async function addSnapshots(made: readonly Made[]): Promise<void> {
  await service.db.write(
    made.map(({ campaign, region, asOf, counts: [os, vs, controlOs, controlVs], draft }) => {
      const control = controlOs === undefined ? null : JSON.stringify(tally(controlOs, controlVs ?? 0))
      const flags = [...(os < 30 ? ['LOW_N'] : []), ...(control === null ? ['NO_CONTROL'] : [])]
      return sql`
        INSERT INTO vulnerability_snapshots (id, campaign_id, scope, scope_id, method, policy_version, as_of, state,
          first_day, window_end, window_days, baseline_days, treated, control, control_kind, flags, watermark, sealed_at)
        VALUES (${service.newId()}, ${campaign}, ${region === undefined ? 'CAMPAIGN' : 'REGION'},
          ${region ?? campaign}, 'VI-1', 1, ${asOf}, ${os === 0 ? 'NO_OBSERVATION' : 'FINAL'}, ${asOf - 30}, ${asOf},
          30, 91, ${JSON.stringify(tally(os, vs))}, ${control}, 'NAMED', ${JSON.stringify(flags)}, 0,
          ${draft ? null : 1})`
    }),
  )
}

const campaign = (id: number, targets: number[], firstDay: number, lastDay: number | null) => ({
  id,
  targets,
  firstDay,
  lastDay,
})

describe('the regions under attack', () => {
  const [sure, few, chance, better, lonely, unseen] = [1, 2, 3, 4, 5, 6]

  beforeEach(async () => {
    const regions = [sure, few, chance, better, lonely, unseen]
    await service.db.write([
      insertRegions(regions.map(id => ({ id, parent: null }))),
      ...insertCampaigns([campaign(11, regions, today - 60, today - 20)]),
    ])
    await addSnapshots([
      { campaign: 11, asOf: today - 2, counts: [100, 50, 100, 30] },
      { campaign: 11, region: sure, asOf: today - 2, counts: [200, 100, 200, 60] },
      // The largest excess, of a handful.
      { campaign: 11, region: few, asOf: today - 2, counts: [3, 2, 200, 60] },
      { campaign: 11, region: chance, asOf: today - 2, counts: [100, 33, 200, 60] },
      { campaign: 11, region: better, asOf: today - 2, counts: [200, 20, 200, 60] },
      { campaign: 11, region: lonely, asOf: today - 2, counts: [50, 45] },
      { campaign: 11, region: unseen, asOf: today - 2, counts: [0, 0, 200, 60] },
    ])
  })

  const order = async (input: object) =>
    (await readRegionsUnderAttack(fresh(service), input)).regions.map(({ regionId }) => regionId)

  test('come in the order of what can be told, in one round trip', async () => {
    const asked = fresh(service)
    const { regions, truncated } = await readRegionsUnderAttack(asked, {})
    expect(asked.db.counters.roundTrips).toBe(1)
    expect(truncated).toBe(false)
    expect(
      regions.map(({ regionId, vi, excess, effect, flags }) => [
        regionId,
        vi,
        excess?.points ?? null,
        effect,
        flags,
      ]),
    ).toEqual([
      [sure, 50, 20, 'MORE', []],
      [few, 66.67, 36.67, 'NOT_SHOWN', ['LOW_N']],
      [chance, 33, 3, 'NOT_SHOWN', []],
      [better, 10, -20, 'LESS', []],
      [lonely, 90, null, null, ['NO_CONTROL']],
      [unseen, null, null, null, ['LOW_N']],
    ])
    expect(await order({ order: 'BEST' })).toEqual([better, chance, few, sure, lonely, unseen])
    expect(await order({ order: 'BEST', first: 1 })).toEqual([better])
  })

  test('lead to region, campaign and snapshot, each read once for the whole list', async () => {
    const asked = fresh(service)
    const answer = await ask<{ regionsUnderAttack: { regions: unknown[] } }>(
      asked,
      `query ($competitor: ID) { regionsUnderAttack(competitor: $competitor, first: 5) {
        truncated
        regions {
          region { code } campaign { name competitor { name } } snapshot { treated { os vs } }
          asOf state observed vulnerable vi interval { lower upper }
          excess { points interval { lower upper } } effect band flags
        }
      } }`,
      { competitor: encodeId('competitor', 1) },
    )
    expect(answer.regionsUnderAttack.regions).toHaveLength(5)
    expect(answer.regionsUnderAttack.regions[0]).toEqual({
      region: { code: `${sure}` },
      campaign: { name: '11', competitor: { name: 'Rival' } },
      snapshot: { treated: { os: 200, vs: 100 } },
      asOf: formatDay(today - 2),
      state: 'FINAL',
      observed: 200,
      vulnerable: 100,
      vi: 50,
      interval: { lower: 43.14, upper: 56.86 },
      excess: { points: 20, interval: { lower: 10.42, upper: 29.07 } },
      effect: 'MORE',
      band: null,
      flags: [],
    })
    expect(asked.db.counters).toMatchObject({ roundTrips: 2, statements: 6 })
  })

  test('show the newest finished result of the day asked for, and of each campaign', async () => {
    await service.db.write(insertCampaigns([campaign(12, [sure], today - 10, null)]).slice(1))
    await addSnapshots([
      { campaign: 11, asOf: today - 1, counts: [100, 50, 100, 30], draft: true },
      { campaign: 11, region: sure, asOf: today - 1, counts: [9, 9, 9, 0], draft: true },
      { campaign: 11, asOf: today - 5, counts: [100, 50, 100, 30] },
      { campaign: 11, region: sure, asOf: today - 5, counts: [10, 1, 10, 1] },
      { campaign: 12, asOf: today - 1, counts: [10, 1, 10, 1] },
      { campaign: 12, region: sure, asOf: today - 1, counts: [10, 5, 10, 1] },
    ])
    const now = await readRegionsUnderAttack(fresh(service), {})
    const inSure = now.regions.filter(({ regionId }) => regionId === sure)
    expect(inSure.map(row => [row.campaignId, row.asOf, row.observed])).toEqual([
      [11, today - 2, 200],
      [12, today - 1, 10],
    ])
    const then = await readRegionsUnderAttack(fresh(service), { asOf: formatDay(today - 4) })
    expect(then.regions.map(row => [row.campaignId, row.regionId, row.vi])).toEqual([[11, sure, 10]])
    expect(await order({ asOf: formatDay(today - 6) })).toEqual([])
  })

  test('of an unknown competitor are not found, and of too many rows refused', async () => {
    const ask = (input: object) => readRegionsUnderAttack(fresh(service), input)
    await expect(ask({ competitor: 77 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(ask({ first: 201 })).rejects.toBeInstanceOf(UserError)
    await expect(readRegionsUnderAttack(as(service, { scopes: new Set() }), {})).rejects.toBeInstanceOf(
      AuthorizationError,
    )
  })
})

describe('the head of the overview', () => {
  test('counts the campaigns that run today and names the highest VI among them', async () => {
    await service.db.write([
      insertRegions([{ id: 1, parent: null }]),
      ...insertCampaigns([
        campaign(11, [1], today - 60, today - 1),
        campaign(12, [1], today - 60, today),
        campaign(13, [1], today, null),
        campaign(14, [1], today - 50, null),
        campaign(15, [1], today + 1, null),
      ]),
    ])
    await addSnapshots([
      { campaign: 11, asOf: today - 2, counts: [10, 10, 10, 0] },
      { campaign: 12, asOf: today - 2, counts: [100, 40, 100, 30] },
      { campaign: 12, asOf: today - 3, counts: [100, 99, 100, 30] },
      { campaign: 13, asOf: today - 2, counts: [0, 0] },
      { campaign: 14, asOf: today - 2, counts: [100, 30, 100, 30] },
    ])
    expect(await readThreat(fresh(service))).toMatchObject({
      running: 3,
      measured: 2,
      highest: { campaignId: 12, vi: 40, interval: { lower: 30.94, upper: 49.8 }, effect: 'NOT_SHOWN' },
    })
  })

  test('counts what is overdue, not what is put off, done, or due today', async () => {
    await addCustomers(service, [1])
    const item = (state: string, dueOn: number, snoozedUntil: number | null) => sql`
      INSERT INTO follow_ups (id, customer_id, tactic, period, state, due_on, snoozed_until, reasons, net_spend_year,
        created_on, created_at, updated_at, version, change_id)
      VALUES (${service.newId()}, 1, 'MANUAL', ${`${service.newId()}`}, ${state}, ${dueOn}, ${snoozedUntil}, '[]', 0,
        0, 0, 0, 1, 0)`
    await service.db.write([
      item('OPEN', today - 1, null),
      item('CLAIMED', today - 9, today),
      item('OPEN', today - 1, today + 1),
      item('OPEN', today, null),
      item('DONE', today - 1, null),
    ])
    expect(await countOverdue(fresh(service))).toBe(2)
  })
})
