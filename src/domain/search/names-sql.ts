import { type SQL, sql } from 'drizzle-orm'
import { emailMark, nameMark, noMark } from './marks.ts'
import type { Question } from './question.ts'

/** The rows of a small table whose name fits: of names that fit alike the shortest first. */
const byName = (rows: SQL, title: SQL, mark: SQL, first: number): SQL => sql`
  SELECT id, ${title} AS title, mark, NULL AS recency, -length(folded_name) AS weight
  FROM (SELECT *, ${mark} AS mark FROM ${rows})
  WHERE mark < ${noMark} ORDER BY mark, weight DESC, id LIMIT ${first}`

const given = sql`coalesce(name_given, name)`
const folded = sql`folded_name`

/** Staff fit by their e-mail too. */
export const staffHits = (question: Question, first: number): SQL =>
  byName(
    sql`staff_members`,
    sql`name`,
    sql`min(${nameMark(folded, question)}, ${emailMark(sql`email`, question)})`,
    first,
  )

export const segmentHits = (question: Question, first: number): SQL =>
  byName(sql`segments`, given, nameMark(folded, question), first)

/** Those put away are not looked for any more. */
export const targetProfileHits = (question: Question, first: number): SQL =>
  byName(
    sql`(SELECT * FROM target_profiles WHERE NOT archived)`,
    sql`name`,
    nameMark(folded, question),
    first,
  )

export const campaignHits = (question: Question, first: number): SQL =>
  byName(sql`campaigns`, given, nameMark(folded, question), first)

export const ownCampaignHits = (question: Question, first: number): SQL =>
  byName(sql`own_campaigns`, given, nameMark(folded, question), first)

export const competitorHits = (question: Question, first: number): SQL =>
  byName(sql`competitors`, given, nameMark(folded, question), first)
