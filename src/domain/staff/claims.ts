import { type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'

/**
 * What staff members who leave have claimed is open again, for the batch that a change writes, with what its rows tell of it.
 * @param leavers their ids, as a parenthesised list
 */
export function releaseClaims({ now }: Service, leavers: SQL): Statement[] {
  const claimed = sql`claimed_by IN ${leavers} AND state = 'CLAIMED'`
  return [
    sql`INSERT INTO change_rows (change_id, entity, row_id, before)
      SELECT ${thisChange}, 'follow-up', id, json_object('ownerId', owner_id, 'claimedBy', claimed_by,
        'claimedAt', claimed_at, 'claimedUntil', claimed_until, 'version', version) FROM follow_ups WHERE ${claimed}`,
    sql`UPDATE follow_ups SET state = 'OPEN', claimed_by = NULL, claimed_at = NULL,
        claimed_until = NULL, change_id = ${thisChange}, updated_at = ${now}, version = version + 1 WHERE ${claimed}`,
  ]
}
