import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { defined, foundAt, inOrder } from '../writes/versions.ts'
import { careStandardFields, patchedTerms, requireWhole } from './input.ts'
import { requireReferences } from './references.ts'

const updateInput = z.strictObject({ id: idOf('careStandard'), expectedVersion, patch: careStandardFields })

/**
 * Changes what `patch` names: absent leaves, null clears, a list replaces the whole list. A last day retires it.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCareStandard(
  service: Service,
  input: unknown,
): Promise<{ careStandardId: number }> {
  requireScope(service.actor, 'policies:write')
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const [current] = await inOrder([
    foundAt(
      service.db.orm.select().from(careStandards).where(eq(careStandards.id, id)),
      'careStandard',
      expectedVersion,
    ),
    requireReferences(service, patch, ['patch'], id),
  ])
  const said = patchedTerms(patch)
  requireWhole({ ...current, ...defined(said) }, ['patch'])
  return updateRow(
    service,
    { table: careStandards, current, patch: said },
    (before, after) => ({ action: 'care-standard.update', entityId: id, before, after }),
    { careStandardId: id },
  )
}
