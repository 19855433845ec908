import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Statement } from '../../../database/client.ts'
import { segmentOverrides, segments } from '../../../database/tables/care/segments.ts'
import { requireUnerased } from '../../customers/require-customer.ts'
import { filledSet, idOf } from '../../input/fields.ts'
import { isWithinAs } from '../../reach/customers.ts'
import { standingCustomer } from '../../reach/standing.ts'
import { UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { guard } from '../../writes/commit.ts'
import { found, inOrder, unchanged } from '../../writes/versions.ts'
import { storeMembersAmong } from '../members-sql.ts'
import { storedRule } from '../rules/rule.ts'

/** Customers of one request. */
const mostCustomers = 250

/** Of which segment, and whom: those who were merged into another are that one. */
export const whoseOverrides = {
  segment: idOf('segment'),
  customers: filledSet(idOf('customer'), mostCustomers),
}

export type OverrideRow = typeof segmentOverrides.$inferSelect

const namedRow = z.object({ standing: z.int().nullable(), erasedAt: z.int().nullable() })

/**
 * The segment, the customers within reach whom the ids stand for, and what is said of them by hand. One round trip.
 * @throws UserError `NOT_FOUND` with an issue for each customer who is not there; `CONFLICT` where a person was erased
 */
export async function readOverrides(
  service: Service,
  { segment: segmentId, customers: ids }: { segment: number; customers: readonly number[] },
) {
  const { orm } = service.db
  const standing = sql`(SELECT ${standingCustomer(sql`value`)} FROM json_each(${JSON.stringify(ids)}))`
  const [segment, named, rows] = await inOrder([
    found(orm.select().from(segments).where(eq(segments.id, segmentId)), 'segment', ['segment']),
    checkedRows(
      orm,
      namedRow,
      sql`SELECT c.id AS standing, c.erased_at AS erasedAt FROM json_each(${JSON.stringify(ids)}) AS asked
        LEFT JOIN customers AS c ON c.id = ${standingCustomer(sql`asked.value`)} AND ${isWithinAs(service.actor, 'c')}
        ORDER BY asked.key`,
    ),
    Promise.resolve(
      orm
        .select()
        .from(segmentOverrides)
        .where(
          and(eq(segmentOverrides.segmentId, segmentId), sql`${segmentOverrides.customerId} IN ${standing}`),
        ),
    ),
  ])
  const saying = say('notThere', { what: 'customer' })
  const issues = named.flatMap((row, at) =>
    row.standing === null ? [{ path: ['customers', at], saying }] : [],
  )
  if (issues.length > 0) throw new UserError('NOT_FOUND', saying, issues)
  for (const [at, row] of named.entries()) requireUnerased(row, ['customers', at])
  const customerIds = [...new Set(named.flatMap(({ standing: id }) => id ?? []))]
  return { segment, customerIds, rows: new Map(rows.map(row => [row.customerId, row])) }
}

type Read = Awaited<ReturnType<typeof readOverrides>>

/** What has to stand as it was read, for what is written of the customers to be right. */
export function asRead(service: Service, { segment, customerIds, rows }: Read): Statement[] {
  const newest = Math.max(0, ...[...rows.values()].map(row => row.changeId))
  return [
    unchanged(service, segments, eq(segments.id, segment.id), segment.version),
    guard(
      service,
      sql`(SELECT count(*) = ${rows.size} AND ifnull(max(change_id), 0) = ${newest} FROM segment_overrides
        WHERE segment_id = ${segment.id} AND customer_id IN (SELECT value FROM json_each(${JSON.stringify(customerIds)})))`,
    ),
  ]
}

/** Makes the customers members, or not, as is said of them by now. */
export const followOverrides = (service: Service, { segment }: Read, customerIds: string): Statement[] =>
  storeMembersAmong(segment.id, storedRule(segment.rule, service.workspace), customerIds, service)
