import { getTableName, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { careReviews } from '../../../database/tables/care/care-reviews.ts'
import { careStandards } from '../../../database/tables/care/care-standards.ts'
import { feedback } from '../../../database/tables/care/feedback.ts'
import { followUps } from '../../../database/tables/care/follow-ups.ts'
import { ownCampaigns } from '../../../database/tables/care/own-campaigns.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import { targetProfiles } from '../../../database/tables/care/target-profiles.ts'
import { campaigns, competitors, exposures } from '../../../database/tables/competition/competitors.ts'
import { contactPoints } from '../../../database/tables/customers/contact-points.ts'
import { customers } from '../../../database/tables/customers/customers.ts'
import { interactions } from '../../../database/tables/customers/interactions.ts'
import { postalAddresses } from '../../../database/tables/customers/postal-addresses.ts'
import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../../database/tables/customers/profile.ts'
import { regions } from '../../../database/tables/customers/regions.ts'
import { goals } from '../../../database/tables/house/goals.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import type { Entity } from '../../changes/fields.ts'
import type { Action } from '../../changes/kinds.ts'
import { decodePlace } from '../../feed/cursor.ts'
import { feedEntities, scopeOfEntity } from '../../feed/entities.ts'
import { toldOfEach } from '../../feed/trail-sql.ts'
import { missingScope } from '../../service/actor.ts'
import { AuthorizationError, UserError } from '../../service/errors.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'
import { fieldsOf, historyColumns, historyRow } from '../read-history.ts'
import { type Reversal, reversals } from './reversals.ts'

/** Why a change cannot be taken back. */
export type UndoRefusal = 'FINAL' | 'UNDONE' | 'NEWER' | 'ERASED' | 'FORBIDDEN'

const undoableRow = historyRow.extend({
  /** Newer changes of the record, the newest first, and whether each touched a field of this one. */
  newer: json(z.array(z.object({ id: z.int(), touches: z.int(), undoes: z.string().nullable() }))),
  /** Newer changes of many rows that this record was among. */
  newerOfMany: z.int(),
  version: z.int().nullable(),
  /** It is of a customer who was erased. */
  erased: z.int(),
})

export type UndoableRow = z.infer<typeof undoableRow>

/** What can be taken back lies in these. */
const tables = {
  campaign: campaigns,
  competitor: competitors,
  'contact-point': contactPoints,
  customer: customers,
  'care-team-member': careTeamMembers,
  'channel-reachability': channelReachability,
  employment: employments,
  'file-reference': fileReferences,
  exposure: exposures,
  feedback: feedback,
  'follow-up': followUps,
  'care-review': careReviews,
  'care-standard': careStandards,
  goal: goals,
  interaction: interactions,
  note: notes,
  occasion: occasions,
  'own-campaign': ownCampaigns,
  'postal-address': postalAddresses,
  preference: preferences,
  region: regions,
  segment: segments,
  staffMember: staffMembers,
  'target-profile': targetProfiles,
} as const satisfies Partial<Record<Entity, unknown>>

/** What the reverse verbs take, where it is not said of the action. */
const writingOf: Readonly<Record<keyof typeof tables, Scope>> = {
  campaign: 'campaigns:write',
  competitor: 'competitors:write',
  'contact-point': 'customers:write',
  customer: 'customers:write',
  'care-team-member': 'customers:write',
  'channel-reachability': 'customers:write',
  employment: 'customers:write',
  'file-reference': 'customers:write',
  exposure: 'exposures:write',
  feedback: 'feedback:write',
  'follow-up': 'follow-ups:write',
  'care-review': 'policies:write',
  'care-standard': 'policies:write',
  goal: 'policies:write',
  interaction: 'interactions:write',
  note: 'customers:write',
  occasion: 'customers:write',
  'own-campaign': 'campaigns:write',
  'postal-address': 'customers:write',
  preference: 'customers:write',
  region: 'regions:write',
  segment: 'segments:write',
  staffMember: 'staff:write',
  'target-profile': 'segments:write',
}

const writingOfAction: Readonly<Partial<Record<Action, Scope>>> = {
  'relationship.override': 'relationships:write',
  'relationship.override-clear': 'relationships:write',
  'segment-override.set': 'segments:write',
  'segment-override.clear': 'segments:write',
}

type Undo =
  | { refusal: Exclude<UndoRefusal, 'FORBIDDEN'> }
  | { refusal: 'FORBIDDEN'; error: AuthorizationError }
  | { refusal: null; verb: Reversal['verb']; input: object }

/** What takes a change back, or the first reason why nothing does; scopes are looked at last. */
export function undoOf(service: Service, row: UndoableRow): Undo {
  const { actor, workspace } = service
  const { entityId: recordId, version } = row
  const action = row.action as Action
  const entity = row.entity as keyof typeof tables
  const reversal = reversals[action]
  if (!reversal || recordId === null) return { refusal: 'FINAL' }
  const fields = fieldsOf(row)
  if (fields.some(value => !('before' in value))) return { refusal: 'ERASED' }
  const newer = row.newer.filter(standingBehind(row.id, row.newer))
  if (newer.some(({ undoes }) => undoneBy(undoes) === row.id)) return { refusal: 'UNDONE' }
  if (row.newerOfMany > 0 || newer.length > 0) return { refusal: 'NEWER' }
  if (row.erased === 1 || isGone(row)) return { refusal: 'ERASED' }
  const change = {
    ...{ recordId, version, workspace },
    before: new Map(fields.map(({ field, before }) => [field, before])),
    after: new Map(fields.map(({ field, after }) => [field, after])),
  }
  const input = reversal.input(change)
  if (input === null) return { refusal: 'FINAL' }
  const scope = writingOfAction[action] ?? writingOf[entity]
  const error = actor.scopes.has(scope)
    ? denied(() => reversal.requires?.(service, change))
    : missingScope(scope)
  return error ? { refusal: 'FORBIDDEN', error } : { refusal: null, verb: reversal.verb, input }
}

/** What was changed, and taken away by no change of its own, went with an erasure. */
const isGone = ({ action, version }: UndoableRow) => version === null && action.endsWith('.update')

/** What is asked besides and was not allowed, if anything; what cannot be asked any more the verb itself refuses. */
function denied(ask: () => void): AuthorizationError | null {
  try {
    ask()
    return null
  } catch (error) {
    if (error instanceof AuthorizationError) return error
    if (error instanceof UserError) return null
    throw error
  }
}

const undoneBy = (undoes: string | null) => (undoes === null ? null : decodePlace(undoes).change)

/**
 * Whether a newer change stands against an undo of `change`: it touched what that one touched, and was neither taken back
 * since nor took such a one back.
 */
function standingBehind(
  change: number,
  newer: UndoableRow['newer'],
): (one: (typeof newer)[number]) => boolean {
  const undone = new Set<number>()
  for (const one of newer) {
    const earlier = undoneBy(one.undoes)
    // An undo that was taken back takes nothing back.
    if (earlier !== null && !undone.has(one.id)) undone.add(earlier)
  }
  return one => one.touches === 1 && !undone.has(one.id) && (undoneBy(one.undoes) ?? 0) <= change
}

/** Whether a row, as `r`, only went to another customer by the change `n`; a follow-up may have been closed besides. */
const onlyWhoseItIs = sql`n.action IN ('customer.merge', 'customer.unmerge') AND r.entity <> 'follow-up'`

/** Changes, what it takes to undo each, and what stands against that. One round trip. */
export const readUndoable = (service: Service, changes: readonly number[]): Promise<UndoableRow[]> =>
  checkedRows(service.db.orm, undoableRow, undoableChanges(service, changes))

function undoableChanges({ actor }: Service, changes: readonly number[]): SQL {
  const readable = feedEntities.filter(entity => actor.scopes.has(scopeOfEntity[entity]))
  const asked = JSON.stringify(changes)
  const version = sql.join(
    Object.entries(tables).map(
      ([entity, table]) =>
        sql`WHEN ${entity} THEN (SELECT version FROM ${sql.identifier(getTableName(table))} WHERE id = c.entity_id)`,
    ),
    sql` `,
  )
  return sql`
    WITH RECURSIVE many(id) AS MATERIALIZED (
      SELECT min(change_id) FROM change_rows
        WHERE change_id > (SELECT min(value) FROM json_each(${asked}))
      UNION ALL
      SELECT (SELECT min(change_id) FROM change_rows WHERE change_id > many.id) FROM many WHERE many.id IS NOT NULL)
    SELECT ${historyColumns}, ${toldOfEach(actor, readable)} AS told, CASE c.entity ${version} END AS version,
      c.entity = 'customer' AND EXISTS (
        SELECT 1 FROM customers WHERE id = c.entity_id AND erased_at IS NOT NULL) AS erased,
      (SELECT json_group_array(json_object('id', id, 'undoes', undoes, 'touches', touches)) FROM (
          SELECT n.id, n.detail ->> '$.undoes' AS undoes, EXISTS (SELECT 1 FROM json_each(n.detail, '$.fields') AS one
            WHERE one.value IN (SELECT value FROM json_each(c.detail, '$.fields'))) AS touches
          FROM changes AS n WHERE n.entity = c.entity AND n.entity_id = c.entity_id AND n.id > c.id
          ORDER BY n.id DESC)) AS newer,
      (SELECT count(*) FROM many CROSS JOIN change_rows AS r
          ON r.change_id = many.id AND r.entity = c.entity AND r.row_id = c.entity_id
        CROSS JOIN changes AS n ON n.id = many.id
        WHERE many.id > c.id AND NOT (n.entity = c.entity AND n.entity_id IS c.entity_id) AND NOT (${onlyWhoseItIs}))
      AS newerOfMany
    FROM changes AS c WHERE c.id IN (SELECT value FROM json_each(${asked}))`
}
