import { type SQL, sql } from 'drizzle-orm'

/**
 * The ids of the given regions and of all their descendants, as a parenthesised subquery. Its names are plain
 * text, so that a relational query does not rename them.
 * @param ids a JSON array of region ids
 */
export function coveredRegions(ids: readonly number[]): SQL {
  return sql`(WITH RECURSIVE covered(id) AS (
    SELECT value FROM json_each(${JSON.stringify(ids)})
    UNION
    SELECT child.id FROM regions AS child JOIN covered ON child.parent_id = covered.id
  ) SELECT id FROM covered)`
}
