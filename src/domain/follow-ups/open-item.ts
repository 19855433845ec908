import { and, eq } from 'drizzle-orm'
import { followUps } from '../../database/tables/follow-ups.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { conflict, type Issue, invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { found, requireVersion } from '../writes/versions.ts'

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
  const within = and(eq(followUps.id, id), ofCustomersWithinReach(service, followUps))
  const item = await found(service.db.orm.select().from(followUps).where(within), 'follow-up')
  if (item.state !== 'OPEN' && item.state !== 'CLAIMED')
    throw conflict(['id'], `The follow-up is closed: ${item.state}.`)
  requireVersion(item, 'follow-up', expectedVersion)
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
