import { and, type Column, eq, exists, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { customers } from '../../database/tables/customers.ts'
import type { Actor } from '../service/actor.ts'
import type { Service } from '../service/service.ts'

/**
 * Which rows of `customers` the actor sees; undefined when all. An `OWNED` actor sees those that its staff
 * member owns, and none when it stands for nobody.
 */
export function customersWithinReach(actor: Actor, columns: { ownerId: Column }): SQL | undefined {
  if (actor.reach === 'WORKSPACE') return undefined
  return eq(columns.ownerId, actor.staffId ?? 0)
}

/**
 * Which rows that belong to customers the actor sees: exactly those of the customers that it sees; undefined when all.
 * @param columns those of the rows' own table
 */
export function ofCustomersWithinReach(
  { actor, db }: Pick<Service, 'actor' | 'db'>,
  { customerId }: { customerId: Column },
): SQL | undefined {
  if (actor.reach === 'WORKSPACE') return undefined
  // The list may itself be one of customers: an unaliased subquery would compare a row with itself.
  const owned = alias(customers, 'owned')
  return exists(
    db.orm
      .select({ id: owned.id })
      .from(owned)
      .where(and(eq(owned.id, customerId), eq(owned.ownerId, actor.staffId ?? 0))),
  )
}
