import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'
import { exactUpTo, markBound } from '../../lib/mathematics/distinct.ts'

/** Of whose reading, within which hour. */
export interface Hour {
  caller: string
  /** When it began. */
  hour: number
  now: number
}

/** A row of `personal_reads` with marks to add to it, in order. */
export interface News {
  id: number
  surface: string
  kind: string
  marks: readonly number[]
}

const most = whole(exactUpTo)

/** Adds marks to the rows of an hour, and counts their customers anew. */
export const addMarks = ({ caller, hour, now }: Hour, news: readonly News[]): SQL => sql`
  INSERT INTO personal_reads (id, caller, hour, surface, kind, customers, marks, first_at, last_at)
  SELECT id, ${caller}, ${whole(hour)}, surface, kind,
    iif(json_array_length(marks) < ${most}, json_array_length(marks),
      max(${most}, ${whole(exactUpTo - 1)} * ${whole(markBound)} / (marks ->> '$[#-1]'))),
    marks, ${whole(now)}, ${whole(now)}
  FROM (
    SELECT told.value ->> 'id' AS id, told.value ->> 'surface' AS surface, told.value ->> 'kind' AS kind, (
        SELECT json_group_array(mark) FROM (
          SELECT mark.value AS mark FROM json_each(told.value, '$.marks') AS mark
          UNION
          SELECT mark.value FROM personal_reads AS known CROSS JOIN json_each(known.marks) AS mark
          WHERE known.caller = ${caller} AND known.hour = ${hour}
            AND known.surface = told.value ->> 'surface' AND known.kind = told.value ->> 'kind'
          ORDER BY mark LIMIT ${most})) AS marks
    FROM json_each(${JSON.stringify(news)}) AS told)
  WHERE true
  ON CONFLICT (caller, hour, surface, kind) DO UPDATE SET
    customers = excluded.customers, marks = excluded.marks, last_at = excluded.last_at`

/** Of hours that are over the counts stay alone. */
export const forgetMarks = ({ caller, hour }: Hour): SQL => sql`
  UPDATE personal_reads SET marks = '[]' WHERE marks <> '[]' AND caller = ${caller} AND hour < ${hour}`

const days = 28
const usualOf = whole(days * 24 * 3_600_000)

/** The row of all together of an hour. */
const all = sql.raw("surface = 'ANY' AND kind = 'ANY'")

/**
 * How an hour stands: `customers` of all together, the policy in force, what is usual for the caller (the median of the
 * hours in which it read within four weeks; null of fewer than five), and of a key whether nobody could let it go again.
 */
export const standingOf = ({ caller, hour, now }: Hour): SQL => sql`
  WITH before AS (
    SELECT customers FROM personal_reads
    WHERE caller = ${caller} AND hour >= ${whole(hour)} - ${usualOf} AND hour < ${hour} AND ${all})
  SELECT r.id, r.customers, r.alarmed_at AS alarmedAt, p.body AS policy,
    iif((SELECT count(*) FROM before) < 5, NULL,
      (SELECT customers FROM before ORDER BY customers LIMIT 1 OFFSET (SELECT count(*) / 2 FROM before))) AS usual,
    k.id AS "key", k.id IS NOT NULL AND ${isLastOwner(sql`k.id`, now)} AS lastOwner
  FROM personal_reads AS r
    CROSS JOIN (SELECT body FROM policies WHERE kind = 'PERSONAL_READ' ORDER BY version DESC LIMIT 1) AS p
    LEFT JOIN api_keys AS k ON 'key:' || k.id = r.caller AND k.frozen_at IS NULL
  WHERE r.caller = ${caller} AND r.hour = ${hour} AND ${all}`

/** Whether a key alone, of all that are good, can unfreeze others. */
export const isLastOwner = (key: SQL, now: number): SQL => sql`(
  EXISTS (SELECT 1 FROM api_keys AS mine WHERE mine.id = ${key} AND ${unfreezes('mine')})
  AND NOT EXISTS (
    SELECT 1 FROM api_keys AS other LEFT JOIN staff_members AS s ON s.id = other.staff_id
    WHERE other.id <> ${key} AND other.frozen_at IS NULL AND other.revoked_at IS NULL
      AND ifnull(other.expires_at > ${now}, 1) AND ifnull(s.active, 1) AND ${unfreezes('other')}))`

const unfreezes = (key: string) =>
  sql.raw(
    `(${key}.reach = 'WORKSPACE' AND EXISTS (SELECT 1 FROM json_each(${key}.scopes) WHERE value = 'api-keys:write'))`,
  )
