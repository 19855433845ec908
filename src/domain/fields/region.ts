import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { coveredRegions } from '../facts/covered-regions.ts'
import { columnOf, type Field, propertyOf } from '../filters/field.ts'
import { asksSomething, questionField } from '../filters/question.ts'
import { type FieldOptions, mostValues } from '../filters/values.ts'
import { idOf } from '../input/fields.ts'
import { say } from '../wording/say.ts'

const some = z.array(idOf('region')).min(1).max(mostValues).optional()

const shape = z
  .strictObject({ in: some, exactly: some, empty: z.boolean().optional() })
  .refine(asksSomething, say('nothingAsked'))

const named = (ids: readonly number[] = [], part: string) =>
  ids.map((id, at) => ({ kind: 'region' as const, id, path: [part, at] }))

/** A region by the tree that it lies in; unknown where there is none. */
export function regionField(
  column: SQLiteColumn,
  options: Pick<FieldOptions, 'scopes' | 'dated'> = {},
): Field {
  const property = propertyOf(column)
  return questionField({
    ...options,
    column: property,
    schema: shape,
    test: ({ in: within, exactly, empty }) => ({
      fact: { shape: { is: 'ID', kind: 'region' }, sql: columns => columnOf(columns, property) },
      truth(columns) {
        const region = columnOf(columns, property)
        const parts: SQL[] = [
          ...(within ? [sql`${region} IN ${coveredRegions(within)}`] : []),
          ...(exactly ? [sql`${region} IN (SELECT value FROM json_each(${JSON.stringify(exactly)}))`] : []),
          ...(empty === undefined ? [] : [sql`${region} IS ${empty ? sql`NULL` : sql`NOT NULL`}`]),
        ]
        return { sql: sql.join(parts, sql` AND `), certain: !within && !exactly }
      },
      references: [...named(within, 'in'), ...named(exactly, 'exactly')],
    }),
  })
}
