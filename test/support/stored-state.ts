import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { segmentOverrides } from '../../src/database/tables/care/segments.ts'
import { campaignRegions, competitorRegions } from '../../src/database/tables/competition/competitors.ts'
import { vulnerabilityPolicies } from '../../src/database/tables/competition/vulnerability.ts'
import { customerExternalIds, customerRegions } from '../../src/database/tables/customers/customers.ts'
import { policies } from '../../src/database/tables/house/policies.ts'
import { relationshipOverrides } from '../../src/database/tables/value/relationships.ts'
import type { Action } from '../../src/domain/changes/kinds.ts'
import { changeKinds } from '../../src/domain/changes/kinds.ts'
import { nounCalled, nouns } from '../nouns/all.ts'
import type { Row } from '../nouns/noun.ts'
import { fresh, type TestService } from './service.ts'

/** The rows of a table as they stood. */
export type Rows = (table: SQLiteTable) => Row[]

/** All rows of what the trail tells of. */
export async function readRows(service: TestService): Promise<Rows> {
  const { orm } = fresh(service).db
  const ofNouns = nouns.flatMap(({ stored, parts = [] }) => [...(stored ? [stored] : []), ...parts])
  const tables = new Set<SQLiteTable>([...ofNouns.map(({ table }) => table), policies, vulnerabilityPolicies])
  const read = [...tables].map(async table => [table, await orm.select().from(table)] as const)
  const rows = new Map<SQLiteTable, Row[]>(await Promise.all(read))
  return table => rows.get(table) ?? []
}

/** What stands of the row that a change is about, with the lists that lie beside it; null where none does. */
export function stateOf(rows: Rows, action: Action, id: number | null, detail: Row): Row | null {
  const one = (table: SQLiteTable, idName = 'id') => rows(table).find(row => row[idName] === id) ?? null
  const { entity } = changeKinds[action]
  if (action.startsWith('relationship.')) return one(relationshipOverrides, 'customerId')
  if (action.startsWith('segment-override.')) return one(segmentOverrides, 'customerId')
  if (entity === 'policy') return policyOf(rows, detail.kind)
  const { stored } = nounCalled(entity)
  const row = stored ? one(stored.table) : null
  return row && { ...row, ...listsBeside(rows, entity, id) }
}

/** The lists of a noun that the trail tells of, and that lie in tables of their own. */
function listsBeside(rows: Rows, entity: string, id: number | null): Row {
  const beside = (table: SQLiteTable, idName: string) => rows(table).filter(row => row[idName] === id)
  const placed = (role: string) =>
    regionsOf(beside(campaignRegions, 'campaignId').filter(row => row.role === role))
  switch (entity) {
    case 'campaign':
      return { regions: placed('TARGET'), controlRegions: placed('CONTROL') }
    case 'competitor':
      return { regions: regionsOf(beside(competitorRegions, 'competitorId')) }
    case 'customer':
      return {
        externalIds: beside(customerExternalIds, 'customerId').map(({ source, externalId }) => ({
          source,
          externalId,
        })),
        regions: beside(customerRegions, 'customerId').map(({ since, regionId }) => ({ since, regionId })),
      }
    default:
      return {}
  }
}

const regionsOf = (rows: Row[]) => rows.map(row => row.regionId).sort()

/** The newest version of a kind. */
function policyOf(rows: Rows, kind: unknown): Row | null {
  if (kind !== 'VULNERABILITY')
    return (
      rows(policies)
        .filter(row => row.kind === kind)
        .at(-1) ?? null
    )
  const { version: _, createdAt: __, changeId: ___, note, ...body } = rows(vulnerabilityPolicies).at(-1) ?? {}
  return { body, note }
}
