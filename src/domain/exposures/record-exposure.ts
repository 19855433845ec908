import { eq } from 'drizzle-orm'
import { campaigns, exposures } from '../../database/tables/competition/competitors.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { parse } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { inOrder, requireRow } from '../writes/versions.ts'
import { newExposureFields } from './input.ts'
import { newExposure, usualConfidence } from './new-exposure.ts'

/**
 * Records that a campaign reached a customer, on behalf of the actor's staff member.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for campaign, customer, and an interaction that is not one with
 * this customer
 */
export async function recordExposure(service: Service, input: unknown): Promise<{ exposureId: number }> {
  requireScope(service.actor, 'exposures:write')
  const { campaign, customer, interaction = null, ...fields } = parse(newExposureFields, input)
  const [, customerId] = await inOrder([
    requireRow(service, campaigns, campaign, { what: 'campaign', path: ['campaign'] }),
    requireCustomer(service, customer, ['customer']),
    requireRow(service, interactions, interaction, {
      what: 'interactionOfCustomer',
      path: ['interaction'],
      within: eq(interactions.customerId, standingCustomer(customer)),
    }),
  ])
  const row = newExposure(service, service.newId(), {
    campaignId: campaign,
    customerId,
    kind: fields.kind,
    interactionId: interaction,
    evidence: fields.evidence ?? null,
    confidence: fields.confidence ?? usualConfidence,
  })
  return commit(
    service,
    { action: 'exposure.record', entityId: row.id, after: row },
    [service.db.orm.insert(exposures).values(row)],
    { exposureId: row.id },
  )
}
