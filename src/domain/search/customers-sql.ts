import { type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { customers } from '../../database/tables/customers/customers.ts'
import { customersWithinReach } from '../reach/customers.ts'
import type { Actor } from '../service/actor.ts'
import { beginning, candidates, keys, mostTaken, within } from './candidates-sql.ts'
import { emailMark, keyMark, nameMark, noMark, phoneMark } from './marks.ts'
import type { Question } from './question.ts'

/**
 * The customers within reach that fit, as `(id, title, mark, recency, weight)`. Who may not read what names them finds
 * them by their keys in other systems alone.
 */
export function customerHits(actor: Actor, question: Question, first: number): SQL {
  const c = alias(customers, 'c')
  const reach = customersWithinReach(actor, c) ?? sql`1`
  const personal = actor.scopes.has('customers:personal')
  const of = candidates(actor)
  const marks = [
    nameMark(sql`c.folded_name`, question),
    emailMark(sql`c.email`, question),
    phoneMark(sql`c.phone`, question),
    sql`ifnull((
      SELECT min(CASE kind WHEN 'EMAIL' THEN ${emailMark(sql`value`, question)} ELSE ${phoneMark(sql`value`, question)} END)
      FROM contact_points WHERE customer_id = c.id), ${noMark})`,
  ]
  /** Those of a list that fit, by a mark of theirs. */
  const fitting = (list: SQL, mark: SQL, title: SQL) => sql`
    SELECT c.id, ${title} AS title, ${mark} AS mark, c.last_purchase_on AS recency, c.net_spend AS weight
    FROM ${list} AS list CROSS JOIN customers AS c ON c.id = list.id WHERE ${reach} AND mark < ${noMark}`
  const byContact = (list: SQL) =>
    fitting(list, sql`min(${sql.join(marks, sql`, `)})`, sql`coalesce(c.name, c.email, c.phone)`)
  const key = sql`coalesce(list.external_id_given, list.external_id)`
  const byKey = fitting(
    sql`keys`,
    keyMark(sql`list.external_id`, question),
    personal ? sql`coalesce(c.name, ${key})` : key,
  )
  const reads = personal
    ? [...of.shared, beginning(of, question), within(of, question, first), keys(of, question)]
    : [...of.shared, keys(of, question)]
  const found = personal
    ? sql`${byContact(sql`beginning`)}
        UNION ALL SELECT * FROM (${byContact(sql`within`)} LIMIT ${mostTaken})
        UNION ALL ${byKey}`
    : byKey
  // SQLite takes the other columns of a group from the row that holds the minimum.
  return sql`
    WITH ${sql.join(reads, sql`, `)}
    SELECT id, title, min(mark) AS mark, recency, weight FROM (${found}) GROUP BY id`
}
