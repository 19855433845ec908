import { type SQL, sql } from 'drizzle-orm'
import { coveredRegions } from '../facts/covered-regions.ts'
import { isWithinAs, teamsOf } from '../reach/customers.ts'
import type { Actor } from '../service/actor.ts'
import { type Question, term, trigramsOf } from './question.ts'

// Frequent words make long lists. Of each way of finding the beginning of its list is taken, so that a search costs the
// same whatever is asked; what is taken may not fit, and is looked at afterwards. The full-text indexes know who owns a
// customer and in which region it is, so that within them somebody's own are found among all without a look at the others.
// Those of care teams are looked at one by one: somebody is in as many as one person can care for.

/** Of each list so many that the caller sees are taken. */
export const mostTaken = 200
/** Of another list than a full-text one, a caller who sees only some customers finds them among so many. */
const mostLookedAt = 2_000
/** Who sees at most so many looks at each of them instead. */
const few = 500

/** Trigrams that so many customers have are as good as any other frequent one. */
const frequent = 600
/** Of a text so many of its trigrams are asked together: the rarest, a frequent one only where all are. */
const togetherAtMost = 3
/** So many customers with them are looked at, until enough of them fit. */
const mostWithTrigrams = 1_200

/** What sorts behind every text that begins so. */
const end = String.fromCodePoint(0x10ffff)

/** How candidates are taken within a caller's reach. */
export interface Candidates {
  /** What all of the following read. */
  shared: SQL[]
  /** The first `most` of a list of `(id)` and whatever else. */
  take(list: SQL, most: number): SQL
  /** The first `most` customers as `(id)` that a full-text index finds by a query, SQL of a text. */
  match(index: 'customer_search' | 'customer_search_parts', query: SQL, most: number): SQL
  /** Besides, where the caller sees few or cares for some: a list that is made of these customers, `own (id)`. */
  ofFew(list: SQL): SQL
  /** Whether lists are to be looked at. */
  seesMany: SQL
}

export function candidates(actor: Actor): Candidates {
  if (actor.reach === 'WORKSPACE')
    return {
      shared: [],
      take: (list, most) => sql`SELECT * FROM (${list} LIMIT ${most})`,
      match: (index, query, most) => sql`${matching(index, query)} LIMIT ${most}`,
      ofFew: () => sql``,
      seesMany: sql`1`,
    }
  const isTeam = actor.reach === 'TEAM'
  const counted = isTeam ? { ...actor, reach: 'OWNED' as const } : actor
  const seesMany = sql`(SELECT many FROM sees)`
  return {
    shared: [
      sql`few AS MATERIALIZED (SELECT c.id FROM customers AS c WHERE ${isWithinAs(counted, 'c')} LIMIT ${few + 1})`,
      sql`sees AS MATERIALIZED (SELECT count(*) > ${few} AS many FROM few)`,
      sql`own AS MATERIALIZED (SELECT id FROM few WHERE NOT ${seesMany}
        ${isTeam ? sql`UNION SELECT * FROM ${teamsOf(actor)}` : sql``})`,
      sql`marked AS MATERIALIZED (SELECT ${marksOf(actor)} AS marks)`,
    ],
    take: (list, most) => sql`
      SELECT * FROM (${list} LIMIT CASE WHEN ${seesMany} THEN ${mostLookedAt} ELSE 0 END) AS looked_at
      WHERE EXISTS (SELECT 1 FROM customers AS c WHERE c.id = looked_at.id AND ${isWithinAs(actor, 'c')}) LIMIT ${most}`,
    match: (index, query, most) => sql`
      ${matching(index, sql`(SELECT marks FROM marked) || ' AND ' || ${query}`)}
      LIMIT CASE WHEN ${seesMany} THEN ${most} ELSE 0 END`,
    ofFew: list => sql`UNION ALL ${list}`,
    seesMany,
  }
}

const matching = (index: string, query: SQL) =>
  sql`SELECT rowid AS id FROM ${sql.identifier(index)} WHERE ${sql.identifier(index)} MATCH ${query}`

