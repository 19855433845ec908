import { type SQL, sql } from 'drizzle-orm'

/** What a customer's row says of it. */
export interface Limits {
  restrictedAt: number | null
  scoringObjectedAt: number | null
}

/** Whether anything may be scored or predicted of a customer: it is not restricted, and did not object. */
export const isScored = ({ restrictedAt, scoringObjectedAt }: Limits): boolean =>
  restrictedAt === null && scoringObjectedAt === null

/** The same of the row behind an alias, which ends with a dot; none of the one table of a statement. */
export const scoredRow = (alias: '' | `${string}.`): SQL =>
  sql.raw(`(${alias}restricted_at IS NULL AND ${alias}scoring_objected_at IS NULL)`)

/** Those of whom nothing may be, few as they are: in the words of their index. */
const notScored = 'restricted_at IS NOT NULL OR scoring_objected_at IS NOT NULL'

/** Columns of their rows, as a subquery. */
export const notScoredCustomers = (columns: string): SQL =>
  sql.raw(`(SELECT ${columns} FROM customers INDEXED BY customers_not_scored WHERE ${notScored})`)

/** The ids of those who are kept and no more than that, as a subquery. */
export const restrictedCustomers: SQL = sql.raw(
  `(SELECT id FROM customers INDEXED BY customers_not_scored WHERE (${notScored}) AND restricted_at IS NOT NULL)`,
)
