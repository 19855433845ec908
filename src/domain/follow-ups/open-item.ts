import { and, eq, getTableColumns } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { followUps } from '../../database/tables/follow-ups.ts'
import { conflict, type Issue, invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { followUpsWithinReach } from './reach.ts'

export type FollowUp = typeof followUps.$inferSelect

/**
 * The item, if it still waits for somebody. One read.
 * @throws UserError `NOT_FOUND`, `CONFLICT` when it is closed or at another version than expected
 */
export async function readOpenItem(
  service: Service,
  id: number,
  expectedVersion: number | null | undefined,
): Promise<FollowUp> {
  const [item] = await service.db.orm
    .select(getTableColumns(followUps))
    .from(followUps)
    .where(and(eq(followUps.id, id), followUpsWithinReach(service, followUps)))
  if (!item) throw notFound(['id'], 'follow-up')
  if (item.state !== 'OPEN' && item.state !== 'CLAIMED')
    throw conflict(['id'], `The follow-up is closed: ${item.state}.`)
  requireVersion(item, expectedVersion, 'follow-up')
  return item
}

/** Whoever stands for one staff member leaves alone what another has claimed; others supervise. */
export function requireNotHeldByOther(service: Service, item: FollowUp): void {
  const { staffId } = service.actor
  if (staffId !== null && item.claimedBy !== null && item.claimedBy !== staffId)
    throw conflict(['id'], 'Somebody else has claimed this follow-up.')
}

/** An actor that sees only its own customers gives work to nobody else. */
export function requireAssignable(
  service: Service,
  staffId: number | null | undefined,
  path: Issue['path'],
): void {
  const { actor } = service
  if (actor.reach === 'OWNED' && staffId != null && staffId !== actor.staffId)
    throw invalid(path, 'is somebody else: you can give work only to yourself')
}

/** Changes the item as it was read, if at all; the batch fails if it has changed since. */
export function changeItem(service: Service, item: FollowUp, columns: Partial<FollowUp>): Statement[] {
  const next = nextVersion(service, item, columns)
  if (next === null) return []
  return [
    unchanged(service, followUps, item),
    service.db.orm.update(followUps).set(next).where(eq(followUps.id, item.id)),
  ]
}
