import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Actor } from '../service/actor.ts'

/**
 * Which rows of `customers` the actor sees; undefined when all. An `OWNED` actor sees those that its staff
 * member owns, and none when it stands for nobody.
 */
export function customersWithinReach(actor: Actor, columns: { ownerId: SQLWrapper }): SQL | undefined {
  if (actor.reach === 'WORKSPACE') return undefined
  return sql`${columns.ownerId} = ${actor.staffId ?? 0}`
}

/**
 * Which rows that belong to customers the actor sees: exactly those of the customers that it sees; undefined when all.
 * @param columns those of the rows' own table
 */
export function ofCustomersWithinReach(
  { actor }: { actor: Actor },
  { customerId }: { customerId: SQLWrapper },
): SQL | undefined {
  if (actor.reach === 'WORKSPACE') return undefined
  // The list may itself be one of customers, hence a name that no list has.
  return sql`EXISTS (
    SELECT 1 FROM customers AS owned WHERE owned.id = ${customerId} AND owned.owner_id = ${actor.staffId ?? 0})`
}
