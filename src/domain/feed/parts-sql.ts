import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { isWithinAs } from '../reach/customers.ts'
import type { Actor } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import type { FeedAction, FeedEntity } from './entities.ts'
import { seesCustomer, told, toldOfCustomer, wasWithin } from './trail-sql.ts'

/** An entry of a change of many rows, by its key within the part. */
export const partRow = z.object({
  k1: z.int(),
  k2: z.int(),
  k3: z.int(),
  rowId: z.int(),
  segmentId: z.int().nullable(),
  /** Of rows that a change of many wrote: whether it made them; of an undo, whether it removed them. */
  made: z.int(),
  told: z.int(),
})

export type PartRow = z.infer<typeof partRow>

type Key = readonly [number, number, number]

/** One kind of row that a change of many wrote, in an order of its own. */
export interface Part {
  entity: FeedEntity
  /** What else it takes to be told of it. */
  scope?: Scope
  action(row: PartRow): FeedAction
  /** At most `limit` rows behind `key` that the actor is told of: no other row ever stands in a cursor. */
  rows(change: { id: number; entityId: number | null }, key: Key, limit: number, actor: Actor): SQL
}

/** Before all keys, which are ids and instants. */
export const startKey: Key = [0, 0, 0]

interface Rows {
  /** Of the order, and of the cursor. */
  key: readonly [SQL, SQL, SQL]
  rowId: SQL
  segmentId?: SQL
  made?: SQL
  told?: SQL
  from: SQL
  where: SQL
}

const nothing = sql`0`

const pageOf = (rows: Rows, after: Key, limit: number): SQL => sql`
  SELECT * FROM (
    SELECT ${rows.key[0]} AS k1, ${rows.key[1]} AS k2, ${rows.key[2]} AS k3, ${rows.rowId} AS rowId,
      ${rows.segmentId ?? sql`NULL`} AS segmentId, ${rows.made ?? nothing} AS made,
      ${rows.told ?? sql`${told.AS_IT_IS}`} AS told
    FROM ${rows.from}
    WHERE ${rows.where} AND (${sql.join([...rows.key], sql`, `)}) > (${sql.join([...after], sql`, `)}))
  WHERE told <> ${told.NOT} ORDER BY k1, k2, k3 LIMIT ${limit}`

/** Rows of a table with a `customer_id`: of whoever sees some customers alone, from these customers on. */
function ofCustomers(actor: Actor, table: SQL, where: SQL): Pick<Rows, 'from' | 'where'> {
  if (actor.reach === 'WORKSPACE') return { from: table, where }
  return {
    from: sql`customers AS owned CROSS JOIN ${table} ON ${table}.customer_id = owned.id`,
    where: sql`${isWithinAs(actor, 'owned')} AND ${where}`,
  }
}

/**
 * Where an import may have given an interaction to another customer: of whoever saw the one before it is gone. Where an
 * undo may have removed both, it is told to whom the customer belonged.
 */
const toldOfInteraction = (actor: Actor): SQL => sql`CASE
  WHEN ${seesCustomer(actor, sql`(SELECT customer_id FROM interactions WHERE interactions.id = row_id)`)} THEN ${told.AS_IT_IS}
  WHEN ${seesCustomer(actor, sql`json_extract(before, '$.customerId')`)} THEN ${told.REMOVED}
  WHEN ${wasWithin(actor, sql`before`)} THEN ${told.REMOVED} ELSE ${told.NOT} END`

/** Who sees some customers sees of these its own alone. */
const isOwn = (actor: Actor, table: SQL): SQL =>
  actor.reach === 'WORKSPACE'
    ? sql`${told.AS_IT_IS}`
    : sql`EXISTS (SELECT 1 FROM ${table} AS own WHERE own.id = row_id AND own.owner = ${actor.caller})`

