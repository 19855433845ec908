import { and, eq } from 'drizzle-orm'
import { campaigns, exposures } from '../../database/tables/competitors.ts'
import { interactions } from '../../database/tables/interactions.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, found, inOrder } from '../writes/versions.ts'
import { newExposureFields } from './input.ts'

const usualConfidence = 50

/**
 * Records that a campaign reached a customer, on behalf of the actor's staff member.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for campaign, customer, and an interaction that is not one with
 * this customer
 */
export async function recordExposure(service: Service, input: unknown): Promise<{ exposureId: number }> {
  requireScope(service.actor, 'exposures:write')
  const fields = parse(newExposureFields, input)
  const { orm } = service.db
  const { campaign, customer, interaction = null } = fields
  await inOrder([
    found(orm.select({ id: campaigns.id }).from(campaigns).where(eq(campaigns.id, campaign)), 'campaign', [
      'campaign',
    ]),
    requireCustomer(service, customer, ['customer']),
    interaction === null
      ? null
      : found(
          orm
            .select({ id: interactions.id })
            .from(interactions)
            .where(and(eq(interactions.id, interaction), eq(interactions.customerId, customer))),
          'interaction with this customer',
          ['interaction'],
        ),
  ])
  const row = {
    id: service.newId(),
    campaignId: campaign,
    customerId: customer,
    kind: fields.kind,
    interactionId: interaction,
    evidence: fields.evidence ?? null,
    confidence: fields.confidence ?? usualConfidence,
    recordedBy: service.actor.staffId,
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'exposure.record', entityId: row.id, after: row },
    [orm.insert(exposures).values(row)],
    { exposureId: row.id },
  )
}
