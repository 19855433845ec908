import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { coveredRegions } from '../facts/covered-regions.ts'
import type { Actor } from '../service/actor.ts'

/** What decides whether a customer is within reach: who is in its care team is read by its id, or said. */
type Place = { ownerId: SQLWrapper; regionId: SQLWrapper } & (
  | { id: SQLWrapper }
  /** JSON of the ids of staff, or null. */
  | { team: SQL }
)

/**
 * Whether a customer of this owner and region is one of those that the actor sees. An `OWNED` actor sees those that its
 * staff member owns, a `TEAM` one also those in whose care team it is, and both none when they stand for nobody; a `REGION`
 * one those who are in its regions or within them.
 */
export function isWithin(actor: Actor, place: Place): SQL {
  const { ownerId, regionId } = place
  const staffId = actor.staffId ?? 0
  switch (actor.reach) {
    case 'WORKSPACE':
      return sql`1`
    case 'OWNED':
      return sql`${ownerId} = ${staffId}`
    case 'TEAM':
      return sql`(${ownerId} = ${staffId} OR ${
        'id' in place
          ? sql`${place.id} IN ${teamsOf(actor)}`
          : sql`${staffId} IN (SELECT value FROM json_each(${place.team}))`
      })`
    case 'REGION':
      return sql`${regionId} IN ${coveredRegions(actor.regions)}`
  }
}

/** The ids of the customers in whose care teams the actor is. Its names are plain text, as those of `coveredRegions`. */
export const teamsOf = ({ staffId }: Actor): SQL =>
  sql`(SELECT customer_id FROM care_team_members WHERE staff_id = ${staffId ?? 0})`

/** Who was in the care team of the customer that a merge took away, as JSON of the ids of staff. */
export const teamBefore = (mergeId: SQL): SQL => sql`(
  SELECT json_group_array(row ->> '$.staff_id') FROM customer_merge_rows
  WHERE merge_id = ${mergeId} AND holding = 'care_team_members')`

/** Which rows of `customers` the actor sees; undefined when all. */
export const customersWithinReach = (actor: Actor, columns: Place): SQL | undefined =>
  actor.reach === 'WORKSPACE' ? undefined : isWithin(actor, columns)

/** The same of a row of `customers` that stands in a statement under this name. */
export const isWithinAs = (actor: Actor, name: string): SQL =>
  isWithin(actor, {
    id: sql.raw(`${name}.id`),
    ownerId: sql.raw(`${name}.owner_id`),
    regionId: sql.raw(`${name}.region_id`),
  })

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
