import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Channel } from '../../database/tables/customers/channels.ts'
import type { consentPurposes } from '../../database/tables/customers/customers.ts'

export type ConsentPurpose = (typeof consentPurposes)[number]

/** Entries of the ledger of a customer for a purpose, under an alias. */
const entries = (alias: 'g' | 'w', customer: SQLWrapper, purpose: ConsentPurpose) =>
  sql`FROM consents AS ${sql.raw(alias)} WHERE ${sql.raw(alias)}.customer_id = ${customer}
    AND ${sql.raw(alias)}.purpose = ${purpose}`

/**
 * Whether a customer consents to a purpose: some entry gives it that nothing withdrew since. An entry for every channel
 * counts for each. Who was never asked does not consent.
 * @param channel by which the customer is to be reached; null where any will do
 */
export function consentsTo(
  customer: SQLWrapper,
  purpose: ConsentPurpose,
  channel: Channel | SQLWrapper | null,
): SQL {
  const through =
    channel === null
      ? { given: sql``, withdrawn: sql`(w.channel IS NULL OR w.channel = g.channel)` }
      : {
          given: sql` AND (g.channel IS NULL OR g.channel = ${channel})`,
          withdrawn: sql`(w.channel IS NULL OR w.channel = ${channel})`,
        }
  return sql`EXISTS (SELECT 1 ${entries('g', customer, purpose)} AND g.given = 1${through.given}
    AND NOT EXISTS (SELECT 1 ${entries('w', customer, purpose)} AND w.given = 0
      AND (w.at, w.id) > (g.at, g.id) AND ${through.withdrawn}))`
}

/** Whether anybody asked a customer about a purpose, and about a channel where one is named. */
export const wasAsked = (customer: SQLWrapper, purpose: ConsentPurpose, channel: Channel | null): SQL =>
  sql`EXISTS (SELECT 1 ${entries('g', customer, purpose)}${
    channel === null ? sql`` : sql` AND (g.channel IS NULL OR g.channel = ${channel})`
  })`

/** Whether a customer consents to a purpose by another channel than one that it withdraws now. */
export const consentsBesides = (customer: SQLWrapper, purpose: ConsentPurpose, channel: Channel): SQL =>
  sql`EXISTS (SELECT 1 ${entries('g', customer, purpose)} AND g.given = 1 AND g.channel IS NOT ${channel}
    AND NOT EXISTS (SELECT 1 ${entries('w', customer, purpose)} AND w.given = 0
      AND (w.at, w.id) > (g.at, g.id) AND (w.channel IS NULL OR w.channel = g.channel)))`

/** Whether a person asks to be erased or restricted, and that is not answered yet: nobody begins anything with it meanwhile. */
export const asksToBeLeftAlone = (customer: SQLWrapper): SQL =>
  sql`EXISTS (SELECT 1 FROM person_requests AS asked WHERE asked.customer_id = ${customer}
    AND asked.kind IN ('ERASURE', 'RESTRICTION') AND asked.closed_on IS NULL)`
