import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { followUpPolicy } from '../../follow-ups/policy.ts'
import { parse } from '../../input/fields.ts'
import { costText } from '../../input/money.ts'
import { policyInForce } from '../../policies/read.ts'
import { observedDays } from '../../relationships/policy.ts'
import { readObserved } from '../../relationships/read-observed.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { contactsIn, costOfMinutes, readContactCosts } from './care-costs.ts'

export const servedSides = ['UNDER', 'OVER'] as const

/** So many customers are looked at, and told. */
export const servedLimits = { customers: 2_000, told: 100 } as const

const schema = ({ workspace }: Service) =>
  z.strictObject({
    side: z.enum(servedSides),
    hourCost: costText(workspace).nullish(),
    first: z
      .int()
      .min(1, say('pageSize', { max: servedLimits.told }))
      .max(servedLimits.told, say('pageSize', { max: servedLimits.told }))
      .nullish(),
  })

export interface ServedCustomer {
  customerId: number
  level: number
  observed: number
  /** Level less observed level. */
  gap: number
  contacts: number
  minutes: number
  /** In minor units: gifts, touches, and the minutes. */
  cost: bigint
}

export interface ServedCustomers {
  /** Customers looked at; whether there are more; how many of them get less, or more, than the level owes. */
  customers: number
  truncated: boolean
  found: number
  rows: ServedCustomer[]
}

const candidateRow = z.object({ id: z.int(), level: z.int() })

/**
 * Customers who get less contact than their level owes, of the 2,000 of levels 3 to 5 who spent most in 365 days; or more,
 * of the 2,000 whom the house contacted most in 90 days: the widest gap first, with what those 90 days of contact cost.
 * @throws UserError `INVALID_INPUT`
 */
export async function readServedCustomers(service: Service, input: unknown): Promise<ServedCustomers> {
  requireScope(service.actor, 'reports:read')
  const { side, hourCost = null, first = null } = parse(schema(service), input)
  const { db, today, workspace } = service
  const days = { from: today - observedDays, until: today }
  const contacts = contactsIn(days, workspace)
  const counts = sql`c.erased_at IS NULL AND c.restricted_at IS NULL`
  const [policy, candidates] = await Promise.all([
    policyInForce(service, followUpPolicy),
    checkedRows(
      db.orm,
      candidateRow,
      side === 'UNDER'
        ? sql`SELECT c.id AS id, c.relationship_level AS level FROM customers c
          WHERE c.relationship_level >= 3 AND ${counts}
          ORDER BY c.net_spend_year DESC, c.id LIMIT ${servedLimits.customers + 1}`
        : sql`SELECT c.id AS id, c.relationship_level AS level
          FROM (SELECT i.customer_id AS id, count(*) AS contacts FROM interactions i INDEXED BY interactions_time
            WHERE ${contacts} GROUP BY i.customer_id) AS o JOIN customers c ON c.id = o.id
          WHERE c.relationship_level < 5 AND ${counts}
          ORDER BY o.contacts DESC, c.id LIMIT ${servedLimits.customers + 1}`,
    ),
  ])
  const looked = candidates.slice(0, servedLimits.customers)
  const ids = looked.map(({ id }) => id)
  const [observed, costs] = await Promise.all([
    readObserved(service, ids),
    readContactCosts(service, ids, days, policy.body.promisedMinutes),
  ])
  const costOf = new Map(costs.map(row => [row.customerId, row]))
  const rows = looked.flatMap(({ id, level }): ServedCustomer[] => {
    const [seen, paid] = [observed.get(id)?.level, costOf.get(id)]
    if (seen === undefined || !paid) return []
    const gap = level - seen
    if (side === 'UNDER' ? gap <= 0 : gap >= 0) return []
    return [
      {
        ...{ customerId: id, level, observed: seen, gap, contacts: paid.contacts, minutes: paid.minutes },
        cost: BigInt(paid.gifts) + BigInt(paid.touches) + costOfMinutes(paid.minutes, hourCost),
      },
    ]
  })
  // The sort keeps the order of those whose gaps are alike.
  rows.sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap))
  return {
    ...{ customers: looked.length, truncated: candidates.length > looked.length, found: rows.length },
    rows: rows.slice(0, first ?? 20),
  }
}
