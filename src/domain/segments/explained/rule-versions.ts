import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { encodePlace } from '../../feed/cursor.ts'
import type { Condition } from '../../filters/condition.ts'
import { parse } from '../../input/fields.ts'
import { UserError } from '../../service/errors.ts'
import type { Service, Workspace } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { storedRule } from '../rules/rule.ts'

export const mostRuleVersions = 100
export const usualRuleVersions = 20

/** A rule that a segment has, or had. */
export interface RuleVersion {
  /** 1 is the one with which the segment was created. */
  version: number
  /** As it was given; null where the members were chosen by hand alone. */
  rule: unknown
  /** The change that set it. */
  change: string
  /** The `caller` of the trail. */
  actor: string
  at: number
}

const versionRow = z.object({
  segmentId: z.int(),
  version: z.int(),
  id: z.int(),
  mark: z.string(),
  at: z.int(),
  actor: z.string(),
  rule: json(z.unknown()).nullable(),
})

const pageOf = z.strictObject({
  first: z
    .int()
    .min(1, say('pageSize', { max: mostRuleVersions }))
    .max(mostRuleVersions, say('pageSize', { max: mostRuleVersions }))
    .nullish(),
  before: z.int().nullish(),
})

/**
 * The rules that each segment had, the newest first, as its trail tells them: those below version `before`, at most
 * `first`. One round trip.
 * @throws UserError `INVALID_INPUT`
 */
export async function readRuleVersions(
  { db }: Service,
  segmentIds: readonly number[],
  page: unknown,
): Promise<ReadonlyMap<number, RuleVersion[]>> {
  const { first, before } = parse(pageOf, page)
  const end = sql`min(total + 1, ${before ?? Number.MAX_SAFE_INTEGER})`
  const rows = await checkedRows(
    db.orm,
    versionRow,
    sql`
    SELECT segmentId, version, id, mark, at, actor, rule FROM (
      SELECT c.entity_id AS segmentId, c.id, substr(c.token, 1, 6) AS mark, c.at, c.actor,
        c.detail -> '$.after.rule' AS rule,
        row_number() OVER (PARTITION BY c.entity_id ORDER BY c.id) AS version,
        count(*) OVER (PARTITION BY c.entity_id) AS total
      FROM json_each(${JSON.stringify(segmentIds)}) AS asked
      CROSS JOIN changes AS c ON c.entity = 'segment' AND c.entity_id = asked.value
      WHERE c.action = 'segment.create' OR json_type(c.detail, '$.after.rule') IS NOT NULL)
    WHERE version < ${end} AND version >= ${end} - ${first ?? usualRuleVersions}
    ORDER BY segmentId, version DESC`,
  )
  const versions = new Map<number, RuleVersion[]>(segmentIds.map(id => [id, []]))
  for (const { segmentId, id, mark, ...version } of rows)
    versions.get(segmentId)?.push({
      ...version,
      rule: version.rule ?? null,
      change: encodePlace({ change: id, mark, within: null }),
    })
  return versions
}

/** What a rule of the past says; null where there was none, or its language is not spoken any more. */
export function pastRule(raw: unknown, workspace: Workspace): Condition | null {
  if (raw === null) return null
  try {
    return storedRule(raw, workspace)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
