import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { exposures } from '../../database/tables/competition/competitors.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, inOrder, requireRow } from '../writes/versions.ts'
import { exposureFields } from './input.ts'

const updateInput = z.strictObject({ id: idOf('exposure'), expectedVersion, patch: exposureFields })

/**
 * Changes what `patch` names: absent leaves, null clears. Campaign and customer make the exposure what it is and
 * stay.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateExposure(service: Service, input: unknown): Promise<{ exposureId: number }> {
  requireScope(service.actor, 'exposures:write')
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const { interaction, ...columns } = patch
  const { orm } = service.db
  const within = and(eq(exposures.id, id), ofCustomersWithinReach(service, exposures))
  const sameCustomer = orm.select({ id: exposures.customerId }).from(exposures).where(eq(exposures.id, id))
  const [current] = await inOrder([
    foundAt(orm.select().from(exposures).where(within), 'exposure', expectedVersion),
    requireRow(service, interactions, interaction, {
      what: 'interactionOfCustomer',
      path: ['patch', 'interaction'],
      within: inArray(interactions.customerId, sameCustomer),
    }),
  ])
  return updateRow(
    service,
    { table: exposures, current, patch: { ...columns, interactionId: interaction } },
    (before, after) => ({ action: 'exposure.update', entityId: id, before, after }),
    { exposureId: id },
  )
}
