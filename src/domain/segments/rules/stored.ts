import { type SQL, sql } from 'drizzle-orm'

/** A segment with the text of its rule as stored: `null` where it has none. */
export interface RuledSegment {
  id: number
  rule: string
}

/** The text of the rule of a row of `segments`. */
export const ruleText = sql.raw(`ifnull(rule, 'null')`)

/** Whether the segment still has the rule. */
export const isStillRuled = ({ id, rule }: RuledSegment): SQL =>
  sql`(SELECT ${ruleText} FROM segments WHERE id = ${id}) = ${rule}`
