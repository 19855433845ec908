import { getTableName, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { careReviews } from '../../../database/tables/care/care-reviews.ts'
import { careStandards } from '../../../database/tables/care/care-standards.ts'
import { feedback } from '../../../database/tables/care/feedback.ts'
import { followUps } from '../../../database/tables/care/follow-ups.ts'
import { ownCampaigns } from '../../../database/tables/care/own-campaigns.ts'
import { segments } from '../../../database/tables/care/segments.ts'
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
import { entityOf, type FeedEntity, feedEntities, idKindOf, scopeOfEntity } from '../../feed/entities.ts'
import { told, toldOfEach } from '../../feed/trail-sql.ts'
import { parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict, notFound } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { fieldsOf, historyColumns, historyRow } from '../read-history.ts'
import { reversals } from './reversals.ts'

const schema = z.strictObject({ id: z.string().max(100, say('foreignCursor')) })

const foundRow = historyRow.omit({ size: true }).extend({
  /** Newer changes of the record, the newest first, and whether each touched a field of this one. */
  newer: json(z.array(z.object({ id: z.int(), touches: z.int(), undoes: z.string().nullable() }))),
  /** Newer changes of many rows that this record was among. */
  newerOfMany: z.int(),
  version: z.int().nullable(),
})

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
} as const satisfies Partial<Record<Entity, unknown>>

export interface UndoneChange {
  entity: FeedEntity
  recordId: number
}

/**
 * Takes one change of one record back: by the reverse verb, with the caller's own scopes and reach of now, and as a change
 * of its own that names it. Refused where what it touched was changed again since, and for what stays as it is: consent,
 * rights, keys, secrets, versions of policies, what many rows or a file changed. One round trip more than the verb.
 * @throws AuthorizationError for a scope that the reverse verb takes
 * @throws UserError `NOT_FOUND`, `CONFLICT` (`NEWER`, `FINAL`, `ERASED`), and what the reverse verb answers
 */
export async function undoChange(service: Service, input: unknown): Promise<UndoneChange> {
  if (service.actor.kind === 'ANONYMOUS') requireScope(service.actor, 'customers:read')
  const { id } = parse(schema, input)
  const { change, mark } = decodePlace(id, ['id'], say('notChange'))
  const [row] = await checkedRows(service.db.orm, foundRow, changeOf(service, change))
  if (!row || row.mark !== mark || row.told !== told.AS_IT_IS || row.entityId === null)
    throw notFound(['id'], 'change')
  const entity = row.entity as Entity
  const recordId = row.entityId
  const kind = idKindOf[entityOf[entity]]
  const current = kind ? { kind, id: recordId } : null
  const action = row.action as Action
  const reversal = reversals[action]
  if (!reversal) throw conflict(['id'], say('changeFinal'), { reason: 'FINAL' })
  const fields = fieldsOf(row)
  if (fields.some(value => !('before' in value)))
    throw conflict(['id'], say('changeErased'), { reason: 'ERASED' })
  if (row.newerOfMany > 0 || row.newer.some(standingBehind(change, row.newer)))
    throw conflict(['id'], say('changedSince'), { reason: 'NEWER', current })
  const reverse = reversal.input({
    ...{ recordId, version: row.version, workspace: service.workspace },
    before: new Map(fields.map(({ field, before }) => [field, before])),
    after: new Map(fields.map(({ field, after }) => [field, after])),
  })
  if (reverse === null) throw conflict(['id'], say('changeFinal'), { reason: 'FINAL' })
  const result = { entity: entityOf[entity], recordId }
  await reversal.verb({ ...service, undoes: { change: id, result } }, reverse)
  return result
}

/**
 * Whether a newer change stands against an undo of `change`: it touched what that one touched, and was neither taken back
 * since nor took such a one back.
 */
function standingBehind(
  change: number,
  newer: z.infer<typeof foundRow>['newer'],
): (one: (typeof newer)[number]) => boolean {
  const undone = new Set<number>()
  const undoneBy = ({ undoes }: (typeof newer)[number]) =>
    undoes === null ? null : decodePlace(undoes).change
  for (const one of newer) {
    const earlier = undoneBy(one)
    // An undo that was taken back takes nothing back.
    if (earlier !== null && !undone.has(one.id)) undone.add(earlier)
  }
  return one => one.touches === 1 && !undone.has(one.id) && (undoneBy(one) ?? 0) <= change
}

/** Whether a row, as `r`, only went to another customer by the change `n`; a follow-up may have been closed besides. */
const onlyWhoseItIs = sql`n.action IN ('customer.merge', 'customer.unmerge') AND r.entity <> 'follow-up'`

/** The change, what it takes to undo it, and what stands against that. */
function changeOf({ actor }: Service, change: number): SQL {
  const readable = feedEntities.filter(entity => actor.scopes.has(scopeOfEntity[entity]))
  const version = sql.join(
    Object.entries(tables).map(
      ([entity, table]) =>
        sql`WHEN ${entity} THEN (SELECT version FROM ${sql.identifier(getTableName(table))} WHERE id = c.entity_id)`,
    ),
    sql` `,
  )
  return sql`
    SELECT ${historyColumns}, ${toldOfEach(actor, readable)} AS told, CASE c.entity ${version} END AS version,
      (SELECT json_group_array(json_object('id', id, 'undoes', undoes, 'touches', touches)) FROM (
          SELECT n.id, n.detail ->> '$.undoes' AS undoes, EXISTS (SELECT 1 FROM json_each(n.detail, '$.fields') AS one
            WHERE one.value IN (SELECT value FROM json_each(c.detail, '$.fields'))) AS touches
          FROM changes AS n WHERE n.entity = c.entity AND n.entity_id = c.entity_id AND n.id > c.id
          ORDER BY n.id DESC)) AS newer,
      (WITH RECURSIVE many(id) AS (
          SELECT (SELECT min(change_id) FROM change_rows WHERE change_id > c.id)
          UNION ALL
          SELECT (SELECT min(change_id) FROM change_rows WHERE change_id > many.id) FROM many WHERE many.id IS NOT NULL)
        SELECT count(*) FROM many CROSS JOIN change_rows AS r
          ON r.change_id = many.id AND r.entity = c.entity AND r.row_id = c.entity_id
        CROSS JOIN changes AS n ON n.id = many.id
        WHERE NOT (n.entity = c.entity AND n.entity_id IS c.entity_id) AND NOT (${onlyWhoseItIs}))
      AS newerOfMany
    FROM changes AS c WHERE c.id = ${change}`
}
