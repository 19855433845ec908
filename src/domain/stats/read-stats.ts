import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { perHead } from '../../lib/mathematics/share.ts'
import type { Condition } from '../filters/condition.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { emptyGroups } from './empty-groups.ts'
import { type StatsGroup, type Summary, textOf } from './group.ts'
import type { KeyValue } from './keys.ts'
import { type AskedKey, goesOn, groupsOf, mostGroups } from './statement.ts'
import type { StatsTable } from './tables.ts'

export interface Stats {
  groups: StatsGroup[]
  /** Whether every row was counted; else the figures are lower bounds over a part of them. */
  exact: boolean
  /** Whether groups were left out, the smallest first. */
  cut: boolean
}

const groupings = 2

const input = z.strictObject({
  groupBy: z
    .array(z.strictObject({ key: z.string(), level: z.int().min(1).max(20).nullish() }))
    .max(groupings)
    .nullish(),
  empty: z.boolean().nullish(),
})

/**
 * Counts the rows of a list by up to two keys, in one round trip; without keys there is one group, of all rows.
 * @param condition which rows; its scopes were checked
 * @param measures names of those that are wanted
 * @throws UserError `INVALID_INPUT`, AuthorizationError where the caller may not read what a key tells
 */
export async function readStats(
  service: Service,
  table: StatsTable,
  condition: Condition | undefined,
  raw: unknown,
  measures: readonly string[],
): Promise<Stats> {
  requireScope(service.actor, table.scope)
  const { groupBy, empty } = parse(input, raw)
  const keys = (groupBy ?? []).map((asked, at) => askedKey(service, table, asked, ['groupBy', at]))
  if (keys[0] && keys[0].name === keys[1]?.name) throw invalid(['groupBy', 1, 'key'], say('orderedTwice'))
  const question = { condition, keys, measures }
  const [rows, [rest], missing] = await Promise.all([
    checkedRows(service.db.orm, rowOf(keys, measures), groupsOf(service, table, question)),
    checkedRows(service.db.orm, restRow, goesOn(service, table, question)),
    empty ? emptyGroups(service, keys) : null,
  ])
  const kept = rows.slice(0, mostGroups)
  const groups = missing ? missing(kept, measures) : kept
  return {
    groups: sorted(groups.slice(0, mostGroups), keys),
    exact: rest?.more === 0,
    cut: rows.length > mostGroups || groups.length > mostGroups,
  }
}

function askedKey(
  { actor }: Service,
  table: StatsTable,
  { key: name, level }: { key: string; level?: number | null | undefined },
  path: (string | number)[],
): AskedKey {
  const own = Object.hasOwn(table.keys, name) ? table.keys[name] : undefined
  const key = own ?? (Object.hasOwn(table.customerKeys, name) ? table.customerKeys[name] : undefined)
  if (!key) throw invalid([...path, 'key'], say('noGroupKey'))
  if (level != null && !key.with) throw invalid([...path, 'level'], say('levelOfRegionsOnly'))
  if (!own) requireScope(actor, 'customers:read')
  for (const scope of key.scopes) requireScope(actor, scope)
  return { name, key, ofCustomer: !own, level: level ?? 1 }
}

const keyCell = z.union([z.int(), z.string()]).nullable()
const restRow = z.object({ more: z.int() })
const cell = z.record(z.string(), z.unknown())

/** A row of the statement as a group. */
const rowOf = (keys: readonly AskedKey[], measures: readonly string[]) =>
  cell.transform(
    (row): StatsGroup => ({
      keys: keys.map(({ name, key }, at) => ({
        key: name,
        value: textOf(key.value, keyCell.parse(row[`k${at}`])),
        label: z.string().nullable().parse(row[`label${at}`]),
      })),
      count: z.int().parse(row.rows),
      customers: z.int().parse(row.customers),
      measures: Object.fromEntries(measures.map((name, at) => [name, summaryOf(row, at)])),
    }),
  )

const digits = z.string().transform(BigInt)

function summaryOf(row: Record<string, unknown>, at: number): Summary {
  const count = z.int().parse(row[`n${at}`])
  const sum = (digits.parse(row[`h${at}`]) << 32n) + digits.parse(row[`l${at}`])
  return {
    count,
    sum,
    average: perHead(sum, count),
    mean: count === 0 ? null : Number(sum) / count,
    minimum: digits.nullable().parse(row[`a${at}`]),
    maximum: digits.nullable().parse(row[`z${at}`]),
  }
}

/** In the order of the keys' own values where they have one, else the largest first; what is unknown comes last. */
function sorted(groups: readonly StatsGroup[], keys: readonly AskedKey[]): StatsGroup[] {
  const ranks = keys.map(({ key }) => rankOf(key.value))
  return groups.toSorted((a, b) => {
    for (const [at, rank] of ranks.entries()) {
      const [one, other] = [a.keys[at]?.value ?? null, b.keys[at]?.value ?? null]
      if (one === other) continue
      if (one === null || other === null) return one === null ? 1 : -1
      const order = rank(one, other)
      if (order !== 0) return order
    }
    return b.count - a.count
  })
}

type Rank = (one: string, other: string) => number

function rankOf(value: KeyValue): Rank {
  switch (value.is) {
    case 'ENUM':
      return (one, other) => value.values.indexOf(one) - value.values.indexOf(other)
    case 'NUMBER':
      return (one, other) => Number(one) - Number(other)
    case 'DAY':
    case 'WEEK':
    case 'MONTH':
      return (one, other) => (one < other ? -1 : 1)
    case 'ID':
    case 'TEXT':
      return () => 0
    default:
      return value satisfies never
  }
}
