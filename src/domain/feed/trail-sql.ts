import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { isWithin, ofCustomersWithinReach, teamBefore } from '../reach/customers.ts'
import type { Actor } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import { entityOf, type FeedEntity } from './entities.ts'

/** How a caller is told of a row: as it is, as one that it does not see any more, or not at all. */
export const told = { NOT: 0, AS_IT_IS: 1, REMOVED: 2 } as const

export const trailRow = z.object({
  id: z.int(),
  at: z.int(),
  actor: z.string(),
  action: z.string(),
  entity: z.string(),
  entityId: z.int().nullable(),
  told: z.int(),
  mark: z.string(),
  /** How many changes were looked at. */
  size: z.int(),
})

export type TrailRow = z.infer<typeof trailRow>

/** Whether the actor sees a customer; who sees all need not ask. */
export const seesCustomer = (actor: Actor, customerId: SQL): SQL =>
  ofCustomersWithinReach({ actor }, { customerId }) ?? sql`1`

/** Of a row that is gone the change that took it away says whose it was. */
const ofRemovable = (table: string) => sql`ifnull(
  (SELECT customer_id FROM ${sql.identifier(table)} WHERE id = c.entity_id), c.detail ->> '$.before.customerId')`

/** The customer whom the row of a change `c` belongs to, by the table that holds it. */
export const customerOf: Partial<Record<FeedEntity, SQL>> = {
  CONSENT: sql`(SELECT customer_id FROM consents WHERE id = c.entity_id)`,
  CONTACT_POINT: ofRemovable('contact_points'),
  EXPOSURE: sql`(SELECT customer_id FROM exposures WHERE id = c.entity_id)`,
  FEEDBACK: sql`(SELECT customer_id FROM feedback WHERE id = c.entity_id)`,
  FOLLOW_UP: sql`(SELECT customer_id FROM follow_ups WHERE id = c.entity_id)`,
  PERSON_REQUEST: sql`(SELECT customer_id FROM person_requests WHERE id = c.entity_id)`,
  SURVEY: sql`(SELECT customer_id FROM surveys WHERE id = c.entity_id)`,
  TOUCH: sql`(SELECT customer_id FROM touches WHERE id = c.entity_id)`,
  INTERACTION: sql`(SELECT customer_id FROM interactions WHERE id = c.entity_id)`,
  POSTAL_ADDRESS: ofRemovable('postal_addresses'),
  OCCASION: ofRemovable('occasions'),
  PREFERENCE: ofRemovable('preferences'),
  NOTE: ofRemovable('notes'),
  FILE_REFERENCE: ofRemovable('file_references'),
  CARE_TEAM_MEMBER: ofRemovable('care_team_members'),
  EMPLOYMENT: ofRemovable('employments'),
  CHANNEL_REACHABILITY: ofRemovable('channel_reachability'),
}

/**
 * Whether what a customer was, in JSON, lay within reach; of files, the newest of the regions that it was in.
 * @param team who was in its care team, as JSON
 */
export const wasWithin = (
  actor: Actor,
  before: SQL,
  team = sql`json_extract(${before}, '$.careTeam')`,
): SQL =>
  isWithin(actor, {
    team,
    ownerId: sql`json_extract(${before}, '$.ownerId')`,
    regionId: sql`ifnull(json_extract(${before}, '$.regionId'),
      (SELECT stay.value ->> 1 FROM json_each(${before}, '$.regions') AS stay ORDER BY stay.value ->> 0 DESC LIMIT 1))`,
  })

/** The table of an entity whose rows are somebody's own. */
const ownedIn: Partial<Record<FeedEntity, SQL>> = {
  CUSTOMER_UPDATE_JOB: sql`customer_update_jobs`,
  WEBHOOK: sql`webhooks`,
}

/**
 * Which of the two a customer is, of an actor that sees some, who may have been within its reach before.
 * @param before JSON of what it was: `ownerId`, `regionId` and `careTeam`, absent where they stayed
 * @param team who was in its care team, where `before` does not say it
 */
export const toldOfCustomer = (actor: Actor, customerId: SQL, before: SQL, team?: SQL): SQL =>
  actor.reach === 'WORKSPACE'
    ? sql`${told.AS_IT_IS}`
    : sql`CASE WHEN ${seesCustomer(actor, customerId)} THEN ${told.AS_IT_IS}
        WHEN ${wasWithin(actor, before, team)} THEN ${told.REMOVED} ELSE ${told.NOT} END`

