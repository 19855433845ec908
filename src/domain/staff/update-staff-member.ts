import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt } from '../writes/versions.ts'
import { releaseClaims } from './claims.ts'
import { staffFields, staffNameForms, takenStaff } from './input.ts'

const updateInput = z.strictObject({ id: idOf('staffMember'), expectedVersion, patch: staffFields })

/**
 * Changes what `patch` names: absent leaves, null clears. Whoever leaves becomes inactive, keeps what is
 * recorded under the name, and holds no claim any more; `offboardStaffMember` hands over the rest.
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
  const leaves = current.active && patch.active === false
  return updateRow(
    service,
    {
      table: staffMembers,
      current,
      patch: { ...patch, ...(patch.name === undefined ? {} : staffNameForms(patch.name)) },
      taken: after => takenStaff(service, ['patch'], after),
      ...(leaves && {
        along: [
          sql`INSERT INTO change_rows (change_id, entity, row_id, before)
            VALUES (${thisChange}, 'staffMember', ${id}, json_object('version', ${current.version}))`,
          ...releaseClaims(service, sql`(${id})`),
        ],
      }),
    },
    (before, after) => ({
      action: leaves ? 'staffMember.leave' : 'staffMember.update',
      ...{ entityId: id, before, after },
    }),
    { staffMemberId: id },
  )
}
