import { webhooks } from '../../src/database/tables/house/webhooks.ts'
import { webhookList } from '../../src/domain/webhooks/list.ts'
import { invalid, type Noun, small, stamp, storedIn } from './noun.ts'

export const webhook: Noun = {
  type: 'Webhook',
  read: 'webhooks:read',
  write: 'webhooks:write',
  common: true,
  own: true,
  kind: 'webhook',
  stored: storedIn(webhooks)(id => ({
    ...{
      id,
      name: 'Partner',
      url: 'https://partner.example.com/',
      entities: ['CUSTOMER'],
      actions: ['CREATED'],
      filters: { customer: { lifecycle: { in: ['ACTIVE'] } } },
    },
    ...{ document: '{ viewer { name } }', owner: 'key:7', ownerStaffId: 1, ownerScopes: [] },
    pausedBecause: 'ASKED',
    ownerReach: 'WORKSPACE',
    ...{ secret: 'whsec_AA==', oldSecret: 'whsec_AA==', oldSecretUntil: 5, cursor: 'chg_0' },
    ...{ failures: 3, probeAt: 4, ...stamp },
  })),
  impersonal: [
    'Webhook.document',
    'Webhook.filters',
    'WebhookCreatePayload.secret',
    'WebhookSecretRotatePayload.secret',
  ],
  lists: [{ field: 'Query.webhooks', source: webhookList, varying: { createdAt: small, updatedAt: small } }],
  mutations: {
    webhookCreate: {
      action: 'webhook.create',
      touches: ['name', 'url', 'entities', 'actions', 'document', 'filters', 'owner'],
      good: () => ({
        name: 'Warehouse',
        url: 'https://warehouse.example.com/in?tenant=1',
        entities: ['CUSTOMER', 'FOLLOW_UP'],
        actions: ['CREATED'],
        document: 'query ($id: ID!) { node(id: $id) { id } }',
        filters: { customer: { lifecycle: { in: ['ACTIVE'] } } },
      }),
      anew: true,
      refuses: [
        invalid('nothing to tell', 'entities', () => []),
        invalid('no address', 'url', () => 'somewhere'),
        invalid('an address without https', 'url', () => 'http://warehouse.example.com/'),
        invalid('a filter of nothing', 'filters', () => ({ customer: { all: [] } }), 'filters.customer.all'),
        invalid(
          'a filter of what is not told',
          'filters',
          () => ({ interaction: { kind: { in: ['CALL'] } } }),
          'filters.interaction',
        ),
        invalid('an address of this machine', 'url', () => 'https://127.0.0.1/'),
      ],
    },
    webhookUpdate: {
      action: 'webhook.update',
      touches: ['name', 'url', 'actions', 'document', 'filters', 'pausedBecause'],
      good: ({ webhook }) => ({
        id: webhook,
        patch: {
          ...{ name: 'Depot', url: 'https://depot.example.com/', actions: ['UPDATED'], active: false },
          document: '{ viewer { name } }',
          filters: { customer: { kind: { in: ['PERSON'] } } },
        },
      }),
      refuses: [invalid('an address of this network', 'patch.url', () => 'https://10.1.2.3/')],
    },
    webhookSecretRotate: {
      action: 'webhook.secret-rotate',
      touches: ['oldSecretUntil'],
      good: ({ webhook }) => ({ id: webhook, overlapHours: 1 }),
      anew: true,
      refuses: [invalid('longer than a week', 'overlapHours', () => 169)],
    },
    webhookTest: {
      action: 'webhook.test',
      touches: [],
      good: ({ webhook }) => ({ id: webhook }),
      anew: true,
    },
  },
}
