import { type Column, eq, isNull, type SQL } from 'drizzle-orm'

/**
 * A part of a filter over a column that may be empty: null asks for the rows without a value, so that it never
 * widens a list. A part over any other column takes no null.
 */
export function orNone(column: Column, value: number | null | undefined): SQL | undefined {
  if (value === undefined) return undefined
  return value === null ? isNull(column) : eq(column, value)
}
