import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { whole } from '../../../database/whole.ts'
import { startOfDay } from '../../../lib/days.ts'
import { contactKinds } from '../../facts/contacts.ts'
import { isTrade, netAmount } from '../../facts/purchases.ts'
import { clamped, readSum, wideSum } from '../../facts/wide-sum.ts'
import { followUpPolicy } from '../../follow-ups/policy.ts'
import { dayText, parse } from '../../input/fields.ts'
import { costText } from '../../input/money.ts'
import { policyInForce } from '../../policies/read.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service, Workspace } from '../../service/service.ts'
import { say } from '../../wording/say.ts'

/** So many days one answer adds up. */
export const careCostDays = 366

interface Days {
  from: number
  until: number
}

/** Contacts that went out in these days, of an interaction as `i`. */
export const contactsIn = ({ from, until }: Days, { timeZone }: Workspace): SQL => sql`
  i.occurred_at >= ${startOfDay(from, timeZone)} AND i.occurred_at < ${startOfDay(until + 1, timeZone)}
    AND i.cancelled = 0 AND i.kind IN ${contactKinds} AND i.direction IS NOT 'INBOUND'`

const costRow = z.object({
  customerId: z.int(),
  contacts: z.int(),
  minutes: z.int(),
  gifts: z.string(),
  touches: z.string(),
})

/**
 * What contact with each customer took and cost in these days: gifts and touches of campaigns in minor units; of each
 * contact the minutes of the follow-up that it came of, else those of promised work, and none of a touch.
 */
export const readContactCosts = (
  { db, workspace }: Service,
  customerIds: readonly number[],
  days: Days,
  promisedMinutes: number,
) =>
  checkedRows(
    db.orm,
    costRow,
    sql`
    SELECT w.value AS customerId, count(i.id) AS contacts,
      total(iif(i.id IS NULL OR EXISTS (SELECT 1 FROM touches t WHERE t.interaction_id = i.id), 0,
        ifnull(f.minutes, ${whole(promisedMinutes)}))) AS minutes,
      CAST(ifnull(sum(iif(i.kind = 'GIFT', i.cost, 0)), 0) AS TEXT) AS gifts,
      CAST(ifnull((
        SELECT sum(t.cost) FROM touches t WHERE t.customer_id = w.value
          AND t.touched_on BETWEEN ${whole(days.from)} AND ${whole(days.until)}), 0) AS TEXT) AS touches
    FROM json_each(${JSON.stringify(customerIds)}) AS w
      LEFT JOIN interactions i ON i.customer_id = w.value AND ${contactsIn(days, workspace)}
      LEFT JOIN follow_ups f ON f.interaction_id = i.id
    GROUP BY w.value`,
  )

/** What minutes cost, rounded to a minor unit. */
export const costOfMinutes = (minutes: number, hourCost: number | null): bigint =>
  BigInt(Math.round((minutes * (hourCost ?? 0)) / 60))

/** What a customer cost in some days, beside what it brought. */
export interface CareCosts extends Days {
  contacts: number
  minutes: number
  gifts: bigint
  touches: bigint
  work: bigint
  netSpend: bigint
}

const schema = ({ workspace }: Service) =>
  z
    .strictObject({ from: dayText, until: dayText, hourCost: costText(workspace).nullish() })
    .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
    .refine(({ from, until }) => until - from < careCostDays, {
      path: ['until'],
      message: say('moreDays', { max: careCostDays }),
    })

const broughtRow = z.object({ customerId: z.int(), netSpend: z.string() })

/**
 * What gifts, touches and work cost for each customer in some days, beside its net spend in them. One round trip.
 * @throws AuthorizationError without what tells of interactions too: spend by window does
 * @throws UserError `INVALID_INPUT`
 */
export async function readCareCosts(
  service: Service,
  customerIds: readonly number[],
  input: unknown,
): Promise<ReadonlyMap<number, CareCosts>> {
  requireScope(service.actor, 'reports:read')
  requireScope(service.actor, 'interactions:read')
  const { from, until, hourCost = null } = parse(schema(service), input)
  const policy = await policyInForce(service, followUpPolicy)
  const [costs, brought] = await Promise.all([
    readContactCosts(service, customerIds, { from, until }, policy.body.promisedMinutes),
    checkedRows(
      service.db.orm,
      broughtRow,
      sql`
      SELECT i.customer_id AS customerId, CAST(${clamped(wideSum(netAmount))} AS TEXT) AS netSpend
      FROM json_each(${JSON.stringify(customerIds)}) AS w
        CROSS JOIN interactions i INDEXED BY interactions_purchases
      WHERE i.customer_id = w.value AND i.day BETWEEN ${from} AND ${until} AND ${isTrade}
      GROUP BY i.customer_id`,
    ),
  ])
  const spent = new Map(brought.map(row => [row.customerId, BigInt(readSum(row.netSpend))]))
  return new Map(
    costs.map(({ customerId, contacts, minutes, gifts, touches }) => [
      customerId,
      {
        ...{ from, until, contacts, minutes, gifts: BigInt(gifts), touches: BigInt(touches) },
        ...{ work: costOfMinutes(minutes, hourCost), netSpend: spent.get(customerId) ?? 0n },
      },
    ]),
  )
}
