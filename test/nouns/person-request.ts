import { personRequests } from '../../src/database/tables/customers/person-requests.ts'
import { personRequestList } from '../../src/domain/privacy/requests/list.ts'
import { invalid, type List, missing, type Noun, ofFirst, small, stamp, storedIn, taken } from './noun.ts'

const list: Omit<List, 'field' | 'source'> = { varying: { receivedOn: small, dueOn: small } }

export const personRequest: Noun = {
  type: 'PersonRequest',
  read: 'privacy:read',
  kind: 'personRequest',
  foreign: world => world.otherPersonRequest,
  stored: storedIn(personRequests)(id => ({
    ...{ id, customerId: 1, kind: 'ERASURE', regime: 'VIETNAM', receivedOn: 20_000, channel: 'EMAIL' },
    ...{ thirdParty: true, ownerId: 1, note: 'Lan wrote twice', policyVersion: 1 },
    ...{ acknowledgeBy: 20_002, dueOn: 20_025, acknowledgedOn: 20_001, extendedOn: 20_003, extensionDays: 5 },
    ...{ extensionReason: 'Lan is abroad', closedOn: 20_010, outcome: 'REFUSED', refusalReason: 'Lan owes' },
    ...stamp,
  })),
  guarded: { customer: ['customers:read'], owner: ['staff:read'] },
  lists: [
    { ...list, field: 'Query.personRequests', source: personRequestList },
    ofFirst('customer', { ...list, field: 'Customer.personRequests', source: personRequestList }),
  ],
}

/** Whoever answers requests answers those of everybody. */
export const answeredRequest: Noun = {
  type: 'PersonRequestCreatePayload',
  write: 'privacy:write',
  common: true,
  mutations: {
    personRequestCreate: {
      action: 'person-request.create',
      touches: [
        ...['customerId', 'kind', 'regime', 'receivedOn', 'channel', 'thirdParty', 'ownerId', 'note'],
        ...['acknowledgeBy', 'dueOn'],
      ],
      good: ({ customer, staff, day }) => ({
        ...{ customer, kind: 'ERASURE', regime: 'VIETNAM', receivedOn: day(-1), channel: 'EMAIL' },
        ...{ thirdParty: true, owner: staff, note: 'Lan wrote' },
      }),
      anew: true,
      refuses: [
        invalid('a request that did not come yet', 'receivedOn', ({ day }) => day(1)),
        taken('somebody who left', 'owner', ({ formerStaff }) => formerStaff),
        missing('owner', () => 'stf_7zzzzzz'),
      ],
    },
    personRequestAcknowledge: {
      action: 'person-request.acknowledge',
      touches: ['acknowledgedOn'],
      good: ({ personRequests: [id], day }) => ({ id, on: day(0) }),
      refuses: [
        invalid('a day to come', 'on', ({ day }) => day(1)),
        invalid('a day before it came', 'on', ({ day }) => day(-30)),
        taken('one that is closed', 'id', ({ closedPersonRequest }) => closedPersonRequest),
      ],
    },
    personRequestExtend: {
      action: 'person-request.extend',
      touches: ['dueOn', 'extendedOn', 'extensionReason'],
      good: ({ personRequests: [, id] }) => ({ id, days: 15, reason: 'Lan is abroad' }),
      anew: true,
      refuses: [
        invalid('more than the law gives', 'days', () => 16),
        invalid('no number of days', 'days', () => null),
        taken('one that is closed', 'id', ({ closedPersonRequest }) => closedPersonRequest),
      ],
    },
    personRequestClose: {
      action: 'person-request.close',
      touches: ['closedOn', 'outcome', 'refusalReason'],
      good: ({ personRequests: [, , id], day }) => ({
        ...{ id, outcome: 'REFUSED', reason: 'Lan owes', on: day(0) },
      }),
      anew: true,
      refuses: [
        invalid('a refusal without a reason', 'reason', () => null),
        invalid('a reason of what was done', 'outcome', () => 'DONE', 'reason'),
        invalid('a day to come', 'on', ({ day }) => day(1)),
      ],
    },
    personRequestUpdate: {
      action: 'person-request.update',
      touches: ['receivedOn', 'channel', 'thirdParty', 'ownerId', 'note', 'acknowledgeBy', 'dueOn'],
      good: ({ personRequests: [, , , id], otherStaff, day }) => ({
        id,
        patch: {
          ...{ receivedOn: day(-9), channel: 'PHONE', thirdParty: true },
          ...{ owner: otherStaff, note: 'Lan called' },
        },
      }),
      refuses: [
        invalid('a request that did not come yet', 'patch.receivedOn', ({ day }) => day(1)),
        invalid('a day that is taken away', 'patch.receivedOn', () => null),
        taken('one that is closed', 'id', ({ closedPersonRequest }) => closedPersonRequest),
      ],
    },
  },
}
