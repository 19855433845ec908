import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

/** What was read of a person; `ANY` is all of them together. */
export const personalKinds = [
  'ANY',
  'NAME',
  'EMAIL',
  'PHONE',
  'CONTACT_POINT',
  'ADDRESS',
  'GENDER',
  'BIRTH_DATE',
  'ATTRIBUTES',
  'TAGS',
  'OCCASION',
  'PREFERENCE',
  'FILE',
  'TEXT',
] as const

/** By which way it was read; `ANY` is all of them together. */
export const readSurfaces = ['ANY', 'GRAPHQL', 'EXPORT', 'PERSON_EXPORT', 'WEBHOOK'] as const

/**
 * Of how many customers somebody read personal fields within an hour: a row for each kind and way, and one of all
 * together, in which whoever was read twice counts once.
 */
export const personalReads = sqliteTable(
  'personal_reads',
  {
    id: integer().primaryKey(),
    caller: text().notNull(),
    /** When the hour began. */
    hour: instant().notNull(),
    surface: text({ enum: readSurfaces }).notNull(),
    kind: text({ enum: personalKinds }).notNull(),
    /** How many different ones: exact up to about a thousand, then an estimate. */
    customers: integer().notNull(),
    /** Marks of the customers, from which they are counted; none any more once an hour is over. */
    marks: text({ mode: 'json' }).$type<number[]>().notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
    /** When it was more than usual; only of the row of all together. */
    alarmedAt: instant('alarmed_at'),
    /** With how many customers the alarm was raised, beyond so many. */
    alarmLimit: integer('alarm_limit'),
    /** Whether the alarm froze the key. */
    froze: integer({ mode: 'boolean' }).notNull().default(false),
    changeId: integer('change_id').notNull().default(0),
  },
  t => [
    uniqueIndex('personal_reads_identity').on(t.caller, t.hour, t.surface, t.kind),
    index('personal_reads_hour').on(t.hour, t.id),
    index('personal_reads_alarmed').on(t.alarmedAt, t.id).where(sql`alarmed_at IS NOT NULL`),
    index('personal_reads_marked').on(t.caller, t.hour).where(sql`marks <> '[]'`),
  ],
)
