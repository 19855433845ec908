import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json, longList } from '../../../database/checked-rows.ts'
import {
  type DuplicateGround,
  duplicateGrounds,
  duplicateStates,
} from '../../../database/tables/customers/customer-duplicates.ts'
import { isSame } from '../../../lib/canonical.ts'
import type { Service } from '../../service/service.ts'
import { paced, share, startingPace } from '../../sweeps/pace.ts'
import { addCounts, type Run, type Sweep } from '../../sweeps/sweep.ts'
import { besideBirthDates, type Part, sharedBy, sinceOf, sources, stageName, standingOf } from './find-sql.ts'
import { areNearNames } from './near-names.ts'

/** Rows of a source that one statement looks at at full pace, and statements per chunk. */
const customersAtOnce = 500
const rangesAtOnce = 80

const progressSchema = z.object({
  since: z.int(),
  source: z.enum(sources),
  /** The place of the last row of the source that was looked at. */
  after: z.tuple([z.int(), z.int()]).nullable(),
  pace: z.number(),
})

type Progress = z.infer<typeof progressSchema>

/**
 * The stage of the night that finds customers who may be one: of those who were written since the newest run that looked,
 * and of those who stand in a pair; nobody else is read, but those who share something with them. Only what differs is
 * written; what somebody dismissed stays as it is. Counts: `looked`, `found`, `gone`.
 */
export const duplicateSweep = (atOnce: { customers: number; ranges: number }): Sweep<Progress> => ({
  name: stageName,
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    let progress = cursor ?? (await begin(service, run))
    const counts = {}
    for (let ranges = 0; ranges < atOnce.ranges; ranges++) {
      const limit = share(atOnce.customers, progress.pace)
      const part = { ...progress, limit }
      const [found, pace] = await paced(service.db.counters, progress.pace, () => look(service, run, part))
      addCounts(counts, found.counts)
      const source = found.size < limit ? behind[progress.source] : progress.source
      if (source === null) {
        addCounts(counts, { gone: await dropDead(service) })
        return { next: null, counts }
      }
      progress = { ...progress, source, after: source === progress.source ? found.last : null, pace }
    }
    return { next: progress, counts }
  },
})

export const findDuplicates = duplicateSweep({ customers: customersAtOnce, ranges: rangesAtOnce })

const behind = { WRITTEN: 'REACHED', REACHED: 'PAIRED', PAIRED: null, EVERYONE: null } as const

async function begin(service: Service, run: Run): Promise<Progress> {
  const [night] = await checkedRows(service.db.orm, z.object({ since: z.int().nullable() }), sinceOf(run))
  const since = night?.since ?? null
  return {
    since: since ?? 0,
    source: since === null ? 'EVERYONE' : 'WRITTEN',
    after: null,
    pace: startingPace,
  }
}

const sharedRow = z.object({
  last: json(z.tuple([z.int(), z.int()])).nullable(),
  size: z.int(),
  looked: z.int(),
  pairs: json(z.array(z.tuple([z.int(), z.int(), z.enum(duplicateGrounds)]))),
})

/** Customers of one birth date, of whom few are near. */
const beside = z.tuple([z.int(), z.int(), z.string(), z.string()])

const besideRow = z.object({ pairs: z.string() })

const standingRow = z.object({
  id: z.int(),
  first: z.int(),
  second: z.int(),
  grounds: json(z.array(z.enum(duplicateGrounds))),
  state: z.enum(duplicateStates),
})

interface Found {
  first: number
  second: number
  grounds: DuplicateGround[]
}

