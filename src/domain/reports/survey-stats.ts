import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { surveyKinds } from '../../database/tables/care/surveys.ts'
import { startOfDay } from '../../lib/days.ts'
import { type NetPromoter, netPromoter } from '../../lib/mathematics/net-promoter.ts'
import { roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'
import { monthOfDay } from '../../lib/months.ts'
import { firstDayOf } from '../facts/months.ts'
import { dayText, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { fewest, type Measured, measured } from './measured.ts'

/** What one answer reads and shows at most. */
export const surveyLimits = { windowDays: 366, groups: 200 } as const

export const surveyGroupings = ['MONTH', 'REGION', 'STAFF'] as const

const schema = z
  .strictObject({
    kind: z.enum(surveyKinds),
    from: dayText,
    until: dayText,
    by: z.enum(surveyGroupings).nullish(),
  })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < surveyLimits.windowDays, {
    path: ['until'],
    message: say('moreDays', { max: surveyLimits.windowDays }),
  })

type Kind = (typeof surveyKinds)[number]

/** What became of some surveys. */
export interface SurveyFigures {
  asked: number
  answered: number
  declined: number
  expired: number
  /** Of those whose last day is over. */
  responses: Measured
  /** How many scores there are. */
  scores: number
  /** Two decimals; null of too few scores. */
  mean: number | null
  /** Of recommendations; null of too few scores. */
  netPromoter: NetPromoter | null
}

export interface SurveyGroup extends SurveyFigures {
  /** Day number of the month's first day. */
  month: number | null
  regionId: number | null
  staffId: number | null
}

export interface SurveyStats {
  all: SurveyFigures
  groups: SurveyGroup[]
  truncated: boolean
}

const row = z.object({
  key: z.int().nullable(),
  asked: z.int(),
  answered: z.int(),
  declined: z.int(),
  expired: z.int(),
  over: z.int(),
  overAnswered: z.int(),
  scores: z.int(),
  sum: z.int(),
  promoters: z.int(),
  detractors: z.int(),
})

type Counts = Omit<z.infer<typeof row>, 'key'>

/**
 * What customers answered who were asked within some days: together, and by the month of asking, the region where the
 * customer is now, or who asked. One round trip over the surveys of these days.
 * @throws UserError `INVALID_INPUT` also for more than 366 days
 */
export async function readSurveyStats(service: Service, input: unknown): Promise<SurveyStats> {
  requireScope(service.actor, 'reports:read')
  const { kind, from, until, by } = parse(schema, input)
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    WITH months AS (SELECT value ->> 0 AS month, value ->> 1 AS begins, value ->> 2 AS ends
      FROM json_each(${JSON.stringify(monthsOf(service, from, until))}))
    SELECT ${by ? keys[by] : sql`NULL`} AS key, count(*) AS asked, sum(s.state = 'ANSWERED') AS answered,
      sum(s.state = 'DECLINED') AS declined, sum(s.state = 'OPEN' AND s.expires_on < ${service.today}) AS expired,
      sum(s.expires_on < ${service.today}) AS "over",
      sum(s.expires_on < ${service.today} AND s.state = 'ANSWERED') AS overAnswered,
      count(i.score) AS scores, ifnull(sum(i.score), 0) AS sum,
      ifnull(sum(i.score >= 9), 0) AS promoters, ifnull(sum(i.score <= 6), 0) AS detractors
    FROM months CROSS JOIN surveys AS s ON s.asked_at >= months.begins AND s.asked_at < months.ends
    CROSS JOIN customers AS c ON c.id = s.customer_id
    LEFT JOIN interactions AS i ON i.id = s.answer_id AND i.kind = 'SURVEY_RESPONSE' AND i.cancelled = 0
    WHERE s.kind = ${kind} GROUP BY 1 ORDER BY ${by === 'MONTH' ? sql`1` : sql`2 DESC, 1`}`,
  )
  const all = rows.reduce<Counts>(
    (sum, { key: _, ...counts }) => {
      for (const name of countNames) sum[name] += counts[name]
      return sum
    },
    { ...noCounts },
  )
  return {
    all: figuresOf(kind, all),
    groups: by
      ? rows
          .slice(0, surveyLimits.groups)
          .map(({ key, ...counts }) => ({ ...noKey, ...named[by](key), ...figuresOf(kind, counts) }))
      : [],
    truncated: rows.length > surveyLimits.groups,
  }
}

const noCounts: Counts = {
  ...{ asked: 0, answered: 0, declined: 0, expired: 0, over: 0, overAnswered: 0 },
  ...{ scores: 0, sum: 0, promoters: 0, detractors: 0 },
}
const countNames = Object.keys(noCounts) as (keyof Counts)[]

const keys: Readonly<Record<(typeof surveyGroupings)[number], SQL>> = {
  MONTH: sql.raw('months.month'),
  REGION: sql.raw('c.region_id'),
  STAFF: sql.raw('s.staff_id'),
}

const noKey = { month: null, regionId: null, staffId: null }

const named = {
  MONTH: (key: number | null) => ({ month: key === null ? null : firstDayOf(key) }),
  REGION: (key: number | null) => ({ regionId: key }),
  STAFF: (key: number | null) => ({ staffId: key }),
}

/** The months of the days, each with its first instant and that behind its last, cut to the days. */
function monthsOf({ workspace }: Service, from: number, until: number): [number, number, number][] {
  const [first, last] = [monthOfDay(from), monthOfDay(until)]
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const month = first + at
    return [
      month,
      startOfDay(Math.max(from, firstDayOf(month)), workspace.timeZone),
      startOfDay(Math.min(until + 1, firstDayOf(month + 1)), workspace.timeZone),
    ]
  })
}

function figuresOf(kind: Kind, counts: Counts): SurveyFigures {
  const { asked, answered, declined, expired, over, overAnswered, scores, sum, promoters, detractors } =
    counts
  const tells = scores >= fewest
  return {
    ...{ asked, answered, declined, expired, scores },
    responses: measured(overAnswered, over),
    mean: tells ? roundHalfAwayFromZero(sum / scores, 2) : null,
    netPromoter:
      tells && kind === 'RECOMMENDATION'
        ? netPromoter(promoters, scores - promoters - detractors, detractors)
        : null,
  }
}
