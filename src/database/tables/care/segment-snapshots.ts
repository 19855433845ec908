import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { recordColumns } from '../../columns.ts'
import { customers } from '../customers/customers.ts'
import { segments } from './segments.ts'

/** Who was a member of a segment at the instant `createdAt`: kept as it was, whatever nights find since. */
export const segmentSnapshots = sqliteTable(
  'segment_snapshots',
  {
    id: integer().primaryKey(),
    segmentId: integer('segment_id')
      .notNull()
      .references(() => segments.id),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    description: text(),
    /** That of the segment then, as it was given. Null where the members were chosen by hand alone. */
    rule: text({ mode: 'json' }).$type<unknown>(),
    memberCount: integer('member_count').notNull(),
    unknownCount: integer('unknown_count').notNull(),
    ...recordColumns,
    nameGiven: text('name_given'),
    sortName: text('sort_name').notNull().default(''),
  },
  t => [
    index('segment_snapshots_segment').on(t.segmentId, t.createdAt, t.id),
    uniqueIndex('segment_snapshots_identity').on(t.segmentId, t.name),
    index('segment_snapshots_created').on(t.createdAt, t.id),
    index('segment_snapshots_sort').on(t.sortName, t.id),
    index('segment_snapshots_members').on(t.memberCount, t.id),
  ],
)

/**
 * Its members. Rows of their own, since what `segment_stays` says of an instant changes later: writes are stamped when
 * they begin and seen when they are committed, and a merge unites what two customers had.
 */
export const segmentSnapshotMembers = sqliteTable(
  'segment_snapshot_members',
  {
    segmentSnapshotId: integer('segment_snapshot_id')
      .notNull()
      .references(() => segmentSnapshots.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
  },
  t => [
    primaryKey({ columns: [t.segmentSnapshotId, t.customerId] }),
    index('segment_snapshot_members_customer').on(t.customerId, t.segmentSnapshotId),
  ],
)
