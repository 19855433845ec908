import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { encodeId, type IdKind } from '../../../lib/ids.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'
import type { Actor } from '../../service/actor.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'
import { webhooksWithinReach } from '../../webhooks/list.ts'

/** What may rest on a segment. */
export const segmentUseKinds = [
  'SEGMENT',
  'OWN_CAMPAIGN',
  'CARE_STANDARD',
  'TARGET_PROFILE',
  'GOAL',
  'WEBHOOK',
  'OVERRIDE',
] as const

type UseKind = (typeof segmentUseKinds)[number]

/** Records of a kind told by name. */
export const mostNamedUses = 100

/** The records of one kind that rest on a segment. */
export interface SegmentUse {
  kind: UseKind
  count: number
  /** How many of them the caller may not read. */
  hidden: number
  /** The newest of the others. */
  records: { record: string; name: string }[]
}

/** What the ids of each are of; what is said by hand has none. */
const idKinds: Readonly<Record<UseKind, IdKind | null>> = {
  SEGMENT: 'segment',
  OWN_CAMPAIGN: 'ownCampaign',
  CARE_STANDARD: 'careStandard',
  TARGET_PROFILE: 'targetProfile',
  GOAL: 'goal',
  WEBHOOK: 'webhook',
  OVERRIDE: null,
}

const useRow = z.object({
  segmentId: z.int(),
  kind: z.enum(segmentUseKinds),
  count: z.int(),
  hidden: z.int(),
  records: json(z.array(z.tuple([z.int(), z.string()]))),
})

const holds = ({ scopes }: Actor, scope: Scope): SQL => (scopes.has(scope) ? sql`1` : sql`0`)

/**
 * What rests on each segment, by kind: rules, target profiles and webhooks that name it, campaigns, care standards and goals that are of it,
 * and what was said of it by hand. One round trip.
 */
export async function readSegmentUses(
  { db, actor }: Service,
  segmentIds: readonly number[],
): Promise<ReadonlyMap<number, SegmentUse[]>> {
  const asked = JSON.stringify(segmentIds.map(id => [id, encodeId('segment', id)]))
  const named = (json: SQL) => sql`json_tree(${json}) AS said ON said.atom = asked.name`
  const rows = await checkedRows(
    db.orm,
    useRow,
    sql`
    WITH asked(id, name) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(${asked})),
    uses(segmentId, kind, id, name, told) AS (
      SELECT asked.id, 'SEGMENT', s.id, ifnull(s.name_given, s.name), 1
      FROM segments AS s CROSS JOIN asked ON instr(s.rule, asked.name) > 0 CROSS JOIN ${named(sql`s.rule`)}
      UNION
      SELECT asked.id, 'TARGET_PROFILE', p.id, p.name, 1
      FROM target_profiles AS p CROSS JOIN asked ON instr(p.conditions, asked.name) > 0
        CROSS JOIN ${named(sql`p.conditions`)}
      UNION
      SELECT asked.id, 'OWN_CAMPAIGN', o.id, ifnull(o.name_given, o.name), ${holds(actor, 'campaigns:read')}
      FROM asked CROSS JOIN own_campaigns AS o ON o.segment_id = asked.id
      UNION
      SELECT asked.id, 'CARE_STANDARD', s.id, s.name, ${holds(actor, 'follow-ups:read')}
      FROM asked CROSS JOIN care_standards AS s ON s.segment_id = asked.id
      UNION
      SELECT asked.id, 'GOAL', g.id, g.name, ${holds(actor, 'reports:read')}
      FROM goals AS g CROSS JOIN asked ON g.segment_id = asked.id
      UNION
      SELECT asked.id, 'WEBHOOK', webhooks.id, webhooks.name,
        ${holds(actor, 'webhooks:read')} AND ${webhooksWithinReach(actor) ?? sql`1`}
      FROM webhooks CROSS JOIN asked ON instr(webhooks.document, '"' || asked.name || '"') > 0
        OR (instr(webhooks.filters, asked.name) > 0
          AND EXISTS (SELECT 1 FROM json_tree(webhooks.filters) AS said WHERE said.atom = asked.name)))
    SELECT segmentId, kind, count(*) AS count, count(*) FILTER (WHERE NOT told) AS hidden,
      json_group_array(json_array(id, name)) FILTER (WHERE told AND place <= ${mostNamedUses}) AS records
    FROM (SELECT *, row_number() OVER (PARTITION BY segmentId, kind, told ORDER BY id DESC) AS place FROM uses)
    GROUP BY segmentId, kind
    UNION ALL
    SELECT o.segment_id, 'OVERRIDE', count(*),
      count(*) FILTER (WHERE NOT ${ofCustomersWithinReach({ actor }, { customerId: sql`o.customer_id` }) ?? sql`1`}), '[]'
    FROM asked CROSS JOIN segment_overrides AS o ON o.segment_id = asked.id
    GROUP BY o.segment_id`,
  )
  const uses = new Map<number, SegmentUse[]>(segmentIds.map(id => [id, []]))
  for (const { segmentId, kind, records, ...counts } of rows) {
    const idKind = idKinds[kind]
    uses.get(segmentId)?.push({
      ...{ kind, ...counts },
      records: idKind
        ? records
            .sort(([one], [other]) => other - one)
            .map(([id, name]) => ({ record: encodeId(idKind, id), name }))
        : [],
    })
  }
  for (const found of uses.values())
    found.sort((one, other) => segmentUseKinds.indexOf(one.kind) - segmentUseKinds.indexOf(other.kind))
  return uses
}
