import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { dayText, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** Days of one answer. */
export const mostDaysOfMoves = 92

/** How many joined a segment on a day, and how many left it. */
export interface DayOfMoves {
  day: number
  joined: number
  left: number
}

const daysOf = z
  .strictObject({ from: dayText, until: dayText })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(({ from, until }) => until - from < mostDaysOfMoves, {
    path: ['until'],
    message: say('moreDays', { max: mostDaysOfMoves }),
  })

const movesRow = z.object({ segmentId: z.int(), day: z.int(), joined: z.int(), left: z.int() })

/**
 * Who joined and left each segment among the customers within reach, by day: every day from `from` to `until`. Whoever
 * left at the instant of joining did neither. Reads what moved since `from`, in one round trip.
 * @throws UserError `INVALID_INPUT`
 */
export async function readMoves(
  service: Service,
  segmentIds: readonly number[],
  input: unknown,
): Promise<ReadonlyMap<number, DayOfMoves[]>> {
  const { from, until } = parse(daysOf, input)
  const { timeZone } = service.workspace
  const days = Array.from({ length: until - from + 1 }, (_, at) => from + at)
  const starts = JSON.stringify(days.map(day => [day, startOfDay(day, timeZone)]))
  const [start, end] = [startOfDay(from, timeZone), startOfDay(until + 1, timeZone)]
  const reached = ofCustomersWithinReach(service, { customerId: sql`customer_id` }) ?? sql`1`
  const those = sql`segment_id IN (SELECT value FROM json_each(${JSON.stringify(segmentIds)})) AND ${reached}`
  const rows = await checkedRows(
    service.db.orm,
    movesRow,
    sql`
    WITH starts(day, start) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(${starts})),
    moves(segmentId, at, joined, "left") AS (
      SELECT segment_id, joined_at, count(*), 0 FROM segment_members INDEXED BY segment_members_joined
      WHERE joined_at >= ${start} AND joined_at < ${end} AND ${those}
      GROUP BY segment_id, joined_at
      UNION ALL
      SELECT segment_id, joined_at, count(*), 0 FROM segment_stays INDEXED BY segment_stays_segment
      WHERE left_at >= ${start} AND left_at > joined_at AND joined_at >= ${start} AND joined_at < ${end} AND ${those}
      GROUP BY segment_id, joined_at
      UNION ALL
      SELECT segment_id, left_at, 0, count(*) FROM segment_stays INDEXED BY segment_stays_segment
      WHERE left_at >= ${start} AND left_at < ${end} AND left_at > joined_at AND ${those}
      GROUP BY segment_id, left_at)
    SELECT segmentId, (SELECT max(day) FROM starts WHERE start <= at) AS day, sum(joined) AS joined, sum("left") AS "left"
    FROM moves GROUP BY segmentId, day`,
  )
  const found = new Map(rows.map(row => [`${row.segmentId} ${row.day}`, row]))
  return new Map(
    segmentIds.map(id => [
      id,
      days.map(day => {
        const { joined = 0, left = 0 } = found.get(`${id} ${day}`) ?? {}
        return { day, joined, left }
      }),
    ]),
  )
}
