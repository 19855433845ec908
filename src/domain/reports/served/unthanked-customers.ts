import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { startOfDay } from '../../../lib/days.ts'
import { consentsTo } from '../../facts/consent.ts'
import { parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'

/** Days without a thank-you, and how many customers are told. */
export const unthankedLimits = { days: 365, told: 100 } as const

const schema = z.strictObject({
  first: z
    .int()
    .min(1, say('pageSize', { max: unthankedLimits.told }))
    .max(unthankedLimits.told, say('pageSize', { max: unthankedLimits.told }))
    .nullish(),
})

export interface UnthankedCustomer {
  customerId: number
  purchaseDays: number
  /** Of 365 days, in minor units. */
  netSpendYear: bigint
}

const row = z.object({ customerId: z.int(), purchaseDays: z.int(), netSpendYear: z.string() })

/**
 * Loyal customers whom nobody sent a thank-you or a gift in twelve months, and who may be contacted: who spent most in 365
 * days first.
 * @throws UserError `INVALID_INPUT`
 */
export async function readUnthankedCustomers(service: Service, input: unknown): Promise<UnthankedCustomer[]> {
  requireScope(service.actor, 'reports:read')
  const { first } = parse(schema, input)
  const { today, workspace } = service
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT c.id AS customerId, c.purchase_days AS purchaseDays, CAST(c.net_spend_year AS TEXT) AS netSpendYear
    FROM customers c
    WHERE c.lifecycle = 'LOYAL' AND c.erased_at IS NULL AND c.restricted_at IS NULL
      AND ${consentsTo(sql`c.id`, 'CARE', null)}
      AND NOT EXISTS (
        SELECT 1 FROM interactions i
        WHERE i.customer_id = c.id AND i.occurred_at >= ${startOfDay(today - unthankedLimits.days, workspace.timeZone)}
          AND i.kind IN ('THANK_YOU', 'GIFT') AND i.direction IS NOT 'INBOUND' AND i.cancelled = 0)
    ORDER BY c.net_spend_year DESC, c.id LIMIT ${first ?? 20}`,
  )
  return rows.map(({ netSpendYear, ...one }) => ({ ...one, netSpendYear: BigInt(netSpendYear) }))
}
