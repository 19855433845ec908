import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { coveredRegions } from '../facts/covered-regions.ts'
import { columnOf, type Field, propertyOf } from '../filters/field.ts'
import { type FieldOptions, mostValues } from '../filters/values.ts'
import { idOf } from '../input/fields.ts'
import { check } from '../input/issue-words.ts'
import { say } from '../wording/say.ts'

const some = z.array(idOf('region')).min(1).max(mostValues).optional()

const shape = z
  .strictObject({ in: some, exactly: some, empty: z.boolean().optional() })
  .refine(asked => Object.values(asked).some(part => part !== undefined), say('nothingAsked'))

/** A region by the tree that it lies in; unknown where there is none. */
export function regionField(column: SQLiteColumn, options: FieldOptions = {}): Field {
  const property = propertyOf(column)
  return {
    input: { is: 'OWN' },
    column: property,
    scopes: options.scopes ?? [],
    dated: options.dated ?? false,
    read(raw) {
      const read = check(shape, raw)
      if ('issues' in read) return read
      const { in: within, exactly, empty } = read.data
      const named = (ids: readonly number[] | undefined, part: string) =>
        (ids ?? []).map((id, at) => ({ kind: 'region' as const, id, path: [part, at] }))
      return {
        test: {
          truth(columns) {
            const region = columnOf(columns, property)
            const parts: SQL[] = [
              ...(within ? [sql`${region} IN ${coveredRegions(within)}`] : []),
              ...(exactly
                ? [sql`${region} IN (SELECT value FROM json_each(${JSON.stringify(exactly)}))`]
                : []),
              ...(empty === undefined ? [] : [sql`${region} IS ${empty ? sql`NULL` : sql`NOT NULL`}`]),
            ]
            return { sql: sql.join(parts, sql` AND `), certain: !within && !exactly }
          },
          references: [...named(within, 'in'), ...named(exactly, 'exactly')],
        },
      }
    },
  }
}
