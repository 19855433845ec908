import { exposures } from '../../src/database/tables/competition/competitors.ts'
import { exposureList } from '../../src/domain/exposures/list.ts'
import { type List, missing, type Noun, ofFirst, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.exposures',
  source: exposureList,
  varying: { createdAt: small, updatedAt: small, confidence: small },
}

export const exposure: Noun = {
  type: 'Exposure',
  read: 'exposures:read',
  write: 'exposures:write',
  kind: 'exposure',
  foreign: world => world.otherExposure,
  stored: storedIn(exposures)(id => ({
    ...{ id, campaignId: 1, customerId: 1, evidence: 'Seen', confidence: 70, recordedBy: 1 },
    kind: 'REPORTED',
    ...stamp,
  })),
  guarded: { campaign: ['campaigns:read'], customer: ['customers:read'], recordedBy: ['staff:read'] },
  lists: [
    list,
    { ...ofFirst('campaign', list), field: 'Campaign.exposures' },
    { ...ofFirst('customer', list), field: 'Customer.exposures' },
  ],
  mutations: {
    exposureRecord: {
      action: 'exposure.record',
      touches: ['campaignId', 'customerId', 'kind', 'interactionId', 'evidence', 'confidence'],
      good: ({ campaign, customer, interaction }) => ({
        campaign,
        customer,
        kind: 'APPROACHED',
        interaction,
        evidence: 'Showed their flyer',
      }),
      anew: true,
      refuses: [missing('interaction', ({ otherInteraction }) => otherInteraction)],
    },
    exposureUpdate: {
      action: 'exposure.update',
      touches: ['interactionId', 'evidence', 'confidence'],
      good: ({ exposure, interaction }) => ({
        id: exposure,
        patch: { confidence: 90, evidence: 'Her brother told it', interaction },
      }),
    },
  },
}
