import { type SQL, sql } from 'drizzle-orm'
import { type Columns, columnOf } from '../filters/field.ts'
import type { Computed } from '../filters/values.ts'

/** The cut points that scores follow from: those of the newest scale. */
const newestCuts = (scored: 'recency' | 'frequency' | 'monetary') =>
  sql.raw(`(SELECT ${scored} FROM rfm_scales ORDER BY day DESC LIMIT 1)`)

/** One more than the cuts that the value reaches. */
const reached = (value: SQL, cuts: SQL) =>
  sql`(SELECT 1 + count(*) FROM json_each(${cuts}) WHERE value IS NOT NULL AND ${value} >= CAST(value AS INTEGER))`

/** A score 1 to 5 of who has a purchase day, while there is a scale. */
const scoreOf =
  (scored: 'recency' | 'frequency' | 'monetary', property: string) =>
  (columns: Columns): SQL =>
    sql`iif(${columnOf(columns, 'purchaseDays')} > 0 AND EXISTS (SELECT 1 FROM rfm_scales),
    ${reached(sql`${columnOf(columns, property)}`, newestCuts(scored))}, NULL)`

const scores = {
  recency: scoreOf('recency', 'lastPurchaseOn'),
  frequency: scoreOf('frequency', 'purchaseDays'),
  monetary: scoreOf('monetary', 'netSpend'),
}

const computed = (value: (columns: Columns) => SQL): Computed => ({ sql: value, nullable: true })

export const recencyScore = computed(scores.recency)
export const frequencyScore = computed(scores.frequency)
export const monetaryScore = computed(scores.monetary)

const between = (score: SQL, name: string) =>
  sql`${score} BETWEEN json_extract(cell.value, ${`$.${name}[0]`}) AND json_extract(cell.value, ${`$.${name}[1]`})`

/** The name of the first cell of the policy in force that takes the scores, else "Others". */
export const cellOfScores =
  (otherCell: string) =>
  (columns: Columns): SQL =>
    sql`(
    SELECT iif(r IS NULL, NULL, ifnull((
      SELECT json_extract(cell.value, '$.name') FROM json_each((
        SELECT json_extract(body, '$.cells') FROM policies WHERE kind = 'RFM' ORDER BY version DESC LIMIT 1)) AS cell
      WHERE ${between(sql`r`, 'recency')} AND ${between(sql`f`, 'frequency')} AND ${between(sql`m`, 'monetary')}
      ORDER BY cell.key LIMIT 1), ${otherCell}))
    FROM (SELECT ${scores.recency(columns)} AS r, ${scores.frequency(columns)} AS f, ${scores.monetary(columns)} AS m))`

export const rfmCell = (otherCell: string): Computed => computed(cellOfScores(otherCell))
