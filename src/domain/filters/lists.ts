import { sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { text } from '../input/fields.ts'
import { say } from '../wording/say.ts'
import { columnOf, type Field, type FieldInput, propertyOf } from './field.ts'
import { asksSomething, questionField } from './question.ts'
import { type FieldOptions, mostValues } from './values.ts'

type Options = Pick<FieldOptions, 'scopes'>

/** A column that holds a list of values of a closed set, as JSON. */
export const listField = (column: SQLiteColumn, values: readonly string[], options: Options = {}): Field =>
  heldIn(column, { is: 'LIST', values }, z.array(z.enum(values)).min(1).max(values.length), options)

/**
 * A column that holds a list of texts, as JSON.
 * @param normal the form in which they are kept
 */
export const textListField = (
  column: SQLiteColumn,
  { normal, ...options }: Options & { normal: (text: string) => string },
): Field =>
  heldIn(column, { is: 'TEXTS' }, z.array(text(1_000).transform(normal)).min(1).max(mostValues), options)

function heldIn(
  column: SQLiteColumn,
  input: Exclude<FieldInput, { is: 'OWN' }>,
  values: z.ZodType<string[]>,
  { scopes = [] }: Options,
): Field {
  const property = propertyOf(column)
  return questionField({
    input,
    scopes,
    schema: z
      .strictObject({ any: values.optional(), all: values.optional(), empty: z.boolean().optional() })
      .refine(asksSomething, say('nothingAsked')),
    test: ({ any, all, empty }) => ({
      fact: { shape: input, sql: columns => columnOf(columns, property) },
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
