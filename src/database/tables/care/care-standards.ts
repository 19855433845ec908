import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, recordColumns } from '../../columns.ts'
import type { Channel } from '../customers/channels.ts'
import { staffMembers } from '../house/staff.ts'
import { segments } from './segments.ts'

/** What can be owed to a customer; `domain/care-standards/deeds.ts` says what fulfils each. */
export const careDeeds = ['CONTACT', 'CALL', 'MEETING', 'THANK_YOU', 'GIFT', 'SURVEY'] as const

/** What happens with a customer that something is owed for. */
export const careTriggers = ['FIRST_PURCHASE', 'PURCHASE', 'DELIVERY', 'COMPLAINT_CLOSED'] as const

/** What the customers of a segment, or of a relationship level, are owed: first and last day inclusive, open while `lastDay` is null. */
export const careStandards = sqliteTable(
  'care_standards',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    segmentId: integer('segment_id').references(() => segments.id),
    level: integer(),
    deed: text({ enum: careDeeds }).notNull(),
    everyDays: integer('every_days'),
    trigger: text({ enum: careTriggers }),
    /** From the trigger to the last day in time. */
    withinDays: integer('within_days'),
    /** The first is the one that is tried first. */
    channels: text({ mode: 'json' }).$type<Channel[]>().notNull(),
    /** Who does it, where that is not the customer's owner: somebody, or who has this role in the customer's care team. */
    staffId: integer('staff_id').references(() => staffMembers.id),
    careRole: text('care_role'),
    minutes: integer().notNull(),
    /** Of several of the same deed and occasion that concern a customer the highest counts, then the one made first. */
    priority: integer().notNull(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day'),
    ...recordColumns,
  },
  t => [
    check('care_standards_whom', sql`(${t.segmentId} IS NULL) <> (${t.level} IS NULL)`),
    check('care_standards_level', sql`${t.level} IS NULL OR ${t.level} BETWEEN 1 AND 5`),
    check('care_standards_when', sql`(${t.everyDays} IS NULL) <> (${t.trigger} IS NULL)`),
    check('care_standards_within', sql`(${t.trigger} IS NULL) = (${t.withinDays} IS NULL)`),
    check('care_standards_who', sql`${t.staffId} IS NULL OR ${t.careRole} IS NULL`),
    check('care_standards_days', sql`${t.lastDay} IS NULL OR ${t.lastDay} >= ${t.firstDay}`),
    index('care_standards_first_day').on(t.firstDay, t.id),
    index('care_standards_segment').on(t.segmentId).where(sql`segment_id IS NOT NULL`),
    index('care_standards_staff').on(t.staffId).where(sql`staff_id IS NOT NULL`),
  ],
)
