import { type SQL, sql } from 'drizzle-orm'
import { deedKinds } from './deeds.ts'
import type { CareStandard } from './in-force.ts'

/** The standards as rows, for a statement to read; ids are cast so that an index can be looked up by them. */
export const standardRows = (standards: readonly CareStandard[]): SQL => sql`
  SELECT CAST(value ->> 'id' AS INTEGER) AS standard, CAST(value ->> 'segmentId' AS INTEGER) AS segment,
    CAST(value ->> 'level' AS INTEGER) AS level, value ->> 'deed' AS deed, value ->> 'everyDays' AS every,
    value ->> 'trigger' AS "trigger", value ->> 'withinDays' AS within, value ->> 'priority' AS priority,
    value ->> 'firstDay' AS first, value ->> 'lastDay' AS last, CAST(value ->> 'staffId' AS INTEGER) AS staff,
    value ->> 'careRole' AS role
  FROM json_each(${JSON.stringify(standards)})`

/** The kinds of interactions that fulfil each deed, as rows. */
export const deedRows: SQL = sql`SELECT value ->> 0 AS deed, value ->> 1 AS kind FROM json_each(${deedKinds})`

/** Whether an interaction under the alias `i`, of a kind that fulfils a deed, does: the house did it, and not in vain. */
export const fulfils: SQL = sql.raw(
  `i.outcome IS NOT 'NO_ANSWER' AND (i.direction IS NOT 'INBOUND' OR i.kind = 'SURVEY_RESPONSE')`,
)