const written = {
  CUSTOMER: (actor: Actor) => toldOfCustomer(actor, sql`row_id`, sql`before`),
  INTERACTION: toldOfInteraction,
  REGION: () => sql`${told.AS_IT_IS}`,
  CONSENT: (actor: Actor) =>
    seesCustomer(actor, sql`(SELECT customer_id FROM consents WHERE consents.id = row_id)`),
  EXPOSURE: (actor: Actor) => sql`CASE
    WHEN ${seesCustomer(actor, sql`(SELECT customer_id FROM exposures WHERE exposures.id = row_id)`)} THEN ${told.AS_IT_IS}
    WHEN ${seesCustomer(actor, sql`json_extract(before, '$.customerId')`)} THEN ${told.REMOVED} ELSE ${told.NOT} END`,
  FOLLOW_UP: (actor: Actor) =>
    seesCustomer(actor, sql`(SELECT customer_id FROM follow_ups WHERE follow_ups.id = row_id)`),
  TOUCH: (actor: Actor) =>
    seesCustomer(actor, sql`(SELECT customer_id FROM touches WHERE touches.id = row_id)`),
  FEEDBACK: (actor: Actor) =>
    seesCustomer(actor, sql`(SELECT customer_id FROM feedback WHERE feedback.id = row_id)`),
  PERSON_REQUEST: (actor: Actor) =>
    seesCustomer(actor, sql`(SELECT customer_id FROM person_requests WHERE person_requests.id = row_id)`),
  GOAL: () => sql`${told.AS_IT_IS}`,
  WEBHOOK: (actor: Actor) => isOwn(actor, sql`webhooks`),
  CUSTOMER_UPDATE_JOB: (actor: Actor) => isOwn(actor, sql`customer_update_jobs`),
  API_KEY: () => sql`${told.AS_IT_IS}`,
  STAFF_MEMBER: () => sql`${told.AS_IT_IS}`,
}

const imported = (entity: keyof typeof written, stored: string): Part => ({
  ...manyWritten(entity, stored, sql`before IS NULL`),
  action: ({ made }) => (made === 1 ? 'CREATED' : 'UPDATED'),
})

const undone = (entity: keyof typeof written, stored: string): Part => ({
  ...manyWritten(entity, stored, sql`json_extract(before, '$.removed') IS NOT NULL`),
  action: ({ made }) => (made === 1 ? 'REMOVED' : 'UPDATED'),
})

const manyWritten = (entity: keyof typeof written, stored: string, made: SQL): Omit<Part, 'action'> => ({
  entity,
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`row_id`, nothing, nothing],
        rowId: sql`row_id`,
        made,
        told: written[entity](actor),
        from: sql`change_rows`,
        where: sql`change_id = ${id} AND entity = ${stored}`,
      },
      after,
      limit,
    ),
})

/** Rows that a handover of a leaver, or its undo, wrote. */
const handed = (entity: keyof typeof written, stored: string, action: FeedAction = 'UPDATED'): Part => ({
  ...manyWritten(entity, stored, nothing),
  action: () => action,
})

/** Who came into reach by a place in a care team that was handed over, or left it. */
const handedWithTeam: Part = {
  entity: 'CUSTOMER',
  action: () => 'UPDATED',
  rows: ({ id }, after, limit, actor) => {
    const customer = sql`before ->> '$.customerId'`
    const isOurs = sql`(before ->> '$.staffId' IS ${actor.staffId} OR EXISTS (
      SELECT 1 FROM care_team_members AS m WHERE m.id = row_id AND m.staff_id = ${actor.staffId}))`
    return pageOf(
      {
        key: [sql`row_id`, nothing, nothing],
        rowId: customer,
        told: sql`CASE WHEN ${seesCustomer(actor, customer)} THEN ${told.AS_IT_IS}
          WHEN before ->> '$.staffId' = ${actor.staffId} THEN ${told.REMOVED} ELSE ${told.NOT} END`,
        from: sql`change_rows`,
        where: sql`change_id = ${id} AND entity = 'care-team-member' AND ${actor.reach === 'TEAM'} AND ${isOurs}`,
      },
      after,
      limit,
    )
  },
}

