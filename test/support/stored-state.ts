import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { apiKeys } from '../../src/database/tables/api-keys.ts'
import {
  campaignRegions,
  campaigns,
  competitorRegions,
  competitors,
  exposures,
} from '../../src/database/tables/competitors.ts'
import {
  consents,
  customerExternalIds,
  customerRegions,
  customers,
} from '../../src/database/tables/customers.ts'
import { followUps } from '../../src/database/tables/follow-ups.ts'
import { interactions } from '../../src/database/tables/interactions.ts'
import { nights } from '../../src/database/tables/nights.ts'
import { policies } from '../../src/database/tables/policies.ts'
import { regions } from '../../src/database/tables/regions.ts'
import { relationshipOverrides } from '../../src/database/tables/relationships.ts'
import { segments } from '../../src/database/tables/segments.ts'
import { staffMembers } from '../../src/database/tables/staff.ts'
import { vulnerabilityPolicies } from '../../src/database/tables/vulnerability.ts'
import type { Action } from '../../src/domain/changes/change.ts'
import { changeKinds } from '../../src/domain/changes/kinds.ts'
import type { Row } from '../nouns/noun.ts'
import { fresh, type TestService } from './service.ts'

const tables = {
  ...{ apiKeys, campaignRegions, campaigns, competitorRegions, competitors, consents, customerExternalIds },
  ...{ customerRegions, customers, exposures, followUps, interactions, nights, policies, regions },
  ...{ relationshipOverrides, segments, staffMembers, vulnerabilityPolicies },
}

export type Rows = Record<keyof typeof tables, Row[]>

/** All rows of what the trail tells of. */
export async function readRows(service: TestService): Promise<Rows> {
  const { orm } = fresh(service).db
  const named = Object.entries<SQLiteTable>(tables).map(
    async ([name, table]) => [name, await orm.select().from(table)] as const,
  )
  return Object.fromEntries(await Promise.all(named)) as Rows
}

/** What stands of the row that a change is about, with the lists that lie beside it; null where none does. */
export function stateOf(rows: Rows, action: Action, id: number | null, detail: Row): Row | null {
  const one = (of: Row[], idName = 'id') => of.find(row => row[idName] === id) ?? null
  const beside = (of: Row[], idName: string, pick: (row: Row) => unknown) =>
    of.filter(row => row[idName] === id).map(pick)
  const placed = (role: string) =>
    beside(rows.campaignRegions, 'campaignId', row => (row.role === role ? row.regionId : null))
      .filter(region => region !== null)
      .sort()
  if (action.startsWith('relationship.')) return one(rows.relationshipOverrides, 'customerId')
  const { entity } = changeKinds[action]
  switch (entity) {
    case 'api-key':
      return one(rows.apiKeys)
    case 'campaign':
      return withLists(one(rows.campaigns), { regions: placed('TARGET'), controlRegions: placed('CONTROL') })
    case 'competitor':
      return withLists(one(rows.competitors), {
        regions: beside(rows.competitorRegions, 'competitorId', row => row.regionId).sort(),
      })
    case 'consent':
      return one(rows.consents)
    case 'customer':
      return withLists(one(rows.customers), {
        externalIds: beside(rows.customerExternalIds, 'customerId', ({ source, externalId }) => ({
          source,
          externalId,
        })),
        regions: beside(rows.customerRegions, 'customerId', ({ since, regionId }) => ({ since, regionId })),
      })
    case 'exposure':
      return one(rows.exposures)
    case 'follow-up':
      return one(rows.followUps)
    case 'interaction':
      return one(rows.interactions)
    case 'night':
      return one(rows.nights)
    case 'policy':
      return policyOf(rows, detail.kind)
    case 'region':
      return one(rows.regions)
    case 'segment':
      return one(rows.segments)
    case 'staffMember':
      return one(rows.staffMembers)
  }
}

const withLists = (row: Row | null, lists: Row) => row && { ...row, ...lists }

/** The newest version of a kind. */
function policyOf(rows: Rows, kind: unknown): Row | null {
  if (kind !== 'VULNERABILITY') return rows.policies.filter(row => row.kind === kind).at(-1) ?? null
  const { version: _, createdAt: __, changeId: ___, note, ...body } = rows.vulnerabilityPolicies.at(-1) ?? {}
  return { body, note }
}
