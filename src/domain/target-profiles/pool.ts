import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { customers } from '../../database/tables/customers/customers.ts'
import { holding } from '../filters/apply.ts'
import type { Condition } from '../filters/condition.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { requireRuleScopes } from '../segments/rules/rule.ts'
import type { Service } from '../service/service.ts'
import { mayBeMeasured } from './fit-sql.ts'

/** So many customers are measured for one answer. */
export const mostMeasured = 20_000

const c = alias(customers, 'c')

/**
 * Who is measured, as `c`: of those within reach who may be, whom `among` takes, or else prospects, the newest 20,000.
 * @throws AuthorizationError for a scope of the condition
 */
export function poolOf(service: Service, among: Condition | undefined): SQL {
  if (among) requireRuleScopes(service, among)
  const chosen = among ? holding(service, among, getTableColumns(c)) : sql`c.lifecycle = 'PROSPECT'`
  const reach = customersWithinReach(service.actor, c)
  // Ids count up with time. The few within a bounded reach are found by what bounds it; all others one after another from
  // the newest on: whoever sorts what an index finds of a stage reads all of it first.
  const everyone = sql.raw(reach ? 'customers AS c' : 'customers AS c NOT INDEXED')
  return sql`(
    SELECT c.* FROM ${everyone} WHERE ${reach ?? sql`1`} AND ${mayBeMeasured} AND (${chosen})
    ORDER BY c.id DESC LIMIT ${mostMeasured + 1}) AS c`
}
