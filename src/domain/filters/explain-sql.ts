import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { columnsOfAlias, compile } from './compile.ts'
import type { Condition, Leaf, Related } from './condition.ts'
import { type Columns, columnOf, type FactShape, type FieldTable, type Moment } from './field.ts'

/** As whom rows are judged, and as whom they are looked at. */
interface Looks {
  judged: Moment
  seen: Moment
}

/**
 * How one row stands to the parts of a condition, from the outside in: a column for each field and each question about
 * related rows, JSON or NULL where there is no row to judge. Of a field `[truth, fact, record]`; of related rows
 * `[true, false, unknown, unseen, record]`: for how many it is so, how many are not shown to who looks, and which of them
 * tells most, by which the parts within are judged. Its rows are found level by level: SQLite reads only so many
 * subqueries within each other.
 * @param id of the row
 */
export function explainRow(condition: Condition, table: FieldTable, id: number, looks: Looks): SQL {
  const look = new Look(looks)
  const first = look.row(sql`SELECT * FROM ${table.table} WHERE id = ${id}`)
  look.at(condition, table, first)
  return sql`WITH ${sql.join(look.rows, sql`, `)} SELECT ${sql.join(look.cells, sql`, `)}`
}

class Look {
  readonly rows: SQL[] = []
  readonly cells: SQL[] = []
  readonly #looks: Looks

  constructor(looks: Looks) {
    this.#looks = looks
  }

  /** Names the one row that a statement finds, if any. */
  row(found: SQL): string {
    const name = this.#next()
    this.rows.push(sql`${sql.identifier(name)} AS MATERIALIZED (${found})`)
    return name
  }

  #next = () => `row_${this.rows.length}`

  at(condition: Condition, table: FieldTable, row: string): void {
    switch (condition.kind) {
      case 'ALL':
      case 'ANY':
        for (const one of condition.of) this.at(one, table, row)
        return
      case 'NOT':
        this.at(condition.of, table, row)
        return
      case 'FIELD':
        this.cells.push(sql`(SELECT ${leaf(condition, columnsOfAlias(table.table, row), this.#looks.judged)}
          FROM ${sql.identifier(row)})`)
        return
      default:
        this.#related(condition, table, row)
    }
  }

  #related({ kind, relation, to, of }: Related, table: FieldTable, outer: string): void {
    const { judged, seen } = this.#looks
    const name = this.#next()
    const columns = columnsOfAlias(to.table, name)
    const on = relation.on(columnsOfAlias(table.table, outer), columns)
    const within = relation.within?.(columns, judged)
    const rows = sql`${sql.identifier(outer)} CROSS JOIN ${to.table} AS ${sql.identifier(name)}
      WHERE ${within ? sql`${on} AND ${within}` : on}`
    const truth = compile(of, columns, judged).sql
    // What decides first: a row that fails where every one must hold, else one that holds; then one that may.
    const rank = kind === 'EVERY' ? sql`ifnull(${truth}, 0.5)` : sql`ifnull(${truth}, 0.5) DESC`
    this.row(
      sql`SELECT ${sql.identifier(name)}.* FROM ${rows} ORDER BY ${rank}, ${orderOf(to, columns)} LIMIT 1`,
    )
    const counts = ['truth', 'NOT truth', 'truth IS NULL', 'seen IS NOT 1'].map(
      which => sql`count(*) FILTER (WHERE ${sql.raw(which)})`,
    )
    this.cells.push(sql`(
      SELECT iif(EXISTS (SELECT 1 FROM ${sql.identifier(outer)}), json_array(${sql.join(counts, sql`, `)},
        (SELECT ${recordOf(to, columns)} FROM ${sql.identifier(name)})), NULL)
      FROM (SELECT ${truth} AS truth, ${relation.within?.(columns, seen) ?? sql`1`} AS seen FROM ${rows} LIMIT -1))`)
    this.at(of, to, name)
  }
}

function leaf(part: Leaf, columns: Columns, moment: Moment): SQL {
  const { fact } = part.test
  return sql`json_array(${compile(part, columns, moment).sql},
    ${fact ? whole(fact.sql(columns, moment), fact.shape) : sql`NULL`}, ${fact?.record?.id(columns, moment) ?? sql`NULL`})`
}

/** A value as JSON keeps it whole. */
function whole(value: SQLWrapper, shape: FactShape): SQL {
  switch (shape.is) {
    case 'JSON':
    case 'LIST':
    case 'TEXTS':
      return sql`json(${value})`
    case 'MONEY':
      return sql`CAST(${value} AS TEXT)`
    default:
      return sql`${value}`
  }
}

/** The field by whose id a row is found. */
const idOf = ({ fields }: FieldTable) =>
  Object.values(fields).find(({ input, column }) => input.is === 'ID' && column !== undefined)

function recordOf(table: FieldTable, columns: Columns): SQL {
  const column = idOf(table)?.column
  return column === undefined ? sql`NULL` : sql`${columnOf(columns, column)}`
}

/** Of what kind the records of a table are; null where they have no id of their own. */
export function recordKindOf(table: FieldTable) {
  const input = idOf(table)?.input
  return input?.is === 'ID' ? input.kind : null
}

/** The newest first, and each in its place. */
const orderOf = (table: FieldTable, columns: Columns): SQL =>
  sql.join(
    Object.values(table.fields).flatMap(({ column }) =>
      column === undefined ? [] : [sql`${columnOf(columns, column)} DESC`],
    ),
    sql`, `,
  )
