import { type Column, eq, inArray, isNull, type SQL } from 'drizzle-orm'
import * as z from 'zod'

/** Of a list that nobody narrows. */
export const noFilter = z.strictObject({})

/**
 * A part of a filter: absent narrows nothing. Over a column that may be empty null asks for the rows without a value, so
 * that it never widens a list; a part over any other column takes no null.
 * @param value what the column must be, or one of several
 */
export function matches(
  column: Column,
  value: number | string | boolean | readonly string[] | null | undefined,
): SQL | undefined {
  if (value === undefined) return undefined
  if (value === null) return isNull(column)
  return typeof value === 'object' ? inArray(column, [...value]) : eq(column, value)
}
