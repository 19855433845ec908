import type { exposures } from '../../database/tables/competition/competitors.ts'
import type { Service } from '../service/service.ts'
import { firstVersion } from '../writes/versions.ts'

/** How sure somebody is who does not say. */
export const usualConfidence = 50

type Fields = Pick<
  typeof exposures.$inferSelect,
  'campaignId' | 'customerId' | 'kind' | 'interactionId' | 'evidence' | 'confidence'
>

/** The row of an exposure, recorded on behalf of the actor's staff member, for an insert inside `commit`. */
export const newExposure = (service: Service, id: number, fields: Fields) => ({
  id,
  ...fields,
  recordedBy: service.actor.staffId,
  ...firstVersion(service),
})
