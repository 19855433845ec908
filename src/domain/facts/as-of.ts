import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { monthOf, newestMonthOver } from './months.ts'

/** How far a report sees. */
export interface AsOf {
  /** The newest day whose night is done: facts up to its end count. */
  day: number
  /** When that night was done, milliseconds. */
  computedAt: number
}

/** Nights before this version of the stored metrics kept no sums per cohort. */
const cohortsSince = 1

/** A column of the newest night that kept sums per cohort, for statements that do not wait for its day. */
const ofNewestNight = (column: SQL) => sql`
  SELECT ${column} FROM nights INDEXED BY nights_state
  WHERE state = 'COMPLETED' AND current = 1 AND metrics_version >= ${cohortsSince}
  ORDER BY day DESC, attempt DESC LIMIT 1`

export const newestDay = sql`(${ofNewestNight(sql`day`)})`

/** `newestMonthOver` of the newest day, in SQL. */
export const newestDayMonthOver = sql`(${ofNewestNight(sql`${monthOf(sql`(day + 1)`)} - 1`)})`

const asOfRow = z.object({ day: z.int(), computedAt: z.int() })

/** Null before the first night. */
export async function readAsOf(service: Service): Promise<AsOf | null> {
  const [row] = await checkedRows(
    service.db.orm,
    asOfRow,
    ofNewestNight(sql`day, ifnull(finished_at, progress_at) AS computedAt`),
  )
  return row ?? null
}

/** Whether a month is not over yet at the end of the newest day, so that its figures still change. */
export const provisional = (month: number, { day }: AsOf) => month > newestMonthOver(day)
