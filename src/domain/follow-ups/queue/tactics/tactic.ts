import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { json } from '../../../../database/checked-rows.ts'
import { type FollowUpReason, leftOutReasons } from '../../../../database/tables/care/follow-ups.ts'
import { type Channel, channels } from '../../../../database/tables/customers/channels.ts'
import type { CareStandard } from '../../../care-standards/in-force.ts'
import type { LifecyclePolicy } from '../../../metrics/lifecycle.ts'
import type { RelationshipPolicy } from '../../../relationships/policy.ts'
import type { RepeatBuyingBasis } from '../../../repeat-buying/basis.ts'
import type { FollowUpPolicy, NightTactic } from '../../policy.ts'
import type { ValueAtRisk } from '../../value/value-at-risk.ts'

/** What the proposals of one night rest on besides the customers. */
export interface Night {
  /** The business day that is over; somebody can act from the next one on. */
  day: number
  timeZone: string
  policy: FollowUpPolicy
  policyVersion: number
  owed: RelationshipPolicy['owed']
  lifecycle: LifecyclePolicy
  /** Those in force on the day on which somebody can act. */
  standards: readonly CareStandard[]
  basis: RepeatBuyingBasis
  /** From this value at risk on a customer is among the highest, in minor units; null while nobody has any. */
  highValue: bigint | null
}

export type LeftOutReason = (typeof leftOutReasons)[number]

/** Which customers are looked at: the condition on the column that holds their id. */
export type Whom = (column: SQL) => SQL

export const among =
  (ids: readonly number[]): Whom =>
  column =>
    sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** Every tactic's candidates: one row per customer, with the reason why it is left out, if any. */
export const candidateRow = z.object({
  customerId: z.int(),
  occasion: z.string(),
  ownerId: z.int().nullable(),
  /** Digits: a sum of money may pass 2^53. */
  netSpendYear: z.string(),
  /** Ids of the earlier attempts at this occasion; nobody answered any of them. */
  attempts: json(z.array(z.int())),
  leftOut: z.enum(leftOutReasons).nullable(),
  /** Days of contacts that count, and days for which others are planned. */
  contacts: json(z.array(z.int())),
  planned: json(z.array(z.int())),
  /** Of the tactic's channels those by which the customer may be contacted. */
  channels: json(z.array(z.enum(channels))),
  /** Those for which the house has an address. */
  known: json(z.array(z.enum(channels).nullable())),
  preferred: json(z.array(z.enum(channels))),
})

export type CandidateRow = z.infer<typeof candidateRow>

/** One of the night's tactics: whom it concerns, and what an item of it says. */
export interface Tactic<Row extends CandidateRow = CandidateRow> {
  tactic: NightTactic
  row: z.ZodType<Row>
  /** It rests on what is predicted of a customer, so not of one who objected to that. */
  scoring: boolean
  /** It is owed, so it is done whether it pays or not. */
  promised: boolean
  /** It is over some time after its due day; else it stays until somebody does it. */
  expires: boolean
  /** By what it may be done, the usual one first. */
  channels: readonly Channel[]
  /** Holds for a customer `c` of whom there is a candidate, and may hold for others: nobody else is looked at. */
  mayConcern(night: Night): SQL
  /** It asks whether a value at risk is among the highest, so these are measured where it may concern somebody. */
  byHighValue?: true
  /** Whether there is nothing to look for in a night. */
  idle?(night: Night): boolean
  /**
   * Selects `customer_id`, `occasion` (what the item is about, its identity within tactic and customer), `rank` (of several
   * the highest wins, then the highest `fact`) and whatever columns the reasons need.
   */
  candidates(night: Night, whom: Whom): SQL
  /** Whether a candidate is one in the light of its value at risk too. */
  concerns?(row: Row, value: ValueAtRisk, night: Night): boolean
  dueOn(row: Row, night: Night): number
  /** Where a candidate says itself by what it is done, how long it takes, and by whom, if not by the customer's owner. */
  terms?(row: Row, night: Night): { channels: readonly Channel[]; minutes: number; ownerId: number | null }
  /** What an item is drawn for hold-out within: its occasion, else the tactic's repeat counted from 1970-01-01. */
  drawn: 'OCCASION' | 'REPEAT'
  reasons(row: Row, night: Night, value: ValueAtRisk): FollowUpReason[]
}

/** Promised work is seen so many days before it is due. */
export const leadDays = 7

/** Due so many days after a day, but not before somebody can act. */
export const dueAfter = (from: number, days: number, { day }: Night): number => Math.max(from + days, day + 1)
