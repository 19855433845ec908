import { sql } from 'drizzle-orm'
import { commit } from '../../src/domain/writes/commit.ts'
import { startOfDay } from '../../src/lib/days.ts'
import { table } from '../measure.ts'
import { benchService } from '../service.ts'
import { chance } from './chance.ts'
import { insertInteractions, interactionRow, source } from './load.ts'
import { happening } from './people.ts'

/** One customer in so many. */
const oneIn = 100
const customersAtOnce = 1_000

/**
 * A purchase each of one customer in a hundred on `day`, spread over all of them, committed as imports are.
 * @returns the ids of those customers
 */
export async function buyOnNextDay(databaseUrl: string, day: number, seed: number): Promise<number[]> {
  const real = await benchService(databaseUrl, { readDeadline: 60_000, writeDeadline: 60_000 })
  const service = { ...real, now: startOfDay(day + 1, real.workspace.timeZone) }
  const rows = await service.db.orm.all<{ id: number }>(sql`
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM customers)
    WHERE place % ${oneIn} = ${seed % oneIn} ORDER BY id`)
  const ids = rows.map(row => row.id)
  for (let at = 0; at < ids.length; at += customersAtOnce) {
    const some = ids.slice(at, at + customersAtOnce)
    const purchases = some.map((id, place) =>
      interactionRow(service, id, happening(chance(seed + day, at + place), day, 'PURCHASE', 12.5)),
    )
    const detail = { source, created: some.length, updated: 0, prospects: 0 }
    const insert = insertInteractions(JSON.stringify(purchases))
    await commit(service, { action: 'interaction.import', detail }, [insert], null)
  }
  return ids
}

/** The stored rows that the night of `day` wrote, told apart by whether the customer had bought that day. */
export async function whoWasWritten(
  databaseUrl: string,
  day: number,
  since: number,
  buyers: readonly number[],
) {
  const { db } = await benchService(databaseUrl, { readDeadline: 60_000, writeDeadline: 60_000 })
  const [row] = await db.orm.all<Record<string, number>>(sql`
    WITH buyers AS MATERIALIZED (SELECT value AS id FROM json_each(${JSON.stringify(buyers)})),
    written AS (
      SELECT 'purchase metrics' AS what, id AS customer FROM customers NOT INDEXED WHERE metrics_on = ${day}
      UNION ALL SELECT 'lifecycle moves', customer_id FROM lifecycle_changes WHERE "on" = ${day}
      UNION ALL SELECT 'joined segments', customer_id FROM segment_members WHERE joined_at >= ${since}
      UNION ALL SELECT 'follow-ups', customer_id FROM follow_ups WHERE created_on = ${day})
    SELECT json_group_array(json_array(what, bought, aged)) AS rows FROM (
      SELECT what, count(*) FILTER (WHERE customer IN (SELECT id FROM buyers)) AS bought,
        count(*) FILTER (WHERE customer NOT IN (SELECT id FROM buyers)) AS aged
      FROM written GROUP BY what)`)
  const found: [string, number, number][] = JSON.parse(String(row?.rows ?? '[]'))
  return found
}

export const whoTable = (rows: readonly [string, number, number][]) =>
  table([
    ['rows stored for', 'customers who bought', 'customers who aged'],
    ...rows.map(([what, bought, aged]) => [what, String(bought), String(aged)]),
  ])
