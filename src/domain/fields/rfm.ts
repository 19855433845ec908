import { type SQL, sql } from 'drizzle-orm'
import { type Columns, columnOf, type Fact, type Field } from '../filters/field.ts'
import { asksSomething } from '../filters/question.ts'
import { type Computed, textField } from '../filters/values.ts'
import { otherCell } from '../rfm/policy.ts'

/** Whether anything may be scored of the customer of a row. */
export const mayBeScored = (columns: Columns): SQL =>
  sql`${columnOf(columns, 'restrictedAt')} IS NULL AND ${columnOf(columns, 'scoringObjectedAt')} IS NULL`

type Scored = 'recency' | 'frequency' | 'monetary'

/** A cut point of the newest scale: the same for all rows, so SQLite looks it up once. */
const cut = (scored: Scored, nth: number) =>
  sql.raw(
    `(SELECT CAST(json_extract(${scored}, '$[${nth}]') AS INTEGER) FROM rfm_scales ORDER BY day DESC LIMIT 1)`,
  )

/** A score 1 to 5 of who has a purchase day, while there is a scale: one more than the cut points that the value reaches. */
const scoreOf =
  (scored: Scored, property: string) =>
  (columns: Columns): SQL => {
    const value = columnOf(columns, property)
    const steps = [0, 1, 2, 3].map(nth => sql`ifnull(${value} >= ${cut(scored, nth)}, 0)`)
    return sql`iif(${columnOf(columns, 'purchaseDays')} > 0 AND ${mayBeScored(columns)} AND EXISTS (SELECT 1 FROM rfm_scales),
      1 + ${sql.join(steps, sql` + `)}, NULL)`
  }

const scores = {
  recency: scoreOf('recency', 'lastPurchaseOn'),
  frequency: scoreOf('frequency', 'purchaseDays'),
  monetary: scoreOf('monetary', 'netSpend'),
}

const computed = (value: (columns: Columns) => SQL): Computed => ({ sql: value, nullable: true })

export const recencyScore = computed(scores.recency)
export const frequencyScore = computed(scores.frequency)
export const monetaryScore = computed(scores.monetary)

/** The three scores in one number: 555 is the best. */
export const rfmCode = (columns: Columns): SQL =>
  sql`(100 * ${scores.recency(columns)} + 10 * ${scores.frequency(columns)} + ${scores.monetary(columns)})`

const between = (score: string) =>
  sql.raw(
    `${score}.value BETWEEN json_extract(c.value, '$.${score}[0]') AND json_extract(c.value, '$.${score}[1]')`,
  )

/**
 * Each combination of scores with the name of the first cell of the policy in force that takes it, else "Others": SQL of
 * a table with the columns `code` and `cell`, the same for all rows.
 */
export const rfmCells: SQL = sql`
  SELECT 100 * recency.value + 10 * frequency.value + monetary.value AS code, ifnull((
    SELECT json_extract(c.value, '$.name') FROM json_each((
      SELECT json_extract(body, '$.cells') FROM policies WHERE kind = 'RFM' ORDER BY version DESC LIMIT 1)) AS c
    WHERE ${between('recency')} AND ${between('frequency')} AND ${between('monetary')}
    ORDER BY c.key LIMIT 1), ${otherCell}) AS cell
  FROM json_each('[1,2,3,4,5]') AS recency, json_each('[1,2,3,4,5]') AS frequency, json_each('[1,2,3,4,5]') AS monetary`

const cellField = textField(computed(rfmCode))
/** The same of the names themselves, which are asked once: a row is then found by its scores. */
const nameField = textField({ sql: () => sql`cells.cell`, nullable: false })

const cellOf: Fact = {
  shape: { is: 'TEXT' },
  sql: columns => sql`(SELECT cell FROM (${rfmCells}) AS cells WHERE code = ${rfmCode(columns)})`,
}

/** The named cell of the scores; unknown of who never bought. */
export const rfmCellField: Field = {
  ...cellField,
  cost: 200,
  read(raw, workspace) {
    const read = cellField.read(raw, workspace)
    if ('issues' in read) return read
    const { empty, ...asked }: { empty?: unknown } = Object(raw)
    // Whether there is a name at all is known from the scores.
    if (!asksSomething(asked)) return { test: { ...read.test, fact: cellOf } }
    const named = nameField.read(asked, workspace)
    if ('issues' in named) return named
    const known =
      empty === undefined ? sql`` : sql` AND ${sql.raw(empty ? 'code IS NULL' : 'code IS NOT NULL')}`
    return {
      test: {
        fact: cellOf,
        truth: (columns, moment) => ({
          // NULL among no cells at all would be false.
          sql: sql`(SELECT iif(code IS NULL, NULL, code IN (
            SELECT code FROM (${rfmCells}) AS cells WHERE ${named.test.truth({}, moment).sql}))${known}
            FROM (SELECT ${rfmCode(columns)} AS code))`,
          certain: false,
        }),
      },
    }
  },
}
