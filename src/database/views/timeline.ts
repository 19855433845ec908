import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, instant } from '../columns.ts'

export const timelineKinds = [
  'INTERACTION',
  'LIFECYCLE',
  'REGION',
  'CONSENT',
  'EXPOSURE',
  'FOLLOW_UP_OPENED',
  'FOLLOW_UP_CLOSED',
  'RELATIONSHIP_LEVEL',
  'VERDICT',
  'SEGMENT_JOINED',
  'SEGMENT_LEFT',
] as const

/**
 * What happened with a customer. A view, which a migration makes: relational queries know only tables, so it is said to be
 * one here, outside of those that migrations are generated from.
 */
export const timelineEntries = sqliteTable(
  'timeline_entries',
  {
    customerId: integer('customer_id').notNull(),
    /** The instant; of what only has a day, `noonOf` it. */
    at: instant().notNull(),
    kind: text({ enum: timelineKinds }).notNull(),
    /** Tells apart what is of one kind and instant. */
    id: integer().notNull(),
    /** Of what only has a day. */
    day: day(),

    // What it is about, by its kind.
    interactionId: integer('interaction_id'),
    lifecycleOn: day('lifecycle_on'),
    regionId: integer('region_id'),
    consentId: integer('consent_id'),
    exposureId: integer('exposure_id'),
    followUpId: integer('follow_up_id'),
    levelOn: day('level_on'),
    snapshotId: integer('snapshot_id'),
    segmentId: integer('segment_id'),
  },
  t => [primaryKey({ columns: [t.customerId, t.at, t.kind, t.id] })],
)

/** Noon UTC: within that day in every zone but those furthest in the east. */
export const noonOf = (day: number): number => day * 86_400_000 + 43_200_000
