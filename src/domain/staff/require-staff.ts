import { eq, type SQL, sql } from 'drizzle-orm'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { conflict, type Issue, invalid, notFound } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

interface Demands {
  active?: boolean
  others?: boolean
  /** A query of whoever has it already. */
  holder?: SQL
}

/** Whoever has left gets nothing new. */
export const leftTheHouse = (path: Issue['path']) => conflict(path, say('inactive'), { reason: 'INACTIVE' })

/**
 * Checks that a staff member exists; `active` also that it still works here, as whoever gets work must, if it is not the
 * `holder` of it already. Nothing named needs no check. Who sees only its own customers speaks only for itself, but where
 * it may call on `others`. At most one read.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function requireStaff(
  service: Service,
  id: number | null | undefined,
  path: Issue['path'],
  { active = false, others = false, holder }: Demands = {},
): Promise<void> {
  if (id == null) return
  const { actor } = service
  if (!others && isPersonal(actor.reach) && id !== actor.staffId) throw invalid(path, say('notYou'))
  const [found] = await service.db.orm
    .select({
      active: staffMembers.active,
      holds: sql<number | null>`${holder ? sql`${id} = (${holder})` : sql`0`}`,
    })
    .from(staffMembers)
    .where(eq(staffMembers.id, id))
  if (!found) throw notFound(path, 'staffMember')
  if (active && !found.active && found.holds !== 1) throw leftTheHouse(path)
}
