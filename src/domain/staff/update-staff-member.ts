import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { staffMembers } from '../../database/tables/staff.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { staffColumns, staffFields, takenStaff } from './input.ts'

const updateInput = z.strictObject({ id: idOf('staffMember'), expectedVersion, patch: staffFields })

/**
 * Changes what `patch` names: absent leaves, null clears. Whoever leaves becomes inactive and keeps what is
 * recorded under the name.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateStaffMember(
  service: Service,
  input: unknown,
): Promise<{ staffMemberId: number }> {
  requireScope(service.actor, 'staff:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { orm } = service.db
  const [current] = await orm.select().from(staffMembers).where(eq(staffMembers.id, id))
  if (!current) throw notFound(['id'], 'staff member')
  requireVersion(current, expected, 'staff member')
  const change = {
    action: 'staffMember.update',
    entity: 'staffMember',
    entityId: id,
    detail: { fields: Object.keys(patch) },
  }
  const next = nextVersion(service, current, staffColumns(patch))
  const statements = next
    ? [
        unchanged(service, staffMembers, current),
        orm.update(staffMembers).set(next).where(eq(staffMembers.id, id)),
      ]
    : []
  const write = commit(service, change, statements, { staffMemberId: id })
  const { result } = await refusingTaken(service, takenStaff(service, ['patch'], patch), write)
  return result
}
