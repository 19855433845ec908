import { type SQL, sql } from 'drizzle-orm'
import { type Columns, columnOf, type Field } from '../filters/field.ts'
import { type Computed, textField } from '../filters/values.ts'
import { otherCell } from '../rfm/policy.ts'

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
    return sql`iif(${columnOf(columns, 'purchaseDays')} > 0 AND EXISTS (SELECT 1 FROM rfm_scales),
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

/** What is asked of the name of a cell, put to the names once: a row is then found by its scores. */
const named = textField({ sql: () => sql`cells.cell`, nullable: false })
const scored = textField(computed(rfmCode))

/** The named cell of the scores; unknown of who never bought. */
export const rfmCellField: Field = {
  ...named,
  read(raw, workspace) {
    const { empty, ...asked } =
      typeof raw === 'object' && raw !== null ? { empty: undefined, ...raw } : { empty: undefined }
    const bare = typeof raw === 'object' && raw !== null && Object.keys(asked).length > 0
    // Whether there is a name at all is known from the scores.
    const emptiness = empty === undefined ? undefined : scored.read({ empty }, workspace)
    if (emptiness && 'issues' in emptiness) return emptiness
    if (emptiness && !bare) return emptiness
    const found = named.read(bare ? asked : raw, workspace)
    if ('issues' in found) return found
    return {
      test: {
        truth(columns, moment) {
          const name = found.test.truth({}, moment).sql
          const code = rfmCode(columns)
          // NULL among no cells at all would be false.
          const cell = sql`iif(${code} IS NULL, NULL,
            ${code} IN (SELECT code FROM (${rfmCells}) AS cells WHERE ${name}))`
          const known = emptiness?.test.truth(columns, moment).sql
          return { sql: known ? sql`${cell} AND ${known}` : cell, certain: false }
        },
      },
    }
  },
}
