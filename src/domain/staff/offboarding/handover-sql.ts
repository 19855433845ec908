import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../database/whole.ts'
import { heldBy, type OrphanKind } from './holdings.ts'

/** Who leaves, and who takes what is left behind. */
export interface Handover {
  leaver: number
  /** Spread evenly over them, in the order of the customers' ids. */
  colleagues: readonly number[]
  /** Before that whoever of those who work here owns the most customers of the customer's region. */
  byRegion: boolean
  now: number
}

/**
 * What a leaver holds, as the rows of `change_rows` tell it: `entity`, `row_id`, `before` with what an undo needs, and
 * whose it becomes, `heir`; null of what ends. All that is open of one customer goes to one colleague: to the owner
 * where somebody else who works here owns the customer. The place in the care team goes to whoever takes the customer, or else
 * to a colleague; it ends where that one is in the team already, or owns the customer.
 */
export function handedOver({ leaver, colleagues, byRegion, now }: Handover): SQL {
  const held = (kind: OrphanKind) => heldBy(kind, sql`= ${whole(leaver)}`, now)
  const followUps = sql`follow_ups WHERE ${held('FOLLOW_UP')} UNION SELECT id FROM follow_ups WHERE ${held('FOLLOW_UP_CLAIM')}`
  const feedback = sql`feedback WHERE ${held('FEEDBACK')} UNION SELECT id FROM feedback WHERE ${held('FEEDBACK_ESCALATION')}`
  return sql`
    WITH items AS MATERIALIZED (SELECT id FROM ${followUps}),
    answers AS MATERIALIZED (SELECT id FROM ${feedback}),
    places AS MATERIALIZED (SELECT id, customer_id FROM care_team_members WHERE ${held('CARE_TEAM_MEMBER')}),
    concerned AS (
      SELECT id FROM customers WHERE ${held('CUSTOMER')}
      UNION SELECT customer_id FROM follow_ups WHERE id IN (SELECT id FROM items)
      UNION SELECT customer_id FROM feedback WHERE id IN (SELECT id FROM answers)
      UNION SELECT customer_id FROM places
      UNION SELECT customer_id FROM person_requests WHERE ${held('PERSON_REQUEST')}),
    regional AS MATERIALIZED (${byRegion ? regionsOwners(leaver) : sql`SELECT NULL AS region_id, NULL AS owner_id`}),
    wanted AS MATERIALIZED (
      SELECT c.id, coalesce(
        (SELECT s.id FROM staff_members AS s WHERE s.id = c.owner_id AND s.active AND s.id <> ${whole(leaver)}),
        (SELECT owner_id FROM regional WHERE regional.region_id = c.region_id)) AS heir
      FROM concerned CROSS JOIN customers AS c ON c.id = concerned.id),
    heirs AS MATERIALIZED (
      SELECT id, heir FROM wanted WHERE heir IS NOT NULL
      UNION ALL
      SELECT rest.id, chosen.value FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) % ${whole(colleagues.length)} AS place
        FROM wanted WHERE heir IS NULL) AS rest
      CROSS JOIN json_each(${JSON.stringify(colleagues)}) AS chosen ON chosen.key = rest.place),
    taken AS MATERIALIZED (
      SELECT p.id, CASE
        WHEN c.owner_id = ${whole(leaver)} OR heirs.heir IS NOT c.owner_id THEN heirs.heir ELSE chosen.value END AS heir
      FROM (SELECT id, customer_id, (row_number() OVER (ORDER BY customer_id) - 1) % ${whole(colleagues.length)} AS place
        FROM places) AS p
      CROSS JOIN customers AS c ON c.id = p.customer_id CROSS JOIN heirs ON heirs.id = p.customer_id
      CROSS JOIN json_each(${JSON.stringify(colleagues)}) AS chosen ON chosen.key = p.place),
    seats AS MATERIALIZED (
      SELECT m.*, iif(heir = nullif(c.owner_id, ${whole(leaver)}) OR c.owner_id = ${whole(leaver)} OR EXISTS (
        SELECT 1 FROM care_team_members AS o WHERE o.customer_id = m.customer_id AND o.staff_id = heir), NULL, heir) AS heir
      FROM taken CROSS JOIN care_team_members AS m ON m.id = taken.id CROSS JOIN customers AS c ON c.id = m.customer_id)
    SELECT 'customer' AS entity, c.id AS row_id, heir,
      json_object('ownerId', c.owner_id, 'version', c.version, 'to', heir) AS before
    FROM heirs CROSS JOIN customers AS c ON c.id = heirs.id WHERE c.owner_id = ${whole(leaver)}
    UNION ALL
    SELECT 'follow-up', f.id, iif(f.owner_id = ${whole(leaver)}, heir, NULL),
      json_object('ownerId', f.owner_id, 'claimedBy', f.claimed_by, 'claimedAt', f.claimed_at, 'claimedUntil', f.claimed_until,
        'version', f.version, 'to', iif(f.owner_id = ${whole(leaver)}, heir, f.owner_id))
    FROM items CROSS JOIN follow_ups AS f ON f.id = items.id CROSS JOIN heirs ON heirs.id = f.customer_id
    UNION ALL
    SELECT 'feedback', f.id, heir,
      json_object('ownerId', f.owner_id, 'escalatedTo', f.escalated_to, 'version', f.version,
        'to', iif(f.owner_id = ${whole(leaver)}, heir, f.owner_id),
        'escalatedNext', iif(f.escalated_to = ${whole(leaver)}, heir, f.escalated_to))
    FROM answers CROSS JOIN feedback AS f ON f.id = answers.id CROSS JOIN heirs ON heirs.id = f.customer_id
    UNION ALL
    SELECT 'care-team-member', id, heir, json_object('customerId', customer_id, 'staffId', staff_id, 'role', role,
      'synthetic', synthetic, 'createdAt', created_at, 'version', version, 'to', heir) FROM seats
    UNION ALL
    SELECT 'person-request', p.id, heir, json_object('ownerId', p.owner_id, 'version', p.version, 'to', heir)
    FROM heirs CROSS JOIN person_requests AS p ON p.customer_id = heirs.id WHERE ${held('PERSON_REQUEST')}
    UNION ALL
    SELECT 'goal', g.id, chosen.value, json_object('ownerId', g.owner_id, 'version', g.version, 'to', chosen.value)
    FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) % ${whole(colleagues.length)} AS place
      FROM goals WHERE ${held('GOAL')}) AS g
    CROSS JOIN json_each(${JSON.stringify(colleagues)}) AS chosen ON chosen.key = g.place
    UNION ALL SELECT 'api-key', id, NULL, '{}' FROM api_keys WHERE ${held('API_KEY')}
    UNION ALL SELECT 'webhook', id, NULL, json_object('version', version) FROM webhooks WHERE ${held('WEBHOOK')}
    UNION ALL SELECT 'customer-update-job', id, NULL, json_object('version', version) FROM customer_update_jobs
      WHERE ${held('CUSTOMER_UPDATE_JOB')}
    UNION ALL SELECT 'staffMember', id, NULL, json_object('version', version) FROM staff_members
      WHERE id = ${whole(leaver)} AND active`
}

/** Of each region who of those who stay owns the most of its customers: of equals who came first. */
const regionsOwners = (leaver: number): SQL => sql`
  SELECT region_id, owner_id FROM (
    SELECT region_id, owner_id, row_number() OVER (PARTITION BY region_id ORDER BY count(*) DESC, owner_id) AS place
    FROM customers
    WHERE region_id IS NOT NULL AND owner_id IN (SELECT id FROM staff_members WHERE active AND id <> ${whole(leaver)})
    GROUP BY region_id, owner_id)
  WHERE place = 1`

/** How many rows of each entity go to whom, and how many claims end: one text, the same for the same rows. */
export const tallied = (rows: SQL, leaver: number): SQL => sql`
  SELECT ifnull(json_group_array(json_array(entity, heir, count, claims)), '[]') FROM (
    SELECT entity, heir, count(*) AS count, total(before ->> '$.claimedBy' = ${whole(leaver)}) AS claims
    FROM (${rows}) GROUP BY entity, heir ORDER BY entity, heir)`
