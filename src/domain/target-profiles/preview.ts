import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { parse } from '../input/fields.ts'
import { ruleIn } from '../segments/rules/rule.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { checkProfileReferences, conditionsIn, requireProfileScopes } from './conditions.ts'
import { fitColumns, fitOf, fitRow, fits } from './fit-sql.ts'
import { mostMeasured, poolOf } from './pool.ts'
import { type CustomerFit, notePersonal } from './read-fits.ts'

const bandWidth = 25
const sampleSize = 10

export interface ProfilePreview {
  /** How many fit so well: from `from` up to below `below`; the last band has 100 too. */
  bands: { from: number; below: number; customers: number }[]
  unknown: number
  measured: number
  truncated: boolean
  /** Those who fit best. */
  sample: CustomerFit[]
}

const previewInput = ({ workspace }: Service) =>
  z.strictObject({ conditions: conditionsIn(workspace), among: ruleIn(workspace, ['among']).nullish() })

const answerRow = z.object({
  measured: z.int(),
  unknown: z.int(),
  bands: json(z.array(z.int())),
  sample: json(z.array(fitRow)),
})

/**
 * How prospects, or whom `among` takes, would fit a profile that is not saved. One round trip.
 * @throws AuthorizationError for a scope of a condition
 * @throws UserError `INVALID_INPUT`
 */
export async function previewTargetProfile(service: Service, input: unknown): Promise<ProfilePreview> {
  requireScope(service.actor, 'segments:read')
  const { conditions, among } = parse(previewInput(service), input)
  requireProfileScopes(service, conditions.asked)
  const everyone = poolOf(service, among?.condition)
  const starts = Array.from({ length: 100 / bandWidth }, (_one, at) => at * bandWidth)
  const counts = starts.map(
    from =>
      sql`count(*) FILTER (WHERE fit >= ${from} AND fit < ${from + bandWidth + (from + bandWidth === 100 ? 1 : 0)})`,
  )
  const [[answer]] = await Promise.all([
    checkedRows(
      service.db.orm,
      answerRow,
      sql`
      WITH fits AS MATERIALIZED (${fits(service, conditions.asked, everyone)})
      SELECT count(*) AS measured, count(*) FILTER (WHERE fit IS NULL) AS unknown,
        json_array(${sql.join(counts, sql`, `)}) AS bands,
        (SELECT json_group_array(${fitColumns}) FROM (
          SELECT * FROM fits WHERE fit IS NOT NULL ORDER BY fit DESC, id LIMIT ${sampleSize})) AS sample
      FROM fits`,
    ),
    checkProfileReferences(service, conditions.asked),
  ])
  if (!answer) throw new Error('An aggregate without a row')
  const sample = answer.sample.map(fitOf(conditions.asked))
  notePersonal(service, conditions.asked, sample)
  return {
    bands: starts.map((from, at) => ({ from, below: from + bandWidth, customers: answer.bands[at] ?? 0 })),
    unknown: answer.unknown,
    measured: Math.min(answer.measured, mostMeasured),
    truncated: answer.measured > mostMeasured,
    sample: sample.map(fit => ({ ...fit, conditions: conditions.asked })),
  }
}
