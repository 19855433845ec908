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
