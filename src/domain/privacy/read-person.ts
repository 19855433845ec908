import { getTableColumns } from 'drizzle-orm'
import { formatDay, formatInstant } from '../../lib/days.ts'
import { encodeId, type IdKind } from '../../lib/ids.ts'
import { kindsOfPerson } from '../service/personal-reads.ts'
import type { Service } from '../service/service.ts'
import { type CustomerIds, rowsOfPerson } from './person-rows.ts'

/** All that is kept of one person, by table. */
export interface PersonDocument {
  format: 'holdfast-person-1'
  customer: string
  /** What amounts are in: minor units. */
  currency: string
  decimals: number
  timeZone: string
  tables: Record<string, Record<string, unknown>[]>
}

const days: ReadonlySet<string> = new Set([
  ...[
    'birthDate',
    'lifecycleSince',
    'since',
    'on',
    'until',
    'day',
    'validFrom',
    'validUntil',
    'snoozedUntil',
    'acknowledgeBy',
  ],
])

/** Whose ids a column holds, by its name. */
const idKinds: Readonly<Record<string, IdKind>> = {
  customerId: 'customer',
  ...{ regionId: 'region', replacedRegionId: 'region' },
  ...{ ownerId: 'staffMember', staffId: 'staffMember', claimedBy: 'staffMember', recordedBy: 'staffMember' },
  ...{ escalatedTo: 'staffMember', ownerStaffId: 'staffMember' },
  ...{ interactionId: 'interaction', answerId: 'interaction' },
  ...{ mergedId: 'customer', survivorId: 'customer', mergeId: 'customerMerge' },
  campaignId: 'campaign',
  segmentId: 'segment',
  segmentSnapshotId: 'segmentSnapshot',
  snapshotId: 'vulnerabilitySnapshot',
}

/** What the `id` of a table's rows is of. */
const ownKinds: Readonly<Record<string, IdKind>> = {
  customers: 'customer',
  consents: 'consent',
  contactPoints: 'contactPoint',
  postalAddresses: 'postalAddress',
  interactions: 'interaction',
  exposures: 'exposure',
  followUps: 'followUp',
  personRequests: 'personRequest',
  feedback: 'feedback',
  customerUpdateJobs: 'customerUpdateJob',
  customerMerges: 'customerMerge',
}

/**
 * Everything that is kept of a person, as it is stored: the customer's own row, whatever refers to it, the trail with the
 * values that it keeps, and the requests that named it. Ids, days and instants are written as the API writes them. One
 * round trip.
 */
export async function readPerson(service: Service, ids: CustomerIds): Promise<PersonDocument> {
  const { currency, decimals, timeZone } = service.workspace
  const { orm } = service.db
  const [id = 0] = ids
  service.personal.note(kindsOfPerson, id, 'PERSON_EXPORT')
  const read = await Promise.all(
    rowsOfPerson.map(async ({ name, table, where }) => {
      const rows: Record<string, unknown>[] = await orm.select().from(table).where(where(ids))
      return [name, rows.map(row => told(name, Object.keys(getTableColumns(table)), row))] as const
    }),
  )
  return {
    ...{
      format: 'holdfast-person-1',
      customer: encodeId('customer', id),
      currency,
      decimals,
      timeZone,
    },
    tables: Object.fromEntries(read.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const told = (table: string, columns: readonly string[], row: Record<string, unknown>) =>
  Object.fromEntries(columns.map(column => [column, written(table, column, row[column])]))

function written(table: string, column: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'number') return value
  const kind = column === 'id' ? ownKinds[table] : idKinds[column]
  if (kind) return value > 0 ? encodeId(kind, value) : value
  if (column === 'at' || column.endsWith('At')) return formatInstant(value)
  return days.has(column) || column.endsWith('On') ? formatDay(value) : value
}
