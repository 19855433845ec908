import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import type { Statement } from '../../../database/client.ts'
import { whole } from '../../../database/whole.ts'
import { forgottenUpTo } from '../../feed/kept.ts'
import { idOf, parse } from '../../input/fields.ts'
import { conflict, exceeded, notFound } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, guard, thisChange } from '../../writes/commit.ts'
import type { OrphanKind } from './holdings.ts'
import { requireHandoverScopes } from './offboard.ts'

const schema = z.strictObject({ id: idOf('staffMember') })

/** How many rows that stay are named. */
export const keptNamed = 100

/** What belongs to others now, and goes back to its owner. */
const owned = ['customer', 'follow-up', 'feedback', 'person-request', 'goal'] as const

/** What goes to others, and back. */
const entities = [...owned, 'care-team-member'] as const

/** What ends, and stays ended. */
const ending = ['api-key', 'webhook', 'customer-update-job'] as const

/** What an undo came to. */
export interface UndoneOffboarding {
  staffMemberId: number
  customers: number
  followUps: number
  feedback: number
  careTeams: number
  personRequests: number
  goals: number
  /** How many stay as they are. */
  keptCount: number
  kept: { kind: OrphanKind; id: number }[]
}

const changeRow = z.object({
  active: z.int(),
  change: z.int().nullable(),
  undone: z.int(),
  forgotten: z.int(),
  /** Whether the change ended the work itself, or found it ended. */
  ended: z.int(),
  counts: z.string(),
})

const backCounts = json(z.array(z.tuple([z.string(), z.int(), z.int()])))
const stayRow = z.object({ entity: z.enum([...entities, ...ending]), id: z.int() })

/**
 * Takes back the newest offboarding of somebody: the staff member works here again, and gets back what still lies where it
 * was put. What somebody changed since stays, and so do keys, webhooks and jobs that ended. Two round trips.
 * @throws UserError `NOT_FOUND`, `CONFLICT` where there is nothing to take back, `LIMIT_EXCEEDED` where it is not kept any
 * more what was handed over
 */
export async function undoOffboarding(service: Service, input: unknown): Promise<UndoneOffboarding> {
  requireHandoverScopes(service)
  const { id } = parse(schema, input)
  const newest = sql`(SELECT max(id) FROM changes WHERE entity = 'staffMember' AND entity_id = ${id}
    AND action = 'staffMember.offboard')`
  const [[found], stays] = await Promise.all([
    checkedRows(
      service.db.orm,
      changeRow,
      sql`
      SELECT active, ${newest} AS change, ifnull(${newest} <= ${forgottenUpTo(service.now)}, 0) AS forgotten,
        EXISTS (SELECT 1 FROM changes WHERE entity = 'staffMember' AND entity_id = ${id}
          AND action = 'staffMember.offboard-undo' AND id > ${newest}) AS undone,
        EXISTS (SELECT 1 FROM change_rows WHERE change_id = ${newest} AND entity = 'staffMember') AS ended,
        (${counted(newest)}) AS counts
      FROM staff_members WHERE id = ${id}`,
    ),
    checkedRows(
      service.db.orm,
      stayRow,
      sql`SELECT entity, row_id AS id FROM (${handedBack(newest)}) WHERE NOT back ORDER BY 1, 2 LIMIT ${keptNamed}`,
    ),
  ])
  if (!found) throw notFound(['id'], 'staffMember')
  const { change } = found
  if (change === null || found.undone === 1)
    throw conflict(['id'], say('notOffboarded'), { reason: 'CLOSED' })
  if (found.forgotten === 1) throw exceeded(['id'], say('offboardingForgotten'))
  if (found.active === 0 && found.ended === 0) throw conflict(['id'], say('inactive'), { reason: 'INACTIVE' })
  const tally = backCounts.parse(found.counts)
  const back = (entity: string) => tally.find(([of, is]) => of === entity && is === 1)?.[2] ?? 0
  const counts = {
    ...{ customers: back('customer'), followUps: back('follow-up'), feedback: back('feedback') },
    careTeams: back('care-team-member'),
    ...{ personRequests: back('person-request'), goals: back('goal') },
    keptCount: tally.reduce((sum, [, is, count]) => sum + (is === 1 ? 0 : count), 0),
  }
  return commit(
    service,
    {
      action: 'staffMember.offboard-undo',
      entityId: id,
      before: { active: found.active === 1 },
      after: { active: true },
      detail: { offboarding: change, ...counts },
    },
    [
      guard(service, sql`${newest} = ${change}`),
      guard(service, sql`(${counted(newest)}) = ${found.counts}`),
      ...givenBack(service, change, id),
    ],
    { staffMemberId: id, ...counts, kept: stays.map(row => ({ kind: keptKindOf[row.entity], id: row.id })) },
  )
}

