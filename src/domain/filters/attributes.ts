import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { text } from '../input/fields.ts'
import { check } from '../input/issue-words.ts'
import type { Scope } from '../service/scopes.ts'
import { say } from '../wording/say.ts'
import { type Columns, columnOf, type Fact, type Field, type Moment } from './field.ts'
import { flagField, numberField, textField } from './values.ts'

/** Keys from the outermost to the value. */
const path = z
  .array(text(200).refine(key => !/["\\]/.test(key), say('noPathKey')))
  .min(1)
  .max(10)

const shape = z
  .strictObject({
    path,
    text: z.unknown().optional(),
    number: z.unknown().optional(),
    flag: z.unknown().optional(),
    empty: z.boolean().optional(),
  })
  .refine(
    ({ path: _, ...asked }) => Object.values(asked).filter(value => value !== undefined).length === 1,
    say('oneAttributeQuestion'),
  )

/** What of JSON's types each question is about: of another one the answer is unknown. */
const typesOf = { text: "('text')", number: "('integer', 'real')", flag: "('true', 'false')" } as const

/**
 * A value within a column of JSON, by its path. Unknown where there is none, or one of another type.
 * @param column the column's property
 */
export function attributesField(column: string, scopes: readonly Scope[]): Field {
  return {
    input: { is: 'OWN' },
    scopes,
    dated: false,
    read(raw, workspace) {
      const read = check(shape, raw)
      if ('issues' in read) return read
      const { path: keys, empty, ...asked } = read.data
      const place = `$${keys.map(key => `."${key}"`).join('')}`
      const fact: Fact = {
        shape: { is: 'JSON' },
        sql: columns => sql`${columnOf(columns, column)} -> ${place}`,
      }
      const value = (columns: Columns) => sql`json_extract(${columnOf(columns, column)}, ${place})`
      if (empty !== undefined)
        return {
          test: {
            fact,
            truth: columns => ({
              sql: sql`${value(columns)} IS ${empty ? sql`NULL` : sql`NOT NULL`}`,
              certain: true,
            }),
          },
        }
      const kind = (['text', 'number', 'flag'] as const).find(name => asked[name] !== undefined) ?? 'text'
      const typed = (
        columns: Columns,
        _moment: Moment,
      ) => sql`iif(json_type(${columnOf(columns, column)}, ${place})
        IN ${sql.raw(typesOf[kind])}, ${value(columns)}, NULL)`
      const source = { sql: typed, nullable: true }
      const inner = { text: textField, number: numberField, flag: flagField }[kind](source)
      const found = inner.read(asked[kind], workspace)
      if ('test' in found) return { test: { ...found.test, fact } }
      return { issues: found.issues.map(issue => ({ ...issue, path: [kind, ...issue.path] })) }
    },
  }
}
