import { type SQL, sql } from 'drizzle-orm'
import { startOfDay } from '../../../lib/days.ts'
import { addMonths } from '../../../lib/months.ts'
import { needsConsent } from '../../customers/endings/follow-ups.ts'
import type { RetainedData, RetentionRule } from './policy.ts'

/** Why a person is kept whose time is over. */
export const keptReasons = ['RESTRICTED', 'OPEN_REQUEST', 'OPEN_FEEDBACK', 'PROMISED'] as const

export type KeptReason = (typeof keptReasons)[number]

/** The last day of which the months are over on `day`: it and all before. */
export function lastDayOver(day: number, months: number): number {
  // A month that has no such day ends with its last, so that days at the end of a longer one may be over as well.
  let over = addMonths(day, -months) + 3
  while (addMonths(over, months) > day) over -= 1
  return over
}

/** Of one kind: what happened before this instant is over. */
export const overBefore = ({ months }: RetentionRule, day: number, timeZone: string): number =>
  startOfDay(lastDayOver(day, months) + 1, timeZone)

/**
 * When somebody was last in contact with the customer `c`: the newest interaction or entry of the ledger of consent, or
 * when the customer was recorded, where there is neither.
 */
export const lastContact: SQL = sql`(SELECT coalesce(max(ifnull(i.at, k.at), ifnull(k.at, i.at)), c.created_at)
  FROM (SELECT max(occurred_at) AS at FROM interactions WHERE customer_id = c.id) AS i
  CROSS JOIN (SELECT max(at) AS at FROM consents WHERE customer_id = c.id) AS k)`

const kept: SQL = sql`CASE
  WHEN c.restricted_at IS NOT NULL THEN 'RESTRICTED'
  WHEN EXISTS (SELECT 1 FROM person_requests WHERE customer_id = c.id AND closed_on IS NULL) THEN 'OPEN_REQUEST'
  WHEN EXISTS (SELECT 1 FROM feedback WHERE customer_id = c.id AND state <> 'CLOSED') THEN 'OPEN_FEEDBACK'
  WHEN EXISTS (SELECT 1 FROM follow_ups WHERE customer_id = c.id AND state IN ('OPEN', 'CLAIMED')
    AND NOT (${needsConsent})) THEN 'PROMISED' END`

/** Persons whose time is over on a day: `id`, `data`, `last_contact`, and `kept`, why one stays, or null. */
export function personsOver(
  rules: readonly RetentionRule[],
  { day, timeZone }: { day: number; timeZone: string },
  which: SQL,
): SQL {
  const before = (data: RetainedData) => {
    const rule = rules.find(one => one.data === data)
    return rule ? overBefore(rule, day, timeZone) : null
  }
  return sql`SELECT c.id, iif(c.first_purchase_on IS NULL, 'PROSPECT', 'CUSTOMER') AS data,
      ${lastContact} AS last_contact, ${kept} AS kept
    FROM customers AS c
    WHERE ${which} AND c.erased_at IS NULL AND c.kind = 'PERSON'
      AND ${lastContact} < iif(c.first_purchase_on IS NULL, ${before('PROSPECT')}, ${before('CUSTOMER')})`
}

/** Whether rules end the time of any person. */
export const nameSomebody = (rules: readonly RetentionRule[]): boolean =>
  rules.some(({ data }) => data !== 'PERSONAL_READ')
