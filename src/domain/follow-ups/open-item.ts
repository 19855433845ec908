import { and, eq } from 'drizzle-orm'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { conflict, type Issue, invalid } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
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
  const item = await found(service.db.orm.select().from(followUps).where(within), 'followUp')
  if (item.state !== 'OPEN' && item.state !== 'CLAIMED')
    throw conflict(['id'], say('itemClosed', { state: item.state }), {
      reason: 'CLOSED',
      current: { kind: 'followUp', id },
    })
  requireVersion(item, 'followUp', expectedVersion)
  return item
}

/** Who has an item now; null once the claim has ended, be it by its time. */
export const holderOf = ({ now }: Service, item: FollowUp): number | null =>
  item.state === 'CLAIMED' && item.claimedUntil !== null && now < item.claimedUntil ? item.claimedBy : null

/** What becomes of the claim when an item is free again. */
export const unclaimed = { state: 'OPEN', claimedBy: null, claimedAt: null, claimedUntil: null } as const

/** Whoever stands for one staff member leaves alone what another has claimed; others supervise. */
export function requireNotHeldByOther(service: Service, item: FollowUp): void {
  const { staffId } = service.actor
  const holder = holderOf(service, item)
  if (staffId !== null && holder !== null && holder !== staffId) throw claimedBy(service, item)
}

/** The conflict that names who has the item, to who may see staff. */
export const claimedBy = ({ actor }: Service, item: Pick<FollowUp, 'id' | 'claimedBy'>) =>
  conflict(['id'], say('claimed'), {
    reason: 'CLAIMED',
    other:
      item.claimedBy !== null && actor.scopes.has('staff:read')
        ? { kind: 'staffMember', id: item.claimedBy }
        : null,
    current: { kind: 'followUp', id: item.id },
  })

/** An actor that sees only its own customers gives work to nobody else. */
export function requireAssignable(
  service: Service,
  staffId: number | null | undefined,
  path: Issue['path'],
): void {
  const { actor } = service
  if (isPersonal(actor.reach) && staffId != null && staffId !== actor.staffId)
    throw invalid(path, say('workForYourself'))
}
