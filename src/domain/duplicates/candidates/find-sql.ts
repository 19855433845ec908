import { type SQL, sql } from 'drizzle-orm'
import type { Run } from '../../sweeps/sweep.ts'

/** An e-mail, a phone, or a name with a birth date that more share than this tells nothing about who they are. */
export const mostSharing = 20

/** Near names are looked for among the customers of one birth date, where that has at most so many. */
export const mostOfBirthDate = 50

/** A write is of the time at which it began, and may have been kept after a night began. */
const margin = 3_600_000

/** The name of the stage, by which a run says that it looked. */
export const stageName = 'duplicates'

/** Since when customers have to be looked at: the newest completed run of now that looked itself; null where none did. */
export const sinceOf = (run: Run): SQL => sql`
  SELECT max(started_at) - ${margin} AS since FROM nights
  WHERE state = 'COMPLETED' AND current = 1 AND id <> ${run.id}
    AND EXISTS (SELECT 1 FROM json_each(stages) WHERE value ->> '$.stage' = ${stageName})`

/**
 * Why customers are looked at: they were written since, they got an e-mail or a phone since, or they stand in a pair. Where
 * no night looked before it is everybody, in the order in which the rows lie.
 */
export const sources = ['WRITTEN', 'REACHED', 'PAIRED', 'EVERYONE'] as const

export type Source = (typeof sources)[number]

/** Some rows of a source behind a place in its index. */
export interface Part {
  source: Source
  since: number
  /** The place, of two numbers; null for the first row. */
  after: readonly [number, number] | null
  limit: number
}

/** The customers of a part, with the place of each in the source as `a` and `b`. */
function rowsOf({ source, since, after, limit }: Part): SQL {
  const behind = sql`(${after?.[0] ?? since}, ${after?.[1] ?? -1})`
  const paired = (column: 'first_id' | 'second_id') => sql`SELECT * FROM (
    SELECT DISTINCT ${sql.identifier(column)} AS customer FROM customer_duplicates
    WHERE ${sql.identifier(column)} > ${after?.[0] ?? 0} ORDER BY 1 LIMIT ${limit})`
  switch (source) {
    case 'WRITTEN':
      return sql`SELECT id AS customer, updated_at AS a, id AS b FROM customers INDEXED BY customers_updated
        WHERE (updated_at, id) > ${behind} ORDER BY updated_at, id LIMIT ${limit}`
    case 'REACHED':
      return sql`SELECT customer_id AS customer, updated_at AS a, id AS b FROM contact_points INDEXED BY contact_points_updated
        WHERE (updated_at, id) > ${behind} ORDER BY updated_at, id LIMIT ${limit}`
    case 'PAIRED':
      return sql`SELECT customer, customer AS a, 0 AS b FROM (${paired('first_id')} UNION ${paired('second_id')})
        ORDER BY customer LIMIT ${limit}`
    case 'EVERYONE':
      return sql`SELECT id AS customer, id AS a, 0 AS b FROM customers WHERE id > ${after?.[0] ?? 0} ORDER BY id LIMIT ${limit}`
  }
}

/** Who of a part does not come with a source before its own. */
const unseen = ({ source, since }: Part): SQL => {
  const notWritten = sql`c.updated_at < ${since}`
  const notReached = sql`NOT EXISTS (SELECT 1 FROM contact_points AS p WHERE p.customer_id = c.id AND p.updated_at >= ${since})`
  const all = sql`1`
  return { WRITTEN: all, REACHED: notWritten, PAIRED: sql`${notWritten} AND ${notReached}`, EVERYONE: all }[
    source
  ]
}

/** The rows of a part, and the customers to look at among them. */
const looked = (part: Part): SQL => sql`
  part AS MATERIALIZED (${rowsOf(part)}),
  looked AS MATERIALIZED (
    SELECT c.id, c.email, c.phone, c.folded_name, c.birth_date
    FROM (SELECT DISTINCT customer FROM part) CROSS JOIN customers AS c ON c.id = customer
    WHERE ${unseen(part)})`

const atMost = (rows: SQL, most: number) => sql`(SELECT count(*) FROM (${rows} LIMIT ${most + 1}))`

/** Who has the e-mail or phone `k.value`, as the primary one or beside it: each customer once or twice. */
const holders = (column: 'email' | 'phone') => {
  const name = sql.identifier(column)
  return sql`SELECT id FROM customers WHERE ${name} = k.value
    UNION ALL SELECT customer_id FROM contact_points WHERE value = k.value`
}

const sharing = (column: 'email' | 'phone', ground: string): SQL => sql`
  SELECT DISTINCT k.id AS one, h.id AS other, ${ground} AS ground
  FROM (
    SELECT id, ${sql.identifier(column)} AS value FROM looked WHERE ${sql.identifier(column)} IS NOT NULL
    UNION SELECT l.id, p.value FROM looked AS l CROSS JOIN contact_points AS p ON p.customer_id = l.id AND p.kind = ${ground}
  ) AS k CROSS JOIN json_each((
    SELECT json_group_array(id) FROM (${holders(column)} LIMIT ${mostSharing + 1}))) AS found
    CROSS JOIN customers AS h ON h.id = found.value
  WHERE h.id <> k.id AND ${atMost(holders(column), mostSharing)} <= ${mostSharing}`

/** What the customers looked at share exactly with others: pairs in either direction, with the ground. */
export const sharedBy = (part: Part): SQL => sql`
  WITH ${looked(part)}
  SELECT (SELECT json_array(a, b) FROM part ORDER BY a DESC, b DESC LIMIT 1) AS last,
    (SELECT count(*) FROM part) AS size, (SELECT count(*) FROM looked) AS looked,
    (SELECT json_group_array(json_array(one, other, ground)) FROM (
      ${sharing('email', 'EMAIL')}
      UNION ALL ${sharing('phone', 'PHONE')}
      UNION ALL SELECT l.id, h.id, 'NAME_AND_BIRTH_DATE' FROM looked AS l
        CROSS JOIN customers AS h ON h.birth_date = l.birth_date AND h.folded_name = l.folded_name
      WHERE l.birth_date IS NOT NULL AND l.folded_name <> '' AND h.id <> l.id
        AND ${atMost(sql`SELECT 1 FROM customers WHERE birth_date = l.birth_date AND folded_name = l.folded_name`, mostSharing)} <= ${mostSharing}
    )) AS pairs`

/** Other names of customers with the birth date of those looked at, of about the same length. */
export const besideBirthDates = (part: Part): SQL => sql`
  WITH ${looked(part)}
  SELECT (SELECT json_group_array(json_array(l.id, h.id, l.folded_name, h.folded_name)) FROM looked AS l
    CROSS JOIN customers AS h ON h.birth_date = l.birth_date
    WHERE l.birth_date IS NOT NULL AND l.folded_name <> '' AND h.folded_name <> '' AND h.folded_name <> l.folded_name
      AND abs(length(h.folded_name) - length(l.folded_name)) <= 2
      AND ${atMost(sql`SELECT 1 FROM customers WHERE birth_date = l.birth_date`, mostOfBirthDate)} <= ${mostOfBirthDate}
    ) AS pairs`

/** The pairs that stand and are not dismissed of those looked at. */
export const standingOf = (part: Part): SQL => sql`
  WITH ${looked(part)}
  SELECT id, first_id AS first, second_id AS second, grounds, state FROM customer_duplicates
  WHERE first_id IN (SELECT id FROM looked) OR second_id IN (SELECT id FROM looked)`
