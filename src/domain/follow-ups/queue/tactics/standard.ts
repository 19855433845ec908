import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { channels as allChannels } from '../../../../database/tables/customers/channels.ts'
import { whole } from '../../../../database/whole.ts'
import { formatDay, startOfDay } from '../../../../lib/days.ts'
import type { CareDeed } from '../../../care-standards/deeds.ts'
import type { CareStandard } from '../../../care-standards/in-force.ts'
import { longestCadence } from '../../../care-standards/input.ts'
import { deedRows, fulfils, standardRows } from '../../../care-standards/standards-sql.ts'
import { isPurchase, isTrade } from '../../../facts/purchases.ts'
import { candidateRow, dueAfter, leadDays, type Night, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
  standardId: z.int(),
  owedOn: z.int(),
  /** The day of what it is owed for, or of when it was done last. */
  since: z.int().nullable(),
  factId: z.int().nullable(),
  assignee: z.int().nullable(),
})

/** What was done longer ago counts no more: the first day of the standard then says when a cadence is owed. */
const longestBack = 2 * longestCadence

/** What the longest trigger looks back on. */
const lookBack = ({ standards, policy }: Night) =>
  policy.recentDays + Math.max(...standards.map(({ withinDays }) => withinDays ?? 0))

function standardOf({ standards }: Night, id: number): CareStandard {
  const standard = standards.find(one => one.id === id)
  if (!standard) throw new Error(`No care standard ${id}`)
  return standard
}

/**
 * What a care standard owes and nobody did yet. Of several standards of one deed and occasion (a cadence, or one trigger)
 * that concern a customer the one of the highest priority counts. What a cadence missed is owed again a cadence later.
 */
