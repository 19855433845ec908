import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { readStandards } from '../../care-standards/in-force.ts'
import { lifecyclePolicy } from '../../metrics/lifecycle.ts'
import { policyInForce } from '../../policies/read.ts'
import { relationshipPolicy } from '../../relationships/policy.ts'
import { readBasis } from '../../repeat-buying/basis.ts'
import type { Service } from '../../service/service.ts'
import { followUpPolicy } from '../policy.ts'
import { readValuesAtRisk } from '../value/value-at-risk.ts'
import { feedbackMayWait } from './feedback.ts'
import { tactics } from './tactics/all.ts'
import type { Night, Tactic } from './tactics/tactic.ts'

/** What a night goes by, but for the highest values at risk. */
export async function readNight(service: Service, day: number): Promise<Night> {
  const [{ body: policy, version }, relationship, lifecycle, standards, basis] = await Promise.all([
    policyInForce(service, followUpPolicy),
    policyInForce(service, relationshipPolicy),
    policyInForce(service, lifecyclePolicy),
    readStandards(service, day + 1, day + 1),
    readBasis(service, day),
  ])
  if (!basis) throw new Error('A basis of a named day is never missing')
  const { timeZone } = service.workspace
  return {
    day,
    timeZone,
    policy,
    policyVersion: version,
    owed: relationship.body.owed,
    lifecycle: lifecycle.body,
    standards,
    basis,
    highValue: null,
  }
}

/** Values at risk are measured on so many customers at most. */
const measuredAtMost = 5_000

/** Of whom all that a value is computed from is held in memory at once. */
const readAtOnce = 750

const sampleRow = z.object({ ids: json(z.array(z.int())) })

/** Those whose values at risk are measured: all who ever bought, or 5,000 of them spread evenly over how often they bought. */
export async function readMeasured(service: Service): Promise<number[]> {
  const [sample] = await checkedRows(
    service.db.orm,
    sampleRow,
    sql`
    WITH bought AS MATERIALIZED (
      SELECT id, row_number() OVER (ORDER BY purchase_days, id) AS place FROM customers WHERE purchase_days > 0)
    SELECT json_group_array(id) AS ids FROM bought
    WHERE place % ((SELECT count(*) FROM bought) / ${measuredAtMost} + 1) = 0`,
  )
  return sample?.ids ?? []
}

/** From which value at risk on a customer is among the highest `coffeeTopPercent` of those measured. */
export async function readHighValue(
  service: Service,
  night: Night,
  measured: readonly number[],
): Promise<bigint | null> {
  const amounts: bigint[] = []
  for (let from = 0; from < measured.length; from += readAtOnce) {
    const values = await readValuesAtRisk(service, night, measured.slice(from, from + readAtOnce))
    amounts.push(...[...values.values()].flatMap(({ amount }) => amount ?? []))
  }
  amounts.sort((a, b) => (a === b ? 0 : a > b ? -1 : 1))
  const top = Math.ceil((amounts.length * night.policy.coffeeTopPercent) / 100)
  return amounts[top - 1] ?? null
}

const ids = json(z.array(z.int()))

const rangeRow = z.object({
  /** The last of them; null where there is nobody any more. */
  upto: z.int().nullable(),
  customers: z.int(),
  /** Of whom something is left out, or for whom there may be something. */
  ids,
  /** Those for whom there may be work on feedback. */
  waiting: ids,
  /** Those for whom there may be work of a tactic, by the tactic's place in `tactics`. */
  concerned: json(z.array(z.array(z.int()))),
})

const column = (place: number) => sql.raw(`concerns_${place}`)

/** The next customers in the order of their ids, and those among them for whom the queue may have something. */
export async function readRange(service: Service, night: Night, after: number, size: number) {
  const each = (part: (tactic: Tactic, place: number) => SQL, between: SQL) =>
    sql.join(tactics.map(part), between)
  const [range] = await checkedRows(
    service.db.orm,
    rangeRow,
    sql`
    SELECT max(id) AS upto, count(*) AS customers, json_group_array(id) FILTER (WHERE waits) AS waiting,
      json_group_array(id) FILTER (WHERE left_out OR waits OR ${each((_, at) => column(at), sql` OR `)}) AS ids,
      json_array(${each((_, at) => sql`json_group_array(id) FILTER (WHERE ${column(at)})`, sql`, `)}) AS concerned
    FROM (
      SELECT c.id AS id, EXISTS (SELECT 1 FROM follow_ups_left_out l WHERE l.customer_id = c.id) AS left_out,
        ${feedbackMayWait(night)} AS waits,
        ${each((tactic, at) => sql`(${tactic.mayConcern(night)}) AS ${column(at)}`, sql`, `)}
      FROM customers c WHERE c.id > ${after} ORDER BY c.id LIMIT ${size})`,
  )
  if (!range) throw new Error('An aggregate without a row')
  return { ...range, concerned: new Map(tactics.map((tactic, at) => [tactic, range.concerned[at] ?? []])) }
}
