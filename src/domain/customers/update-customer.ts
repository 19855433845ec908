import { and, eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { requireChannelsApart } from './channels.ts'
import { historyWrites } from './history-writes.ts'
import { type CustomerFields, customerColumns, customerFields } from './input.ts'
import { customersWithinReach } from './reach.ts'
import { isKey, type Key, keyText, type References, resolveReferences } from './references.ts'
import { currentRegion, type RegionHistory, withRegion } from './region-history.ts'

/**
 * Changes what `patch` names: absent leaves, null clears, a list is the whole list. A region is a move since
 * `regionSince` (today when not said) and adds to the history.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { id, patch, ...expected } = parse(
    z.strictObject({ id: idOf('customer'), expectedVersion, patch: customerFields(service) }),
    input,
  )
  const path = ['patch']
  const [current, references] = await Promise.all([
    readCurrent(service, id),
    resolveReferences(service, patch, { path, customerId: () => id }),
  ])
  if (!current) throw notFound(['id'], 'customer')
  requireVersion(current.row, expected.expectedVersion, 'customer')
  const wanted = patch.externalIds && new Set(patch.externalIds.map(keyText))
  const dropped = wanted ? current.externalIds.filter(key => !wanted.has(keyText(key))) : []
  return writeCustomer(service, current, patch, { ...references, dropped }, path, {})
}

interface CurrentCustomer {
  row: typeof customers.$inferSelect
  history: RegionHistory
  externalIds: Key[]
}

/** The customer within reach, with what lies beside its row. One round trip. */
const readCurrent = (service: Service, id: number) => readCurrentWhere(service, sql`${id}`)

/** The same by external id. */
export const readCurrentByExternalId = (service: Service, key: Key) =>
  readCurrentWhere(
    service,
    sql`SELECT customer_id FROM customer_external_ids
      WHERE source = ${key.source} AND external_id = ${key.externalId}`,
  )

/** @param ids a subquery that yields one id at most */
async function readCurrentWhere(service: Service, ids: SQL): Promise<CurrentCustomer | null> {
  const { orm } = service.db
  const [[row], places, externalIds] = await Promise.all([
    orm
      .select()
      .from(customers)
      .where(and(sql`${customers.id} = (${ids})`, customersWithinReach(service.actor, customers))),
    orm
      .select({ since: customerRegions.since, regionId: customerRegions.regionId })
      .from(customerRegions)
      .where(sql`${customerRegions.customerId} = (${ids})`),
    orm
      .select({ source: customerExternalIds.source, externalId: customerExternalIds.externalId })
      .from(customerExternalIds)
      .where(sql`${customerExternalIds.customerId} = (${ids})`),
  ])
  if (!row) return null
  return { row, history: new Map(places.map(place => [place.since, place.regionId])), externalIds }
}

/**
 * The write half, which an upsert shares. What says only what is stored writes nothing.
 * @param references with the external ids that the customer loses, if any
 * @param path where the patch is in the input
 * @param told what the outcome says besides
 */
export async function writeCustomer<Told extends object>(
  service: Service,
  { row, history }: CurrentCustomer,
  patch: CustomerFields,
  { dropped = [], ...references }: References & { dropped?: Key[] },
  path: string[],
  told: Told,
): Promise<{ customerId: number } & Told> {
  const { orm } = service.db
  const { actor } = service
  const customerId = row.id
  if (actor.reach === 'OWNED' && references.ownerId !== undefined && references.ownerId !== actor.staffId)
    throw invalid([...path, 'owner'], 'You cannot hand over a customer.')
  if (patch.regionSince != null && references.regionId == null)
    throw invalid([...path, 'regionSince'], 'This says since when, but not which region.')
  if (references.regionId === null)
    throw invalid([...path, 'region'], 'A region can be changed, not cleared.')
  requireChannelsApart(patch, row, path)

  const places =
    references.regionId === undefined
      ? history
      : withRegion(history, references.regionId, patch.regionSince ?? null, service.today)
  const beside = [
    ...dropped.map(key => orm.delete(customerExternalIds).where(isKey(key))),
    ...references.newExternalIds.map(key => orm.insert(customerExternalIds).values({ ...key, customerId })),
    ...historyWrites(service, customerId, history, places),
  ]
  const columns = {
    ...customerColumns(patch),
    ...(references.ownerId === undefined ? {} : { ownerId: references.ownerId }),
    ...(references.regionId === undefined ? {} : { regionId: currentRegion(places) }),
  }
  const next = nextVersion(service, row, columns, beside.length > 0)
  const change = {
    action: 'customer.update',
    entity: 'customer',
    entityId: customerId,
    // Values of personal fields stay out of the trail: it outlives an erasure.
    detail: { fields: Object.keys(patch) },
  }
  const statements = next
    ? [
        unchanged(service, customers, row),
        orm.update(customers).set(next).where(eq(customers.id, customerId)),
        ...beside,
      ]
    : []
  const { result } = await commit(service, change, statements, { customerId, ...told })
  return result
}
