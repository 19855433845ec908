import { webhookDeliveries } from '../../src/database/tables/house/webhooks.ts'
import { deliveryList } from '../../src/domain/webhooks/list.ts'
import { type Noun, ofFirst, small, storedIn } from './noun.ts'

export const webhookDelivery: Noun = {
  type: 'WebhookDelivery',
  read: 'webhooks:read',
  write: 'webhooks:write',
  common: true,
  own: true,
  kind: 'webhookDelivery',
  stored: storedIn(webhookDeliveries)(id => ({
    ...{ id, webhookId: 1, type: 'customer.updated', record: 'cus_1', segment: 'seg_1', at: 1 },
    ...{ actor: 'key:1', attempts: 2, nextAt: 3, attemptedAt: 4, status: 500, bytes: 6, milliseconds: 7 },
    state: 'PENDING',
    failure: 'STATUS',
    createdAt: 8,
  })),
  lists: [
    ofFirst('webhook', { field: 'Webhook.deliveries', source: deliveryList, varying: { createdAt: small } }),
  ],
  mutations: {
    webhookRedeliver: {
      action: 'webhook.redeliver',
      touches: [],
      good: ({ webhookDelivery }) => ({ id: webhookDelivery }),
      anew: true,
    },
  },
}
