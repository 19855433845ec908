import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { segmentSnapshots } from '../../../database/tables/care/segment-snapshots.ts'
import { encodeId } from '../../../lib/ids.ts'
import { comparable } from '../../../lib/text.ts'
import { expectedVersion, idOf, parse, text } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, guard } from '../../writes/commit.ts'
import { foundAt, inOrder, unchanged } from '../../writes/versions.ts'

const schema = z.strictObject({ id: idOf('segmentSnapshot'), name: text(200), expectedVersion })

const namingRow = z.object({ stored: z.int() })

/**
 * Removes a snapshot with its members, for good: hence its name is asked. Not while a stored condition asks about it, which
 * would mean somebody else then.
 * @throws UserError `INVALID_INPUT` where the name is another, or a stored condition names the snapshot; `NOT_FOUND`; `CONFLICT`
 */
export async function removeSnapshot(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { id, name, expectedVersion } = parse(schema, input)
  const { orm } = service.db
  const which = eq(segmentSnapshots.id, id)
  const said = JSON.stringify(encodeId('segmentSnapshot', id))
  const naming = sql`(SELECT
    (SELECT count(*) FROM segments WHERE instr(rule, ${said}) > 0)
    + (SELECT count(*) FROM target_profiles WHERE instr(conditions, ${said}) > 0)
    + (SELECT count(*) FROM webhooks WHERE instr(filters, ${said}) > 0 OR instr(document, ${said}) > 0)
    + (SELECT count(*) FROM customer_update_jobs WHERE state = 'RUNNING' AND instr(filter, ${said}) > 0))`
  const [snapshot, [named]] = await inOrder([
    foundAt(orm.select().from(segmentSnapshots).where(which), 'segmentSnapshot', expectedVersion),
    checkedRows(orm, namingRow, sql`SELECT ${naming} AS stored`),
  ])
  if (comparable(name) !== snapshot.name) throw invalid(['name'], say('otherSnapshotName'))
  if (named && named.stored > 0) throw invalid(['id'], say('snapshotAskedAbout', { count: named.stored }))
  return commit(
    service,
    { action: 'segment-snapshot.remove', entityId: id, before: snapshot },
    [
      unchanged(service, segmentSnapshots, which, snapshot.version),
      guard(service, sql`${naming} = 0`),
      sql`DELETE FROM segment_snapshot_members WHERE segment_snapshot_id = ${id}`,
      orm.delete(segmentSnapshots).where(which),
    ],
    { segmentId: snapshot.segmentId },
  )
}
