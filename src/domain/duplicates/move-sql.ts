import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { thisChange } from '../writes/commit.ts'
import { type Held, held, isSameFollowUp, isTaken, keyOf, rowOf, saysWhatHoldsNow } from './tables.ts'

/** Whose rows become whose by which merge, and when. */
export interface Move {
  mergeId: number
  survivor: number
  merged: number
  now: number
  today: number
}

/** The table of that name. */
export const named = (name: string) => {
  const found = held.find(one => one.name === name)
  if (!found) throw new Error(`No customer's rows stand in "${name}".`)
  return found
}

const followUps = named('follow_ups')
const surveys = named('surveys')

/** What the next version of a row has, where the table counts versions. */
export const nextVersionOf = (table: Held, now: number): SQL[] => [
  ...(table.has('version') ? [sql`version = version + 1`] : []),
  // Whose it is says nothing of how long it is known.
  ...(table.has('version') && !saysWhatHoldsNow(table.name) ? [sql`updated_at = ${now}`] : []),
  ...(table.has('change_id') ? [sql`change_id = ${thisChange}`] : []),
]

/** Rows that say by themselves what they were: a merge changes nothing of them but whose they are. */
const isSaidByItself = (table: Held) => table.merged === 'MOVES' && table !== followUps && table !== surveys

/** By which an undo knows whether somebody wrote the row since, and when it came. */
function versionOf({ columns }: Held): SQL {
  const counted = columns.filter(column => column === 'version' || column === 'change_id')
  return counted.length > 0 ? rowOf(counted) : sql`NULL`
}

/** Keeps which rows go to another customer, and of those that give way what they say. */
export const keepRows = (table: Held, mergeId: number, which: SQL, moved: SQL): SQL => sql`
  INSERT INTO customer_merge_rows (merge_id, holding, key, row, moved)
  SELECT ${mergeId}, ${table.name}, ${keyOf(table)}, ${isSaidByItself(table) ? versionOf(table) : rowOf(table.columns)}, ${moved}
  FROM ${sql.identifier(table.name)} AS t WHERE ${which}`

/**
 * The same follow-up of both is one: that of the survivor stays, the other one is closed and keeps its text under a
 * period of its own. So it is where one of a tactic waits for each: one customer has one, but of feedback and promises.
 */
function moveFollowUps(move: Move): SQL {
  const { survivor, merged, now } = move
  const taken = isTaken(followUps, move)
  const same = isSameFollowUp(survivor)
  const closes = sql`${taken} AND state IN ('OPEN', 'CLAIMED')`
  return sql`UPDATE follow_ups AS t SET customer_id = ${survivor},
      period = iif(${same}, period || ' ' || id, period),
      state = iif(${closes}, 'DISMISSED', state), closed_at = iif(${closes}, ${now}, closed_at),
      snoozed_until = iif(${closes}, NULL, snoozed_until), ${sql.join(nextVersionOf(followUps, now), sql`, `)}
    WHERE customer_id = ${merged}`
}

/** Of two surveys of one occasion that wait for an answer the survivor's goes on; the other one's last day is over. */
function moveSurveys(move: Move): SQL {
  const { survivor, merged, now, today } = move
  return sql`UPDATE surveys AS t SET customer_id = ${survivor},
      expires_on = iif(${isTaken(surveys, move)}, ${today - 1}, expires_on),
      ${sql.join(nextVersionOf(surveys, now), sql`, `)}
    WHERE customer_id = ${merged}`
}

/** Rows of the survivor that the merged customer knows better give way: they are the survivor's again by an undo. */
function leaveOutdated(table: Held, { mergeId, survivor, merged }: Move): SQL[] {
  const name = sql.identifier(table.name)
  const same = table.key.map(column => sql`o.${sql.identifier(column)} = t.${sql.identifier(column)}`)
  const outdated = sql`t.customer_id = ${survivor} AND EXISTS (
    SELECT 1 FROM ${name} AS o WHERE o.customer_id = ${merged} AND o.updated_at > t.updated_at
      AND ${sql.join(same, sql` AND `)})`
  return [
    ...tellRows(table, outdated),
    sql`INSERT INTO customer_merge_rows (merge_id, holding, key, row, moved)
      SELECT ${mergeId}, ${table.name}, json_array('SURVIVOR', t.id), ${rowOf(table.columns)}, 0
      FROM ${name} AS t WHERE ${outdated}`,
    sql`DELETE FROM ${name} AS t WHERE ${outdated}`,
  ]
}

