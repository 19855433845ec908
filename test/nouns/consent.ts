import { consents } from '../../src/database/tables/customers/customers.ts'
import { type Noun, storedIn } from './noun.ts'

export const consent: Noun = {
  type: 'Consent',
  read: 'customers:personal',
  write: 'customers:write',
  kind: 'consent',
  foreign: world => world.otherConsent,
  guarded: { customer: ['customers:read'] },
  stored: storedIn(consents)(id => ({
    purpose: 'CARE',
    channel: 'PHONE',
    ...{ id, customerId: id, given: true, textVersion: 'v1', evidence: 'form', at: id, actor: 'key:1' },
    changeId: 0,
  })),
  mutations: {
    consentRecord: {
      action: 'consent.record',
      touches: ['customerId', 'purpose', 'given', 'evidence'],
      good: ({ customer }) => ({ customer, purpose: 'CARE', given: true, evidence: 'Said so to Lan' }),
      anew: true,
    },
    consentsRecord: {
      action: 'consent.record',
      touches: ['customerId', 'purpose', 'given', 'evidence'],
      good: ({ customer }) => ({
        inputs: [{ customer, purpose: 'MARKETING', given: false, evidence: 'Wrote it to Lan' }],
        atomic: true,
      }),
      anew: true,
    },
  },
}
