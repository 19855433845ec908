import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'
import { startOfDay } from '../../lib/days.ts'
import { type CareDeed, fulfilling } from '../care-standards/deeds.ts'
import type { CareStandard } from '../care-standards/in-force.ts'
import { fulfils } from '../care-standards/standards-sql.ts'
import { consentsTo } from '../facts/consent.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'

/** The days in which duties are due, both included. */
export interface Period {
  from: number
  upto: number
  timeZone: string
}

/** Times in which a customer was concerned that are counted of one standard at most. */
export const mostStays = 20_000

/** The day of an instant up to the end of the day behind a period: of a later one SQLite would round the other way. */
const dayOf = (at: SQL, { upto, timeZone }: Period) =>
  sql`${whole(upto + 1)} - (${whole(startOfDay(upto + 2, timeZone) - 1)} - ${at}) / 86400000`

/**
 * From which day on a standard concerned each customer, and from which not any more: `owner`, `since`, `gone`. Of those who
 * were gone before the period none are told.
 */
function stays({ segmentId, level, firstDay, lastDay }: CareStandard, period: Period): SQL {
  const { from, upto, timeZone } = period
  const [start, end] = [startOfDay(from, timeZone), startOfDay(upto + 1, timeZone)]
  const behind = startOfDay(upto + 2, timeZone) - 1
  const those =
    segmentId === null
      ? sql`
        SELECT c.id AS owner, ifnull((SELECT max(x."on") FROM relationship_level_changes x WHERE x.customer_id = c.id), 0) AS since,
          NULL AS gone
        FROM customers c WHERE c.relationship_level = ${level}
        UNION ALL
        SELECT x.customer_id, ifnull((SELECT max(y."on") FROM relationship_level_changes y
          WHERE y.customer_id = x.customer_id AND y."on" < x."on"), 0), x."on"
        FROM relationship_level_changes x WHERE x."from" = ${level} AND x."on" > ${from}`
      : sql`
        SELECT customer_id AS owner, ${dayOf(sql`joined_at`, period)} AS since, NULL AS gone
        FROM segment_members WHERE segment_id = ${segmentId} AND joined_at < ${end}
        UNION ALL
        SELECT customer_id, ${dayOf(sql`joined_at`, period)}, ${dayOf(sql`min(left_at, ${whole(behind)})`, period)}
        FROM segment_stays INDEXED BY segment_stays_segment
        WHERE left_at >= ${start} AND segment_id = ${segmentId} AND joined_at < ${end}`
  return sql`
    SELECT owner, max(since, ${whole(firstDay)}) AS since,
      nullif(min(ifnull(gone, 1e9), ${lastDay === null ? 1e9 : lastDay + 1}), 1e9) AS gone
    FROM (${those}) WHERE since <= ${upto}`
}

/** Days on which something was done that fulfils a deed, as one JSON list of each customer. */
const doneDays = (deed: CareDeed, since: number, { upto, timeZone }: Period): SQL => sql`
  SELECT owner, json_group_array(day) AS days FROM (
    SELECT DISTINCT i.customer_id AS owner, i.day AS day
    FROM (SELECT DISTINCT owner FROM stays) AS o CROSS JOIN interactions i ON i.customer_id = o.owner
      AND i.occurred_at >= ${startOfDay(since, timeZone)} AND i.occurred_at < ${startOfDay(upto + 1, timeZone)}
    WHERE i.cancelled = 0 AND i.kind IN ${fulfilling[deed]} AND ${fulfils})
  GROUP BY owner`

/**
 * The duties of a cadence: the first a cadence after the customer was concerned, each next one a cadence after what was done
 * last by the due day, or after the due day that was missed. Those of a period are counted from what was done last in the
 * cadence before it, else from the due day before it.
 */
const cadenceDuties = ({ deed }: CareStandard, everyDays: number, period: Period): SQL => {
  const [from, every] = [whole(period.from), whole(everyDays)]
  const last = sql`(SELECT max(value) FROM json_each(days) WHERE value > base AND value <= base + ${every})`
  return sql`
    done AS MATERIALIZED (${doneDays(deed, period.from - everyDays, period)}),
    chain(owner, gone, days, base, due, met) AS (
      SELECT owner, gone, days,
        iif(since >= ${from}, since, ifnull(
          (SELECT max(value) FROM json_each(days) WHERE value >= max(since, ${from} - ${every}) AND value < ${from}),
          since + (${from} - 1 - since) / ${every} * ${every})),
        NULL, NULL
      FROM (SELECT s.*, ifnull(d.days, '[]') AS days FROM stays s LEFT JOIN done d ON d.owner = s.owner)
      UNION ALL
      SELECT owner, gone, days, ifnull(${last}, base + ${every}), base + ${every}, ${last} IS NOT NULL
      FROM chain WHERE base + ${every} <= ${whole(period.upto)}),
    duties AS MATERIALIZED (
      SELECT owner, due, met FROM chain WHERE due >= ${from} AND (gone IS NULL OR due < gone))`
}

