import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { careDeeds, careTriggers } from '../../database/tables/care/care-standards.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { encodePlace } from '../feed/cursor.ts'
import { parse } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { CareTerms } from './input.ts'

export const mostVersions = 100
export const usualVersions = 20

/** What a standard says, or said. */
export interface CareStandardVersion extends CareTerms {
  /** 1 is the one that was set first; the newest is the version of the standard itself. */
  version: number
  name: string
  /** The change that made it. */
  change: string
  /** The `caller` of the trail. */
  actor: string
  at: number
}

const terms = z.object({
  name: z.string(),
  segmentId: z.int().nullable().default(null),
  level: z.int().nullable().default(null),
  deed: z.enum(careDeeds),
  everyDays: z.int().nullable().default(null),
  trigger: z.enum(careTriggers).nullable().default(null),
  withinDays: z.int().nullable().default(null),
  channels: z.array(z.enum(channels)),
  staffId: z.int().nullable().default(null),
  careRole: z.string().nullable().default(null),
  minutes: z.int(),
  priority: z.int(),
  firstDay: z.int(),
  lastDay: z.int().nullable().default(null),
})

const versionRow = z.object({
  standardId: z.int(),
  version: z.int(),
  id: z.int(),
  mark: z.string(),
  at: z.int(),
  actor: z.string(),
  terms: json(terms),
})

const pageOf = z.strictObject({
  first: z
    .int()
    .min(1, say('pageSize', { max: mostVersions }))
    .max(mostVersions, say('pageSize', { max: mostVersions }))
    .nullish(),
  before: z.int().nullish(),
})

/**
 * What each standard says and said, the newest version first, as its trail tells it: those below version `before`, at
 * most `first`. One round trip.
 * @throws UserError `INVALID_INPUT`
 */
export async function readCareStandardVersions(
  { db }: Service,
  standardIds: readonly number[],
  page: unknown,
): Promise<ReadonlyMap<number, CareStandardVersion[]>> {
  const { first, before } = parse(pageOf, page)
  const end = sql`min(total + 1, ${before ?? Number.MAX_SAFE_INTEGER})`
  // The trail tells what differs; a null that is patched in takes the term out, which is what null means here.
  const rows = await checkedRows(
    db.orm,
    versionRow,
    sql`
    WITH RECURSIVE told AS MATERIALIZED (
      SELECT c.entity_id AS standard, c.id, substr(c.token, 1, 6) AS mark, c.at, c.actor,
        c.detail -> '$.after' AS said,
        row_number() OVER (PARTITION BY c.entity_id ORDER BY c.id) AS version,
        count(*) OVER (PARTITION BY c.entity_id) AS total
      FROM json_each(${JSON.stringify(standardIds)}) AS asked
      CROSS JOIN changes AS c ON c.entity = 'care-standard' AND c.entity_id = asked.value),
    summed (standard, version, terms) AS (
      SELECT standard, version, said FROM told WHERE version = 1
      UNION ALL
      SELECT told.standard, told.version, json_patch(summed.terms, told.said)
      FROM summed CROSS JOIN told ON told.standard = summed.standard AND told.version = summed.version + 1)
    SELECT told.standard AS standardId, told.version, told.id, told.mark, told.at, told.actor, summed.terms
    FROM told CROSS JOIN summed ON summed.standard = told.standard AND summed.version = told.version
    WHERE told.version < ${end} AND told.version >= ${end} - ${first ?? usualVersions}
    ORDER BY told.standard, told.version DESC`,
  )
  const versions = new Map<number, CareStandardVersion[]>(standardIds.map(id => [id, []]))
  for (const { standardId, id, mark, terms: said, ...version } of rows)
    versions
      .get(standardId)
      ?.push({ ...said, ...version, change: encodePlace({ change: id, mark, within: null }) })
  return versions
}
