import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { coveredRegions } from '../facts/covered-regions.ts'
import type { Actor } from '../service/actor.ts'

/** What decides whether a customer is within reach. */
interface Place {
  ownerId: SQLWrapper
  regionId: SQLWrapper
}

/**
 * Whether a customer of this owner and region is one of those that the actor sees. An `OWNED` actor sees those that its
 * staff member owns, and none when it stands for nobody; a `REGION` one those who are in its regions or within them.
 */
export function isWithin(actor: Actor, { ownerId, regionId }: Place): SQL {
  switch (actor.reach) {
    case 'WORKSPACE':
      return sql`1`
    case 'OWNED':
      return sql`${ownerId} = ${actor.staffId ?? 0}`
    case 'REGION':
      return sql`${regionId} IN ${coveredRegions(actor.regions)}`
  }
}

/** Which rows of `customers` the actor sees; undefined when all. */
export const customersWithinReach = (actor: Actor, columns: Place): SQL | undefined =>
  actor.reach === 'WORKSPACE' ? undefined : isWithin(actor, columns)

/** The same of a row of `customers` that stands in a statement under this name. */
export const isWithinAs = (actor: Actor, name: string): SQL =>
  isWithin(actor, { ownerId: sql.raw(`${name}.owner_id`), regionId: sql.raw(`${name}.region_id`) })

/** Which rows of `regions` the actor can put customers into; undefined when all. */
export const regionsWithinReach = (actor: Actor): SQL | undefined =>
  actor.reach === 'REGION' ? sql`regions.id IN ${coveredRegions(actor.regions)}` : undefined

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
    SELECT 1 FROM customers AS owned WHERE owned.id = ${customerId} AND ${isWithinAs(actor, 'owned')})`
}
