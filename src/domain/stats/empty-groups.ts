import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { parseDay } from '../../lib/days.ts'
import { encodeId } from '../../lib/ids.ts'
import { monthOfDay } from '../../lib/months.ts'
import { exceeded } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { type StatsGroup, type StatsKey, type Summary, textOf } from './group.ts'
import type { KeyValue } from './keys.ts'
import { type AskedKey, mostGroups } from './statement.ts'

type Fill = (found: readonly StatsGroup[], measures: readonly string[]) => StatsGroup[]

const nothing: Summary = { count: 0, sum: 0n, average: null, mean: null, minimum: null, maximum: null }

/**
 * What adds the groups that nobody is in: every value of each key that has an end, every row that has a name, and the days,
 * weeks and months between the first and the last found. Reads the names with the groups, in one round trip.
 * @throws UserError `LIMIT_EXCEEDED` when they would be too many
 */
export async function emptyGroups(service: Service, keys: readonly AskedKey[]): Promise<Fill> {
  const known = await Promise.all(keys.map(asked => valuesOf(service, asked)))
  return (found, measures) => {
    const all = keys.map((asked, at) => withFound(asked, at, known[at] ?? [], found))
    const total = all.reduce((product, values) => product * values.length, 1)
    if (total > mostGroups) throw exceeded(['empty'], say('moreGroups', { max: mostGroups }))
    const present = new Map(found.map(group => [nameOf(group.keys), group]))
    const empty = {
      count: 0,
      customers: 0,
      measures: Object.fromEntries(measures.map(name => [name, nothing])),
    }
    return combinations(all).map(of => present.get(nameOf(of)) ?? { keys: of, ...empty })
  }
}

const nameOf = (keys: readonly StatsKey[]) => JSON.stringify(keys.map(({ value }) => value))

const combinations = (all: readonly StatsKey[][]): StatsKey[][] =>
  all.reduce<StatsKey[][]>((some, values) => some.flatMap(one => values.map(value => [...one, value])), [[]])

const namedRow = z.object({ id: z.int(), name: z.string() })

/** The values that a key can have at all, as far as they are known beforehand. */
async function valuesOf(
  service: Service,
  { name: key, key: { value, named }, level }: AskedKey,
): Promise<StatsKey[]> {
  switch (value.is) {
    case 'ENUM':
      return value.values.map(one => ({ key, value: one, label: null }))
    case 'NUMBER':
      return Array.from({ length: value.until - value.from + 1 }, (_, at) => ({
        key,
        value: String(value.from + at),
        label: null,
      }))
    case 'ID': {
      if (!named) return []
      const rows = await checkedRows(
        service.db.orm,
        namedRow,
        sql`${named.all(level)} ORDER BY id LIMIT ${mostGroups + 1}`,
      )
      return rows.map(row => ({ key, value: encodeId(value.kind, row.id), label: row.name }))
    }
    case 'TEXT':
    case 'DAY':
    case 'WEEK':
    case 'MONTH':
      return []
    default:
      return value satisfies never
  }
}

/** Those, the ones that were found besides, and what lies between the first and the last of them in time. */
function withFound(
  { name: key, key: { value } }: AskedKey,
  at: number,
  known: readonly StatsKey[],
  found: readonly StatsGroup[],
): StatsKey[] {
  const all = new Map(known.map(one => [one.value, one]))
  for (const group of found) {
    const one = group.keys[at]
    if (one && !all.has(one.value)) all.set(one.value, one)
  }
  const times = [...all.keys()].filter(one => one !== null).toSorted()
  const [first, last] = [times[0], times.at(-1)]
  if (first !== undefined && last !== undefined)
    for (const time of between(value.is, first, last))
      if (!all.has(time)) all.set(time, { key, value: time, label: null })
  return [...all.values()]
}

/** The days, weeks or months between two of them, both included: more than an answer takes are cut short. */
function* between(is: KeyValue['is'], first: string, last: string): Generator<string> {
  if (is !== 'DAY' && is !== 'WEEK' && is !== 'MONTH') return
  const step = is === 'WEEK' ? 7 : 1
  const end = numberOf(is, last)
  const most = numberOf(is, first) + step * mostGroups
  for (let at = numberOf(is, first); at <= Math.min(end, most); at += step) yield textOf({ is }, at) ?? first
}

const numberOf = (is: 'DAY' | 'WEEK' | 'MONTH', text: string): number =>
  is === 'MONTH' ? monthOfDay(parseDay(`${text}-01`) ?? 0) : (parseDay(text) ?? 0)
