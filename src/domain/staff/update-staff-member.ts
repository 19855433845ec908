import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt } from '../writes/versions.ts'
import { staffFields, staffNameForms, takenStaff } from './input.ts'

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
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const query = service.db.orm.select().from(staffMembers).where(eq(staffMembers.id, id))
  const current = await foundAt(query, 'staffMember', expectedVersion)
  return updateRow(
    service,
    {
      table: staffMembers,
      current,
      patch: { ...patch, ...(patch.name === undefined ? {} : staffNameForms(patch.name)) },
      taken: after => takenStaff(service, ['patch'], after),
    },
    (before, after) => ({ action: 'staffMember.update', entityId: id, before, after }),
    { staffMemberId: id },
  )
}
