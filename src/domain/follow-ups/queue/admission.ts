import { type SQL, sql } from 'drizzle-orm'
import { startOfDay } from '../../../lib/days.ts'
import { addressKnown } from '../../facts/addresses.ts'
import { asksToBeLeftAlone, consentsTo, wasAsked } from '../../facts/consent.ts'
import { contactKinds } from '../../facts/contacts.ts'
import { figuresOf } from '../policy.ts'
import { channelClosed } from './channel.ts'
import type { Night, Tactic, Whom } from './tactics/tactic.ts'

/**
 * The candidates of a tactic with what speaks against them, at most one per customer.
 *
 * An occasion that has an item already yields nothing, unless nobody answered: then the next attempt is due
 * after the cool-down.
 */
export function admitted(
  night: Night,
  { tactic, scoring, promised, channels, candidates }: Tactic,
  whom: Whom,
): SQL {
  const { policy } = night
  const { limits } = policy
  const { repeatDays } = figuresOf(policy, tactic)
  const startOf = (day: number) => startOfDay(day, night.timeZone)
  const firstDay = night.day + 1
  const doneSince = startOf(firstDay - limits.coolDownDays + 1)
  const unansweredSince = startOf(firstDay - limits.noAnswerDays + 1)
  const contactsSince = startOf(firstDay - Math.max(limits.contactWindowDays, limits.contactGapDays) + 1)
  // Of the whole house's work that is done there is much more than one customer had of a tactic.
  const earlier = sql`SELECT 1 FROM follow_ups f INDEXED BY follow_ups_identity
    WHERE f.customer_id = d.customer_id AND f.tactic = ${tactic}`
  // Who did not answer is tried again for the same occasion.
  const unansweredHere = sql`(f.state = 'DONE' AND f.outcome = 'NO_ANSWER'
    AND (f.period = d.occasion OR f.period GLOB d.occasion || '#*'))`
  const repeat =
    repeatDays > 0
      ? sql`WHEN EXISTS (${earlier} AND f.created_on > ${night.day - repeatDays} AND NOT ${unansweredHere}) THEN 'REPEAT'`
      : sql``
  // What is owed is owed again before others would have cooled down.
  const coolsDown = promised
    ? sql`f.outcome = 'NO_ANSWER' AND f.closed_at >= ${unansweredSince}`
    : sql`f.closed_at >= CASE WHEN f.outcome = 'NO_ANSWER' THEN ${unansweredSince} ELSE ${doneSince} END`
  const known = sql`json_array(${sql.join(
    channels.map(channel => {
      const address = addressKnown(channel, firstDay)
      return address ? sql`iif(${address}, ${channel}, NULL)` : sql`NULL`
    }),
    sql`, `,
  )})`
  const closed = channelClosed(sql`d.customer_id`, sql`way.value`, startOf(firstDay))
  return sql`
    WITH candidates AS (${candidates(night, whom)}),
    fresh AS (
      SELECT candidates.*, json_group_array(f.id) FILTER (WHERE f.id IS NOT NULL) AS attempts
      FROM candidates LEFT JOIN follow_ups f
        ON f.customer_id = candidates.customer_id AND f.tactic = ${tactic}
        AND (f.period = candidates.occasion OR f.period GLOB candidates.occasion || '#*')
      GROUP BY candidates.customer_id, candidates.occasion
      HAVING count(f.id) < ${limits.attempts}
        AND count(f.id) = count(CASE WHEN f.state = 'DONE' AND f.outcome = 'NO_ANSWER' THEN 1 END)),
    chosen AS (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY rank DESC, fact DESC) AS place FROM fresh),
    judged AS MATERIALIZED (
      SELECT d.*, c.owner_id AS ownerId, CAST(c.net_spend_year AS TEXT) AS netSpendYear,
        c.preferred_channels AS preferred, c.forbidden_channels AS forbidden, ${known} AS known,
        CASE
          WHEN c.restricted_at IS NOT NULL THEN 'RESTRICTED'
          WHEN ${asksToBeLeftAlone(sql`d.customer_id`)} THEN 'OPEN_REQUEST'
          ${scoring ? sql`WHEN c.scoring_objected_at IS NOT NULL THEN 'OBJECTED'` : sql``}
          WHEN NOT ${consentsTo(sql`d.customer_id`, 'CARE', null)}
            THEN iif(${wasAsked(sql`d.customer_id`, 'CARE', null)}, 'OPT_OUT', 'NO_CONSENT')
          WHEN EXISTS (SELECT 1 FROM feedback WHERE customer_id = d.customer_id
            AND kind = 'COMPLAINT' AND state IN ('OPEN', 'ANSWERED')) THEN 'OPEN_COMPLAINT'
          WHEN EXISTS (${earlier} AND f.state IN ('OPEN', 'CLAIMED')) THEN 'ALREADY_OPEN'
          ${repeat}
          WHEN EXISTS (${earlier} AND f.state = 'DONE' AND ${coolsDown}) THEN 'COOL_DOWN'
        END AS leftOut
      FROM chosen d JOIN customers c ON c.id = d.customer_id
      WHERE d.place = 1 AND c.erased_at IS NULL)
    SELECT d.*, d.customer_id AS customerId,
      iif(d.leftOut IS NULL, (
        SELECT json_group_array(i.day) FROM interactions i
        WHERE i.customer_id = d.customer_id AND i.occurred_at >= ${contactsSince} AND i.cancelled = 0
          AND i.direction = 'OUTBOUND' AND i.kind IN ${contactKinds}), '[]') AS contacts,
      iif(d.leftOut IS NULL, (
        SELECT json_group_array(max(f.due_on, ifnull(f.snoozed_until, 0), ${firstDay})) FROM follow_ups f
        WHERE f.customer_id = d.customer_id AND f.state IN ('OPEN', 'CLAIMED')), '[]') AS planned,
      iif(d.leftOut IS NULL, (
        SELECT json_group_array(way.value) FROM json_each(${JSON.stringify(channels)}) AS way
        WHERE way.value NOT IN (SELECT value FROM json_each(d.forbidden))
          AND NOT ${closed} AND ${consentsTo(sql`d.customer_id`, 'CARE', sql`way.value`)}), '[]') AS channels
    FROM judged d
    ORDER BY d.customer_id`
}
