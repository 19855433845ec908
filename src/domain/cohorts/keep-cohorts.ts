import { type SQL, sql } from 'drizzle-orm'
import { clamped } from '../facts/wide-sum.ts'
import { jsonTexts } from '../writes/json-texts.ts'
import type { CohortChanges } from './contributions.ts'

const integerAt = (at: number) => sql.raw(`CAST(value ->> ${at} AS INTEGER)`)

const increased = (column: string) => sql.raw(`${column} = ${column} + excluded.${column}`)

/** A sum that would pass the largest integer stays there. */
const increasedSum = (column: string) =>
  sql`${sql.raw(column)} = ${clamped(sql.raw(`${column} + excluded.${column}`))}`

/**
 * The statements that bring `cohorts` and `cohort_months` along with a change of customers' metrics: for the batch
 * that writes those, under a guard that applies it once.
 */
export function keepCohorts(changes: CohortChanges): SQL[] {
  const { cohorts, months } = changes
  return [
    ...jsonTexts(cohorts).map(
      rows => sql`
        INSERT INTO cohorts (month, customers, net_spend, net_spend_year)
        SELECT value ->> 0, value ->> 1, ${integerAt(2)}, ${integerAt(3)} FROM json_each(${rows}) WHERE true
        ON CONFLICT (month) DO UPDATE SET ${increased('customers')}, ${increasedSum('net_spend')},
          ${increasedSum('net_spend_year')}`,
    ),
    ...(cohorts.length === 0 ? [] : [sql`DELETE FROM cohorts WHERE customers = 0`]),
    ...jsonTexts(months).map(
      rows => sql`
        INSERT INTO cohort_months (cohort, month, active, churned, churned_spend, returned, returned_spend)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${integerAt(4)}, value ->> 5, ${integerAt(6)}
        FROM json_each(${rows}) WHERE true
        ON CONFLICT (cohort, month) DO UPDATE SET ${increased('active')}, ${increased('churned')},
          ${increasedSum('churned_spend')}, ${increased('returned')}, ${increasedSum('returned_spend')}`,
    ),
    ...(months.length === 0
      ? []
      : [sql`DELETE FROM cohort_months WHERE active = 0 AND churned = 0 AND returned = 0`]),
  ]
}
