import { touches } from '../../src/database/tables/care/touches.ts'
import { touchList } from '../../src/domain/own-campaigns/touch-list.ts'
import { invalid, type List, type Noun, ofFirst, small, stamp, storedIn } from './noun.ts'

const list: Omit<List, 'field' | 'source'> = {
  varying: { createdAt: small, updatedAt: small, plannedFor: [...small, null] },
}

export const touch: Noun = {
  type: 'Touch',
  read: 'campaigns:read',
  write: 'interactions:write',
  kind: 'touch',
  foreign: world => world.otherTouch,
  stored: storedIn(touches)(id => ({
    ...{ id, ownCampaignId: 1, customerId: 1, slot: `${id}`, channel: 'EMAIL', state: 'RESPONDED' },
    ...{ plannedFor: 20_000, touchedOn: 20_001, respondedOn: 20_002, cost: 100, interactionId: 1, ...stamp },
  })),
  guarded: { customer: ['customers:read'] },
  lists: [
    { ...list, field: 'Query.touches', source: touchList },
    ofFirst('customer', { ...list, field: 'Customer.touches', source: touchList }),
    ofFirst('ownCampaign', { ...list, field: 'OwnCampaign.touches', source: touchList }),
  ],
  mutations: {
    ownCampaignTouchReport: {
      action: 'touch.report',
      touches: [
        ...['ownCampaignId', 'customerId', 'slot', 'channel', 'state', 'touchedOn', 'respondedOn', 'cost'],
        'interactionId',
      ],
      good: ({ ownCampaign, customer, day }) => ({
        ...{ ownCampaign, customer, slot: 'second', state: 'RESPONDED', channel: 'SMS' },
        ...{ occurredAt: `${day(-2)}T10:00`, cost: '10' },
      }),
      refuses: [
        invalid('what is still to come', 'occurredAt', ({ day }) => `${day(2)}T10:00`),
        invalid('a bounce of what arrived', 'bounce', () => 'HARD'),
        invalid('a cost below nothing', 'cost', () => '-1'),
      ],
    },
    ownCampaignTouchesReport: {
      action: 'touch.report',
      touches: ['ownCampaignId', 'customerId', 'slot', 'channel', 'state', 'bounce', 'touchedOn'],
      good: ({ ownCampaign, customer, day }) => ({
        inputs: [
          {
            ownCampaign,
            customer,
            slot: 'third',
            state: 'BOUNCED',
            bounce: 'SOFT',
            occurredAt: `${day(-2)}T10:00`,
          },
        ],
        atomic: true,
      }),
    },
  },
}
