import { interactionRevisions, interactions } from '../../src/database/tables/customers/interactions.ts'
import { overdueResponses } from '../../src/domain/feedback/responses.ts'
import { interactionList } from '../../src/domain/interactions/list.ts'
import { invalid, type List, type Noun, ofFirst, oneOfTwo, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.interactions',
  source: interactionList,
  varying: { occurredAt: small, amount: small, score: [...small, null], customerId: oneOfTwo },
}

export const interaction: Noun = {
  type: 'Interaction',
  read: 'interactions:read',
  write: 'interactions:write',
  kind: 'interaction',
  foreign: world => world.otherInteraction,
  stored: storedIn(interactions)(id => ({
    ...{ id, customerId: 1 + (id % 2), occurredAt: 1_000 * id, day: 20_000, staffId: 1, subchannel: 'Zalo' },
    kind: 'PURCHASE',
    channel: 'PHONE',
    direction: 'INBOUND',
    stage: 'DURING_SALE',
    ...{ subject: 'Tea', body: 'Much tea', outcome: 'Sold', amount: 5_000, cost: 3_000, score: 9 },
    ...{ lines: [{ product: 'Tea', quantity: 2.5, amount: 4_000, cost: 1_000 }], cancelled: false },
    ...{ source: 'till', externalId: `${id}`, ...stamp, version: 2 },
  })),
  parts: [
    storedIn(interactionRevisions)(id => ({
      ...{ interactionId: id, version: 1, customerId: 1 + (id % 2), day: 20_000 },
      kind: 'PURCHASE',
      before: {
        ...{ kind: 'PURCHASE', channel: 'PHONE', occurredAt: 1_000, amount: 1, cancelled: 0, customerId: 1 },
        ...{ staffId: null, lines: null },
      },
      ...{ reason: 'A slip', replacedAt: 3, changeId: 0 },
    })),
  ],
  impersonal: ['Interaction.externalId', 'Interaction.source', 'Interaction.subchannel'],
  guarded: { customer: ['customers:read'], feedback: ['feedback:read'], staff: ['staff:read'] },
  lists: [
    list,
    { ...ofFirst('customer', list), field: 'Customer.interactions' },
    {
      ...{ ...list, field: 'Query.overdueResponses', source: overdueResponses },
      varying: { ...list.varying, kind: ['EMAIL', 'PURCHASE'] },
      shown: ({ kind }) => kind === 'EMAIL',
    },
  ],
  mutations: {
    interactionRecord: {
      action: 'interaction.record',
      touches: [
        'customerId',
        'occurredAt',
        'kind',
        'stage',
        'staffId',
        'subject',
        'body',
        'outcome',
        'amount',
        'cancelled',
        'lines',
      ],
      good: ({ staff, currency }) => ({
        ...{ customer: { phone: '0912345678' }, kind: 'PURCHASE', amount: '12', currency, staff },
        ...{ subject: 'Tea for Lan', body: 'Came with her mother', outcome: 'Likes the green one' },
        lines: [{ product: 'Tea', quantity: 1, amount: '12' }],
      }),
      anew: true,
      refuses: [
        invalid('a purchase in the future', 'occurredAt', ({ day }) => `${day(2)}T10:00`),
        invalid('the end of time', 'occurredAt', () => '9999-12-31T23:59:59Z'),
        invalid('an amount below zero', 'amount', () => '-1'),
        invalid('another currency', 'currency', () => 'CHF'),
        invalid('no amount', 'amount', () => null),
        invalid('a source without an external id', 'source', () => 'shop', 'externalId'),
      ],
    },
    interactionsRecord: {
      action: 'interaction.record',
      touches: [
        ...[
          'customerId',
          'occurredAt',
          'kind',
          'stage',
          'staffId',
          'subject',
          'amount',
          'cancelled',
          'lines',
        ],
      ],
      good: ({ staff }) => ({
        inputs: [
          {
            ...{ customer: { phone: '0912345679' }, kind: 'PURCHASE', staff, subject: 'Asks for Lan' },
            ...{ amount: '12', lines: [{ product: 'Tea', quantity: 1, amount: '12' }] },
          },
        ],
        atomic: true,
      }),
      anew: true,
    },
    interactionCorrect: {
      action: 'interaction.correct',
      touches: ['staffId', 'body', 'amount', 'lines', 'reason'],
      good: ({ interaction, currency, staff }) => ({
        id: interaction,
        patch: {
          body: 'She paid in cash',
          amount: '5',
          currency,
          staff,
          lines: [{ product: 'Tea', quantity: 1, amount: '5' }],
        },
        reason: 'Typing error',
      }),
      refuses: [invalid('a purchase in the future', 'patch.occurredAt', ({ day }) => `${day(2)}T10:00`)],
    },
  },
}
