import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { parse } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { everyCustomer, ofCustomer } from './members-sql.ts'
import { checkReferences } from './rules/references.ts'
import { requireRuleScopes, ruleIn } from './rules/rule.ts'

const sampleSize = 10

export interface SegmentPreview {
  /** Customers within the caller's reach for whom the rule is true, false, and neither. */
  in: number
  out: number
  unknown: number
  /** Up to ten of those who are in, the smallest ids first. */
  sample: number[]
  /** The instant of the preview, in milliseconds. */
  computedAt: number
}

const previewRow = z.object({
  in: z.int(),
  out: z.int(),
  unknown: z.int(),
  sample: json(z.array(z.int())),
})

/**
 * Whom a rule would take in today, without saving anything. Takes the scopes of what the rule reads.
 * @throws UserError `INVALID_INPUT`
 */
export async function previewSegment(service: Service, input: unknown): Promise<SegmentPreview> {
  requireScope(service.actor, 'segments:read')
  const {
    rule: { condition: rule },
  } = parse(z.strictObject({ rule: ruleIn(service.workspace) }), input)
  requireRuleScopes(service, rule)
  const { timeZone } = service.workspace
  const holds = ofCustomer(rule, { asOf: service.today, timeZone, metricsHold: false }).sql
  const reach = customersWithinReach(service.actor, alias(customers, 'c'))
  // Few are within a bounded reach: they are found by their owner.
  const everyone = sql`${reach ? sql`customers AS c` : everyCustomer(rule)} WHERE ${reach ?? sql`1`}`
  // The limit keeps SQLite from judging anew for each of the counts, without storing what it found for all.
  const [[found]] = await Promise.all([
    checkedRows(
      service.db.orm,
      previewRow,
      sql`
      SELECT count(*) FILTER (WHERE truth) AS "in", count(*) FILTER (WHERE NOT truth) AS out,
        count(*) FILTER (WHERE truth IS NULL) AS unknown,
        iif(count(*) FILTER (WHERE truth) = 0, '[]', (
          SELECT json_group_array(id) FROM (
            SELECT c.id AS id FROM ${everyone} AND ${holds} ORDER BY c.id LIMIT ${sampleSize}))) AS sample
      FROM (SELECT ${holds} AS truth FROM ${everyone} LIMIT -1)`,
    ),
    checkReferences(service, rule),
  ])
  if (!found) throw new Error('An aggregate without a row')
  return { ...found, computedAt: service.now }
}
