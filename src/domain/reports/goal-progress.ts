import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { goals } from '../../database/tables/house/goals.ts'
import type { Interval, Share } from '../../lib/mathematics/share.ts'
import { monthOfDay } from '../../lib/months.ts'
import { readAsOf } from '../facts/as-of.ts'
import { firstDayOf, newestMonthOver } from '../facts/months.ts'
import type { Service } from '../service/service.ts'
import { newestSnapshots, readingColumns, readingRow, toReading } from './campaign-snapshots.ts'
import { measured } from './measured.ts'
import { noFlow, readMonthFlows } from './month-flow.ts'
import { doneInTime } from './staff-scorecards.ts'
import { readSurveyStats } from './survey-stats.ts'

type Goal = typeof goals.$inferSelect
export type AimedAt = Pick<
  Goal,
  'metric' | 'direction' | 'target' | 'firstDay' | 'lastDay' | 'segmentId' | 'campaignId'
>

export const goalStandings = ['NOT_BEGUN', 'CANNOT_TELL', 'REACHED', 'NOT_REACHED'] as const

/** What a query tells of a metric; null where it cannot be told. */
interface Measure {
  value: number | null
  interval: Interval | null
  /** Of how many, where the value is a share or a score of some. */
  of: number | null
  /** The last day that counts. */
  asOf: number | null
}

export interface GoalProgress extends Measure {
  standing: (typeof goalStandings)[number]
  /** The whole interval lies on the side that the value lies on; null without an interval. */
  sure: boolean | null
  over: boolean
}

/** The query that tells each metric. */
export const queryOfMetric: Readonly<Record<Goal['metric'], string>> = {
  RETENTION: 'churn',
  NEW_CUSTOMERS: 'cohortRetention',
  RETURNED_CUSTOMERS: 'churn',
  NET_PROMOTER_SCORE: 'surveyStats',
  SATISFACTION: 'surveyStats',
  FOLLOW_UPS_IN_TIME: 'staffScorecards',
  VULNERABILITY_INDEX: 'vulnerabilityTrend',
  SEGMENT_MEMBERS: 'segment',
}

/** How a goal stands, as its metric's query tells it now. One round trip. */
export async function readGoalProgress(service: Service, goal: AimedAt): Promise<GoalProgress> {
  const { direction, target, firstDay, lastDay } = goal
  const over = lastDay < service.today
  if (firstDay > service.today) return { ...unknown, standing: 'NOT_BEGUN', sure: null, over }
  const measure = await measures[goal.metric](service, goal)
  const { value, interval } = measure
  if (value === null) return { ...measure, standing: 'CANNOT_TELL', sure: null, over }
  const holds = (figure: number) => (direction === 'AT_LEAST' ? figure >= target : figure <= target)
  const reached = holds(value)
  return {
    ...measure,
    standing: reached ? 'REACHED' : 'NOT_REACHED',
    sure: interval && [interval.lower, interval.upper].every(bound => holds(bound) === reached),
    over,
  }
}

const unknown: Measure = { value: null, interval: null, of: null, asOf: null }

const measures: Readonly<Record<Goal['metric'], (service: Service, goal: AimedAt) => Promise<Measure>>> = {
  RETENTION: (service, goal) =>
    flowsOf(service, goal, newestMonthOver, ({ kept, before }) => ({
      ...toldOf(measured(kept, before).share),
      of: before,
    })),
  RETURNED_CUSTOMERS: (service, goal) =>
    flowsOf(service, goal, monthOfDay, ({ returned }) => ({
      ...{ value: returned, interval: null, of: null },
    })),
  NEW_CUSTOMERS: readNewCustomers,
  NET_PROMOTER_SCORE: async (service, goal) => {
    const { scores, netPromoter } = await surveyed(service, goal, 'RECOMMENDATION')
    const told = { of: scores, asOf: lastSoFar(service, goal) }
    return netPromoter
      ? { value: netPromoter.score, interval: netPromoter.interval, ...told }
      : { ...unknown, ...told }
  },
  SATISFACTION: async (service, goal) => {
    const { scores, mean } = await surveyed(service, goal, 'SATISFACTION')
    return { value: mean, interval: null, of: scores, asOf: lastSoFar(service, goal) }
  },
  FOLLOW_UPS_IN_TIME: readFollowUpsInTime,
  VULNERABILITY_INDEX: readIndex,
  SEGMENT_MEMBERS: readMembers,
}

const toldOf = (share: Share | null): Pick<Measure, 'value' | 'interval'> => ({
  value: share?.rate ?? null,
  interval: share?.interval ?? null,
})

