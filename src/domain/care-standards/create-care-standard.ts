import { careStandards } from '../../database/tables/care/care-standards.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { newCareStandardFields, newTerms, requireWhole } from './input.ts'
import { requireReferences } from './references.ts'

/**
 * Sets what the customers of a segment, or of a relationship level, are owed: from today on, 8 minutes, by the customer's
 * owner, where nothing else is said.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for segment and staff member; `CONFLICT` for a staff member who has left
 */
export async function createCareStandard(
  service: Service,
  input: unknown,
): Promise<{ careStandardId: number }> {
  requireScope(service.actor, 'policies:write')
  const fields = parse(newCareStandardFields, input)
  const row = { id: service.newId(), ...newTerms(fields, service.today), ...firstVersion(service) }
  requireWhole(row, [])
  await requireReferences(service, fields, [])
  return commit(
    service,
    { action: 'care-standard.create', entityId: row.id, after: row },
    [service.db.orm.insert(careStandards).values(row)],
    { careStandardId: row.id },
  )
}
