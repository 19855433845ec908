import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant, versionColumns } from '../../columns.ts'
import { ownerColumns, ownerFaults, ownerRegions } from '../house/owners.ts'

export const jobStates = ['RUNNING', 'COMPLETED', 'CANCELLED', 'FAILED'] as const

/** Why a job could not go on: its owner acts no more, may do less than it takes, or its input is none any more. */
export const jobFailures = [...ownerFaults, 'SCOPE_MISSING', 'INPUT_INVALID'] as const

/** One change of all customers that a filter takes, part by part in the order of their ids. */
export const customerUpdateJobs = sqliteTable(
  'customer_update_jobs',
  {
    id: integer().primaryKey(),
    /** Both as they were given. */
    filter: text({ mode: 'json' }).$type<unknown>().notNull(),
    patch: text({ mode: 'json' }).$type<object>().notNull(),
    state: text({ enum: jobStates }).notNull(),
    failure: text({ enum: jobFailures }),
    ...ownerColumns,
    /** How many the filter took when the job began, or at least. */
    matching: integer().notNull(),
    matchingExact: integer('matching_exact', { mode: 'boolean' }).notNull(),
    /** The last customer that was looked at. */
    place: integer().notNull(),
    changed: integer().notNull(),
    unchanged: integer().notNull(),
    refused: integer().notNull(),
    /** The first of the refused, and why. */
    refusals: text({ mode: 'json' }).$type<readonly object[]>().notNull(),
    progressAt: instant('progress_at').notNull(),
    ...versionColumns,
    ownerRegions: ownerRegions(),
  },
  t => [
    index('customer_update_jobs_created').on(t.createdAt, t.id),
    index('customer_update_jobs_running').on(t.progressAt, t.id).where(sql`state = 'RUNNING'`),
  ],
)
