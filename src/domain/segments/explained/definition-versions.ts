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

export const mostVersions = 100
export const usualVersions = 20

/** What defines a record, or did. */
export interface DefinitionVersion {
  /** 1 is the one with which it was created. */
  version: number
  /** As it was given; null where there was none. */
  definition: unknown
  /** The change that set it. */
  change: string
  /** The `caller` of the trail. */
  actor: string
  at: number
}

const versionRow = z.object({
  recordId: z.int(),
  version: z.int(),
  id: z.int(),
  mark: z.string(),
  at: z.int(),
  actor: z.string(),
  definition: json(z.unknown()).nullable(),
})

const pageOf = z.strictObject({
  first: z
    .int()
    .min(1, say('pageSize', { max: mostVersions }))
    .max(mostVersions, say('pageSize', { max: mostVersions }))
    .nullish(),
  before: z.int().nullish(),
})

/** What defines whom: in the trail of which noun, by which of its fields. */
const definitions = { segment: 'rule', 'target-profile': 'conditions' } as const

/**
 * The definitions that each record of a noun had, the newest first, as its trail tells them: those below version `before`,
 * at most `first`. One round trip.
 * @throws UserError `INVALID_INPUT`
 */
const readDefinitions =
  (noun: keyof typeof definitions) =>
  async (
    { db }: Service,
    ids: readonly number[],
    page: unknown,
  ): Promise<ReadonlyMap<number, DefinitionVersion[]>> => {
    const { first, before } = parse(pageOf, page)
    const end = sql`min(total + 1, ${before ?? Number.MAX_SAFE_INTEGER})`
    const said = `$.after.${definitions[noun]}`
    const rows = await checkedRows(
      db.orm,
      versionRow,
      sql`
      SELECT recordId, version, id, mark, at, actor, definition FROM (
        SELECT c.entity_id AS recordId, c.id, substr(c.token, 1, 6) AS mark, c.at, c.actor,
          c.detail -> ${said} AS definition,
          row_number() OVER (PARTITION BY c.entity_id ORDER BY c.id) AS version,
          count(*) OVER (PARTITION BY c.entity_id) AS total
        FROM json_each(${JSON.stringify(ids)}) AS asked
        CROSS JOIN changes AS c ON c.entity = ${noun} AND c.entity_id = asked.value
        WHERE c.action = ${`${noun}.create`} OR json_type(c.detail, ${said}) IS NOT NULL)
      WHERE version < ${end} AND version >= ${end} - ${first ?? usualVersions}
      ORDER BY recordId, version DESC`,
    )
    const versions = new Map<number, DefinitionVersion[]>(ids.map(id => [id, []]))
    for (const { recordId, id, mark, ...version } of rows)
      versions.get(recordId)?.push({
        ...version,
        definition: version.definition ?? null,
        change: encodePlace({ change: id, mark, within: null }),
      })
    return versions
  }

/** The rules that segments had; null of those whose members were chosen by hand alone. */
export const readRuleVersions = readDefinitions('segment')

/** The conditions that target profiles had. */
export const readConditionVersions = readDefinitions('target-profile')

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