/** Places in care teams that were handed over, or back; `other` of those that ended, or are there again. */
const handedPlaces = (other: 'REMOVED' | 'CREATED'): Part => ({
  entity: 'CARE_TEAM_MEMBER',
  action: ({ made }) => (made === 1 ? other : 'UPDATED'),
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`row_id`, nothing, nothing],
        rowId: sql`row_id`,
        made: sql`before ->> '$.to' IS NULL`,
        told: seesCustomer(actor, sql`before ->> '$.customerId'`),
        from: sql`change_rows`,
        where: sql`change_id = ${id} AND entity = 'care-team-member'`,
      },
      after,
      limit,
    ),
})

const handedOver = [
  handed('CUSTOMER', 'customer'),
  handed('FOLLOW_UP', 'follow-up'),
  handed('FEEDBACK', 'feedback'),
  handed('PERSON_REQUEST', 'person-request'),
  handed('GOAL', 'goal'),
  handed('STAFF_MEMBER', 'staffMember'),
  handedWithTeam,
]

const followUps = (action: FeedAction): Part => ({
  entity: 'FOLLOW_UP',
  action: () => action,
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`follow_ups.id`, nothing, nothing],
        rowId: sql`follow_ups.id`,
        told: seesCustomer(actor, sql`follow_ups.customer_id`),
        from: sql`follow_ups`,
        where: sql`change_id = ${id}`,
      },
      after,
      limit,
    ),
})

const planned: Part = {
  entity: 'TOUCH',
  action: () => 'CREATED',
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`touches.id`, nothing, nothing],
        rowId: sql`touches.id`,
        told: seesCustomer(actor, sql`touches.customer_id`),
        from: sql`touches`,
        where: sql`change_id = ${id}`,
      },
      after,
      limit,
    ),
}

/** Of a key that was revoked no later change writes its row's `change_id`. */
const revoked: Part = {
  entity: 'API_KEY',
  action: () => 'REVOKED',
  rows: ({ id }, after, limit) =>
    pageOf(
      {
        key: [sql`id`, nothing, nothing],
        rowId: sql`id`,
        from: sql`api_keys`,
        where: sql`change_id = ${id}`,
      },
      after,
      limit,
    ),
}

/** What changed later is told by that change. */
const feedback = (action: Part['action']): Part => ({
  entity: 'FEEDBACK',
  action,
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`feedback.id`, nothing, nothing],
        rowId: sql`feedback.id`,
        made: sql`version = 1`,
        told: seesCustomer(actor, sql`feedback.customer_id`),
        from: sql`feedback`,
        where: sql`change_id = ${id}`,
      },
      after,
      limit,
    ),
})

const madeOrChanged = feedback(({ made }) => (made === 1 ? 'CREATED' : 'UPDATED'))

/** The run that a change ended. */
const ended = (nightId: number | null, what: SQL): SQL =>
  sql`(SELECT ${what} FROM nights WHERE id = ${nightId})`

/** The runs that came to this end: itself, and those that died since a run was completed. */
const runs = (nightId: number | null): SQL => sql`nights WHERE change_id <= ${ended(nightId, sql`change_id`)}
  AND change_id > ifnull((SELECT max(change_id) FROM nights
    WHERE state = 'COMPLETED' AND change_id < ${ended(nightId, sql`change_id`)}), 0)`

const byRuns = (nightId: number | null, table: SQL): SQL =>
  sql`${table}.change_id IN (SELECT change_id FROM ${runs(nightId)})`

/** What is dated by the instant alone; people's own changes of that time may be among it. */
const during = (nightId: number | null, column: SQL): SQL => sql`
  ${column} >= (SELECT min(started_at) FROM ${runs(nightId)}) AND ${column} <= ${ended(nightId, sql`finished_at`)}`

