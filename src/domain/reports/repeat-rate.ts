import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { type Share, shareOf } from '../../lib/mathematics/share.ts'
import { type AsOf, newestDay, readAsOf } from '../facts/as-of.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'
import { dayText, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** What one answer reads at most. */
export const repeatLimits = { windowDays: 366, withinDays: 366, responses: 50_000 } as const

const schema = z
  .strictObject({
    from: dayText,
    until: dayText,
    withinDays: z.number().int().min(1).max(repeatLimits.withinDays).nullish(),
  })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < repeatLimits.windowDays, {
    path: ['until'],
    message: say('moreDays', { max: repeatLimits.windowDays }),
  })

export const scoreClasses = ['DETRACTOR', 'PASSIVE', 'PROMOTER'] as const

export type ScoreClass = (typeof scoreClasses)[number]

/** The classes of the Net Promoter Score (Reichheld 2003). */
const classOf = (score: number): ScoreClass =>
  score <= 6 ? 'DETRACTOR' : score <= 8 ? 'PASSIVE' : 'PROMOTER'

export interface Repeaters {
  /** Each customer once, by the earliest response of the window. */
  respondents: number
  /** Those of them whose `withinDays` are over. */
  observed: number
  /** Those of the observed with a purchase day within them. */
  repeaters: number
  share: Share | null
}

export interface RepeatRate {
  asOf: AsOf | null
  withinDays: number
  /** More responses than are read lie in the window: the newest of them count. */
  truncated: boolean
  scores: (Repeaters & { score: number })[]
  classes: (Repeaters & { class: ScoreClass })[]
  all: Repeaters
}

type Counts = Omit<Repeaters, 'share'>

const scoreRow = z.object({
  score: z.int(),
  respondents: z.int(),
  observed: z.int(),
  repeaters: z.int(),
})

/**
 * Whether satisfied customers buy again: of those who gave each score, the share with a purchase day in the
 * `withinDays` days after the day of the response. One round trip; at most 50,000 rows of the index
 * `interactions_scores` and one search in `interactions_purchases` for each.
 *
 * A customer counts once, by the earliest response of the window. The newest one would be the one that no further
 * response followed: where surveys follow purchases, that picks those who did not buy again.
 * @throws UserError `INVALID_INPUT` also for more than 366 days
 */
export async function readRepeatRate(service: Service, input: unknown): Promise<RepeatRate> {
  requireScope(service.actor, 'reports:read')
  const { from, until, withinDays: asked } = parse(schema, input)
  const withinDays = asked ?? 90
  const answered = responses(service, from, until)
  const [asOf, rows, beyond] = await Promise.all([
    readAsOf(service),
    checkedRows(
      service.db.orm,
      scoreRow,
      sql`
      WITH answered AS MATERIALIZED (${answered} LIMIT ${repeatLimits.responses}),
      respondents AS MATERIALIZED (
        SELECT customer_id, day, score, day + ${withinDays} <= ${newestDay} AS observed
        FROM (
          SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY occurred_at, id) AS place FROM answered)
        WHERE place = 1)
      SELECT score, count(*) AS respondents, ifnull(sum(observed), 0) AS observed,
        ifnull(sum(CASE WHEN observed THEN EXISTS (
          SELECT 1 FROM interactions i INDEXED BY interactions_purchases
          WHERE i.customer_id = r.customer_id AND i.day > r.day AND i.day <= r.day + ${withinDays}
            AND ${isTrade} AND ${isPurchase}
        ) END), 0) AS repeaters
      FROM respondents r GROUP BY score`,
    ),
    service.db.orm.all(sql`${answered} LIMIT 1 OFFSET ${repeatLimits.responses}`),
  ])
  const ofScores = (scores: readonly number[]): Repeaters =>
    sum(rows.filter(row => scores.includes(row.score)))
  const scores = Array.from({ length: 11 }, (_, score) => score)
  return {
    asOf,
    withinDays,
    truncated: beyond.length > 0,
    scores: scores.map(score => ({ score, ...ofScores([score]) })),
    classes: scoreClasses.map(name => ({
      class: name,
      ...ofScores(scores.filter(score => classOf(score) === name)),
    })),
    all: ofScores(scores),
  }
}

/** The survey responses of the days from..until, the newest first, from the index alone. */
const responses = ({ workspace }: Service, from: number, until: number): SQL => sql`
  SELECT customer_id, occurred_at, id, day, score FROM interactions INDEXED BY interactions_scores
  WHERE score IS NOT NULL AND cancelled = 0 AND occurred_at >= ${startOfDay(from, workspace.timeZone)}
    AND occurred_at < ${startOfDay(until + 1, workspace.timeZone)}
  ORDER BY occurred_at DESC, id DESC`

function sum(rows: readonly Counts[]): Repeaters {
  const total = (field: keyof Counts) => rows.reduce((so, row) => so + row[field], 0)
  const [observed, repeaters] = [total('observed'), total('repeaters')]
  return { respondents: total('respondents'), observed, repeaters, share: shareOf(repeaters, observed) }
}