/** What both full-text indexes hold of who owns a customer and where it is, of those that the actor sees: a query. */
function marksOf({ reach, staffId, regions }: Actor): SQL {
  if (reach !== 'REGION') return sql`${ownerTerm(staffId ?? 0)}`
  return sql`(SELECT '(' || group_concat('"' || ${regionMark} || '"', ' OR ') || ')'
    FROM (SELECT id FROM regions WHERE id IN ${coveredRegions(regions)} UNION SELECT 0))`
}

/** As `migrations/0016_search_owner.sql` makes it of an owner's id. */
const ownerTerm = (owner: number): string =>
  term(String.fromCodePoint(...[0, 16, 32].map(bits => 0xf_0000 + (Math.floor(owner / 2 ** bits) % 2 ** 16))))

/** As `migrations/0046_search_region.sql` makes it of a region's `id`. */
const regionMark = sql.raw('char(57344 + (id & 4095), 57344 + (id >> 12 & 4095), 57344 + (id >> 24 & 4095))')

/** `beginning (id)`: whose name, e-mail or phone begins so, and who is looked at anyway. */
export function beginning({ take, match, ofFew }: Candidates, { words, email, beginnings }: Question): SQL {
  const query = words.map(word => `${term(word)}*`).join(' ')
  const begins = (column: SQL, from: string, until: string) =>
    take(sql`SELECT id FROM customers WHERE ${column} >= ${from} AND ${column} < ${until}`, mostTaken)
  const others = (from: string, until: string) =>
    take(
      sql`SELECT customer_id AS id FROM contact_points WHERE value >= ${from} AND value < ${until}`,
      mostTaken,
    )
  const lists = [
    ...(words.length > 0 ? [match('customer_search', sql`${query}`, mostTaken)] : []),
    ...(email !== null ? [begins(sql`email`, email, email + end), others(email, email + end)] : []),
    ...beginnings.flatMap(one => [begins(sql`phone`, one, `${one}:`), others(one, `${one}:`)]),
  ].map(list => sql`UNION ALL SELECT * FROM (${list})`)
  return sql`beginning AS MATERIALIZED (
    SELECT 0 AS id WHERE 0 ${sql.join(lists, sql` `)} ${ofFew(sql`SELECT id FROM own`)})`
}

/** `within (id)`: who has the rarest trigrams of the text, where fewer than `first` begin so. */
export function within({ match, seesMany }: Candidates, question: Question, first: number): SQL {
  const trigrams = trigramsOf(question).flatMap((list, at) => list.map(text => [at, term(text)]))
  const queries = sql`(SELECT '(' || ifnull(group_concat(query, ' OR '), ${term('')}) || ')' FROM queries)`
  return sql`
    trigrams AS MATERIALIZED (
      SELECT value ->> 0 AS list, value ->> 1 AS term, key AS place,
        (SELECT count(*) FROM (${matching('customer_search_parts', sql`value ->> 1`)} LIMIT ${frequent})) AS customers
      FROM json_each(${JSON.stringify(trigrams)})
      WHERE ${seesMany} AND (SELECT count(*) FROM beginning) < ${first}),
    queries AS (
      SELECT '(' || group_concat(term, ' AND ') || ')' AS query FROM (
        SELECT list, term, customers, min(customers) OVER (PARTITION BY list) AS fewest,
          row_number() OVER (PARTITION BY list ORDER BY customers, place) AS at
        FROM trigrams)
      WHERE at <= ${togetherAtMost} AND (customers < ${frequent} OR fewest = ${frequent}) GROUP BY list),
    within AS (
      ${match('customer_search_parts', queries, mostWithTrigrams)})`
}

/** `keys (id, external_id, external_id_given)`: whose key in another system begins so. */
export function keys({ take, ofFew }: Candidates, { key }: Question): SQL {
  const columns = sql`customer_id AS id, external_id, external_id_given`
  const begins = sql`lower(external_id) >= lower(${key}) AND lower(external_id) < lower(${key + end})`
  return sql`keys AS (
    SELECT * FROM (${take(sql`SELECT ${columns} FROM customer_external_ids WHERE ${begins}`, mostTaken)})
    ${ofFew(sql`SELECT ${columns} FROM own CROSS JOIN customer_external_ids ON customer_id = own.id WHERE ${begins}`)})`
}
