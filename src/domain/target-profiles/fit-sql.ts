import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { customers } from '../../database/tables/customers/customers.ts'
import { momentOf } from '../filters/apply.ts'
import { compile } from '../filters/compile.ts'
import type { Columns } from '../filters/field.ts'
import type { Service } from '../service/service.ts'
import type { ProfileCondition } from './conditions.ts'

/** How well a customer fits a profile. */
export interface Fit {
  customerId: number
  /** 0 to 100: the weight of what is true over the weight of what is known; null where less than half of all weight is known. */
  fit: number | null
  /** The share of the weight that is known. */
  known: number
  /** How the customer stands to each condition; null where that is not known. */
  truths: (boolean | null)[]
}

/** What `fitColumns` tells of a customer, as a list in JSON. */
export const fitRow = z.tuple([
  z.int(),
  z.int().nullable(),
  z.int(),
  z.array(z.union([z.literal(0), z.literal(1)]).nullable()),
])

const weightOf = (conditions: readonly ProfileCondition[]) =>
  conditions.reduce((sum, { weight }) => sum + weight, 0)

/** Reads what `fits` found of a customer. */
export const fitOf =
  (conditions: readonly ProfileCondition[]) =>
  ([customerId, fit, known, truths]: z.infer<typeof fitRow>): Fit => ({
    ...{ customerId, fit, known: known / weightOf(conditions) },
    truths: truths.map(truth => (truth === null ? null : truth === 1)),
  })

/** Of a row of `fits`. */
export const fitColumns = sql.raw('json_array(id, fit, known, json(truths))')

const judged: Columns = getTableColumns(alias(customers, 'c'))

/** Nobody who was erased, is restricted, or objected to scoring is measured. Of a customer as `c`. */
export const mayBeMeasured = sql.raw(
  'c.erased_at IS NULL AND c.restricted_at IS NULL AND c.scoring_objected_at IS NULL',
)

const added = (terms: readonly string[]) => sql.raw(terms.join(' + '))

/**
 * How customers fit, whom `everyone` finds as `c`: `id`, `fit`, the `known` weight and `truths`. As the actor sees them: what lies
 * outside its reach is not there. A customer is judged once: the limit keeps SQLite from judging anew for each sum.
 */
export function fits(service: Service, conditions: readonly ProfileCondition[], everyone: SQL): SQL {
  const moment = momentOf(service)
  const truths = conditions.map(
    ({ condition }, at) =>
      sql`(${compile(condition, judged, moment).sql}) AS ${sql.identifier(`truth_${at}`)}`,
  )
  const total = weightOf(conditions)
  const weighed = (test: string) =>
    added(conditions.map(({ weight }, at) => `${weight} * (truth_${at} ${test})`))
  return sql`
    SELECT id, iif(2 * known >= ${total}, (200 * won + known) / (2 * known), NULL) AS fit, known, truths
    FROM (SELECT id, ${weighed('IS 1')} AS won, ${weighed('IS NOT NULL')} AS known,
        json_array(${sql.raw(conditions.map((_one, at) => `truth_${at}`).join(', '))}) AS truths
      FROM (SELECT c.id AS id, ${sql.join(truths, sql`, `)} FROM ${everyone} LIMIT -1) LIMIT -1)`
}
