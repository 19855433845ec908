import { staffMembers } from '../../database/tables/house/staff.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { staffFields, staffNameForms, takenStaff } from './input.ts'

/**
 * Records somebody who works here, active unless the input says otherwise.
 * @throws UserError `INVALID_INPUT`, `CONFLICT` for an e-mail or subject that another staff member has
 */
export async function createStaffMember(
  service: Service,
  input: unknown,
): Promise<{ staffMemberId: number }> {
  requireScope(service.actor, 'staff:write')
  const fields = parse(staffFields.required({ name: true }), input)
  const row = {
    id: service.newId(),
    name: fields.name,
    ...staffNameForms(fields.name),
    email: fields.email ?? null,
    subject: fields.subject ?? null,
    active: fields.active ?? true,
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'staffMember.create', entityId: row.id, after: row },
    [service.db.orm.insert(staffMembers).values(row)],
    { staffMemberId: row.id },
    takenStaff(service, [], fields),
  )
}
