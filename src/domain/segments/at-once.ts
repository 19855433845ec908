import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { FindingOfMembers } from '../../database/tables/care/segments.ts'
import { type Condition, partsOf } from '../filters/condition.ts'
import type { Service } from '../service/service.ts'
import { noSums } from './values-sql.ts'

/**
 * Members that a write finds at once, and questions that it asks for that: two seconds of the database's time where each
 * reads purchases, of the five that a write has.
 */
export const mostAtOnce = 300_000

const countRow = z.object({ customers: z.int() })

/**
 * Whether a write can find the members of a rule, or has to leave it to steps behind the answer: by how many customers
 * there are, and how many questions the rule asks of each. One read of at most as many rows as make the difference.
 */
export async function isFoundAtOnce(service: Service, rule: Condition): Promise<boolean> {
  const questions = [...partsOf(rule)].filter(({ kind }) => kind === 'FIELD').length
  if (questions === 0) return true
  const most = Math.floor(mostAtOnce / questions)
  const [found] = await checkedRows(
    service.db.orm,
    countRow,
    sql`SELECT count(*) AS customers FROM (SELECT 1 FROM customers LIMIT ${most + 1})`,
  )
  return (found?.customers ?? 0) <= most
}

/** Where finding the members of a new rule in steps begins. */
export const firstFinding = ({ now }: Service): FindingOfMembers => ({
  ...{ since: now, after: 0, judged: 0, pace: 1 / 4, unknown: 0 },
  sums: { ...noSums },
})
