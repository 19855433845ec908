import { and, type SQL, sql } from 'drizzle-orm'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers/customers.ts'
import { type Key, keyTold } from '../customers/references.ts'
import { type RegionHistory, regionsTold } from '../customers/region-history.ts'
import { customersWithinReach } from '../reach/customers.ts'
import type { Service } from '../service/service.ts'

export type CustomerRow = typeof customers.$inferSelect

/** A customer with what lies beside its row. */
export interface WholeCustomer {
  row: CustomerRow
  history: RegionHistory
  externalIds: Key[]
}

/** What the trail tells of one. */
export const toldOf = (row: CustomerRow, history: RegionHistory, externalIds: readonly Key[]) => ({
  ...row,
  regions: regionsTold(history),
  externalIds: externalIds.map(keyTold),
})

/**
 * A customer within reach. One round trip.
 * @param id what yields its id
 */
export async function readWhole(service: Service, id: SQL): Promise<WholeCustomer | null> {
  const { orm } = service.db
  const [[row], places, externalIds] = await Promise.all([
    orm
      .select()
      .from(customers)
      .where(and(sql`${customers.id} = ${id}`, customersWithinReach(service.actor, customers))),
    orm
      .select({ since: customerRegions.since, regionId: customerRegions.regionId })
      .from(customerRegions)
      .where(sql`${customerRegions.customerId} = ${id}`),
    orm
      .select({ source: customerExternalIds.source, externalId: customerExternalIds.externalId })
      .from(customerExternalIds)
      .where(sql`${customerExternalIds.customerId} = ${id}`),
  ])
  if (!row) return null
  return { row, history: new Map(places.map(place => [place.since, place.regionId])), externalIds }
}