async function look(service: Service, run: Run, part: Part) {
  const { orm } = service.db
  const [[shared], [besides], standing] = await Promise.all([
    checkedRows(orm, sharedRow, sharedBy(part)),
    checkedRows(orm, besideRow, besideBirthDates(part)),
    checkedRows(orm, standingRow, standingOf(part)),
  ])
  if (!shared || !besides) throw new Error('An aggregate without a row')
  const near = longList(beside, besides.pairs).flatMap(([one, other, name, otherName]) =>
    areNearNames(name, otherName) ? [[one, other, 'NEAR_NAME_AND_BIRTH_DATE'] as const] : [],
  )
  const pairs = pairsOf([...shared.pairs, ...near])
  const known = new Map(standing.map(row => [pairKey(row), row]))
  const made = [...pairs].flatMap(([key, pair]) => (known.has(key) ? [] : [pair]))
  const open = standing.filter(({ state }) => state === 'OPEN')
  const gone = open.filter(row => !pairs.has(pairKey(row))).map(({ id }) => id)
  const moved = open.flatMap(row => {
    const grounds = pairs.get(pairKey(row))?.grounds
    return grounds && !isSame(grounds, row.grounds) ? [{ id: row.id, grounds }] : []
  })
  await write(service, run, { made, gone, moved })
  const { last, size, looked } = shared
  return { last, size, counts: { looked, found: made.length, gone: gone.length } }
}

const pairKey = ({ first, second }: { first: number; second: number }) => `${first} ${second}`

/** Each pair once, the lower id first, with its grounds in the order of the house. */
function pairsOf(found: readonly (readonly [number, number, DuplicateGround])[]): Map<string, Found> {
  const pairs = new Map<string, Found & { all: Set<DuplicateGround> }>()
  for (const [one, other, ground] of found) {
    const [first, second] = one < other ? [one, other] : [other, one]
    const key = pairKey({ first, second })
    const pair = pairs.get(key) ?? { first, second, grounds: [], all: new Set() }
    pairs.set(key, pair)
    pair.all.add(ground)
    pair.grounds = duplicateGrounds.filter(each => pair.all.has(each))
  }
  return pairs
}

interface Differences {
  made: readonly Found[]
  gone: readonly number[]
  moved: readonly { id: number; grounds: DuplicateGround[] }[]
}

async function write(service: Service, { changeId }: Run, { made, gone, moved }: Differences): Promise<void> {
  if (made.length + gone.length + moved.length === 0) return
  const rows = made.map(({ first, second, grounds }) => [service.newId(), first, second, grounds])
  await service.db.write([
    sql`INSERT INTO customer_duplicates
        (id, first_id, second_id, grounds, state, created_at, updated_at, version, change_id)
      SELECT value ->> 0, value ->> 1, value ->> 2, value -> 3, 'OPEN', ${service.now}, ${service.now}, 1, ${changeId}
      FROM json_each(${JSON.stringify(rows)}) WHERE true ON CONFLICT (first_id, second_id) DO NOTHING`,
    sql`UPDATE customer_duplicates SET grounds = found.value -> '$.grounds', updated_at = ${service.now},
        version = version + 1, change_id = ${changeId}
      FROM json_each(${JSON.stringify(moved)}) AS found
      WHERE customer_duplicates.id = found.value ->> '$.id' AND state = 'OPEN'`,
    sql`DELETE FROM customer_duplicates
      WHERE id IN (SELECT value FROM json_each(${JSON.stringify(gone)})) AND state = 'OPEN'`,
  ])
}

/** Takes away the open pairs of which neither customer is there any more: no range comes upon them. */
async function dropDead(service: Service): Promise<number> {
  const isThere = (column: 'first_id' | 'second_id') =>
    sql`EXISTS (SELECT 1 FROM customers WHERE id = ${sql.identifier(column)})`
  const dead = sql`state = 'OPEN' AND NOT ${isThere('first_id')} AND NOT ${isThere('second_id')}`
  const [found] = await checkedRows(
    service.db.orm,
    z.object({ rows: z.int() }),
    sql`SELECT count(*) AS rows FROM customer_duplicates WHERE ${dead}`,
  )
  if (!found || found.rows === 0) return 0
  await service.db.write([sql`DELETE FROM customer_duplicates WHERE ${dead}`])
  return found.rows
}
