import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'
import { contactKinds } from '../facts/contacts.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'
import { observedDays } from './policy.ts'

const listed = (kinds: readonly string[]) => sql.raw(`(${kinds.map(kind => `'${kind}'`).join(', ')})`)

/** Kinds that count as a meeting of those who lead. */
export const meetings = [
  'MEETING',
  'SOCIAL_MEETING',
  'VISIT',
] as const satisfies readonly (typeof contactKinds)[number][]

const dayMilliseconds = 86_400_000

const goesOut = sql.raw(`i.direction IS NOT 'INBOUND'`)

/**
 * One row of `Evidence` per customer of a JSON list of ids, as of the newest completed night, or of the day before
 * `today` when there is none. Read are the facts of the window alone, by customer and instant (the bounds allow for
 * the zone, the day decides), and added up by day before anything is made of them: however many they are, a
 * customer has no more days than the window.
 */
export const selectEvidence = (ids: string, today: number): SQL => sql`
  WITH terms AS MATERIALIZED (
    SELECT asOf, asOf - ${whole(observedDays)} AS before, callWithin,
      asOf - max(${whole(observedDays)}, review) AS readFrom
    FROM (
      SELECT ifnull((
        SELECT day FROM nights WHERE state = 'COMPLETED' AND current = 1 ORDER BY day DESC LIMIT 1
      ), ${whole(today - 1)}) AS asOf) CROSS JOIN (
      SELECT body ->> '$.owed.callWithinDays' AS callWithin, body ->> '$.owed.reviewEveryDays' AS review
      FROM policies WHERE kind = 'RELATIONSHIP' ORDER BY version DESC LIMIT 1)),
  chosen AS MATERIALIZED (
    SELECT c.id AS id, c.cycle_doubled AS cycle, (
      SELECT i.day FROM interactions AS i INDEXED BY interactions_purchases
      WHERE i.customer_id = c.id AND ${isTrade} AND ${isPurchase}
      ORDER BY i.day LIMIT 1) AS first
    FROM json_each(${ids}) AS wanted CROSS JOIN customers AS c ON c.id = wanted.value),
  days AS MATERIALIZED (
    SELECT i.customer_id AS owner, i.day AS day,
      sum(i.kind IN ${listed(contactKinds)} AND ${goesOut}) AS contacts,
      sum(i.direction IS 'INBOUND') AS inbound,
      sum(i.kind IN ('EMAIL', 'MESSAGE') AND ${goesOut} AND ifnull(i.outcome, 'NO_ANSWER') <> 'NO_ANSWER') AS answered,
      max(i.kind IN ${listed(meetings)} AND ${goesOut}) AS met,
      max(i.kind = 'CALL' AND ${goesOut}) AS called,
      max(i.kind = 'DELIVERY') AS delivered
    FROM terms CROSS JOIN chosen CROSS JOIN interactions AS i ON i.customer_id = chosen.id
      AND i.occurred_at >= readFrom * ${whole(dayMilliseconds)}
      AND i.occurred_at < (asOf + 2) * ${whole(dayMilliseconds)}
    WHERE i.cancelled = 0 AND i.day > readFrom AND i.day <= asOf
      AND (i.direction = 'INBOUND' OR i.kind = 'DELIVERY' OR i.kind IN ${listed(contactKinds)})
    GROUP BY i.customer_id, i.day),
  counted AS (
    SELECT owner, sum(contacts) FILTER (WHERE day > before) AS contacts,
      sum(inbound) FILTER (WHERE day > before) AS inbound,
      sum(answered) FILTER (WHERE day > before) AS answered, max(day) FILTER (WHERE met) AS metOn
    FROM days CROSS JOIN terms GROUP BY owner),
  gaps AS (
    SELECT owner, max(max(gap), asOf - max(day)) AS longest
    FROM (
      SELECT owner, day, day - lag(day, 1, before + 1) OVER (PARTITION BY owner ORDER BY day) AS gap
      FROM days CROSS JOIN terms WHERE contacts > 0 AND day > before) CROSS JOIN terms
    GROUP BY owner),
  events AS (
    SELECT id AS owner, first AS day FROM chosen UNION SELECT owner, day FROM days WHERE delivered),
  called AS MATERIALIZED (SELECT owner, day FROM days WHERE called),
  calls AS (
    SELECT owner, count(*) AS owed, sum(made) AS made
    FROM (
      SELECT events.owner AS owner, max(called.day IS NOT NULL) AS made
      FROM events CROSS JOIN terms LEFT JOIN called
        ON called.owner = events.owner AND called.day BETWEEN events.day AND events.day + callWithin
      WHERE events.day > before AND events.day + callWithin <= asOf GROUP BY events.owner, events.day)
    GROUP BY owner)
  SELECT chosen.id AS customerId, asOf, ifnull(contacts, 0) AS contacts,
    ifnull(longest, asOf - before - 1) AS longestGapDays, ifnull(owed, 0) AS callsOwed, ifnull(made, 0) AS callsMade,
    ifnull(inbound, 0) AS inbound, ifnull(answered, 0) AS answered, metOn, cycle AS cycleDoubled
  FROM chosen CROSS JOIN terms
    LEFT JOIN counted ON counted.owner = chosen.id
    LEFT JOIN gaps ON gaps.owner = chosen.id
    LEFT JOIN calls ON calls.owner = chosen.id`
