import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { Failure } from '../../../scripts/failure.ts'
import type { Session } from '../../../src/database/client.ts'
import { campaignRegions, campaigns } from '../../../src/database/tables/competition/competitors.ts'
import {
  vulnerabilityPolicies,
  vulnerabilitySnapshots,
} from '../../../src/database/tables/competition/vulnerability.ts'
import type { Service } from '../../../src/domain/service/service.ts'
import { emptyTally } from '../../../src/domain/vulnerability/inputs/tally.ts'
import { method } from '../../../src/domain/vulnerability/method/effect.ts'
import { frameOf, horizonDays } from '../../../src/domain/vulnerability/method/window.ts'
import { type Database, processorUsed } from '../../nights.ts'
import { benchService } from '../../service.ts'
import { largestProvinces, segmentPlans, wasRich } from '../world.ts'
import { storeLifecycle } from './lifecycle.ts'
import { storeCohorts, storeMetrics } from './metrics.ts'
import { storeScale } from './rfm.ts'
import { storeSegment } from './segments.ts'
import { storeSnapshots } from './vulnerability.ts'

/** A statement over everything may take as long as it takes. */
const patience = { readDeadline: 3_600_000, writeDeadline: 3_600_000 }

export interface RawStage {
  stage: string
  milliseconds: number
  /** As of a `MeasuredStage`. */
  processor: number
  statements: number
}

/**
 * What the SQL stages of the first night store, by statements that compute everything in one pass each: no
 * chunks, no cursors, nothing that could be gone on with after a fall.
 */
export async function rawStages(database: Database, day: number): Promise<RawStage[]> {
  const service = await benchService(database.url, patience)
  const stages: [string, SQL[]][] = [
    ['metrics', [storeMetrics(day), ...storeCohorts()]],
    ['lifecycle', storeLifecycle(day)],
    ['rfm', [storeScale(day)]],
    ['vulnerability', await attacks(service, day)],
    ['segments', await segments(service, day)],
  ]
  const taken: RawStage[] = []
  for (const [stage, statements] of stages) {
    const started = performance.now()
    const used = processorUsed(database)
    for (const statement of statements) await service.db.write([statement])
    const milliseconds = performance.now() - started
    taken.push({
      stage,
      milliseconds,
      processor: processorUsed(database) - used,
      statements: statements.length,
    })
  }
  return taken
}

/** The rows of the snapshots are made here, and for each campaign what fills them. */
async function attacks(service: Service, day: number): Promise<SQL[]> {
  const { orm } = service.db
  const [running, places, [policy], watched] = await Promise.all([
    orm.select().from(campaigns).orderBy(campaigns.id),
    orm.select().from(campaignRegions).where(eq(campaignRegions.role, 'TARGET')),
    orm.select().from(vulnerabilityPolicies).orderBy(desc(vulnerabilityPolicies.version)).limit(1),
    orm.all<{ id: number }>(sql`SELECT id FROM segments WHERE watched = 1 ORDER BY id`),
  ])
  const statements: SQL[] = []
  for (const campaign of running) {
    const frame = policy && frameOf(campaign, policy, day)
    if (!frame) throw new Failure('A campaign of the made shop has no window yet.')
    const targets = places.flatMap(place => (place.campaignId === campaign.id ? place.regionId : []))
    const scopes = [
      { scope: 'CAMPAIGN' as const, scopeId: campaign.id },
      ...targets.map(scopeId => ({ scope: 'REGION' as const, scopeId })),
      ...watched.map(({ id }) => ({ scope: 'SEGMENT' as const, scopeId: id })),
    ]
    const common = {
      ...frame,
      campaignId: campaign.id,
      method,
      horizonDays: horizonDays(campaign, policy, day),
      policyVersion: policy.version,
      asOf: day,
      treated: emptyTally(),
      controlKind: 'NAMED' as const,
      flags: [],
      watermark: 0,
      sealedAt: service.now,
    }
    const parts = scopes.length - 1
    const rows = scopes.map(scope => ({
      ...common,
      ...scope,
      id: service.newId(),
      comparisons: scope.scope === 'CAMPAIGN' ? 1 : parts,
    }))
    await service.db.write([orm.insert(vulnerabilitySnapshots).values(rows)])
    const attack = {
      campaignId: campaign.id,
      frame,
      policy,
      watched: watched.map(({ id }) => ({ id, held: wasRich })),
    }
    statements.push(...storeSnapshots(attack, day))
  }
  return statements
}

async function segments(service: Service, day: number): Promise<SQL[]> {
  const [largest, stored] = await Promise.all([largestOf(service.db), segmentIds(service.db)])
  return segmentPlans(largest).flatMap(({ input, plain }) => {
    const id = stored.get(input.name)
    if (id === undefined) throw new Failure(`The segment ${input.name} is missing.`)
    return storeSegment(id, plain, day, service.now)
  })
}

async function largestOf({ orm }: Session): Promise<number[]> {
  const codes = Array.from({ length: largestProvinces }, (_, at) => `VN-${at + 1}`)
  const rows = await orm.all<{ id: number }>(sql`
    SELECT id FROM regions WHERE code IN (SELECT value FROM json_each(${JSON.stringify(codes)}))`)
  return rows.map(({ id }) => id)
}

async function segmentIds({ orm }: Session): Promise<Map<string, number>> {
  const rows = await orm.all<{ name: string; id: number }>(sql`SELECT name, id FROM segments`)
  return new Map(rows.map(({ name, id }) => [name, id]))
}
