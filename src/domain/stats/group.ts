import { formatDay } from '../../lib/days.ts'
import { encodeId } from '../../lib/ids.ts'
import { firstDayOf } from '../facts/months.ts'
import type { KeyValue } from './keys.ts'

/** What one measure comes to over the rows of a group that have it. */
export interface Summary {
  /** Rows that have a value. */
  count: number
  sum: bigint
  /** The mean rounded half away from zero to whole units; the next two as well null without a value. */
  average: bigint | null
  mean: number | null
  minimum: bigint | null
  maximum: bigint | null
}

/** The value of a key: as text for programs, with a name for people where it is a row's. */
export interface StatsKey {
  key: string
  value: string | null
  label: string | null
}

export interface StatsGroup {
  keys: StatsKey[]
  count: number
  /** Different customers. */
  customers: number
  measures: Record<string, Summary>
}

/** The value of a group for programs. */
export function textOf(value: KeyValue, found: string | number | null): string | null {
  if (found === null) return null
  switch (value.is) {
    case 'ENUM':
    case 'TEXT':
    case 'NUMBER':
      return String(found)
    case 'ID':
      return encodeId(value.kind, Number(found))
    case 'DAY':
    case 'WEEK':
      return formatDay(Number(found))
    case 'MONTH':
      return formatDay(firstDayOf(Number(found))).slice(0, 'YYYY-MM'.length)
    default:
      return value satisfies never
  }
}