function moveRows(table: Held, move: Move): SQL[] {
  if (table === followUps) return [moveFollowUps(move)]
  if (table === surveys) return [moveSurveys(move)]
  const name = sql.identifier(table.name)
  const left = sql`DELETE FROM ${name} WHERE customer_id = ${move.merged}`
  if (table.merged === 'ASIDE') return [left]
  const set = sql.join([sql`customer_id = ${move.survivor}`, ...nextVersionOf(table, move.now)], sql`, `)
  return table.merged === 'MOVES'
    ? [sql`UPDATE ${name} SET ${set} WHERE customer_id = ${move.merged}`]
    : [
        ...(saysWhatHoldsNow(table.name) ? leaveOutdated(table, move) : []),
        // Not by `OR IGNORE`: triggers would have run by half.
        sql`UPDATE ${name} AS t SET ${set}
          WHERE customer_id = ${move.merged} AND NOT ${isTaken(table, move)}`,
        left,
      ]
}

const isBoolean = (column: SQLiteColumn) => column.dataType === 'boolean'
const isJson = (column: SQLiteColumn) => column.dataType === 'json'

/** The interaction `t` as a revision keeps it: by the names of its properties. */
const interactionBefore = sql`json_object(${sql.join(
  Object.entries(getTableColumns(interactions)).flatMap(([property, column]) => {
    const value = sql`t.${sql.identifier(column.name)}`
    const said = isBoolean(column)
      ? sql`json(iif(${value}, 'true', 'false'))`
      : isJson(column)
        ? sql`json(${value})`
        : value
    return [sql.raw(`'${property}'`), said]
  }),
  sql`, `,
)})`

/** What becomes of interactions that go to another customer: a revision of each, by which nights find whose figures move. */
export const reviseInteractions = (which: SQL, now: number): SQL => sql`
  INSERT INTO interaction_revisions (interaction_id, version, customer_id, day, kind, before, reason, replaced_at, change_id)
  SELECT t.id, t.version, t.customer_id, t.day, t.kind, ${interactionBefore}, NULL, ${now}, ${thisChange}
  FROM interactions AS t WHERE ${which}`

/** By the tables whose rows the feed tells of, what it calls them. */
const told: Readonly<Partial<Record<Held['name'], string>>> = {
  consents: 'consent',
  exposures: 'exposure',
  feedback: 'feedback',
  follow_ups: 'follow-up',
  interactions: 'interaction',
  postal_addresses: 'postal-address',
  occasions: 'occasion',
  preferences: 'preference',
  notes: 'note',
  file_references: 'file-reference',
  care_team_members: 'care-team-member',
  channel_reachability: 'channel-reachability',
  surveys: 'survey',
  touches: 'touch',
  person_requests: 'person-request',
  employments: 'employment',
}

/** What the feed tells of rows that go to another customer; none of the other tables. */
export const tellRows = (table: Held, which: SQL): SQL[] =>
  told[table.name] === undefined
    ? []
    : [
        sql`INSERT INTO change_rows (change_id, entity, row_id, before)
          SELECT ${thisChange}, ${told[table.name]}, t.id, json_object('customerId', t.customer_id)
          FROM ${sql.identifier(table.name)} AS t WHERE ${which}`,
      ]

/**
 * Gives the rows of the merged customer to the survivor, and keeps of them what it takes to give them back.
 * @param tables those in which there are any
 */
export function moveAll(tables: readonly Held[], move: Move): SQL[] {
  const theirs = sql`t.customer_id = ${move.merged}`
  return tables.flatMap(table => [
    ...(table.name === 'interactions' ? [reviseInteractions(theirs, move.now)] : []),
    ...(table.name === 'segment_members' ? [leaveOneMember(table, move)] : []),
    ...tellRows(table, theirs),
    keepRows(
      table,
      move.mergeId,
      theirs,
      table.merged === 'MOVES' ? sql`1` : sql`NOT ${isTaken(table, move)}`,
    ),
    ...moveRows(table, move),
  ])
}

/** A segment that had both has one member fewer. */
const leaveOneMember = (table: Held, move: Move): SQL => sql`
  UPDATE segments SET member_count = member_count - 1 WHERE id IN (
    SELECT t.segment_id FROM segment_members AS t WHERE t.customer_id = ${move.merged} AND ${isTaken(table, move)})`
