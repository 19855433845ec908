import { integer, primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core'
import { wideInteger } from '../../columns.ts'

/*
 * Sums over the stored metrics of customers, kept by the very writes that change those: always what a count over
 * all customers would give. A month is counted from January of the year 0: year · 12 + month − 1.
 */

/** The customers whose first purchase fell in one calendar month. */
export const cohorts = sqliteTable('cohorts', {
  month: integer().primaryKey(),
  customers: integer().notNull(),
  netSpend: wideInteger('net_spend').notNull(),
  netSpendYear: wideInteger('net_spend_year').notNull(),
})

/** What a cohort did in one calendar month. */
export const cohortMonths = sqliteTable(
  'cohort_months',
  {
    cohort: integer().notNull(),
    month: integer().notNull(),
    /** Who bought in the month. */
    active: integer().notNull(),
    /** Who bought in the month before and not in this one, and their net spends per active month added up. */
    churned: integer().notNull(),
    churnedSpend: wideInteger('churned_spend').notNull(),
    /** Who bought in this month, not in the one before, but earlier; and the same sum of them. */
    returned: integer().notNull(),
    returnedSpend: wideInteger('returned_spend').notNull(),
  },
  t => [primaryKey({ columns: [t.cohort, t.month] })],
)