const moved = (action: 'LIFECYCLE_MOVED' | 'LEVEL_MOVED', table: SQL, scope: Scope): Part => ({
  entity: 'CUSTOMER',
  scope,
  action: () => action,
  rows: ({ entityId }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`${table}.change_id`, sql`${table}.customer_id`, nothing],
        rowId: sql`${table}.customer_id`,
        ...ofCustomers(actor, table, byRuns(entityId, table)),
      },
      after,
      limit,
    ),
})

/** A run that comes to another end than one before it, of the same day, takes a move back. */
const movedBack = (
  action: 'LIFECYCLE_MOVED' | 'LEVEL_MOVED',
  stored: 'lifecycle' | 'level',
  scope: Scope,
): Part => ({
  entity: 'CUSTOMER',
  scope,
  action: () => action,
  rows: ({ entityId }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`change_rows.change_id`, sql`row_id`, nothing],
        rowId: sql`row_id`,
        told: seesCustomer(actor, sql`row_id`),
        from: sql`change_rows`,
        where: sql`entity = ${stored} AND ${byRuns(entityId, sql`change_rows`)}`,
      },
      after,
      limit,
    ),
})

/** Of a change that memberships followed at its instant. */
const atChange: When = ({ id }, column) => sql`${column} = (SELECT at FROM changes WHERE id = ${id})`

const duringNight: When = ({ entityId }, column) => during(entityId, column)

/** Which instants a change tells of. */
type When = (change: Parameters<Part['rows']>[0], column: SQL) => SQL

const joined = (when: When): Part => ({
  entity: 'CUSTOMER',
  scope: 'segments:read',
  action: () => 'SEGMENT_JOINED',
  rows: (change, after, limit, actor) =>
    pageOf(
      {
        key: [sql`joined_at`, sql`segment_id`, sql`segment_members.customer_id`],
        rowId: sql`segment_members.customer_id`,
        segmentId: sql`segment_id`,
        ...ofCustomers(actor, sql`segment_members`, when(change, sql`joined_at`)),
      },
      after,
      limit,
    ),
})

const left = (when: When): Part => ({
  entity: 'CUSTOMER',
  scope: 'segments:read',
  action: () => 'SEGMENT_LEFT',
  rows: (change, after, limit, actor) =>
    pageOf(
      {
        key: [sql`left_at`, sql`segment_id`, sql`segment_stays.customer_id`],
        rowId: sql`segment_stays.customer_id`,
        segmentId: sql`segment_id`,
        ...ofCustomers(actor, sql`segment_stays`, sql`${when(change, sql`left_at`)} AND left_at > joined_at`),
      },
      after,
      limit,
    ),
})

const sealed: Part = {
  entity: 'SNAPSHOT',
  action: () => 'SEALED',
  rows: ({ entityId }, after, limit) =>
    pageOf(
      {
        key: [sql`sealed_at`, sql`id`, nothing],
        rowId: sql`id`,
        from: sql`vulnerability_snapshots`,
        where: during(entityId, sql`sealed_at`),
      },
      after,
      limit,
    ),
}

const night: Part = {
  entity: 'NIGHT',
  action: () => 'COMPLETED',
  rows: ({ entityId }, after, limit) =>
    pageOf(
      { key: [sql`id`, nothing, nothing], rowId: sql`id`, from: sql`nights`, where: sql`id = ${entityId}` },
      after,
      limit,
    ),
}

/** Rows that went from one customer to another by a merge, or back. */
const movedWith = (entity: FeedEntity, stored: string, table: SQL): Part => ({
  entity,
  action: () => 'UPDATED',
  rows: ({ id }, after, limit, actor) =>
    pageOf(
      {
        key: [sql`row_id`, nothing, nothing],
        rowId: sql`row_id`,
        told: sql`CASE
          WHEN ${seesCustomer(actor, sql`(SELECT customer_id FROM ${table} AS moved WHERE moved.id = row_id)`)} THEN ${told.AS_IT_IS}
          WHEN ${seesCustomer(actor, sql`json_extract(before, '$.customerId')`)} THEN ${told.REMOVED}
          ELSE ${told.NOT} END`,
        from: sql`change_rows`,
        where: sql`change_id = ${id} AND entity = ${stored}`,
      },
      after,
      limit,
    ),
})

