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

/** Since when customers have to be looked at: the newest completed run of now that looked itself. */
const since = (run: Run) => sql`(
  SELECT ifnull(max(started_at), 0) - ${margin} FROM nights
  WHERE state = 'COMPLETED' AND current = 1 AND id <> ${run.id}
    AND EXISTS (SELECT 1 FROM json_each(stages) WHERE value ->> '$.stage' = ${stageName}))`

/** The next customers by id. */
const range = (after: number, limit: number) =>
  sql`range AS MATERIALIZED (SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${limit})`

/** Those of the next customers who were written since, who got an e-mail or a phone since, or who stand in a pair. */
const looked = (run: Run, after: number, limit: number): SQL => sql`${range(after, limit)},
  looked AS MATERIALIZED (
    SELECT c.id, c.email, c.phone, c.folded_name, c.birth_date FROM range CROSS JOIN customers AS c ON c.id = range.id
    WHERE c.updated_at >= ${since(run)}
      OR EXISTS (SELECT 1 FROM contact_points AS p WHERE p.customer_id = c.id AND p.updated_at >= ${since(run)})
      OR EXISTS (SELECT 1 FROM customer_duplicates WHERE first_id = c.id)
      OR EXISTS (SELECT 1 FROM customer_duplicates WHERE second_id = c.id))`

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
export const sharedBy = (run: Run, after: number, limit: number): SQL => sql`
  WITH ${looked(run, after, limit)}
  SELECT (SELECT max(id) FROM range) AS last, (SELECT count(*) FROM range) AS size, (SELECT count(*) FROM looked) AS looked,
    (SELECT json_group_array(json_array(one, other, ground)) FROM (
      ${sharing('email', 'EMAIL')}
      UNION ALL ${sharing('phone', 'PHONE')}
      UNION ALL SELECT l.id, h.id, 'NAME_AND_BIRTH_DATE' FROM looked AS l
        CROSS JOIN customers AS h ON h.birth_date = l.birth_date AND h.folded_name = l.folded_name
      WHERE l.birth_date IS NOT NULL AND l.folded_name <> '' AND h.id <> l.id
        AND ${atMost(sql`SELECT 1 FROM customers WHERE birth_date = l.birth_date AND folded_name = l.folded_name`, mostSharing)} <= ${mostSharing}
    )) AS pairs`

/** Other names of customers with the birth date of those looked at, of about the same length. */
export const besideBirthDates = (run: Run, after: number, limit: number): SQL => sql`
  WITH ${looked(run, after, limit)}
  SELECT (SELECT json_group_array(json_array(l.id, h.id, l.folded_name, h.folded_name)) FROM looked AS l
    CROSS JOIN customers AS h ON h.birth_date = l.birth_date
    WHERE l.birth_date IS NOT NULL AND l.folded_name <> '' AND h.folded_name <> '' AND h.folded_name <> l.folded_name
      AND abs(length(h.folded_name) - length(l.folded_name)) <= 2
      AND ${atMost(sql`SELECT 1 FROM customers WHERE birth_date = l.birth_date`, mostOfBirthDate)} <= ${mostOfBirthDate}
    ) AS pairs`

/** The pairs that stand and are not dismissed of those looked at. */
export const standingOf = (run: Run, after: number, limit: number): SQL => sql`
  WITH ${looked(run, after, limit)}
  SELECT id, first_id AS first, second_id AS second, grounds, state FROM customer_duplicates
  WHERE first_id IN (SELECT id FROM looked) OR second_id IN (SELECT id FROM looked)`
