import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, recordColumns } from '../../columns.ts'
import { staffMembers } from '../house/staff.ts'
import { channels } from './channels.ts'
import { customers } from './customers.ts'

export const personRequestKinds = [
  'ACCESS',
  'CORRECTION',
  'ERASURE',
  'RESTRICTION',
  'OBJECTION',
  'CONSENT_WITHDRAWAL',
] as const
export const privacyRegimes = ['VIETNAM', 'GDPR'] as const
export const personRequestOutcomes = ['DONE', 'REFUSED', 'WITHDRAWN'] as const

/** What a person asked of the house by law, and by when it is to be answered. What is left of it proves that it was. */
export const personRequests = sqliteTable(
  'person_requests',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: personRequestKinds }).notNull(),
    regime: text({ enum: privacyRegimes }).notNull(),
    receivedOn: day('received_on').notNull(),
    channel: text({ enum: channels }),
    /** Whether a processor or somebody else outside the house must act. */
    thirdParty: integer('third_party', { mode: 'boolean' }).notNull(),
    /** Who answers for it. */
    ownerId: integer('owner_id').references(() => staffMembers.id),
    note: text(),
    /** The version of the policy that its clocks follow. */
    policyVersion: integer('policy_version').notNull(),
    acknowledgeBy: day('acknowledge_by').notNull(),
    /** With its extension. */
    dueOn: day('due_on').notNull(),
    acknowledgedOn: day('acknowledged_on'),
    extendedOn: day('extended_on'),
    /** Under a law that extends by days. */
    extensionDays: integer('extension_days'),
    extensionReason: text('extension_reason'),
    closedOn: day('closed_on'),
    outcome: text({ enum: personRequestOutcomes }),
    refusalReason: text('refusal_reason'),
    ...recordColumns,
  },
  t => [
    check('person_requests_closed', sql`(${t.closedOn} IS NULL) = (${t.outcome} IS NULL)`),
    check('person_requests_extended', sql`${t.extensionDays} IS NULL OR ${t.extendedOn} IS NOT NULL`),
    index('person_requests_received').on(t.receivedOn, t.id),
    index('person_requests_due').on(t.dueOn, t.id),
    index('person_requests_open').on(t.dueOn, t.id).where(sql`closed_on IS NULL`),
    index('person_requests_customer').on(t.customerId, t.receivedOn, t.id),
    index('person_requests_owner').on(t.ownerId).where(sql`closed_on IS NULL`),
  ],
)
