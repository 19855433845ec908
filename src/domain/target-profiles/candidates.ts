import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { canonicalJson, sha256Hex } from '../../lib/canonical.ts'
import { decodeId, encodeId } from '../../lib/ids.ts'
import { idOf, parse } from '../input/fields.ts'
import { ruleIn } from '../segments/rules/rule.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { fitColumns, fitOf, fitRow, fits } from './fit-sql.ts'
import { mostMeasured, poolOf } from './pool.ts'
import { type CustomerFit, notePersonal, readAsked } from './read-fits.ts'

export const largestFitPage = 100
export const usualFitPage = 20

export interface ProfileCandidates {
  rows: (CustomerFit & { cursor: string })[]
  hasNextPage: boolean
  /** Customers who were measured; of how many too little is known; whether there are more than were measured. */
  measured: number
  unknown: number
  truncated: boolean
}

const candidatesInput = ({ workspace }: Service) =>
  z.strictObject({
    profile: idOf('targetProfile'),
    among: ruleIn(workspace, ['among']).nullish(),
    minimum: z.int().min(0).max(100).nullish(),
    after: z.string().max(100, say('foreignCursor')).nullish(),
    first: z
      .int()
      .min(1, say('pageSize', { max: largestFitPage }))
      .max(largestFitPage, say('pageSize', { max: largestFitPage }))
      .nullish(),
  })

const answerRow = z.object({ measured: z.int(), unknown: z.int(), rows: json(z.array(fitRow)) })

/**
 * Who fits a profile best, the best first, then the smaller id: of prospects, or of whom `among` takes. All 20,000 are
 * measured for each page: what changes between two pages moves whom it concerns. A place is one in the ranking of this
 * profile among these customers. Two round trips.
 * @throws AuthorizationError for a scope of a condition
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function readProfileCandidates(service: Service, input: unknown): Promise<ProfileCandidates> {
  requireScope(service.actor, 'segments:read')
  const { profile, among, minimum, after, first } = parse(candidatesInput(service), input)
  const ranking = await rankingOf(profile, among?.given ?? null)
  const place = after == null ? null : placeOf(after, ranking)
  const everyone = poolOf(service, among?.condition)
  const conditions = await readAsked(service, profile, ['profile'])
  const limit = first ?? usualFitPage
  const behind = place
    ? sql`(fit < ${place.fit} OR (fit = ${place.fit} AND id > ${place.customerId}))`
    : sql`1`
  const [answer] = await checkedRows(
    service.db.orm,
    answerRow,
    sql`
    WITH fits AS MATERIALIZED (${fits(service, conditions, everyone)})
    SELECT (SELECT count(*) FROM fits) AS measured, (SELECT count(*) FROM fits WHERE fit IS NULL) AS unknown,
      (SELECT json_group_array(${fitColumns}) FROM (
        SELECT * FROM fits WHERE fit >= ${minimum ?? 0} AND ${behind} ORDER BY fit DESC, id LIMIT ${limit + 1})) AS "rows"`,
  )
  if (!answer) throw new Error('An aggregate without a row')
  const told = answer.rows.slice(0, limit).map(fitOf(conditions))
  notePersonal(service, conditions, told)
  return {
    rows: told.map(fit => ({ ...fit, conditions, cursor: cursorOf(ranking, fit.fit ?? 0, fit.customerId) })),
    hasNextPage: answer.rows.length > limit,
    measured: Math.min(answer.measured, mostMeasured),
    unknown: answer.unknown,
    truncated: answer.measured > mostMeasured,
  }
}

/** Tells one ranking from another: a place in one is none in the other. */
const rankingOf = async (profile: number, among: unknown) =>
  (await sha256Hex(canonicalJson({ profile, among }))).slice(0, 12)

const cursorOf = (ranking: string, fit: number, customerId: number) =>
  `${fit}.${encodeId('customer', customerId)}.${ranking}`

/** @throws UserError `INVALID_INPUT` for a text that is no place in this ranking */
function placeOf(cursor: string, ranking: string): { fit: number; customerId: number } {
  const [, fit, id = '', of] = /^(\d{1,3})\.(\w+)\.([0-9a-f]+)$/.exec(cursor) ?? []
  const decoded = decodeId(id)
  if (decoded?.kind !== 'customer' || of !== ranking) throw invalid(['after'], say('foreignCursor'))
  return { fit: Number(fit), customerId: decoded.id }
}
