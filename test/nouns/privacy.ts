import type { Noun } from './noun.ts'

/** What is kept of one person, taken away as a whole. */
export const personExport: Noun = {
  type: 'PersonExport',
  write: 'privacy:export',
  common: true,
  mutations: {
    personExport: {
      action: 'customer.person-export',
      touches: [],
      good: ({ customer }) => ({ customer }),
      anew: true,
      alsoTakes: ['customers:personal'],
    },
  },
}

/** What is personal of a customer, gone. */
export const erasure: Noun = {
  type: 'Erasure',
  write: 'privacy:erase',
  common: true,
  mutations: {
    customerErase: {
      action: 'customer.erase',
      touches: [],
      good: ({ forgotten }) => ({ customer: forgotten }),
      anew: true,
    },
    personReadmit: {
      action: 'customer.readmit',
      touches: [],
      good: () => ({
        emails: ['back@example.com'],
        phones: ['0912345678'],
        externalIds: [{ source: 'shop', externalId: 'B-1' }],
      }),
      anew: true,
    },
  },
}

/** What a person asked not to be done with what is kept. */
export const processingLimit: Noun = {
  type: 'CustomerRestrictPayload',
  write: 'privacy:write',
  common: true,
  mutations: {
    customerRestrict: {
      action: 'customer.restrict',
      touches: ['restrictedAt', 'restrictionReason'],
      good: ({ subjects: [customer] }) => ({ customer, reason: 'Disputes the bill' }),
    },
    customerUnrestrict: {
      action: 'customer.unrestrict',
      touches: ['restrictedAt', 'restrictionReason'],
      good: ({ subjects: [, customer] }) => ({ customer }),
    },
    customerObjectToScoring: {
      action: 'customer.object-to-scoring',
      touches: ['scoringObjectedAt', 'scoringObjectionReason'],
      good: ({ subjects: [customer] }) => ({ customer, reason: 'Wants no profile' }),
    },
    customerAllowScoring: {
      action: 'customer.allow-scoring',
      touches: ['scoringObjectedAt', 'scoringObjectionReason'],
      good: ({ subjects: [, customer] }) => ({ customer }),
    },
  },
}
