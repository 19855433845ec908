import { eq, type SQLWrapper, sql } from 'drizzle-orm'
import { segments } from '../../database/tables/care/segments.ts'
import { vulnerabilityMembers } from '../../database/tables/competition/vulnerability.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { encodeId } from '../../lib/ids.ts'
import { parseId } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { PersonalKind } from '../service/personal-reads.ts'
import type { Service } from '../service/service.ts'
import { memberList } from '../vulnerability/snapshots/list.ts'
import { requireSnapshot } from '../vulnerability/snapshots/stored-snapshot.ts'
import {
  type Column,
  customerKeyOf,
  dayOf,
  flag,
  jsonOf,
  moneyOf,
  personal,
  plain,
  staffEmailOf,
} from './column.ts'
import { exportedCustomers } from './customers.ts'
import type { Exported } from './exported.ts'

/** Customers, whichever segment they are in. */
export const segmentMembers = {
  ...exportedCustomers,
  scopes: ['segments:read', ...exportedCustomers.scopes],
} as const satisfies Omit<Exported, 'of' | 'walk' | 'on'>

/**
 * The members within reach of a segment: customers.
 * @throws AuthorizationError
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function exportedSegmentMembers(service: Service, given: string): Promise<Exported> {
  requireScope(service.actor, 'segments:read')
  const id = parseId('segment', given)
  const found = await service.db.orm.select({ id: segments.id }).from(segments).where(eq(segments.id, id))
  if (found.length === 0) throw notFound(['id'], 'segment')
  return {
    ...segmentMembers,
    of: `segments/${encodeId('segment', id)}/members`,
    walk: (after, most) => sql`SELECT customer_id AS id FROM segment_members
      WHERE segment_id = ${id} AND customer_id > ${after} ORDER BY customer_id LIMIT ${most}`,
  }
}

/** What is known of the member as a customer, today. */
const ofCustomer = (column: SQLWrapper) =>
  sql`(SELECT ${column} FROM customers WHERE customers.id = ${vulnerabilityMembers.customerId})`

const contact = (kind: PersonalKind) => ({ ...personal(kind), apart: true }) as const

const memberColumns: Readonly<Record<string, Column>> = {
  externalId: customerKeyOf(vulnerabilityMembers.customerId),
  verdict: plain(vulnerabilityMembers.verdict),
  exclusion: plain(vulnerabilityMembers.exclusion),
  grade: plain(vulnerabilityMembers.grade),
  exposed: flag(vulnerabilityMembers.exposed),
  spendBaseline: moneyOf(vulnerabilityMembers.spendBaseline),
  spendWindow: moneyOf(vulnerabilityMembers.spendWindow),
  purchaseDaysBaseline: plain(vulnerabilityMembers.purchaseDaysBaseline),
  purchaseDaysWindow: plain(vulnerabilityMembers.purchaseDaysWindow),
  firstPurchaseOn: dayOf(vulnerabilityMembers.firstPurchaseOn),
  lastPurchaseOn: dayOf(vulnerabilityMembers.lastPurchaseOn),
  name: plain(ofCustomer(customers.name), contact('NAME')),
  email: plain(ofCustomer(customers.email), contact('EMAIL')),
  phone: plain(ofCustomer(customers.phone), contact('PHONE')),
  owner: staffEmailOf(ofCustomer(customers.ownerId), { apart: true }),
  preferredChannels: jsonOf(ofCustomer(customers.preferredChannels), { apart: true }),
  forbiddenChannels: jsonOf(ofCustomer(customers.forbiddenChannels), { apart: true }),
}

/** What a snapshot found of its members, under the ids of their customers. */
export const snapshotMembers = {
  action: 'customer.export',
  kind: 'customer',
  scopes: ['vulnerability:read', 'customers:read'],
  list: memberList,
  customer: vulnerabilityMembers.customerId,
  columns: memberColumns,
} as const satisfies Omit<Exported, 'of' | 'walk' | 'on'>

/**
 * The members within reach of a snapshot, under the ids of their customers, with what it found of them.
 * @throws AuthorizationError
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function exportedSnapshotMembers(service: Service, given: string): Promise<Exported> {
  requireScope(service.actor, 'vulnerability:read')
  const { id } = await requireSnapshot(service, parseId('vulnerabilitySnapshot', given), ['id'])
  return {
    of: `snapshots/${encodeId('vulnerabilitySnapshot', id)}/members`,
    ...snapshotMembers,
    walk: (after, most) => sql`SELECT customer_id AS id FROM vulnerability_members
      WHERE snapshot_id = ${id} AND customer_id > ${after} ORDER BY customer_id LIMIT ${most}`,
    on: sql`vulnerability_members.snapshot_id = ${id} AND vulnerability_members.customer_id = walked.id`,
  }
}
