import { type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checked, json } from '../../database/checked-rows.ts'
import { segments } from '../../database/tables/care/segments.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { idOf, parse } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { requireRow } from '../writes/versions.ts'
import { isFoundAtOnce } from './at-once.ts'
import { everyCustomer, isMemberOf, ofCustomer, ofMember } from './members-sql.ts'
import { requireNoCircle } from './rules/memberships.ts'
import { checkReferences } from './rules/references.ts'
import { requireRuleScopes, ruleIn, ruleOfNobody } from './rules/rule.ts'

const sampleSize = 10

export interface SegmentPreview {
  /** Customers within the caller's reach for whom the rule is true, false, and neither. */
  in: number
  out: number
  unknown: number
  /** Up to ten of those who are in, the smallest ids first. */
  sample: number[]
  /** Who would join the segment that it is tried for, and who would leave; null where it is tried for none. */
  moves: { entering: Moving; leaving: Moving } | null
  /** What it took the database to judge, just now. */
  cost: {
    rowsRead: number
    milliseconds: number
    /** Whether saving the rule finds its members in the same write. */
    atOnce: boolean
  }
  /** The instant of the preview, in milliseconds. */
  computedAt: number
}

/** How many, and up to ten of them, the smallest ids first. */
interface Moving {
  count: number
  sample: number[]
}

const ids = json(z.array(z.int()))

const previewRow = z.object({
  ...{ in: z.int(), out: z.int(), unknown: z.int(), sample: ids },
  ...{ entering: z.int(), enteringSample: ids, leaving: z.int(), leavingSample: ids },
})

/** Left out, or one: a null that a client meant as one must not be taken for none. */
const triedFor = z
  .unknown()
  .refine(value => value !== null, { error: say('nullFilter'), abort: true })
  .pipe(idOf('segment').optional())
  .optional()

const previewInput = ({ workspace }: Service) =>
  z.strictObject({ rule: ruleIn(workspace).nullish(), segment: triedFor })

/**
 * Whom a rule would take in today, without saving anything; for a segment, with what was said of it by hand, also who
 * would join and leave against its members as they are stored. Without a rule, as it would be by hand alone. Takes the scopes of what the rule reads.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`
 */
export async function previewSegment(service: Service, input: unknown): Promise<SegmentPreview> {
  requireScope(service.actor, 'segments:read')
  const { rule: given, segment } = parse(previewInput(service), input)
  if (!given && segment === undefined) throw invalid(['rule'], say('ruleOrSegment'))
  const rule = given?.condition ?? ruleOfNobody
  requireRuleScopes(service, rule)
  const { timeZone } = service.workspace
  const moment = { asOf: service.today, timeZone, metricsHold: false }
  const holds = (segment === undefined ? ofCustomer(rule, moment) : ofMember(segment, rule, moment)).sql
  const member = segment === undefined ? sql`0` : isMemberOf(segment)
  const reach = customersWithinReach(service.actor, alias(customers, 'c'))
  // Few are within a bounded reach: they are found by their owner.
  const everyone = sql`${reach ? sql`customers AS c` : everyCustomer(rule)} WHERE ${reach ?? sql`1`}`
  const sampleOf = (which: SQL) => sql`(
    SELECT json_group_array(id) FROM (SELECT c.id AS id FROM ${which} ORDER BY c.id LIMIT ${sampleSize}))`
  const members = sql`segment_members AS m CROSS JOIN customers AS c ON c.id = m.customer_id
    WHERE m.segment_id = ${segment ?? 0} AND ${reach ?? sql`1`}`
  // The limit keeps SQLite from judging anew for each of the counts, without storing what it found for all.
  const [{ rows, ...taken }, atOnce] = await Promise.all([
    service.db.measured(
      sql`
      SELECT count(*) FILTER (WHERE truth) AS "in", count(*) FILTER (WHERE NOT truth) AS out,
        count(*) FILTER (WHERE truth IS NULL) AS unknown,
        iif(count(*) FILTER (WHERE truth) = 0, '[]', ${sampleOf(sql`${everyone} AND ${holds}`)}) AS sample,
        count(*) FILTER (WHERE truth AND NOT member) AS entering,
        ${
          segment === undefined
            ? sql`'[]'`
            : sql`iif(count(*) FILTER (WHERE truth AND NOT member) = 0, '[]',
          ${sampleOf(sql`${everyone} AND ${holds} AND NOT ${member}`)})`
        } AS enteringSample,
        count(*) FILTER (WHERE member AND truth IS NOT 1) AS leaving,
        iif(count(*) FILTER (WHERE member AND truth IS NOT 1) = 0, '[]',
          ${sampleOf(sql`${members} AND ${holds} IS NOT 1`)}) AS leavingSample
      FROM (SELECT ${holds} AS truth, ${member} AS member FROM ${everyone} LIMIT -1)`,
    ),
    isFoundAtOnce(service, rule),
    checkReferences(service, rule),
    requireRow(service, segments, segment, { what: 'segment', path: ['segment'] }),
    segment === undefined ? undefined : requireNoCircle(service, rule, segment),
  ])
  const { entering, enteringSample, leaving, leavingSample, ...counted } = checked(previewRow, rows[0])
  return {
    ...counted,
    moves:
      segment === undefined
        ? null
        : {
            entering: { count: entering, sample: enteringSample },
            leaving: { count: leaving, sample: leavingSample },
          },
    cost: { ...taken, atOnce },
    computedAt: service.now,
  }
}
