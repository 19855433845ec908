import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Condition, Related } from './condition.ts'
import { type Columns, columnOf, type Moment, type Truth } from './field.ts'

/**
 * A condition as a predicate of one row: 1, 0, or NULL where it is unknown, as Kleene's logic has it.
 * @param columns those of the row, under the alias that the statement gives it
 */
export const compile = (condition: Condition, columns: Columns, moment: Moment): Truth =>
  truthOf(condition, columns, moment, 'VALUE', 1)

/** The same where unknown counts as false: what a list shows, whose search may stop at the first related row. */
export const compileHolds = (condition: Condition, columns: Columns, moment: Moment): SQL =>
  truthOf(condition, columns, moment, 'HOLDS', 1).sql

/** Whether the caller tells false from unknown. */
type Asked = 'VALUE' | 'HOLDS'

function truthOf(condition: Condition, columns: Columns, moment: Moment, asked: Asked, depth: number): Truth {
  switch (condition.kind) {
    case 'ALL':
    case 'ANY': {
      if (condition.of.length === 0) return { sql: condition.kind === 'ALL' ? sql`1` : sql`0`, certain: true }
      const inner = condition.of.map(one => truthOf(one, columns, moment, asked, depth))
      const operator = condition.kind === 'ALL' ? sql` AND ` : sql` OR `
      return {
        sql: sql`(${sql.join(
          inner.map(one => one.sql),
          operator,
        )})`,
        certain: inner.every(one => one.certain),
      }
    }
    case 'NOT': {
      // SQLite reads only so many levels.
      if (condition.of.kind === 'NOT') return truthOf(condition.of.of, columns, moment, asked, depth)
      const inner = truthOf(condition.of, columns, moment, 'VALUE', depth)
      return { sql: sql`(NOT ${inner.sql})`, certain: inner.certain }
    }
    case 'FIELD': {
      const { sql: text, certain } = condition.test.truth(columns, moment)
      return { sql: sql`(${text})`, certain }
    }
    case 'SOME':
      return some(condition, columns, moment, asked, depth)
    case 'NONE':
      return opposite(some(condition, columns, moment, 'VALUE', depth))
    case 'EVERY': {
      const failing = { ...condition, of: { kind: 'NOT' as const, of: condition.of } }
      return opposite(some(failing, columns, moment, 'VALUE', depth))
    }
    case 'ONE':
      return one(condition, columns, moment, asked, depth)
    default:
      return condition satisfies never
  }
}

const opposite = ({ sql: text, certain }: Truth): Truth => ({ sql: sql`(NOT ${text})`, certain })

/** Whether one of the related rows is such: true by one that is, else unknown by one that may be. */
function some(
  { relation, to, of }: Related,
  outer: Columns,
  moment: Moment,
  asked: Asked,
  depth: number,
): Truth {
  const { from, columns, rows } = related({ relation, to }, outer, moment, depth)
  const inner = truthOf(of, columns, moment, asked, depth + 1)
  if (asked === 'HOLDS' || inner.certain)
    return { sql: sql`EXISTS (SELECT 1 FROM ${from} WHERE ${rows} AND ${inner.sql})`, certain: true }
  return {
    sql: sql`(SELECT CASE WHEN max(truth) THEN 1 WHEN count(*) > count(truth) THEN NULL ELSE 0 END
      FROM (SELECT ${inner.sql} AS truth FROM ${from} WHERE ${rows}))`,
    certain: false,
  }
}

/** Of the one row that a row belongs to; unknown where there is none. */
function one(
  { relation, to, of }: Related,
  outer: Columns,
  moment: Moment,
  asked: Asked,
  depth: number,
): Truth {
  const parts = of.kind === 'ALL' ? of.of : [of]
  // What is asked of the id alone is known from the row's own key: an index on that finds the rows. Of a key that may
  // lead to a row that is not there for the caller it only tells what is false or unknown.
  const { key, within } = relation
  const byKey = key !== undefined && (!within || asked === 'HOLDS')
  const known = parts.filter(part => byKey && part.kind === 'FIELD' && part.field === 'id')
  const others = within ? parts : parts.filter(part => !known.includes(part))
  const truths = known.map(part => truthOf(part, { id: columnOf(outer, key ?? '') }, moment, asked, depth))
  if (others.length > 0) {
    const { from, columns, rows } = related({ relation, to }, outer, moment, depth)
    const inner = truthOf({ kind: 'ALL', of: others }, columns, moment, asked, depth + 1)
    truths.push({ sql: sql`(SELECT ${inner.sql} FROM ${from} WHERE ${rows})`, certain: false })
  }
  return {
    sql: sql`(${sql.join(
      truths.map(truth => truth.sql),
      sql` AND `,
    )})`,
    certain: false,
  }
}

/** Where the related rows come from, their columns, and which they are. */
function related(
  { relation, to }: Pick<Related, 'relation' | 'to'>,
  outer: Columns,
  moment: Moment,
  depth: number,
) {
  const name = `related_${depth}`
  const from = sql`${to.table} AS ${sql.identifier(name)}`
  const columns = columnsOfAlias(to.table, name)
  const within = relation.within?.(columns, moment)
  const on = relation.on(outer, columns)
  return { from, columns, rows: within ? sql`${on} AND ${within}` : on }
}

const aliases = new Map<SQLiteTable, Map<string, Columns>>()

/** Another name at each depth, so that a table within itself is told apart. */
export function columnsOfAlias(table: SQLiteTable, name: string): Columns {
  const known = aliases.get(table) ?? new Map<string, Columns>()
  aliases.set(table, known)
  const columns = known.get(name) ?? getTableColumns(alias(table, name))
  known.set(name, columns)
  return columns
}
