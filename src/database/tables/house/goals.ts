import { sql } from 'drizzle-orm'
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, recordColumns } from '../../columns.ts'
import { segments } from '../care/segments.ts'
import { campaigns } from '../competition/competitors.ts'
import { staffMembers } from './staff.ts'

/** What can be aimed at; each is what a query of the house tells. */
export const goalMetrics = [
  'RETENTION',
  'NEW_CUSTOMERS',
  'RETURNED_CUSTOMERS',
  'NET_PROMOTER_SCORE',
  'SATISFACTION',
  'FOLLOW_UPS_IN_TIME',
  'VULNERABILITY_INDEX',
  'SEGMENT_MEMBERS',
] as const

export const goalDirections = ['AT_LEAST', 'AT_MOST'] as const

/** What the house means to reach, in some days, and who sees to it. */
export const goals = sqliteTable(
  'goals',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    metric: text({ enum: goalMetrics }).notNull(),
    direction: text({ enum: goalDirections }).notNull(),
    /** In the unit of the metric. */
    target: real().notNull(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day').notNull(),
    /** Of what the metric is, where it is one of a segment or of a competitor's campaign. */
    segmentId: integer('segment_id').references(() => segments.id),
    campaignId: integer('campaign_id').references(() => campaigns.id),
    ownerId: integer('owner_id').references(() => staffMembers.id),
    note: text(),
    ...recordColumns,
  },
  t => [
    check('goals_days', sql`${t.lastDay} >= ${t.firstDay}`),
    check('goals_segment', sql`(${t.metric} = 'SEGMENT_MEMBERS') = (${t.segmentId} IS NOT NULL)`),
    check('goals_campaign', sql`(${t.metric} = 'VULNERABILITY_INDEX') = (${t.campaignId} IS NOT NULL)`),
    index('goals_last_day').on(t.lastDay, t.id),
    index('goals_owner').on(t.ownerId).where(sql`owner_id IS NOT NULL`),
    index('goals_segment_id').on(t.segmentId).where(sql`segment_id IS NOT NULL`),
    index('goals_campaign_id').on(t.campaignId).where(sql`campaign_id IS NOT NULL`),
  ],
)
