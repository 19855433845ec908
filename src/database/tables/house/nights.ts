import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, instant } from '../../columns.ts'

export const nightStates = ['RUNNING', 'COMPLETED', 'FAILED'] as const

/** What one stage of a night did. */
export interface StageReport {
  stage: string
  chunks: number
  counts: Record<string, number>
  rowsRead: number
  rowsWritten: number
  milliseconds: number
}

/** One run of one business day; the first attempt of a day is 1. */
export const nights = sqliteTable(
  'nights',
  {
    id: integer().primaryKey(),
    day: day().notNull(),
    attempt: integer().notNull(),
    state: text({ enum: nightStates }).notNull(),
    /** False for a day before the newest completed run: such a run writes dated results only. */
    current: integer({ mode: 'boolean' }).notNull(),
    watermark: integer().notNull(),
    stages: text({ mode: 'json' }).$type<StageReport[]>().notNull(),
    startedAt: instant('started_at').notNull(),
    /** When the run last showed a sign of life: a RUNNING row that stays silent is dead. */
    progressAt: instant('progress_at').notNull(),
    finishedAt: instant('finished_at'),
    failure: text(),
    /** What the stored metrics of customers consisted of: a night builds on those of its own version alone. */
    metricsVersion: integer('metrics_version').notNull().default(0),
    /** The change with which the run began; 0 of a run before such were kept. */
    changeId: integer('change_id').notNull().default(0),
  },
  t => [uniqueIndex('nights_identity').on(t.day, t.attempt), index('nights_state').on(t.state, t.day)],
)
