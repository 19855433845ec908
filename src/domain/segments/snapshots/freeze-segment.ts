import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { segmentSnapshots } from '../../../database/tables/care/segment-snapshots.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import { vietnameseSortKey } from '../../../lib/text.ts'
import { idOf, parse, text, uniqueName } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, type TakenRules } from '../../writes/commit.ts'
import { firstVersion, found, unchanged } from '../../writes/versions.ts'

const schema = z.strictObject({
  segment: idOf('segment'),
  name: text(200),
  description: text(2_000).nullish(),
})

/**
 * Keeps who is a member of a segment now, with its rule: no night, rule or hand changes that any more. One round trip
 * besides the write.
 * @throws UserError `INVALID_INPUT`, also while the members of a new rule are still being found; `NOT_FOUND`; `CONFLICT` on
 * `name` where another snapshot of the segment is called so
 */
export async function freezeSegment(
  service: Service,
  input: unknown,
): Promise<{ segmentSnapshotId: number; segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { segment: segmentId, name, description = null } = parse(schema, input)
  const { orm } = service.db
  const segment = await found(orm.select().from(segments).where(eq(segments.id, segmentId)), 'segment', [
    'segment',
  ])
  if (segment.finding) throw invalid(['segment'], say('membersBeingFound'))
  const row = {
    id: service.newId(),
    ...{ segmentId, ...uniqueName(name), sortName: vietnameseSortKey(name), description, rule: segment.rule },
    ...{ memberCount: 0, unknownCount: segment.unknownCount },
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'segment-snapshot.create', entityId: row.id, after: row },
    [
      unchanged(service, segments, eq(segments.id, segmentId), segment.version),
      orm.insert(segmentSnapshots).values(row),
      sql`INSERT INTO segment_snapshot_members (segment_snapshot_id, customer_id)
        SELECT ${row.id}, customer_id FROM segment_members WHERE segment_id = ${segmentId} ORDER BY customer_id`,
      sql`UPDATE segment_snapshots SET member_count = changes() WHERE id = ${row.id}`,
    ],
    { segmentSnapshotId: row.id, segmentId },
    takenSnapshot(service, row),
  )
}

const takenSnapshot = (
  { db }: Service,
  { segmentId, name }: { segmentId: number; name: string },
): TakenRules => ({
  'segment_snapshots.segment_id': {
    path: ['name'],
    saying: say('takenName', { what: 'segmentSnapshot' }),
    kind: 'segmentSnapshot',
    scope: 'segments:read',
    holder: () =>
      db.orm
        .select({ id: segmentSnapshots.id })
        .from(segmentSnapshots)
        .where(and(eq(segmentSnapshots.segmentId, segmentId), eq(segmentSnapshots.name, name))),
  },
})