const keptKindOf: Readonly<Record<z.infer<typeof stayRow>['entity'], OrphanKind>> = {
  customer: 'CUSTOMER',
  'follow-up': 'FOLLOW_UP',
  feedback: 'FEEDBACK',
  'care-team-member': 'CARE_TEAM_MEMBER',
  'person-request': 'PERSON_REQUEST',
  goal: 'GOAL',
  'api-key': 'API_KEY',
  webhook: 'WEBHOOK',
  'customer-update-job': 'CUSTOMER_UPDATE_JOB',
}

/** Whether a row still lies where an offboarding put it. */
const stillThere = {
  customer: sql.raw(`t.owner_id = r.before ->> '$.to'`),
  'follow-up': sql.raw(`t.state IN ('OPEN', 'CLAIMED') AND t.owner_id IS r.before ->> '$.to'
    AND (r.before ->> '$.ownerId' IS NOT t.owner_id OR t.state = 'OPEN')`),
  feedback: sql.raw(`t.state IN ('OPEN', 'ANSWERED') AND t.owner_id = r.before ->> '$.to'
    AND t.escalated_to IS r.before ->> '$.escalatedNext'`),
  'care-team-member': sql.raw(`iif(r.before ->> '$.to' IS NULL,
    t.id IS NULL AND EXISTS (SELECT 1 FROM customers WHERE id = r.before ->> '$.customerId' AND erased_at IS NULL),
    t.staff_id = r.before ->> '$.to')
    AND NOT EXISTS (SELECT 1 FROM care_team_members AS o
      WHERE o.customer_id = r.before ->> '$.customerId' AND o.staff_id = r.before ->> '$.staffId')`),
  goal: sql.raw(`t.owner_id = r.before ->> '$.to'`),
  'person-request': sql.raw(`t.closed_on IS NULL AND t.owner_id = r.before ->> '$.to'`),
}

const tableOf = {
  customer: 'customers',
  'follow-up': 'follow_ups',
  feedback: 'feedback',
  'person-request': 'person_requests',
  goal: 'goals',
  'care-team-member': 'care_team_members',
} as const

const counted = (change: SQL): SQL => sql`
  SELECT json_group_array(json_array(entity, back, count)) FROM (
    SELECT entity, back, count(*) AS count FROM (${handedBack(change)}) GROUP BY entity, back ORDER BY entity, back)`

/** The rows of an offboarding: `entity`, `row_id`, and whether they go `back`. */
const handedBack = (change: SQL): SQL => sql`
  ${sql.join(
    entities.map(
      entity => sql`
      SELECT r.entity, r.row_id, ifnull(${stillThere[entity]}, 0) AS back
      FROM change_rows AS r LEFT JOIN ${sql.identifier(tableOf[entity])} AS t ON t.id = r.row_id
      WHERE r.change_id = ${change} AND r.entity = ${entity}`,
    ),
    sql` UNION ALL `,
  )}
  UNION ALL SELECT entity, row_id, 0 FROM change_rows
    WHERE change_id = ${change} AND entity IN (${sql.join([...ending], sql`, `)})`

