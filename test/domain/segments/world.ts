import { sql } from 'drizzle-orm'
import type { LifecycleStage } from '../../../src/domain/metrics/lifecycle.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import type { TestService } from '../../support/service.ts'

/** Vietnam with two provinces and a ward, and a region apart. */
export const namedRegions = { country: 1, north: 2, south: 3, ward: 4, apart: 5 } as const

/** Which regions a region lies in, itself first. */
export const ancestry: Record<number, number[]> = { 1: [1], 2: [2, 1], 3: [3, 1], 4: [4, 2, 1], 5: [5] }

export const namedCampaigns = { first: 11, second: 12, unseen: 13 } as const

export interface Verdict {
  campaign: number
  verdict: 'VULNERABLE' | 'RESISTANT' | 'EXCLUDED'
  grade: 'LAPSED' | 'SHARP' | 'MODERATE' | null
}

export interface Person {
  id: number
  region: number | null
  lifecycle: LifecycleStage
  facts: Omit<Fact, 'customer'>[]
  /** At most one per campaign, of its newest sealed snapshot. */
  verdicts: Verdict[]
}

/** Regions, campaigns and snapshots; each seen campaign has older and unsealed ones that must not count. */
export async function addRegionsAndCampaigns(service: TestService, asOf: number): Promise<void> {
  const parents = Object.entries(ancestry).map(([id, [, parent = null]]) => ({ id: Number(id), parent }))
  const snapshot = (id: number, of: number, day: number, sealed: boolean, scope = 'CAMPAIGN') => sql`
    INSERT INTO vulnerability_snapshots (id, campaign_id, scope, scope_id, method, policy_version, as_of, state,
      first_day, window_end, window_days, baseline_days, treated, control_kind, flags, watermark, sealed_at)
    VALUES (${id}, ${of}, ${scope}, ${scope === 'CAMPAIGN' ? of : 0}, 'VI-1', 1, ${day}, 'FINAL', 0, 0, 1, 84, '{}', 'NONE', '[]', 0,
      ${sealed ? 1 : null})`
  await service.db.write([
    sql`INSERT INTO regions (id, code, name, sort_name, parent_id, created_at, updated_at, version, change_id)
      SELECT value ->> 'id', 'R' || (value ->> 'id'), '', '', value ->> 'parent', 0, 0, 1, 0
      FROM json_each(${JSON.stringify(parents)})`,
    sql`INSERT INTO competitors (id, name, sort_name, aliases, products, created_at, updated_at, version, change_id)
      VALUES (1, 'Rival', '', '[]', '[]', 0, 0, 1, 0)`,
    ...Object.values(namedCampaigns).map(
      id => sql`
        INSERT INTO campaigns (id, competitor_id, name, kind, products, sources, first_day, created_at, updated_at,
          version, change_id)
        VALUES (${id}, 1, ${`Campaign ${id}`}, 'OFFER', '[]', '[]', 0, 0, 0, 1, 0)`,
    ),
    ...[namedCampaigns.first, namedCampaigns.second].flatMap(of => [
      snapshot(of * 10, of, asOf - 9, true),
      snapshot(of * 10 + 1, of, asOf - 2, true),
      snapshot(of * 10 + 2, of, asOf - 1, true, 'REGION'),
      snapshot(of * 10 + 3, of, asOf - 1, false),
    ]),
  ])
}

export async function addPeople(service: TestService, people: readonly Person[]): Promise<void> {
  await addCustomers(
    service,
    people.map(({ id }) => id),
  )
  const members = people.flatMap(({ id, verdicts }) =>
    verdicts.map(one => ({ id, snapshot: one.campaign * 10 + 1, verdict: one.verdict, grade: one.grade })),
  )
  const decoys = people.flatMap(({ id }) =>
    [namedCampaigns.first, namedCampaigns.second].flatMap(of =>
      [0, 2, 3].map(which => ({ id, snapshot: of * 10 + which, verdict: 'VULNERABLE', grade: 'SHARP' })),
    ),
  )
  await service.db.write([
    sql`UPDATE customers SET region_id = p.value ->> 'region', lifecycle = p.value ->> 'lifecycle'
      FROM json_each(${JSON.stringify(people)}) p WHERE customers.id = p.value ->> 'id'`,
    sql`INSERT INTO vulnerability_members (snapshot_id, customer_id, verdict, grade, exposed, spend_baseline,
        spend_window, purchase_days_baseline, purchase_days_window)
      SELECT value ->> 'snapshot', value ->> 'id', value ->> 'verdict', value ->> 'grade', 0, 0, 0, 0, 0
      FROM json_each(${JSON.stringify([...members, ...decoys])})`,
  ])
  await addFacts(
    service,
    people.flatMap(({ id, facts }) => facts.map(fact => ({ customer: id, ...fact }))),
  )
}

export async function removePeople(service: TestService): Promise<void> {
  await service.db.write(
    ['segment_members', 'segment_stays', 'vulnerability_members', 'interactions', 'customers'].map(
      table => sql`DELETE FROM ${sql.identifier(table)}`,
    ),
  )
}