const eventsOf = (
  trigger: NonNullable<CareStandard['trigger']>,
  first: number,
  last: number,
  period: Period,
): SQL => {
  const [start, end] = [startOfDay(first, period.timeZone), startOfDay(last + 1, period.timeZone)]
  const recorded = (which: SQL) => sql`
    SELECT DISTINCT i.customer_id AS owner, i.day AS day
    FROM (SELECT DISTINCT owner FROM stays) AS o CROSS JOIN interactions i ON i.customer_id = o.owner
      AND i.occurred_at >= ${start} AND i.occurred_at < ${end}
    WHERE ${which}`
  switch (trigger) {
    case 'DELIVERY':
      return recorded(sql`i.kind = 'DELIVERY' AND i.cancelled = 0`)
    case 'PURCHASE':
      return recorded(sql`${isTrade} AND ${isPurchase}`)
    case 'FIRST_PURCHASE':
      return sql`
        SELECT c.id AS owner, c.first_purchase_on AS day
        FROM (SELECT DISTINCT owner FROM stays) AS o CROSS JOIN customers c ON c.id = o.owner
        WHERE c.first_purchase_on BETWEEN ${first} AND ${last}`
    case 'COMPLAINT_CLOSED':
      return sql`
        SELECT DISTINCT f.customer_id AS owner, ${dayOf(sql`f.closed_at`, period)} AS day
        FROM (SELECT DISTINCT owner FROM stays) AS o
          CROSS JOIN feedback f INDEXED BY feedback_customer ON f.customer_id = o.owner AND f.state = 'CLOSED'
        WHERE f.kind = 'COMPLAINT' AND f.closed_at >= ${start} AND f.closed_at < ${end}`
  }
}

/** The duties of a trigger: one for each day on which it happened, met on that day or by the last in time. */
const triggerDuties = (
  { deed, trigger, firstDay }: CareStandard & { trigger: NonNullable<CareStandard['trigger']> },
  withinDays: number,
  period: Period,
): SQL => {
  const first = Math.max(period.from, firstDay) - withinDays
  return sql`
    done AS MATERIALIZED (${doneDays(deed, first, period)}),
    events AS MATERIALIZED (${eventsOf(trigger, first, period.upto - withinDays, period)}),
    duties AS MATERIALIZED (
      SELECT s.owner AS owner, e.day + ${whole(withinDays)} AS due, EXISTS (
        SELECT 1 FROM json_each(d.days) WHERE value BETWEEN e.day AND e.day + ${whole(withinDays)}) AS met
      FROM events e JOIN stays s ON s.owner = e.owner LEFT JOIN done d ON d.owner = e.owner
      WHERE s.since <= e.day + ${whole(withinDays)} AND (s.gone IS NULL OR e.day + ${whole(withinDays)} < s.gone))`
}

/**
 * How many duties of a standard were due in a period, and met, by the owner of the customer: of those who may be
 * contacted now, and whom no rival concerned on the due day.
 * @param rivals those that count before it where they concern the same customer
 */
export function countDuties(standard: CareStandard, rivals: readonly CareStandard[], period: Period): SQL {
  const { everyDays, trigger, withinDays } = standard
  const before =
    rivals.length === 0
      ? sql`SELECT NULL AS owner, NULL AS since, NULL AS gone WHERE 0`
      : sql.join(
          rivals.map(one => stays(one, period)),
          sql` UNION ALL `,
        )
  const duties =
    trigger === null
      ? cadenceDuties(standard, everyDays ?? 1, period)
      : triggerDuties({ ...standard, trigger }, withinDays ?? 0, period)
  return sql`
    WITH RECURSIVE stays AS MATERIALIZED (
      SELECT s.* FROM (${stays(standard, period)}) AS s JOIN customers c ON c.id = s.owner
      WHERE c.erased_at IS NULL AND c.restricted_at IS NULL AND ${consentsTo(sql`c.id`, 'CARE', null)}
      ORDER BY s.owner, s.since LIMIT ${mostStays + 1}),
    rivals AS MATERIALIZED (${before}),
    ${duties}
    SELECT c.owner_id AS staffId, count(*) AS due, sum(d.met) AS met, (SELECT count(*) FROM stays) AS stays
    FROM duties d JOIN customers c ON c.id = d.owner
      LEFT JOIN rivals r ON r.owner = d.owner AND r.since <= d.due AND (r.gone IS NULL OR r.gone > d.due)
    WHERE r.owner IS NULL
    GROUP BY c.owner_id ORDER BY c.owner_id`
}
