import { and, eq, or } from 'drizzle-orm'
import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { regions } from '../../database/tables/customers/regions.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { decodeId } from '../../lib/ids.ts'
import { comparable } from '../../lib/text.ts'
import { customersWithinReach, regionsWithinReach } from '../reach/customers.ts'
import { type Issue, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { leftTheHouse } from '../staff/require-staff.ts'
import { emailSaid, keySaid, phoneSaid } from '../tombstones/marks.ts'
import { refuseErased } from '../tombstones/refuse-erased.ts'
import { say } from '../wording/say.ts'
import { duplicate, type Taken } from '../writes/taken.ts'
import type { ExternalKey } from './find.ts'
import type { CustomerFields } from './input.ts'

/** The rows that a customer's fields point to, all read in one round trip. */
export interface References {
  /** Undefined where the fields say nothing, null where they clear it. */
  ownerId: number | null | undefined
  regionId: number | null | undefined
  /** The external ids that no customer has yet, each once. */
  newExternalIds: ExternalKey[]
}

interface Whose {
  /** Where the fields are in the input. */
  path: Issue['path']
  /** The external id by which an upsert names the customer. */
  externalId?: ExternalKey
  /** The customer that may already have some of the external ids, and the owner. */
  current?: () => Promise<{ id: number; ownerId: number | null } | null>
}

/**
 * @throws UserError `NOT_FOUND` for a region or owner, `CONFLICT` for an external id of another customer, for what an erased
 * person was known by, and for a new owner who has left
 */
export async function resolveReferences(
  service: Service,
  fields: Pick<CustomerFields, 'owner' | 'region' | 'externalIds' | 'email' | 'phone'>,
  { path, externalId, current }: Whose,
): Promise<References> {
  const keys = [
    ...(externalId ? [{ key: externalId, at: [...path, 'externalId'] }] : []),
    ...(fields.externalIds ?? []).map((key, index) => ({ key, at: [...path, 'externalIds', index] })),
  ]
  const [owner, regionId, taken, own] = await Promise.all([
    findOwner(service, fields.owner, [...path, 'owner']),
    findRegion(service, fields.region, [...path, 'region']),
    Promise.all(keys.map(({ key }) => findHolder(service, key))),
    current?.() ?? null,
    refuseErased(service, [
      ...(fields.email ? [emailSaid(fields.email, [...path, 'email'])] : []),
      ...(fields.phone ? [phoneSaid(fields.phone, [...path, 'phone'])] : []),
      ...keys.map(({ key, at }) => keySaid(key, at)),
    ]),
  ])
  if (owner && !owner.active && owner.id !== own?.ownerId) throw leftTheHouse([...path, 'owner'])
  const free = new Map<string, ExternalKey>()
  for (const [index, { key, at }] of keys.entries()) {
    const holder = taken[index]
    if (holder == null) free.set(keyText(key), key)
    else if (holder !== own?.id) throw await duplicate(service, takenExternalId(service, at, holder))
  }
  return { ownerId: owner === null ? null : owner?.id, regionId, newExternalIds: [...free.values()] }
}

/** What is compared of an external id. */
export type Key = Pick<ExternalKey, 'source' | 'externalId'>

/** What tells one external id from another. */
export const keyText = ({ source, externalId }: Key): string => JSON.stringify([source, externalId])

/** What the trail tells of an external id. */
export const keyTold = ({ source, externalId }: Key) => ({ source, externalId })

/** The row of an external id. */
export const isKey = ({ source, externalId }: Key) =>
  and(eq(customerExternalIds.source, source), eq(customerExternalIds.externalId, externalId))

const takenExternalId = (service: Service, path: Issue['path'], holder: number): Taken => ({
  path,
  saying: say('takenExternalId'),
  kind: 'customer',
  scope: 'customers:read',
  holder: () =>
    service.db.orm
      .select({ id: customers.id })
      .from(customers)
      .where(and(eq(customers.id, holder), customersWithinReach(service.actor, customers))),
})

async function findOwner(service: Service, owner: string | null | undefined, path: Issue['path']) {
  if (owner == null) return owner
  const decoded = decodeId(owner)
  if (decoded?.kind !== 'staffMember') throw notFound(path, 'staffMember')
  const [row] = await service.db.orm
    .select({ id: staffMembers.id, active: staffMembers.active })
    .from(staffMembers)
    .where(eq(staffMembers.id, decoded.id))
  if (!row) throw notFound(path, 'staffMember')
  return row
}

async function findRegion(service: Service, region: string | null | undefined, path: Issue['path']) {
  if (region == null) return region
  const decoded = decodeId(region)
  const named = eq(regions.code, comparable(region))
  const [row] = await service.db.orm
    .select({ id: regions.id })
    .from(regions)
    .where(
      and(
        decoded?.kind === 'region' ? or(named, eq(regions.id, decoded.id)) : named,
        regionsWithinReach(service.actor),
      ),
    )
  if (!row) throw notFound(path, 'region')
  return row.id
}

/** The customer that has this external id, if anyone has. */
async function findHolder(service: Service, key: ExternalKey): Promise<number | null> {
  const { orm } = service.db
  const [row] = await orm
    .select({ id: customerExternalIds.customerId })
    .from(customerExternalIds)
    .where(isKey(key))
  return row?.id ?? null
}
