import { type SQL, sql } from 'drizzle-orm'
import { isLong, type Question } from './question.ts'

/** How well something fits, the best first. */
export const ranks = ['KEY', 'WHOLE', 'WORDS', 'BEGINNING', 'WITHIN'] as const

/** In what the text was found. */
export const matches = ['NAME', 'EMAIL', 'PHONE', 'EXTERNAL_ID'] as const

export type Match = (typeof matches)[number]

/** Rank and place of a finding in one number: the smallest is the best. */
export const mark = (rank: (typeof ranks)[number], match: Match): number =>
  ranks.indexOf(rank) * matches.length + matches.indexOf(match)

/** Of what does not fit. */
export const noMark = ranks.length * matches.length

/** The rank within a mark. */
export const rankOf = (marked: SQL): SQL => sql`(${marked} / ${sql.raw(String(matches.length))})`

export const matchOf = (marked: number): Match => matches[marked % matches.length] ?? 'NAME'

/** A mark goes into the statement as it is: the planner sees it, and it counts as no parameter. */
const number = (value: number) => sql.raw(String(value))

const best = (cases: readonly { when: SQL; mark: number }[]): SQL => {
  if (cases.length === 0) return number(noMark)
  const whens = cases.map(({ when, mark }) => sql`WHEN ${when} THEN ${number(mark)}`)
  return sql`CASE ${sql.join(whens, sql` `)} ELSE ${number(noMark)} END`
}

/** The mark of a folded name. */
export function nameMark(folded: SQL, { words }: Question): SQL {
  if (words.length === 0) return number(noMark)
  const begins = (word: string) => sql`instr(' ' || ${folded}, ${` ${word}`})`
  const within = (word: string) => (isLong(word) ? sql`instr(${folded}, ${word})` : begins(word))
  const all = (found: (word: string) => SQL) => sql.join(words.map(found), sql` AND `)
  return best([
    { when: sql`${folded} = ${words.join(' ')}`, mark: mark('WHOLE', 'NAME') },
    { when: all(begins), mark: mark('WORDS', 'NAME') },
    { when: all(within), mark: mark('WITHIN', 'NAME') },
  ])
}

/** The mark of an e-mail. */
export function emailMark(column: SQL, { email }: Question): SQL {
  if (email === null) return number(noMark)
  return best([
    { when: sql`${column} = ${email}`, mark: mark('KEY', 'EMAIL') },
    { when: sql`instr(${column}, ${email}) = 1`, mark: mark('BEGINNING', 'EMAIL') },
    ...(isLong(email) ? [{ when: sql`instr(${column}, ${email}) > 1`, mark: mark('WITHIN', 'EMAIL') }] : []),
  ])
}

/** The mark of a phone number. */
export function phoneMark(column: SQL, { phone, beginnings, digits }: Question): SQL {
  return best([
    ...(phone === null ? [] : [{ when: sql`${column} = ${phone}`, mark: mark('KEY', 'PHONE') }]),
    ...beginnings.map(one => ({ when: sql`instr(${column}, ${one}) = 1`, mark: mark('BEGINNING', 'PHONE') })),
    ...(digits === null
      ? []
      : [{ when: sql`instr(${column}, ${digits}) > 0`, mark: mark('WITHIN', 'PHONE') }]),
  ])
}

/** The mark of a key in another system, of which ASCII letters are compared without their case. */
export const keyMark = (column: SQL, { key }: Question): SQL =>
  best([
    { when: sql`lower(${column}) = lower(${key})`, mark: mark('KEY', 'EXTERNAL_ID') },
    { when: sql`instr(lower(${column}), lower(${key})) = 1`, mark: mark('BEGINNING', 'EXTERNAL_ID') },
  ])
