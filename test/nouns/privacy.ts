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