function givenBack({ now }: Service, change: number, leaver: number): Statement[] {
  const stamp = sql`change_id = ${thisChange}, updated_at = ${now}, version = version + 1`
  const told = (entity: (typeof owned)[number]) => sql`
    INSERT INTO change_rows (change_id, entity, row_id, before)
    SELECT ${thisChange}, r.entity, r.row_id, json_object('ownerId', t.owner_id, 'version', t.version)
    FROM change_rows AS r CROSS JOIN ${sql.identifier(tableOf[entity])} AS t ON t.id = r.row_id
    WHERE r.change_id = ${change} AND r.entity = ${entity} AND ${stillThere[entity]}`
  const update = (entity: (typeof entities)[number], set: SQL): SQL => sql`
    UPDATE ${sql.identifier(tableOf[entity])} SET ${set} FROM (
      SELECT old.row_id, old.before FROM change_rows AS done CROSS JOIN change_rows AS old
        ON old.change_id = ${change} AND old.entity = done.entity AND old.row_id = done.row_id
      WHERE done.change_id = ${thisChange} AND done.entity = ${entity}) AS r
    WHERE id = r.row_id`
  const claimed = sql`state = 'OPEN' AND r.before ->> '$.claimedBy' = ${leaver}`
  return [
    ...owned.map(told),
    sql`INSERT INTO change_rows (change_id, entity, row_id, before)
      SELECT ${thisChange}, r.entity, r.row_id, json_object('customerId', r.before ->> '$.customerId',
        'staffId', t.staff_id, 'version', t.version, 'to', iif(t.id IS NULL, NULL, ${whole(leaver)}))
      FROM change_rows AS r LEFT JOIN care_team_members AS t ON t.id = r.row_id
      WHERE r.change_id = ${change} AND r.entity = 'care-team-member' AND ${stillThere['care-team-member']}`,
    update('care-team-member', sql`staff_id = r.before ->> '$.staffId', ${stamp}`),
    sql`INSERT INTO care_team_members (id, customer_id, staff_id, role, synthetic, created_at, updated_at, version, change_id)
      SELECT old.row_id, old.before ->> '$.customerId', old.before ->> '$.staffId', old.before ->> '$.role',
        old.before ->> '$.synthetic', old.before ->> '$.createdAt', ${now}, (old.before ->> '$.version') + 1, ${thisChange}
      FROM change_rows AS done CROSS JOIN change_rows AS old
        ON old.change_id = ${change} AND old.entity = done.entity AND old.row_id = done.row_id
      WHERE done.change_id = ${thisChange} AND done.entity = 'care-team-member' AND done.before ->> '$.to' IS NULL`,
    sql`INSERT INTO change_rows (change_id, entity, row_id, before)
      SELECT ${thisChange}, 'staffMember', id, json_object('version', version) FROM staff_members WHERE id = ${leaver} AND NOT active`,
    update('customer', sql`owner_id = r.before ->> '$.ownerId', ${stamp}`),
    update(
      'follow-up',
      sql`owner_id = r.before ->> '$.ownerId', claimed_by = iif(${claimed}, ${whole(leaver)}, claimed_by),
        claimed_at = iif(${claimed}, r.before ->> '$.claimedAt', claimed_at),
        claimed_until = iif(${claimed}, r.before ->> '$.claimedUntil', claimed_until), state = iif(${claimed}, 'CLAIMED', state), ${stamp}`,
    ),
    update(
      'feedback',
      sql`owner_id = r.before ->> '$.ownerId', escalated_to = r.before ->> '$.escalatedTo', ${stamp}`,
    ),
    update('goal', sql`owner_id = r.before ->> '$.ownerId', ${stamp}`),
    update('person-request', sql`owner_id = r.before ->> '$.ownerId', ${stamp}`),
    sql`UPDATE staff_members SET active = 1, ${stamp} WHERE id = ${leaver} AND NOT active`,
  ]
}
