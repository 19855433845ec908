import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { exposures } from '../../database/tables/competitors.ts'
import { interactions } from '../../database/tables/interactions.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { exposureFields } from './input.ts'
import { exposuresWithinReach } from './reach.ts'

const updateInput = z.strictObject({ id: idOf('exposure'), expectedVersion, patch: exposureFields })

/**
 * Changes what `patch` names: absent leaves, null clears. Campaign and customer make the exposure what it is and
 * stay.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateExposure(service: Service, input: unknown): Promise<{ exposureId: number }> {
  requireScope(service.actor, 'exposures:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { orm } = service.db
  const [[current], shown] = await Promise.all([
    orm
      .select()
      .from(exposures)
      .where(and(eq(exposures.id, id), exposuresWithinReach(service, exposures))),
    patch.interaction == null ? true : isWithSameCustomer(service, patch.interaction, id),
  ])
  if (!current) throw notFound(['id'], 'exposure')
  requireVersion(current, expected, 'exposure')
  if (!shown) throw notFound(['patch', 'interaction'], 'interaction with this customer')
  const { kind, interaction, evidence, confidence } = patch
  const next = nextVersion(service, current, {
    ...(kind === undefined ? {} : { kind }),
    ...(interaction === undefined ? {} : { interactionId: interaction }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(confidence === undefined ? {} : { confidence }),
  })
  const statements = next
    ? [unchanged(service, exposures, current), orm.update(exposures).set(next).where(eq(exposures.id, id))]
    : []
  const change = {
    action: 'exposure.update',
    entity: 'exposure',
    entityId: id,
    detail: { fields: Object.keys(patch) },
  }
  const { result } = await commit(service, change, statements, { exposureId: id })
  return result
}

async function isWithSameCustomer(service: Service, interaction: number, exposure: number): Promise<boolean> {
  const { orm } = service.db
  const customer = orm.select({ id: exposures.customerId }).from(exposures).where(eq(exposures.id, exposure))
  const found = await orm
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.id, interaction), inArray(interactions.customerId, customer)))
  return found.length > 0
}
