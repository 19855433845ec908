import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import { consentPurposes } from '../../database/tables/customers/customers.ts'
import { consentsTo, wasAsked } from '../facts/consent.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { type Column, plain } from './column.ts'

/** For what customers are to be reached, and how. */
export const purposeSettings = {
  purpose: z.enum(consentPurposes).optional(),
  channel: z.enum(channels).optional(),
  /** Those that are left out instead, with the reason. */
  leftOut: z.boolean().optional(),
}

type Settings = { [Name in keyof typeof purposeSettings]?: z.output<(typeof purposeSettings)[Name]> }

/** What an export for a purpose adds to its question, its columns and the trail. */
export interface ForPurpose {
  asked: SQL
  columns: Readonly<Record<string, Column>>
  told: { purpose?: string; channel?: string; leftOut?: boolean }
}

/** Why a customer is not to be reached, the first reason that applies; NULL where it may be. */
const reasonOf = (
  customer: SQLWrapper,
  purpose: (typeof consentPurposes)[number],
  channel?: Settings['channel'],
) => sql`
  CASE
    WHEN EXISTS (SELECT 1 FROM customers AS gone WHERE gone.id = ${customer} AND gone.erased_at IS NOT NULL) THEN 'ERASED'
    WHEN NOT ${consentsTo(customer, purpose, channel ?? null)}
      THEN iif(${wasAsked(customer, purpose, channel ?? null)}, 'OPT_OUT', 'NO_CONSENT')
    ${
      channel === undefined
        ? sql``
        : sql`WHEN EXISTS (SELECT 1 FROM customers AS told, json_each(told.forbidden_channels) AS no
            WHERE told.id = ${customer} AND no.value = ${channel}) THEN 'CHANNEL_FORBIDDEN'`
    }
  END`

/**
 * Narrows an export to the customers who consented to a purpose, or to those who did not.
 * @throws AuthorizationError without `customers:personal`: who is in it tells what somebody consents to
 * @throws UserError `INVALID_INPUT` for a channel, or those left out, without a purpose
 */
export function forPurpose(
  { actor }: Service,
  customer: SQLWrapper,
  { purpose, channel, leftOut }: Settings,
): ForPurpose {
  if (purpose === undefined) {
    if (channel !== undefined || leftOut === true) throw invalid(['purpose'], say('missing'))
    return { asked: sql`1`, columns: {}, told: {} }
  }
  requireScope(actor, 'customers:personal')
  const reason = reasonOf(customer, purpose, channel)
  return {
    asked: leftOut ? sql`(${reason}) IS NOT NULL` : sql`(${reason}) IS NULL`,
    columns: leftOut ? { leftOut: plain(sql`(${reason})`) } : {},
    told: { purpose, ...(channel && { channel }), ...(leftOut && { leftOut }) },
  }
}
