import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { type Share, shareOf } from '../../lib/mathematics/share.ts'
import { monthOfDay } from '../../lib/months.ts'
import { type AsOf, provisional, readAsOf } from '../facts/as-of.ts'
import { firstDayOf, monthText } from '../facts/months.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { type MonthFlow, noFlow, readMonthFlows } from './month-flow.ts'

/** Months that one answer covers at most. */
export const churnMonths = 36

const schema = z
  .strictObject({ from: monthText, until: monthText })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < churnMonths, {
    path: ['until'],
    message: say('moreMonths', { max: churnMonths }),
  })

/** How `loss` and `regained` come about, as every answer says it. */
export const lossFormula =
  'loss = Σ over the customers who churned in the month of (net spend up to asOf ÷ months with a purchase up to asOf, cut to the minor unit); ' +
  'regained = the same Σ over the customers who returned; net = regained − loss'

/** Moves between lifecycle stages that the nights of a month noted. */
export interface LifecycleMoves {
  /** Days of the month with a night that could note moves. */
  nights: number
  lost: number
  wonBack: number
}

export interface ChurnMonth {
  month: number
  /** The month is not over: who has not bought yet still may. */
  provisional: boolean
  activeBefore: number
  active: number
  /** Bought in the month before, not in this one. */
  churned: number
  churn: Share | null
  loss: bigint
  /** Bought in this month, not in the one before, but earlier. */
  returned: number
  regained: bigint
  net: bigint
  lifecycle: LifecycleMoves
}

export interface Churn {
  asOf: AsOf | null
  months: ChurnMonth[]
}

/**
 * Who left and who came back, by calendar month: one round trip over the monthly sums of the cohorts and at most
 * 1,100 rows of `nights`. Months that have not begun at the end of the newest day are left out. What customers who
 * turned lost are worth is not told: their moves are not kept in the order of days, so it would cost a reading of
 * them all.
 * @throws UserError `INVALID_INPUT` also for more than 36 months
 */
export async function readChurn(service: Service, input: unknown): Promise<Churn> {
  requireScope(service.actor, 'reports:read')
  const { from, until } = parse(schema, input)
  const [asOf, flows, moves] = await Promise.all([
    readAsOf(service),
    readMonthFlows(service, from - 1, until),
    readMoves(service, from, until),
  ])
  if (!asOf) return { asOf, months: [] }
  const flowOf = new Map(flows.map(flow => [flow.month, flow]))
  const last = Math.min(until, monthOfDay(asOf.day))
  return {
    asOf,
    months: Array.from({ length: Math.max(0, last - from + 1) }, (_, at) => {
      const month = from + at
      const before = flowOf.get(month - 1) ?? noFlow(month - 1)
      const flow = flowOf.get(month) ?? noFlow(month)
      return {
        ...churnOf(flow, before),
        provisional: provisional(month, asOf),
        lifecycle: movesWithin(month, moves),
      }
    }),
  }
}

/** What the flow of a month comes to against that of the month before. */
export function churnOf(flow: MonthFlow, before: MonthFlow): Omit<ChurnMonth, 'provisional' | 'lifecycle'> {
  const [loss, regained] = [BigInt(flow.churnedSpend), BigInt(flow.returnedSpend)]
  return {
    month: flow.month,
    activeBefore: before.active,
    active: flow.active,
    churned: flow.churned,
    churn: shareOf(flow.churned, before.active),
    loss,
    returned: flow.returned,
    regained,
    net: regained - loss,
  }
}

const dayMoves = z.object({ day: z.int(), lost: z.int(), wonBack: z.int() })

/**
 * What the nights counted, without the very first one: it places everybody's history at once, which is no move.
 * All attempts of a day together: what one stored before it failed, the next finds done and does not count again.
 * @param from,until month numbers, both included
 */
const readMoves = (service: Service, from: number, until: number) =>
  checkedRows(
    service.db.orm,
    dayMoves,
    sql`
    SELECT n.day, sum(ifnull(s.value ->> '$.counts.LOST', 0)) AS lost,
      sum(ifnull(s.value ->> '$.counts.WON_BACK', 0)) AS wonBack
    FROM nights n INDEXED BY nights_state CROSS JOIN json_each(n.stages) s
    WHERE n.state IN ('COMPLETED', 'FAILED') AND n.current = 1 AND s.value ->> 'stage' = 'lifecycle'
      AND n.day BETWEEN ${firstDayOf(from)} AND ${firstDayOf(until) + 30}
      AND n.day > (
        SELECT day FROM nights INDEXED BY nights_state WHERE state = 'COMPLETED' AND current = 1
        ORDER BY day LIMIT 1)
    GROUP BY n.day`,
  )

function movesWithin(month: number, moves: readonly z.infer<typeof dayMoves>[]): LifecycleMoves {
  const within = moves.filter(({ day }) => monthOfDay(day) === month)
  return {
    nights: within.length,
    lost: within.reduce((sum, { lost }) => sum + lost, 0),
    wonBack: within.reduce((sum, { wonBack }) => sum + wonBack, 0),
  }
}
