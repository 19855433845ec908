import { and, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { answersTo, isAsking } from '../facts/answers.ts'
import { interactionTable } from '../fields/tables.ts'
import { mayWait } from '../interactions/keep-feedback.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import type { Service } from '../service/service.ts'

/** How long a customer waited, or waits, for an answer. Instants in milliseconds. */
export interface Response {
  dueAt: number
  /** The first contact that went out to the customer since. */
  respondedAt: number | null
  /** Between the two, full minutes. */
  minutes: number | null
}

const asked = { customerId: sql.raw('i.customer_id'), occurredAt: sql.raw('i.occurred_at') }

const row = z.object({ id: z.int(), dueAt: z.int(), askedAt: z.int(), respondedAt: z.int().nullable() })

/** Of those interactions that wait for an answer, by their ids: how long they did, or do. */
export async function readResponses(
  service: Service,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Response>> {
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT i.id AS id, i.occurred_at AS askedAt, i.occurred_at + ${mayWait(sql`i.kind`)} AS dueAt,
      (SELECT o.occurred_at FROM ${answersTo(asked)} ORDER BY o.occurred_at LIMIT 1) AS respondedAt
    FROM json_each(${JSON.stringify(ids)}) AS wanted CROSS JOIN interactions AS i ON i.id = wanted.value
    WHERE ${isAsking()}`,
  )
  return new Map(
    rows.map(({ id, dueAt, askedAt, respondedAt }) => [
      id,
      {
        dueAt,
        respondedAt,
        minutes: respondedAt === null ? null : Math.floor((respondedAt - askedAt) / 60_000),
      },
    ]),
  )
}

/** Interactions whose answer is overdue now: nobody contacted the customer since. */
export const overdueResponses = pageSource(interactions, interactionTable, {
  usual: [ascending('occurredAt')],
  within: (service, columns) =>
    and(
      ofCustomersWithinReach(service, columns),
      isAsking(columns),
      sql`${columns.occurredAt} + ${mayWait(sql`${columns.kind}`)} < ${service.now}`,
      sql`NOT EXISTS (SELECT 1 FROM ${answersTo(columns)})`,
    ),
})
