import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { formatDay, startOfDay } from '../../../../lib/days.ts'
import type { CareDeed } from '../../../care-standards/deeds.ts'
import { contactKinds } from '../../../facts/contacts.ts'
import { meetings } from '../../../relationships/evidence-sql.ts'
import { standardStands } from './standard.ts'
import { candidateRow, dueAfter, leadDays, type Night, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
  owes: z.enum(['CALL', 'CONTACT', 'REVIEW']),
  level: z.int(),
  /** The day on which it is owed, within how many days, since what. */
  owedOn: z.int(),
  within: z.int(),
  since: z.int().nullable(),
  interactionId: z.int().nullable(),
})

/** What the longest promise of a level looks back on. */
const lookBack = ({ owed }: Night) =>
  Math.max(owed.reviewEveryDays, owed.contactEveryDays, owed.partnerEveryDays)

/**
 * What a relationship level owes and nobody did yet: a call after the first purchase and each delivery, a contact every so
 * many days or in each of the customer's own cycles, with partners a meeting each quarter. Due on the day it is owed. Where a
 * care standard of the same deed concerns the customer, that says what is owed instead.
 */
export const cadence: Tactic<z.infer<typeof row>> = {
  tactic: 'CADENCE',
  row,
  scoring: false,
  promised: true,
  expires: false,
  channels: ['PHONE', 'IN_PERSON', 'EMAIL', 'SMS', 'SOCIAL'],
  mayConcern: ({ policy }) => sql`+c.relationship_level >= ${policy.cadence.fromLevel}`,
  candidates(night, whom) {
    const { day, policy, owed, timeZone } = night
    const [start, end] = [startOfDay(day - lookBack(night), timeZone), startOfDay(day + 1, timeZone)]
    const recent = day - policy.recentDays - owed.callWithinDays
    const replaced = (deed: CareDeed) => standardStands(night, deed, sql`c.id`, sql`c.level`)
    return sql`
    WITH chosen AS MATERIALIZED (
      SELECT id, relationship_level AS level, first_purchase_on AS first, iif(relationship_level = 5, ${owed.partnerEveryDays},
        min(ifnull((cycle_doubled + 1) / 2, ${owed.contactEveryDays}), ${owed.contactEveryDays})) AS every
      FROM customers c WHERE ${whom(sql`c.id`)} AND +c.relationship_level >= ${policy.cadence.fromLevel}),
    facts AS MATERIALIZED (
      SELECT i.customer_id AS owner, i.id AS id, i.day AS day, i.kind AS kind, i.direction IS NOT 'INBOUND' AS outbound
      FROM chosen CROSS JOIN interactions i ON i.customer_id = chosen.id
        AND i.occurred_at >= ${start} AND i.occurred_at < ${end}
      WHERE i.cancelled = 0 AND (i.kind IN ${contactKinds} OR i.kind IN ('DELIVERY', 'PURCHASE'))),
    last AS (
      SELECT owner, max(day) FILTER (WHERE outbound AND kind IN ${contactKinds}) AS contact,
        max(day) FILTER (WHERE outbound AND kind IN ${meetings}) AS met
      FROM facts GROUP BY owner),
    due AS (
      SELECT c.id AS owner, c.level AS level, 'CONTACT' AS owes, ifnull(last.contact + c.every, ${day + 1}) AS owed_on,
        c.every AS within, last.contact AS since, NULL AS interaction
      FROM chosen c LEFT JOIN last ON last.owner = c.id
      WHERE c.level >= 4 AND NOT ${replaced('CONTACT')}
      UNION ALL
      SELECT c.id, c.level, 'REVIEW', ifnull(last.met + ${owed.reviewEveryDays}, ${day + 1}), ${owed.reviewEveryDays}, last.met, NULL
      FROM chosen c LEFT JOIN last ON last.owner = c.id
      WHERE c.level = 5 AND NOT ${replaced('MEETING')}
      UNION ALL
      SELECT c.id, c.level, 'CALL', f.day + ${owed.callWithinDays}, ${owed.callWithinDays}, f.day, f.id
      FROM chosen c JOIN facts f ON f.owner = c.id
      WHERE c.level = 3 AND NOT ${replaced('CALL')} AND f.day > ${recent} AND (f.kind = 'DELIVERY' OR f.kind = 'PURCHASE' AND f.day = c.first)
        AND NOT EXISTS (SELECT 1 FROM facts called
          WHERE called.owner = f.owner AND called.kind = 'CALL' AND called.outbound AND called.day >= f.day))
    SELECT owner AS customer_id, lower(owes) || ':' || ifnull(interaction, ifnull(date(since * 86400, 'unixepoch'), 'never')) AS occasion,
      -owed_on AS rank, ifnull(interaction, 0) AS fact, owes, level, owed_on AS owedOn, within, since, interaction AS interactionId
    FROM due WHERE owed_on <= ${day + leadDays}`
  },
  dueOn: ({ owedOn }, night) => dueAfter(owedOn, 0, night),
  drawn: 'OCCASION',
  reasons({ owes, within, since, interactionId, level }): FollowUpReason[] {
    const facts = interactionId === null ? [] : [{ type: 'INTERACTION' as const, id: interactionId }]
    const measured = since === null ? null : formatDay(since)
    return [
      { code: `${owes}_OWED`, threshold: within, measured, facts },
      { code: 'OWED_BY_LEVEL', threshold: null, measured: level, facts: [] },
    ]
  },
}
