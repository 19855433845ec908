import { eq } from 'drizzle-orm'
import { staffMembers } from '../../database/tables/staff.ts'
import type { Service } from '../context.ts'
import { conflict, type Issue, notFound } from '../errors.ts'

/**
 * Checks that a staff member exists; `active` also that it still works here, as whoever gets work must. Nothing
 * named needs no check. At most one read.
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export async function requireStaff(
  service: Service,
  id: number | null | undefined,
  path: Issue['path'],
  { active = false } = {},
): Promise<void> {
  if (id == null) return
  const [found] = await service.db.orm
    .select({ active: staffMembers.active })
    .from(staffMembers)
    .where(eq(staffMembers.id, id))
  if (!found) throw notFound(path, 'staff member')
  if (active && !found.active) throw conflict(path, 'This staff member is not active.')
}
