import { sql } from 'drizzle-orm'
import { type AnySQLiteColumn, check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, recordColumns } from '../../columns.ts'

export const careDecisions = ['KEEP', 'CHANGE', 'RETIRE'] as const

/** What one standard came to, as it was told when the review was made, and what was decided. */
export interface ReviewedStandard {
  careStandardId: number
  /** The version that was looked at. */
  version: number
  due: number
  met: number
  /** Null where nothing was decided. */
  decision: (typeof careDecisions)[number] | null
  note: string | null
}

/** How care standards did in some days, and what the house made of it. */
export const careReviews = sqliteTable(
  'care_reviews',
  {
    id: integer().primaryKey(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day').notNull(),
    summary: text().notNull(),
    standards: text({ mode: 'json' }).$type<ReviewedStandard[]>().notNull(),
    /** Not all was counted. */
    truncated: integer({ mode: 'boolean' }).notNull(),
    /** What was added later. */
    note: text(),
    /** The review in whose place this one stands. */
    supersedesId: integer('supersedes_id')
      .unique('care_reviews_supersedes')
      .references((): AnySQLiteColumn => careReviews.id),
    ...recordColumns,
  },
  t => [
    check('care_reviews_days', sql`${t.lastDay} >= ${t.firstDay}`),
    index('care_reviews_last_day').on(t.lastDay, t.id),
  ],
)
