import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, recordColumns } from '../../columns.ts'
import { customers } from './customers.ts'

export const contactKinds = ['EMAIL', 'PHONE'] as const

/**
 * E-mails and phones of customers beside the primary ones, and what is said of a primary one. Which is primary stands in
 * `customers` alone: it is the one whose value is the customer's.
 */
export const contactPoints = sqliteTable(
  'contact_points',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: contactKinds }).notNull(),
    /** An e-mail in lower case, or E.164. */
    value: text().notNull(),
    label: text(),
    /** The day on which the customer was last known to be reached by it. */
    verifiedOn: day('verified_on'),
    ...recordColumns,
  },
  t => [
    uniqueIndex('contact_points_customer').on(t.customerId, t.value),
    index('contact_points_value').on(t.value, t.customerId),
    index('contact_points_updated').on(t.updatedAt, t.id),
  ],
)
