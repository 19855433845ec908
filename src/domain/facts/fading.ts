import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'

/** Days in which what somebody concluded of a customer becomes half as sure, if nothing confirms it [O]. */
export const halfLifeDays = 365

/** Ages beyond are as old as that: nothing is left of a confidence by then. */
const oldest = 2 ** 13 - 1

/** What is left after 1, 2, 4, 8 … days: an age in bits is a product of these, which takes no function of the database. */
const leftAfter = Array.from({ length: 13 }, (_, bit) => ({
  days: 2 ** bit,
  left: 0.5 ** (2 ** bit / halfLifeDays),
}))

/** A preference as it is kept. */
interface Preference {
  source: 'SAID' | 'INFERRED'
  confidence: number | null
  observedOn: number
  expiresOn: number | null
}

/**
 * How sure a preference is on a day, 0 to 1, six decimals: what was said is sure, what was inferred halves with each
 * `halfLifeDays` since it was learnt, and behind its last day either is 0.
 */
export function confidenceOn({ source, confidence, observedOn, expiresOn }: Preference, day: number): number {
  if (expiresOn !== null && expiresOn < day) return 0
  if (source === 'SAID') return 1
  const age = Math.min(Math.max(day - observedOn, 0), oldest)
  const left = leftAfter.reduce((so, one) => (age & one.days ? so * one.left : so), confidence ?? 0)
  return roundHalfAwayFromZero(left, 6)
}

/** `confidenceOn` in SQL, of columns. */
export function confidenceInSql(
  { source, confidence, observedOn, expiresOn }: Record<keyof Preference, SQLWrapper>,
  day: number,
): SQL {
  const age = sql`min(max(${day} - ${observedOn}, 0), ${sql.raw(String(oldest))})`
  const factors = leftAfter.map(
    ({ days, left }) => sql`iif(${age} & ${sql.raw(String(days))}, ${sql.raw(String(left))}, 1.0)`,
  )
  return sql`iif(${expiresOn} < ${day}, 0.0, iif(${source} = 'SAID', 1.0,
    round(${confidence} * ${sql.join(factors, sql` * `)}, 6)))`
}
