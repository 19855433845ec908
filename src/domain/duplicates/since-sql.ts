import { type SQL, sql } from 'drizzle-orm'
import { feedbackOfPeriod } from '../feedback/work.ts'
import { keepRows, named } from './move-sql.ts'
import { type Held, keyOf } from './tables.ts'

/** A merge that is undone. */
export interface Undoing {
  mergeId: number
  survivor: number
  merged: number
  /** The change that merged the two. */
  change: number
  at: number
  now: number
}

/** What a night, a later version and the change itself write. */
const stamps = new Set(['customer_id', 'version', 'updated_at', 'change_id'])

/** What the merge kept of a table. */
export const keptOf = ({ name }: Held, { mergeId }: Undoing): SQL =>
  sql`r.merge_id = ${mergeId} AND r.holding = ${name}`

/** Whether the row `t` says what `r` kept of it. */
export const saysTheSame = ({ columns }: Held): SQL =>
  sql.join(
    columns
      .filter(column => !stamps.has(column))
      .map(column => sql`t.${sql.identifier(column)} IS ${sql.raw(`r.row ->> '$."${column}"'`)}`),
    sql` AND `,
  )

/** Merges of the survivor into others, which were undone since: each moved every row there and back. */
const laterMoves = ({ survivor, change }: Undoing): SQL =>
  sql`(SELECT count(*) FROM customer_merges WHERE merged_id = ${survivor} AND change_id > ${change})`

/** Whether somebody else than merges wrote the row `t` since. */
export function wasEdited(table: Held, undoing: Undoing): SQL {
  if (table.merged === 'UNITES') return sql`NOT (${saysTheSame(table)})`
  if (!table.has('version')) return sql`0`
  const kept = sql`(SELECT r.row ->> '$.version' FROM customer_merge_rows AS r
    WHERE ${keptOf(table, undoing)} AND r.key = ${keyOf(table)})`
  return sql`t.version IS NOT ${kept} + 1 + 2 * ${laterMoves(undoing)}`
}

/** Whether the row `t` came to the survivor after the merge. */
export function wasAdded(table: Held, { survivor, change, at }: Undoing): SQL {
  if (table.has('version'))
    return sql`(t.created_at > ${at} OR (t.created_at = ${at} AND t.version = 1 AND t.change_id > ${change}))`
  const beforeLaterMerges = sql`(SELECT r.row ->> '$.change_id' FROM customer_merges AS later
    CROSS JOIN customer_merge_rows AS r
      ON r.merge_id = later.id AND r.holding = ${table.name} AND r.key = ${keyOf(table)}
    WHERE later.merged_id = ${survivor} AND later.change_id > ${change} ORDER BY later.change_id LIMIT 1)`
  return sql`ifnull(${beforeLaterMerges}, t.change_id) > ${change}`
}

/** Of which tables rows can belong to other rows. */
const followers = ['interactions', 'surveys', 'follow_ups', 'exposures'] as const

type Follower = (typeof followers)[number]

/**
 * Rows that came to the survivor since and belong to what goes back: what answers or ends it, and what is about it. They
 * go with it, for it is the other one's, whatever it was taken for.
 */
export function followingOf(undoing: Undoing): SQL {
  const { mergeId, survivor } = undoing
  const came = (name: Follower, from: SQL) => {
    const table = named(name)
    return sql`SELECT ${name}, t.id ${from} WHERE t.customer_id = ${survivor} AND ${wasAdded(table, undoing)}
      AND NOT EXISTS (SELECT 1 FROM customer_merges AS m CROSS JOIN customer_merge_rows AS r
        ON r.merge_id = m.id AND r.holding = ${name} AND r.key = ${keyOf(table)} AND r.moved = 1
        WHERE m.survivor_id = ${survivor} AND m.undone_by IS NULL)`
  }
  const by = (table: 'surveys' | 'feedback' | 'follow_ups', holding: string, column: string) =>
    came(
      'interactions',
      sql`FROM back CROSS JOIN ${sql.identifier(table)} AS s ON s.id = back.id
        CROSS JOIN interactions AS t ON t.id = s.${sql.identifier(column)} AND back.holding = ${holding}`,
    )
  return sql`WITH RECURSIVE back(holding, id) AS (
    SELECT r.holding, r.key ->> 0 FROM customer_merge_rows AS r
      WHERE r.merge_id = ${mergeId} AND r.moved = 1 AND r.holding IN ('interactions', 'surveys', 'follow_ups')
    UNION ${by('surveys', 'surveys', 'answer_id')}
    UNION ${by('feedback', 'interactions', 'answer_id')}
    UNION ${by('follow_ups', 'follow_ups', 'interaction_id')}
    UNION ${came('surveys', sql`FROM back CROSS JOIN surveys AS t ON t.about_id = back.id AND back.holding = 'interactions'`)}
    UNION ${came(
      'follow_ups',
      sql`FROM back CROSS JOIN feedback AS f ON f.id = back.id AND back.holding = 'interactions'
        CROSS JOIN follow_ups AS t ON t.customer_id = f.customer_id AND t.tactic = 'FEEDBACK'
          AND ${feedbackOfPeriod(sql`t.period`)} = f.id`,
    )}
    UNION ${came('exposures', sql`FROM back CROSS JOIN exposures AS t ON t.interaction_id = back.id AND back.holding = 'interactions'`)}
  ) SELECT holding, id FROM back`
}

/** The rows that go with those of the merge, as if it had moved them. */
export const takeFollowing = (undoing: Undoing): SQL[] =>
  followers.map(name => {
    const table = named(name)
    const which = sql`t.id IN (SELECT id FROM (${followingOf(undoing)}) WHERE holding = ${table.name})
      AND NOT EXISTS (SELECT 1 FROM customer_merge_rows AS r WHERE ${keptOf(table, undoing)} AND r.key = ${keyOf(table)})`
    return keepRows(table, undoing.mergeId, which, sql`1`)
  })
