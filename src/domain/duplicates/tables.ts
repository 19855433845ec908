import { type Column, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { feedback } from '../../database/tables/care/feedback.ts'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { segmentSnapshotMembers } from '../../database/tables/care/segment-snapshots.ts'
import { segmentMembers, segmentOverrides, segmentStays } from '../../database/tables/care/segments.ts'
import { surveys } from '../../database/tables/care/surveys.ts'
import { touches } from '../../database/tables/care/touches.ts'
import { exposures } from '../../database/tables/competition/competitors.ts'
import { vulnerabilityMembers } from '../../database/tables/competition/vulnerability.ts'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import {
  consents,
  customerExternalIds,
  customerRegions,
  lifecycleChanges,
} from '../../database/tables/customers/customers.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { personRequests } from '../../database/tables/customers/person-requests.ts'
import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../database/tables/customers/profile.ts'
import { relationshipLevelChanges, relationshipOverrides } from '../../database/tables/value/relationships.ts'
import { type HeldTable, heldTables } from '../holdings/holdings.ts'

/** What a merge tells of the rows of each table. */
const kinds = {
  contact_points: { table: contactPoints, kind: 'CONTACT_POINT' },
  consents: { table: consents, kind: 'CONSENT' },
  customer_external_ids: { table: customerExternalIds, kind: 'EXTERNAL_ID' },
  customer_regions: { table: customerRegions, kind: 'REGION' },
  exposures: { table: exposures, kind: 'EXPOSURE' },
  feedback: { table: feedback, kind: 'FEEDBACK' },
  follow_ups: { table: followUps, kind: 'FOLLOW_UP' },
  interactions: { table: interactions, kind: 'INTERACTION' },
  lifecycle_changes: { table: lifecycleChanges, kind: 'LIFECYCLE' },
  postal_addresses: { table: postalAddresses, kind: 'POSTAL_ADDRESS' },
  occasions: { table: occasions, kind: 'OCCASION' },
  preferences: { table: preferences, kind: 'PREFERENCE' },
  notes: { table: notes, kind: 'NOTE' },
  file_references: { table: fileReferences, kind: 'FILE_REFERENCE' },
  care_team_members: { table: careTeamMembers, kind: 'CARE_TEAM_MEMBER' },
  channel_reachability: { table: channelReachability, kind: 'CHANNEL_REACHABILITY' },
  employments: { table: employments, kind: 'EMPLOYMENT' },
  relationship_level_changes: { table: relationshipLevelChanges, kind: 'RELATIONSHIP_LEVEL' },
  relationship_overrides: { table: relationshipOverrides, kind: 'RELATIONSHIP_OVERRIDE' },
  segment_members: { table: segmentMembers, kind: 'SEGMENT' },
  segment_overrides: { table: segmentOverrides, kind: 'SEGMENT_OVERRIDE' },
  segment_snapshot_members: { table: segmentSnapshotMembers, kind: 'SEGMENT_SNAPSHOT' },
  segment_stays: { table: segmentStays, kind: 'PAST_SEGMENT' },
  surveys: { table: surveys, kind: 'SURVEY' },
  touches: { table: touches, kind: 'TOUCH' },
  person_requests: { table: personRequests, kind: 'PERSON_REQUEST' },
  vulnerability_members: { table: vulnerabilityMembers, kind: 'VERDICT' },
} as const satisfies Record<string, { table: SQLiteTable; kind: string }>

type HeldName = keyof typeof kinds

export type HeldKind = (typeof kinds)[HeldName]['kind']

/** A table of customers' rows, as the statements of a merge speak of it. */
export interface Held {
  name: HeldName
  kind: HeldKind
  /** By whose rows an undo finds those that go back: feedback has the id of its interaction, and goes with it. */
  goesWith: HeldName
  merged: HeldTable['merged']
  /** Names of columns. */
  key: readonly string[]
  columns: readonly string[]
  has(column: string): boolean
}

const isHeldName = (name: string): name is HeldName => Object.hasOwn(kinds, name)

const heldOf = ({ table: name, merged, key = [] }: HeldTable): Held => {
  if (!isHeldName(name)) throw new Error(`What a merge tells of "${name}" is not said.`)
  const columns = Object.values<Column>(getTableColumns(kinds[name].table)).map(column => column.name)
  return {
    name,
    kind: kinds[name].kind,
    goesWith: name === 'feedback' ? 'interactions' : name,
    merged,
    key: merged === 'ASIDE' ? ['on'] : key,
    columns,
    has: column => columns.includes(column),
  }
}

export const held: readonly Held[] = heldTables.map(heldOf)

const id = (name: string) => sql.identifier(name)

/** Whom a merge leaves, of whom, and on which day. */
export interface Sides {
  survivor: SQL | number
  today: number
}

/** Whether the survivor has had the follow-up `t` of the merged customer itself. */
export const isSameFollowUp = (survivor: SQL | number): SQL => sql`EXISTS (SELECT 1 FROM follow_ups AS o
  WHERE o.customer_id = ${survivor} AND o.tactic = t.tactic AND o.period = t.period)`

/** Whether the survivor has a row in the place of the row `t` of the merged customer. */
export function isTaken({ name, merged, key }: Held, { survivor, today }: Sides): SQL {
  if (name === getTableName(followUps))
    return sql`(${isSameFollowUp(survivor)} OR (t.tactic NOT IN ('FEEDBACK', 'MANUAL') AND t.state IN ('OPEN', 'CLAIMED')
      AND EXISTS (SELECT 1 FROM follow_ups AS o
        WHERE o.customer_id = ${survivor} AND o.tactic = t.tactic AND o.state IN ('OPEN', 'CLAIMED'))))`
  if (name === getTableName(surveys))
    return sql`(t.state = 'OPEN' AND t.expires_on >= ${today} AND EXISTS (SELECT 1 FROM surveys AS o
      WHERE o.customer_id = ${survivor} AND o.occasion = t.occasion AND o.about_id IS t.about_id
        AND o.state = 'OPEN' AND o.expires_on >= ${today}))`
  // Between the two.
  if (name === getTableName(employments)) return sql`${survivor} IN (t.customer_id, t.organisation_id)`
  if (merged === 'MOVES') return sql`0`
  if (merged === 'ASIDE') return sql`1`
  const same = key.map(column => sql` AND o.${id(column)} = t.${id(column)}`)
  const stays = saysWhatHoldsNow(name) ? sql` AND o.updated_at >= t.updated_at` : sql``
  return sql`EXISTS (
    SELECT 1 FROM ${id(name)} AS o WHERE o.customer_id = ${survivor}${sql.join(same, sql``)}${stays})`
}

/** Who leaves its segments because of a restriction has them as past ones. */
const stayOf = (customer: SQL | number, limited: SQL) => sql`(
  SELECT customer_id, segment_id, joined_at FROM segment_stays WHERE customer_id = ${customer}
  UNION SELECT customer_id, segment_id, joined_at FROM segment_members WHERE customer_id = ${customer} AND ${limited})`

/**
 * How many rows of the merged customer a merge finds in a table, and how many of them give way: by a SELECT of both.
 * @param limited whether one of them is restricted, so that first both leave their segments
 */
export function surveyedRows(table: Held, merged: SQL, sides: Sides, limited: SQL): SQL {
  const { survivor } = sides
  // The sum is of an inner column: SQL gives one of an outer column alone to the outer statement.
  const counted = (taken: SQL, rows: SQL) =>
    sql`SELECT json_array(count(*), ifnull(sum(taken), 0)) FROM (SELECT ${taken} AS taken FROM ${rows})`
  if (table.name === getTableName(segmentStays))
    return counted(
      sql`EXISTS (SELECT 1 FROM ${stayOf(survivor, limited)} AS o
        WHERE o.segment_id = t.segment_id AND o.joined_at = t.joined_at)`,
      sql`${stayOf(merged, limited)} AS t`,
    )
  const stands = table.name === getTableName(segmentMembers) ? sql` AND NOT ${limited}` : sql``
  return counted(isTaken(table, sides), sql`${id(table.name)} AS t WHERE ${isTheirs(table, merged)}${stands}`)
}

/** Whether the row `t` is one of the merged customer; for whom somebody works is told at both ends. */
export const isTheirs = ({ name }: Held, merged: SQL | number): SQL =>
  name === getTableName(employments)
    ? sql`(t.customer_id = ${merged} OR t.organisation_id = ${merged})`
    : sql`t.customer_id = ${merged}`

/** Of two rows that can only stand for one the later one is true, whosoever it was. */
export const saysWhatHoldsNow = (name: HeldName): boolean => name === getTableName(channelReachability)

/** What tells the row `t` from others of the table and customer, as JSON. */
export const keyOf = ({ key }: Held): SQL =>
  sql`json_array(${sql.join(
    key.map(column => sql`t.${id(column)}`),
    sql`, `,
  )})`

/** The row `t` by the names of its columns. */
export const rowOf = (columns: readonly string[]): SQL =>
  sql`json_object(${sql.join(
    columns.flatMap(column => [sql.raw(`'${column}'`), sql`t.${id(column)}`]),
    sql`, `,
  )})`

export const customerColumnNames = (table: SQLiteTable): string[] =>
  Object.values<Column>(getTableColumns(table)).map(column => column.name)
