import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, instant, recordColumns } from '../../columns.ts'
import { customers } from './customers.ts'

/** Where letters and gifts go. */
export const postalAddresses = sqliteTable(
  'postal_addresses',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    label: text(),
    /** Who receives it; null for the customer. */
    recipient: text(),
    /** Street and house, the outermost last. */
    lines: text({ mode: 'json' }).$type<string[]>().notNull(),
    postalCode: text('postal_code'),
    locality: text(),
    region: text(),
    /** ISO 3166-1 alpha-2. */
    country: text().notNull(),
    validFrom: day('valid_from'),
    /** The last day. */
    validUntil: day('valid_until'),
    /**
     * When it was chosen to come before the others; 0 when never. The newest choice is the primary one, else the oldest
     * address: there is exactly one, whatever is added, removed or moved.
     */
    chosenAt: instant('chosen_at').notNull(),
    ...recordColumns,
  },
  t => [index('postal_addresses_customer').on(t.customerId)],
)