export const standard: Tactic<z.infer<typeof row>> = {
  tactic: 'STANDARD',
  row,
  scoring: false,
  promised: true,
  expires: false,
  channels: allChannels,
  mayConcern: ({ standards }) => concern(standards, sql`c.id`, sql`+c.relationship_level`),
  idle: ({ standards }) => standards.length === 0,
  candidates(night, whom) {
    const { day, policy, standards, timeZone } = night
    const start = startOfDay(day - lookBack(night), timeZone)
    const end = startOfDay(day + 1, timeZone)
    return sql`
    WITH standards AS MATERIALIZED (${standardRows(standards)}), deeds AS MATERIALIZED (${deedRows}),
    concerned AS MATERIALIZED (
      SELECT * FROM (
        SELECT *, row_number() OVER (
          PARTITION BY owner, deed, ifnull("trigger", '') ORDER BY priority DESC, standard) AS place
        FROM (
          SELECT c.id AS owner, s.* FROM customers c CROSS JOIN standards s ON s.level = c.relationship_level
          WHERE ${whom(sql`c.id`)}
          UNION ALL
          SELECT m.customer_id, s.* FROM standards s CROSS JOIN segment_members m ON m.segment_id = s.segment
          WHERE ${whom(sql`m.customer_id`)}))
      WHERE place = 1),
    facts AS MATERIALIZED (
      SELECT i.customer_id AS owner, i.id AS id, i.day AS day, i.kind AS kind, ${fulfils} AS fulfils,
        ${isTrade} AND ${isPurchase} AS bought
      FROM (SELECT DISTINCT owner FROM concerned WHERE "trigger" IS NOT NULL) AS o
        CROSS JOIN interactions i ON i.customer_id = o.owner
        AND i.occurred_at >= ${start} AND i.occurred_at < ${end}
      WHERE i.cancelled = 0 AND (i.kind IN (SELECT kind FROM deeds) OR i.kind IN ('DELIVERY', 'PURCHASE'))),
    done AS MATERIALIZED (
      SELECT DISTINCT f.owner AS owner, d.deed AS deed, f.day AS day
      FROM facts f JOIN deeds d ON d.kind = f.kind WHERE f.fulfils),
    events AS MATERIALIZED (
      SELECT owner, 'DELIVERY' AS "trigger", day, max(id) AS id FROM facts WHERE kind = 'DELIVERY' GROUP BY owner, day
      UNION ALL
      SELECT owner, 'PURCHASE', day, max(id) FROM facts WHERE bought GROUP BY owner, day
      UNION ALL
      SELECT f.owner, 'FIRST_PURCHASE', f.day, max(f.id) FROM facts f JOIN customers c ON c.id = f.owner
      WHERE f.bought AND f.day = c.first_purchase_on GROUP BY f.owner, f.day
      UNION ALL
      SELECT f.customer_id, 'COMPLAINT_CLOSED', ${whole(day)} - (${whole(end - 1)} - f.closed_at) / 86400000 AS day, max(f.id)
      FROM (SELECT DISTINCT owner FROM concerned WHERE "trigger" = 'COMPLAINT_CLOSED') AS o
        CROSS JOIN feedback f INDEXED BY feedback_customer ON f.customer_id = o.owner AND f.state = 'CLOSED'
      WHERE f.kind = 'COMPLAINT' AND f.closed_at >= ${start} AND f.closed_at < ${end} GROUP BY f.customer_id, day),
    owed AS (
      SELECT w.owner, w.standard, w.priority, w.staff, w.role, w.last, since, base + every * max(1, (${whole(day + 1)} - base) / every) AS owed_on, NULL AS fact_id
      FROM (
        SELECT *, ifnull(since, first - every) AS base FROM (
          SELECT c.*, (
            SELECT i.day FROM interactions i
            WHERE i.customer_id = c.owner AND i.occurred_at >= ${startOfDay(day - longestBack, timeZone)}
              AND i.occurred_at < ${end} AND i.cancelled = 0 AND ${fulfils}
              AND EXISTS (SELECT 1 FROM deeds d WHERE d.deed = c.deed AND d.kind = i.kind)
            ORDER BY i.occurred_at DESC LIMIT 1) AS since
          FROM concerned c WHERE every IS NOT NULL)) AS w
      UNION ALL
      SELECT w.owner, w.standard, w.priority, w.staff, w.role, w.last, e.day, e.day + w.within, e.id
      FROM concerned w JOIN events e ON e.owner = w.owner AND e."trigger" = w."trigger"
      WHERE e.day + w.within > ${day - policy.recentDays} AND e.day + w.within >= w.first
        AND NOT EXISTS (SELECT 1 FROM done d WHERE d.owner = w.owner AND d.deed = w.deed AND d.day >= e.day))
    SELECT owner AS customer_id, 'standard:' || standard || ':' || ifnull(fact_id, date(owed_on * 86400, 'unixepoch')) AS occasion,
      priority - 1001 * owed_on AS rank, -standard AS fact, standard AS standardId, owed_on AS owedOn, since,
      fact_id AS factId, coalesce(
        (SELECT id FROM staff_members WHERE id = staff AND active = 1),
        (SELECT t.staff_id FROM care_team_members t JOIN staff_members m ON m.id = t.staff_id AND m.active = 1
          WHERE t.customer_id = owed.owner AND t.role = owed.role ORDER BY t.id LIMIT 1)) AS assignee
    FROM owed WHERE owed_on <= ${day + leadDays} AND (last IS NULL OR owed_on <= last)`
  },
  dueOn: ({ owedOn }, night) => dueAfter(owedOn, 0, night),
  drawn: 'OCCASION',
  terms({ standardId, assignee }, night) {
    const { channels, minutes } = standardOf(night, standardId)
    return { channels, minutes, ownerId: assignee }
  },
  reasons({ standardId, since, factId }, night): FollowUpReason[] {
    const { deed, everyDays, trigger, withinDays, name } = standardOf(night, standardId)
    // What closed a complaint is known by the interaction that the complaint is.
    const facts = factId === null ? [] : [{ type: 'INTERACTION' as const, id: factId }]
    return [
      {
        code: `${deed}_OWED_${trigger ?? 'EVERY'}`,
        threshold: everyDays ?? withinDays,
        measured: since === null ? null : formatDay(since),
        facts,
      },
      {
        ...{ code: 'OWED_BY_STANDARD', threshold: null, measured: name },
        facts: [{ type: 'CARE_STANDARD', id: standardId }],
      },
    ]
  },
}

/** Whether one of some standards concerns a customer. */
function concern(standards: readonly CareStandard[], customer: SQL, level: SQL): SQL {
  if (standards.length === 0) return sql`0`
  const levels = standards.flatMap(one => one.level ?? [])
  const segments = standards.flatMap(one => one.segmentId ?? [])
  return sql`(${level} IN (SELECT value FROM json_each(${JSON.stringify(levels)})) OR EXISTS (
    SELECT 1 FROM segment_members m WHERE m.customer_id = ${customer}
      AND m.segment_id IN (SELECT value FROM json_each(${JSON.stringify(segments)}))))`
}

/** Whether a standard of a deed concerns a customer: what the level owes of it is replaced then. */
export const standardStands = ({ standards }: Night, deed: CareDeed, customer: SQL, level: SQL): SQL =>
  concern(
    standards.filter(one => one.deed === deed),
    customer,
    level,
  )
