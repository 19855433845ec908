import { staffMembers } from '../../database/tables/staff.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { staffColumns, staffFields, takenStaff } from './input.ts'

/**
 * Records somebody who works here, active unless the input says otherwise.
 * @throws UserError `INVALID_INPUT`, `CONFLICT` for an e-mail or subject that another staff member has
 */
export async function createStaffMember(
  service: Service,
  input: unknown,
): Promise<{ staffMemberId: number }> {
  requireScope(service.actor, 'staff:write')
  const { name, ...fields } = parse(staffFields.extend({ name: text(200) }), input)
  const staffMemberId = service.newId()
  const row = {
    id: staffMemberId,
    active: true,
    ...staffColumns(fields),
    name,
    sortName: vietnameseSortKey(name),
    createdAt: service.now,
    updatedAt: service.now,
    version: 1,
    changeId: thisChange,
  }
  const change = { action: 'staffMember.create', entity: 'staffMember', entityId: staffMemberId }
  const insert = service.db.orm.insert(staffMembers).values(row)
  const { result } = await refusingTaken(
    service,
    takenStaff(service, [], fields),
    commit(service, change, [insert], { staffMemberId }),
  )
  return result
}
