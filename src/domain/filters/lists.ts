import { sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { say } from '../wording/say.ts'
import { columnOf, type Field, propertyOf } from './field.ts'
import { asksSomething, questionField } from './question.ts'
import type { FieldOptions } from './values.ts'

/** A column that holds a list of values of a closed set, as JSON. */
export function listField(
  column: SQLiteColumn,
  values: readonly string[],
  { scopes = [] }: Pick<FieldOptions, 'scopes'> = {},
): Field {
  const property = propertyOf(column)
  const some = z.array(z.enum(values)).min(1).max(values.length).optional()
  return questionField({
    input: { is: 'LIST', values },
    scopes,
    schema: z
      .strictObject({ any: some, all: some, empty: z.boolean().optional() })
      .refine(asksSomething, say('nothingAsked')),
    test: ({ any, all, empty }) => ({
      truth(columns) {
        const list = columnOf(columns, property)
        const held = (wanted: readonly string[]) =>
          sql`(SELECT count(DISTINCT value) FROM json_each(${list})
            WHERE value IN (SELECT value FROM json_each(${JSON.stringify(wanted)})))`
        const parts = [
          ...(any ? [sql`${held(any)} > 0`] : []),
          ...(all ? [sql`${held(all)} = ${new Set(all).size}`] : []),
          ...(empty === undefined ? [] : [sql`json_array_length(${list}) ${empty ? sql`= 0` : sql`> 0`}`]),
        ]
        return { sql: sql.join(parts, sql` AND `), certain: true }
      },
    }),
  })
}
