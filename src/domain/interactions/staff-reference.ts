import { eq } from 'drizzle-orm'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { conflict, type Issue, invalid, notFound } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/**
 * Checks that a staff member exists; `active` also that it still works here, as whoever gets work must. Nothing
 * named needs no check. Who sees only its own customers speaks only for itself, but where it may call on `others`. At most
 * one read.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function requireStaff(
  service: Service,
  id: number | null | undefined,
  path: Issue['path'],
  { active = false, others = false } = {},
): Promise<void> {
  if (id == null) return
  const { actor } = service
  if (!others && isPersonal(actor.reach) && id !== actor.staffId) throw invalid(path, say('notYou'))
  const [found] = await service.db.orm
    .select({ active: staffMembers.active })
    .from(staffMembers)
    .where(eq(staffMembers.id, id))
  if (!found) throw notFound(path, 'staffMember')
  if (active && !found.active) throw conflict(path, say('inactive'), { reason: 'INACTIVE' })
}