/** Of a pair of customers: both have to be seen. */
const seesPair = (actor: Actor): SQL => sql`EXISTS (
  SELECT 1 FROM customer_duplicates AS d WHERE d.id = c.entity_id
    AND ${seesCustomer(actor, sql`d.first_id`)} AND ${seesCustomer(actor, sql`d.second_id`)})`

/** Who was in a customer's care team before a change as `c` that tells of the customer itself. */
const teamOfTrail = sql`CASE c.action
  WHEN 'customer.merged-away' THEN ${teamBefore(sql`c.detail ->> '$.merge'`)}
  ELSE json_extract(c.detail, '$.before.careTeam') END`

/**
 * The changes behind one, as whoever sees customers by its care teams reads them: one by which it comes into a team or leaves it
 * is one of the customer, who comes into reach or leaves it with all that belongs to it.
 */
function changesBehind(change: SQL, window: number, entities: readonly FeedEntity[], actor: Actor): SQL {
  const next = sql`FROM changes WHERE id > ${change} ORDER BY id LIMIT ${window}`
  if (actor.reach !== 'TEAM' || !entities.includes('CUSTOMER')) return sql`SELECT * ${next}`
  const said = (field: string) =>
    sql.raw(`coalesce(detail ->> '$.after.${field}', detail ->> '$.before.${field}')`)
  const own = sql`action IN ('care-team-member.add', 'care-team-member.remove') AND ${said('staffId')} = ${actor.staffId}`
  return sql`
    SELECT id, at, actor, token, iif(own, 'customer.update', action) AS action, iif(own, 'customer', entity) AS entity,
      iif(own, ${said('customerId')}, entity_id) AS entity_id,
      iif(own, json_object('before', json_object('careTeam', json_array(detail ->> '$.before.staffId'))), detail) AS detail
    FROM (SELECT *, ${own} AS own ${next})`
}

function toldOf(entity: FeedEntity, actor: Actor): SQL {
  if (entity === 'CUSTOMER_DUPLICATE' && actor.reach !== 'WORKSPACE') return seesPair(actor)
  if (entity === 'CUSTOMER')
    return toldOfCustomer(actor, sql`c.entity_id`, sql`json_extract(c.detail, '$.before')`, teamOfTrail)
  const owned = ownedIn[entity]
  // Who sees some customers sees what is its own alone.
  if (owned && actor.reach !== 'WORKSPACE')
    return sql`EXISTS (SELECT 1 FROM ${owned} WHERE id = c.entity_id AND owner = ${actor.caller})`
  const customer = customerOf[entity]
  return customer ? seesCustomer(actor, customer) : sql`${told.AS_IT_IS}`
}

/** Changes of customers that are not told to whoever may not read what they are about. */
const apartFrom = ({ scopes }: Actor): SQL =>
  sql.join(
    Object.entries(aboutCustomers).flatMap(([action, scope]) =>
      scopes.has(scope) ? [] : [sql`WHEN c.action LIKE ${action} THEN ${told.NOT}`],
    ),
    sql` `,
  )

const aboutCustomers: Readonly<Record<string, Scope>> = {
  'relationship.%': 'relationships:read',
  'segment-override.%': 'segments:read',
}

/** How the actor is told of a change, as `c`, of one of these entities. */
export function toldOfEach(actor: Actor, entities: readonly FeedEntity[]): SQL {
  const arms = Object.entries(entityOf).flatMap(([stored, entity]) =>
    entities.includes(entity) ? [sql`WHEN c.entity = ${stored} THEN ${toldOf(entity, actor)}`] : [],
  )
  const apart = apartFrom(actor)
  return arms.length === 0
    ? sql`${told.NOT}`
    : sql`CASE ${apart} ${sql.join(arms, sql` `)} ELSE ${told.NOT} END`
}

/**
 * The trail behind a change, at most `window` changes of it: those of many rows, those that the actor is told of, and
 * the last one that was looked at, so that the next page goes on behind it.
 * @param many the actions, as stored, of changes of many rows
 */
export function trailBehind(
  change: SQL,
  window: number,
  entities: readonly FeedEntity[],
  actor: Actor,
  many: readonly string[],
): SQL {
  const isMany = sql`c.action IN (SELECT value FROM json_each(${JSON.stringify(many)}))`
  return sql`
    SELECT id, at, actor, action, entity, entity_id AS entityId, told,
      substr(token, 1, 6) AS mark, size FROM (
      SELECT c.*, lead(c.id) OVER (ORDER BY c.id) AS next, count(*) OVER () AS size, ${isMany} AS many,
        ${toldOfEach(actor, entities)} AS told
      FROM (${changesBehind(change, window, entities, actor)}) AS c)
    WHERE told > ${told.NOT} OR many OR next IS NULL
    ORDER BY id`
}
