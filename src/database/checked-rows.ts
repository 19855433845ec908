import type { SQL } from 'drizzle-orm'
import * as z from 'zod'
import type { Orm } from './client.ts'
import { DatabaseError } from './errors.ts'

/**
 * The rows of a read that is written by hand, each held against what the statement says that a row is.
 * @throws DatabaseError `permanent` for a row that is something else; its message names columns and no value
 */
export async function checkedRows<Row>(orm: Orm, row: z.ZodType<Row>, statement: SQL): Promise<Row[]> {
  return (await orm.all(statement)).map(found => checked(row, found))
}

/** A row, or a value out of its JSON, held against what it has to be. */
export function checked<Row>(row: z.ZodType<Row>, found: unknown): Row {
  const { data, error } = row.safeParse(found)
  if (error === undefined) return data
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new DatabaseError('permanent', `A row is not what its statement says: ${faults.join('; ')}`)
}

/** A column that holds JSON. */
export const json = <Value>(value: z.ZodType<Value>) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(value)

/**
 * A long list out of a column's JSON. The first entry answers for the others, which one statement made alike: a checked
 * copy of each would be as much garbage again, see docs/memory-of-the-night.md.
 */
export function longList<Item>(item: z.ZodType<Item>, text: string): Item[] {
  const list: Item[] = JSON.parse(text)
  return likeFirst(item, list)
}

/** The same of a list that is at hand. */
export function likeFirst<Item>(item: z.ZodType<Item>, list: Item[]): Item[] {
  if (list.length > 0) checked(item, list[0])
  return list
}