/** The calendar months that lie wholly within the days of a goal: the first and the last. */
const monthsOf = ({ firstDay, lastDay }: AimedAt): [first: number, last: number] => {
  const begun = monthOfDay(firstDay)
  return [firstDayOf(begun) === firstDay ? begun : begun + 1, newestMonthOver(lastDay)]
}

const lastSoFar = ({ today }: Service, { lastDay }: AimedAt) => Math.min(lastDay, today)

interface Flow {
  /** Bought in a month, added up, and again in the next. */
  before: number
  kept: number
  returned: number
}

/** @param newest the newest month that counts, of the newest day whose night is done */
async function flowsOf(
  service: Service,
  goal: AimedAt,
  newest: (day: number) => number,
  tell: (flow: Flow) => Omit<Measure, 'asOf'>,
): Promise<Measure> {
  const [first, last] = monthsOf(goal)
  const [asOf, flows] = await Promise.all([readAsOf(service), readMonthFlows(service, first - 1, last)])
  const upto = asOf && Math.min(last, newest(asOf.day))
  if (upto === null || upto < first) return { ...unknown, asOf: asOf?.day ?? null }
  const of = new Map(flows.map(flow => [flow.month, flow]))
  const sum: Flow = { before: 0, kept: 0, returned: 0 }
  for (let month = first; month <= upto; month++) {
    const before = of.get(month - 1) ?? noFlow(month - 1)
    const flow = of.get(month) ?? noFlow(month)
    sum.before += before.active
    sum.kept += before.active - flow.churned
    sum.returned += flow.returned
  }
  return { ...tell(sum), asOf: asOf?.day ?? null }
}

const newRow = z.object({ customers: z.int() })

async function readNewCustomers(service: Service, goal: AimedAt): Promise<Measure> {
  const [first, last] = monthsOf(goal)
  const [asOf, [row]] = await Promise.all([
    readAsOf(service),
    checkedRows(
      service.db.orm,
      newRow,
      sql`SELECT ifnull(sum(customers), 0) AS customers FROM cohorts WHERE month BETWEEN ${first} AND ${last}`,
    ),
  ])
  const told = asOf !== null && monthOfDay(asOf.day) >= first && first <= last
  return { ...unknown, value: told ? (row?.customers ?? 0) : null, asOf: asOf?.day ?? null }
}

async function surveyed(service: Service, goal: AimedAt, kind: 'RECOMMENDATION' | 'SATISFACTION') {
  const { all } = await readSurveyStats(service, { kind, from: goal.firstDay, until: goal.lastDay })
  return all
}

const inTimeRow = z.object({ due: z.int(), inTime: z.int() })

/** What was due and was not dismissed: done by its day, of all. */
async function readFollowUpsInTime(service: Service, goal: AimedAt): Promise<Measure> {
  const until = Math.min(goal.lastDay, service.today - 1)
  const [row] = await checkedRows(
    service.db.orm,
    inTimeRow,
    sql`
    SELECT count(*) AS due, ifnull(sum(${doneInTime}), 0) AS inTime
    FROM follow_ups AS f LEFT JOIN interactions AS i ON i.id = f.interaction_id
    WHERE f.due_on BETWEEN ${goal.firstDay} AND ${until} AND f.state <> 'DISMISSED'`,
  )
  const { share, whole } = measured(row?.inTime, row?.due)
  return { ...toldOf(share), of: whole, asOf: until }
}

/** The newest result of the campaign by the goal's last day, all its regions together. */
async function readIndex(service: Service, { campaignId, lastDay }: AimedAt): Promise<Measure> {
  const [row] = await checkedRows(
    service.db.orm,
    readingRow,
    sql`
    SELECT ${readingColumns} FROM (${newestSnapshots(sql`SELECT ${campaignId} AS id`, lastDay)}) n
      JOIN vulnerability_snapshots s ON s.id = n.id
      JOIN vulnerability_policies p ON p.version = s.policy_version`,
  )
  if (!row) return unknown
  const { vi, interval, observed, asOf } = toReading(row)
  return { value: vi, interval, of: observed, asOf }
}

const memberRow = z.object({ members: z.int() })

async function readMembers(service: Service, { segmentId }: AimedAt): Promise<Measure> {
  const [row] = await checkedRows(
    service.db.orm,
    memberRow,
    sql`SELECT member_count AS members FROM segments WHERE id = ${segmentId}`,
  )
  return { ...unknown, value: row?.members ?? null, asOf: service.today }
}
