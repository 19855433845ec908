import { and, eq, inArray, max, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers.ts'
import { fold, vietnameseSortKey } from '../../lib/text.ts'
import { requireScope } from '../actor.ts'
import { commit, thisChange } from '../commit.ts'
import type { Service } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { expectedVersion, idOf, parse } from '../fields.ts'
import { requireVersion, unchanged } from '../versions.ts'
import { type CustomerFields, customerFields } from './input.ts'
import { customersWithinReach } from './reach.ts'
import { type References, resolveReferences } from './references.ts'
import { UNKNOWN_SINCE } from './region-history.ts'

/**
 * Changes what `patch` names: absent leaves, null clears. A region is a move since `regionSince` (today when
 * not said) and adds to the history; external ids are added.
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
  requireVersion(current, expected.expectedVersion, 'customer')
  return writeCustomer(service, current, patch, references, path)
}

interface CurrentCustomer {
  id: number
  version: number
  regionId: number | null
  /** The newest day of the region history. */
  newestSince: number | null
}

/** The customer within reach, as far as a change must know it. */
const readCurrent = (service: Service, id: number) => readCurrentWhere(service, eq(customers.id, id))

/** The same by external id. */
export const readCurrentByExternalId = (service: Service, key: { source: string; externalId: string }) =>
  readCurrentWhere(
    service,
    inArray(
      customers.id,
      service.db.orm
        .select({ id: customerExternalIds.customerId })
        .from(customerExternalIds)
        .where(
          and(eq(customerExternalIds.source, key.source), eq(customerExternalIds.externalId, key.externalId)),
        ),
    ),
  )

async function readCurrentWhere(service: Service, match: SQL): Promise<CurrentCustomer | null> {
  const [row] = await service.db.orm
    .select({
      id: customers.id,
      version: customers.version,
      regionId: customers.regionId,
      newestSince: max(customerRegions.since),
    })
    .from(customers)
    .leftJoin(customerRegions, eq(customerRegions.customerId, customers.id))
    .where(and(match, customersWithinReach(service.actor, customers)))
    .groupBy(customers.id)
  return row ?? null
}

/**
 * The write half, which an upsert shares.
 * @param path where the patch is in the input
 */
export async function writeCustomer(
  service: Service,
  current: CurrentCustomer,
  patch: CustomerFields,
  references: References,
  path: string[],
): Promise<{ customerId: number }> {
  const { orm } = service.db
  const { actor } = service
  const customerId = current.id
  if (actor.reach === 'OWNED' && references.ownerId !== undefined && references.ownerId !== actor.staffId)
    throw invalid([...path, 'owner'], 'You cannot hand over a customer.')
  if (patch.regionSince != null && references.regionId == null)
    throw invalid([...path, 'regionSince'], 'This says since when, but not which region.')
  if (references.regionId === null)
    throw invalid([...path, 'region'], 'A region can be changed, not cleared.')

  const move = regionMove(service, current, patch, references.regionId)
  const { name } = patch
  const statements: Statement[] = [
    unchanged(service, customers, current),
    orm
      .update(customers)
      .set({
        ...(patch.kind === undefined ? {} : { kind: patch.kind }),
        ...(name === undefined
          ? {}
          : { name, sortName: vietnameseSortKey(name ?? ''), foldedName: fold(name ?? '') }),
        ...(patch.email === undefined ? {} : { email: patch.email }),
        ...(patch.phone === undefined ? {} : { phone: patch.phone }),
        ...(patch.gender === undefined ? {} : { gender: patch.gender }),
        ...(patch.birthDate === undefined ? {} : { birthDate: patch.birthDate }),
        ...(patch.acquisitionSource === undefined ? {} : { acquisitionSource: patch.acquisitionSource }),
        ...(references.ownerId === undefined ? {} : { ownerId: references.ownerId }),
        ...(patch.preferredChannels === undefined ? {} : { preferredChannels: patch.preferredChannels }),
        ...(patch.forbiddenChannels === undefined ? {} : { forbiddenChannels: patch.forbiddenChannels }),
        ...(patch.attributes === undefined ? {} : { attributes: patch.attributes }),
        ...(move?.newest ? { regionId: move.regionId } : {}),
        version: current.version + 1,
        updatedAt: service.now,
        changeId: thisChange,
      })
      .where(eq(customers.id, customerId)),
    ...references.newExternalIds.map(key => orm.insert(customerExternalIds).values({ ...key, customerId })),
  ]
  if (move) {
    const { regionId, since } = move
    statements.push(
      orm
        .insert(customerRegions)
        .values({ customerId, since, regionId, changeId: thisChange })
        .onConflictDoUpdate({
          target: [customerRegions.customerId, customerRegions.since],
          set: { regionId, changeId: thisChange },
        }),
    )
  }
  const change = {
    action: 'customer.update',
    entity: 'customer',
    entityId: customerId,
    // Values of personal fields stay out of the trail: it outlives an erasure.
    detail: { fields: Object.keys(patch) },
  }
  // An empty patch must not take other people's `expectedVersion` away.
  const changes = Object.keys(patch).length > 0 || references.newExternalIds.length > 0
  const { result } = await commit(service, change, changes ? statements : [], { customerId })
  return result
}

function regionMove(
  service: Service,
  current: CurrentCustomer,
  patch: CustomerFields,
  regionId: number | undefined,
): { regionId: number; since: number; newest: boolean } | null {
  if (regionId === undefined) return null
  if (patch.regionSince == null && regionId === current.regionId) return null
  const since = patch.regionSince ?? (current.newestSince === null ? UNKNOWN_SINCE : service.today)
  return { regionId, since, newest: current.newestSince === null || since >= current.newestSince }
}
