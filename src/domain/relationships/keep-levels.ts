import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { paced, share, startingPace } from '../sweeps/pace.ts'
import type { Run, Sweep } from '../sweeps/sweep.ts'
import { compareRange, levelsRow, moveLevels, rankedPlaces } from './levels-sql.ts'
import { readMarket } from './market-segments.ts'

/** Customers that one statement compares at full pace, and statements per chunk. */
const customersAtOnce = 20_000
const rangesAtOnce = 10

const progressSchema = z.object({
  /** The last customer compared. */
  after: z.int(),
  pace: z.number(),
})

type Progress = z.infer<typeof progressSchema>

/**
 * Keeps the relationship level that each customer is assigned on the morning after the run's day, and dates each move;
 * runs after `refreshMarkets`, whose members and values decide. Only who moves is written. Counts: `moved`.
 */
export const levelsSweep = (atOnce: { customers: number; ranges: number }): Sweep<Progress> => ({
  name: 'relationships',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const places = rankedPlaces(await readMarket(service))
    let { after, pace } = cursor ?? { after: 0, pace: startingPace }
    let moved = 0
    for (let ranges = 0; ranges < atOnce.ranges; ranges++) {
      const size = share(atOnce.customers, pace)
      const [found, next] = await paced(service.db.counters, pace, () =>
        compareAndMove(service, run, places, after, size),
      )
      moved += found.moved
      if (found.last === null || found.size < size) return { next: null, counts: { moved } }
      after = found.last
      pace = next
    }
    return { next: { after, pace }, counts: { moved } }
  },
})

export const keepLevels = levelsSweep({ customers: customersAtOnce, ranges: rangesAtOnce })

async function compareAndMove(service: Service, run: Run, places: string, after: number, limit: number) {
  const day = run.day + 1
  const [found] = await checkedRows(service.db.orm, levelsRow, compareRange(places, day, after, limit))
  if (!found) throw new Error('An aggregate without a row')
  if (found.moving === '[]') return { ...found, moved: 0 }
  const [, moved] = await service.db.write(moveLevels(found.moving, places, day, run.changeId))
  return { ...found, moved: moved?.rowsAffected ?? 0 }
}
