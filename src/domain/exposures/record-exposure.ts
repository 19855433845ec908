import { and, eq } from 'drizzle-orm'
import { campaigns, exposures } from '../../database/tables/competitors.ts'
import { interactions } from '../../database/tables/interactions.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
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
  const [[campaign], , shown] = await Promise.all([
    orm.select({ id: campaigns.id }).from(campaigns).where(eq(campaigns.id, fields.campaign)),
    requireCustomer(service, fields.customer, ['customer']),
    fields.interaction == null
      ? true
      : orm
          .select({ id: interactions.id })
          .from(interactions)
          .where(and(eq(interactions.id, fields.interaction), eq(interactions.customerId, fields.customer)))
          .then(rows => rows.length > 0),
  ])
  if (!campaign) throw notFound(['campaign'], 'campaign')
  if (!shown) throw notFound(['interaction'], 'interaction with this customer')

  const exposureId = service.newId()
  const insert = orm.insert(exposures).values({
    id: exposureId,
    campaignId: fields.campaign,
    customerId: fields.customer,
    kind: fields.kind,
    interactionId: fields.interaction ?? null,
    evidence: fields.evidence ?? null,
    confidence: fields.confidence ?? usualConfidence,
    recordedBy: service.actor.staffId,
    createdAt: service.now,
    updatedAt: service.now,
    version: 1,
    changeId: thisChange,
  })
  const change = {
    action: 'exposure.record',
    entity: 'exposure',
    entityId: exposureId,
    detail: { campaignId: fields.campaign, customerId: fields.customer, kind: fields.kind },
  }
  const { result } = await commit(service, change, [insert], { exposureId })
  return result
}