/** What a merge wrote, or its undo: the one who goes on, and what went to or from it. */
const merged: readonly Part[] = [
  imported('CUSTOMER', 'customer'),
  imported('INTERACTION', 'interaction'),
  movedWith('CONSENT', 'consent', sql`consents`),
  movedWith('EXPOSURE', 'exposure', sql`exposures`),
  movedWith('FEEDBACK', 'feedback', sql`feedback`),
  movedWith('SURVEY', 'survey', sql`surveys`),
  movedWith('TOUCH', 'touch', sql`touches`),
  movedWith('PERSON_REQUEST', 'person-request', sql`person_requests`),
  movedWith('FOLLOW_UP', 'follow-up', sql`follow_ups`),
  movedWith('POSTAL_ADDRESS', 'postal-address', sql`postal_addresses`),
  movedWith('OCCASION', 'occasion', sql`occasions`),
  movedWith('PREFERENCE', 'preference', sql`preferences`),
  movedWith('NOTE', 'note', sql`notes`),
  movedWith('FILE_REFERENCE', 'file-reference', sql`file_references`),
  movedWith('CARE_TEAM_MEMBER', 'care-team-member', sql`care_team_members`),
  movedWith('EMPLOYMENT', 'employment', sql`employments`),
  movedWith('CHANNEL_REACHABILITY', 'channel-reachability', sql`channel_reachability`),
]

/** Of each change of many, by its action as stored: what it wrote, in the order of the feed. */
export const partsOf: Readonly<Record<string, readonly Part[]>> = {
  'api-key.revoke': [revoked],
  import: [
    imported('REGION', 'region'),
    imported('CUSTOMER', 'customer'),
    imported('INTERACTION', 'interaction'),
    imported('EXPOSURE', 'exposure'),
    imported('CONSENT', 'consent'),
    imported('STAFF_MEMBER', 'staffMember'),
    madeOrChanged,
    handed('FOLLOW_UP', 'follow-up'),
    handed('TOUCH', 'touch'),
  ],
  'import.undo': [
    undone('REGION', 'region'),
    undone('CUSTOMER', 'customer'),
    undone('INTERACTION', 'interaction'),
    undone('EXPOSURE', 'exposure'),
    undone('STAFF_MEMBER', 'staffMember'),
    madeOrChanged,
  ],
  'customer.merge': merged,
  'customer.unmerge': merged,
  'feedback.escalate-overdue': [feedback(() => 'ESCALATED')],
  'feedback.mend': [madeOrChanged],
  'follow-up.end': [followUps('COMPLETED')],
  'follow-up.escalate': [followUps('ESCALATED')],
  'follow-up.expire': [followUps('EXPIRED')],
  'follow-up.fill': [followUps('CREATED')],
  'segment.follow': [joined(atChange), left(atChange)],
  'staffMember.offboard': [
    ...handedOver,
    handedPlaces('REMOVED'),
    handed('API_KEY', 'api-key', 'REVOKED'),
    handed('WEBHOOK', 'webhook'),
    handed('CUSTOMER_UPDATE_JOB', 'customer-update-job'),
  ],
  'staffMember.leave': [handed('FOLLOW_UP', 'follow-up'), handed('STAFF_MEMBER', 'staffMember')],
  'staffMember.offboard-undo': [...handedOver, handedPlaces('CREATED')],
  'touch.plan': [planned],
  'night.complete': [
    moved('LIFECYCLE_MOVED', sql`lifecycle_changes`, 'customers:read'),
    movedBack('LIFECYCLE_MOVED', 'lifecycle', 'customers:read'),
    sealed,
    joined(duringNight),
    left(duringNight),
    moved('LEVEL_MOVED', sql`relationship_level_changes`, 'relationships:read'),
    movedBack('LEVEL_MOVED', 'level', 'relationships:read'),
    // The last: whoever reads it has read all that the night moved.
    night,
  ],
}
