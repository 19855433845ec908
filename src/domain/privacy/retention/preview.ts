import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { decodeId } from '../../../lib/ids.ts'
import { parse } from '../../input/fields.ts'
import { policyInForce } from '../../policies/read.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { type KeptReason, keptReasons, nameSomebody, overBefore, personsOver } from './over-sql.ts'
import { type RetainedData, type RetentionRule, retentionPolicy, retentionRules } from './policy.ts'

export const largestPreviewPage = 100
export const usualPreviewPage = 20

const schema = z.strictObject({
  rules: retentionRules.nullish(),
  first: z
    .int()
    .min(1, say('pageSize', { max: largestPreviewPage }))
    .max(largestPreviewPage, say('pageSize', { max: largestPreviewPage }))
    .nullish(),
  after: z.string().max(100, say('foreignCursor')).nullish(),
})

const persons = z.enum(['PROSPECT', 'CUSTOMER'])
const kept = z.enum(keptReasons).nullable()

const totalRow = z.object({ data: persons, kept, count: z.int() })
const personRow = z.object({ id: z.int(), data: persons, lastContactAt: z.int(), kept })

/** A person whose time is over. */
export type OverduePerson = z.infer<typeof personRow>

/** What of one kind is over. */
export interface RetentionTotal {
  data: RetainedData
  months: number
  /** Goes. */
  erased: number
  /** Stays all the same, by why. */
  kept: { reason: KeptReason; count: number }[]
}

export interface RetentionPreview {
  rules: readonly RetentionRule[]
  totals: RetentionTotal[]
  persons: OverduePerson[]
  hasNextPage: boolean
}

/**
 * What the next night would erase by the policy in force, or by proposed rules: counted, and person by person with who is
 * kept and why, of customers within reach. Nothing is written. Two round trips.
 * @throws UserError `INVALID_INPUT`
 */
export async function previewRetention(service: Service, input: unknown): Promise<RetentionPreview> {
  requireScope(service.actor, 'privacy:read')
  const { rules: proposed, first, after } = parse(schema, input)
  const behind = after == null ? 0 : customerOf(after)
  const rules = proposed ?? (await policyInForce(service, retentionPolicy)).body.rules
  const { today: day, workspace } = service
  const within = ofCustomersWithinReach(service, { customerId: sql.raw('c.id') }) ?? sql`1`
  const over = (which: SQL) =>
    personsOver(rules, { day, timeZone: workspace.timeZone }, sql`${which} AND ${within}`)
  const limit = first ?? usualPreviewPage
  const { orm } = service.db
  const [totals, found, reads] = await Promise.all([
    nameSomebody(rules)
      ? checkedRows(
          orm,
          totalRow,
          sql`SELECT data, kept, count(*) AS count FROM (${over(sql`1`)}) GROUP BY data, kept`,
        )
      : [],
    nameSomebody(rules)
      ? checkedRows(
          orm,
          personRow,
          sql`SELECT id, data, last_contact AS lastContactAt, kept
            FROM (${over(sql`c.id > ${behind}`)} ORDER BY c.id LIMIT ${limit + 1})`,
        )
      : [],
    countReads(service, rules, day),
  ])
  return {
    rules,
    totals: rules.map(({ data, months }) => {
      const own = totals.filter(row => row.data === data)
      const going = own.find(row => row.kept === null)?.count ?? 0
      return {
        ...{ data, months },
        erased: data === 'PERSONAL_READ' ? reads : going,
        kept: own.flatMap(row => (row.kept === null ? [] : [{ reason: row.kept, count: row.count }])),
      }
    }),
    persons: found.slice(0, limit),
    hasNextPage: found.length > limit,
  }
}

function customerOf(cursor: string): number {
  const decoded = decodeId(cursor)
  if (decoded?.kind !== 'customer') throw invalid(['after'], say('foreignCursor'))
  return decoded.id
}

const countRow = z.object({ count: z.int() })

async function countReads(
  { db, workspace }: Service,
  rules: readonly RetentionRule[],
  day: number,
): Promise<number> {
  const rule = rules.find(({ data }) => data === 'PERSONAL_READ')
  if (!rule) return 0
  const [row] = await checkedRows(
    db.orm,
    countRow,
    sql`SELECT count(*) AS count FROM personal_reads WHERE hour < ${overBefore(rule, day, workspace.timeZone)}`,
  )
  return row?.count ?? 0
}
