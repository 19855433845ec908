import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant, versionColumns } from '../../columns.ts'

/** What two customers have in common that makes them look like one. */
export const duplicateGrounds = ['EMAIL', 'PHONE', 'NAME_AND_BIRTH_DATE', 'NEAR_NAME_AND_BIRTH_DATE'] as const

export type DuplicateGround = (typeof duplicateGrounds)[number]

export const duplicateStates = ['OPEN', 'DISMISSED'] as const

/**
 * Two customers who may be one, as a night found them. The customers need not be there any more: who was merged may come
 * back, and what somebody said of the pair holds then.
 */
export const customerDuplicates = sqliteTable(
  'customer_duplicates',
  {
    id: integer().primaryKey(),
    /** The lower id of the two. */
    firstId: integer('first_id').notNull(),
    secondId: integer('second_id').notNull(),
    grounds: text({ mode: 'json' }).$type<DuplicateGround[]>().notNull(),
    /** `DISMISSED`: somebody said that they are not the same. No night takes that back. */
    state: text({ enum: duplicateStates }).notNull(),
    dismissedAt: instant('dismissed_at'),
    /** The credential under which it was said. */
    dismissedBy: text('dismissed_by'),
    ...versionColumns,
  },
  t => [
    uniqueIndex('customer_duplicates_pair').on(t.firstId, t.secondId),
    index('customer_duplicates_second').on(t.secondId),
    index('customer_duplicates_created').on(t.createdAt, t.id),
  ],
)
