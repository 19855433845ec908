import { and, eq, or } from 'drizzle-orm'
import { customerExternalIds } from '../../database/tables/customers.ts'
import { regions } from '../../database/tables/regions.ts'
import { staffMembers } from '../../database/tables/staff.ts'
import { decodeId } from '../../lib/ids.ts'
import type { Service } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import type { CustomerFields } from './input.ts'

/** The rows that a customer's fields point to, all read in one round trip. */
export interface References {
  /** Undefined where the fields say nothing, null where they clear it. */
  ownerId: number | null | undefined
  regionId: number | null | undefined
  /** The external ids that no customer has yet. */
  newExternalIds: { source: string; externalId: string }[]
}

/**
 * @param customerId the customer that may already have some of the external ids
 * @throws UserError `NOT_FOUND` for a region or owner, `CONFLICT` for an external id of another customer
 */
export async function resolveReferences(
  service: Service,
  fields: Pick<CustomerFields, 'owner' | 'region' | 'externalIds'>,
  customerId: () => number | null | Promise<number | null>,
): Promise<References> {
  const [ownerId, regionId, taken, own] = await Promise.all([
    findOwner(service, fields.owner),
    findRegion(service, fields.region),
    Promise.all((fields.externalIds ?? []).map(key => findHolder(service, key))),
    customerId(),
  ])
  const newExternalIds = (fields.externalIds ?? []).filter((_, at) => {
    const holder = taken[at]
    if (holder != null && holder !== own)
      throw conflict(['externalIds', at], 'Another customer has this external id.')
    return holder == null
  })
  return { ownerId, regionId, newExternalIds }
}

async function findOwner(service: Service, owner: string | null | undefined) {
  if (owner == null) return owner
  const decoded = decodeId(owner)
  if (decoded?.kind !== 'staffMember') throw notFound(['owner'], 'staff member')
  const [row] = await service.db.orm
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(eq(staffMembers.id, decoded.id))
  if (!row) throw notFound(['owner'], 'staff member')
  return row.id
}

async function findRegion(service: Service, region: string | null | undefined) {
  if (region == null) return region
  const decoded = decodeId(region)
  const named = eq(regions.code, region)
  const [row] = await service.db.orm
    .select({ id: regions.id })
    .from(regions)
    .where(decoded?.kind === 'region' ? or(named, eq(regions.id, decoded.id)) : named)
  if (!row) throw notFound(['region'], 'region')
  return row.id
}

/** The customer that has this external id, if anyone has. */
async function findHolder(
  service: Service,
  key: { source: string; externalId: string },
): Promise<number | null> {
  const { orm } = service.db
  const [row] = await orm
    .select({ id: customerExternalIds.customerId })
    .from(customerExternalIds)
    .where(
      and(eq(customerExternalIds.source, key.source), eq(customerExternalIds.externalId, key.externalId)),
    )
  return row?.id ?? null
}
