import { sql } from 'drizzle-orm'
import { check, index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, instant, recordColumns } from '../../columns.ts'
import { staffMembers } from '../house/staff.ts'
import { channels } from './channels.ts'
import { customers } from './customers.ts'

// What is known of a person besides the customer's own row.

const customerId = () =>
  integer('customer_id')
    .notNull()
    .references(() => customers.id)

export const occasionKinds = ['BIRTHDAY', 'ANNIVERSARY', 'DEATH_ANNIVERSARY', 'FOUNDING', 'OTHER'] as const
export const kinships = ['SPOUSE', 'CHILD', 'PARENT', 'RELATIVE', 'FRIEND', 'COLLEAGUE', 'OTHER'] as const
export const calendars = ['SOLAR', 'LUNAR'] as const

/** A day of the customer, of family or of friends that comes back each year. */
export const occasions = sqliteTable(
  'occasions',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    kind: text({ enum: occasionKinds }).notNull(),
    label: text(),
    /** Whose it is; null for the customer. */
    person: text(),
    kinship: text({ enum: kinships }),
    calendar: text({ enum: calendars }).notNull(),
    month: integer().notNull(),
    day: integer().notNull(),
    /** Whether it is the lunar leap month behind the month of that number. */
    leapMonth: integer('leap_month', { mode: 'boolean' }).notNull(),
    /** When it was first, in its calendar. */
    year: integer(),
    /** The next day on which it falls, as the last night or change found it; null past the years that are known. */
    nextOn: day('next_on'),
    ...recordColumns,
  },
  t => [index('occasions_customer').on(t.customerId), index('occasions_next').on(t.nextOn, t.id)],
)

export const preferenceSources = ['SAID', 'INFERRED'] as const

/** What a customer likes or wants, as it was said or as somebody concluded. */
export const preferences = sqliteTable(
  'preferences',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    topic: text().notNull(),
    value: text().notNull(),
    source: text({ enum: preferenceSources }).notNull(),
    /** 0 to 1, of what was inferred; null of what was said. */
    confidence: real(),
    observedOn: day('observed_on').notNull(),
    /** The last day on which it counts. */
    expiresOn: day('expires_on'),
    ...recordColumns,
  },
  t => [
    index('preferences_customer').on(t.customerId),
    check('preferences_confidence', sql`(${t.source} = 'INFERRED') = (${t.confidence} IS NOT NULL)`),
  ],
)

/** What somebody wrote down of a customer. */
export const notes = sqliteTable(
  'notes',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    text: text().notNull(),
    pinned: integer({ mode: 'boolean' }).notNull(),
    /** The caller who wrote it. */
    author: text().notNull(),
    ...recordColumns,
  },
  t => [index('notes_customer').on(t.customerId)],
)

/** Where a file about a customer lies: the house itself keeps none. */
export const fileReferences = sqliteTable(
  'file_references',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    name: text().notNull(),
    mediaType: text('media_type').notNull(),
    url: text().notNull(),
    ...recordColumns,
  },
  t => [index('file_references_customer').on(t.customerId)],
)

/** Who cares for a customer besides its owner. */
export const careTeamMembers = sqliteTable(
  'care_team_members',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    staffId: integer('staff_id')
      .notNull()
      .references(() => staffMembers.id),
    role: text(),
    ...recordColumns,
  },
  t => [
    uniqueIndex('care_team_members_customer').on(t.customerId, t.staffId),
    index('care_team_members_staff').on(t.staffId, t.customerId),
  ],
)

/** Whether a customer can be reached by a channel, and how long that holds. */
export const reachabilityReasons = ['BOUNCED'] as const

export const channelReachability = sqliteTable(
  'channel_reachability',
  {
    id: integer().primaryKey(),
    customerId: customerId(),
    channel: text({ enum: channels }).notNull(),
    /** As `Zalo`; empty for the channel as a whole. */
    subchannel: text().notNull(),
    reachable: integer({ mode: 'boolean' }).notNull(),
    /** From this instant on it is not known any more; null where it holds until somebody says otherwise. */
    expiresAt: instant('expires_at'),
    ...recordColumns,
    /** Why it cannot be reached, where no person said so. */
    reason: text({ enum: reachabilityReasons }),
  },
  t => [uniqueIndex('channel_reachability_channel').on(t.customerId, t.channel, t.subchannel)],
)

/** That a person works for an organisation. */
export const employments = sqliteTable(
  'employments',
  {
    id: integer().primaryKey(),
    /** The person. */
    customerId: customerId(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => customers.id),
    title: text(),
    /** The first and the last day. */
    from: day(),
    until: day(),
    /** When it was chosen to come before the others; 0 when never. */
    chosenAt: instant('chosen_at').notNull(),
    ...recordColumns,
  },
  t => [
    index('employments_customer').on(t.customerId),
    index('employments_organisation').on(t.organisationId, t.id),
  ],
)
