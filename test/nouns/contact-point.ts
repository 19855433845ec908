import { contactPoints } from '../../src/database/tables/customers/contact-points.ts'
import { invalid, type Noun, stamp, storedIn } from './noun.ts'

export const contactPoint: Noun = {
  type: 'ContactPoint',
  read: 'customers:personal',
  write: 'customers:write',
  kind: 'contactPoint',
  foreign: world => world.otherContactPoint,
  guarded: { customer: ['customers:read'] },
  stored: storedIn(contactPoints)(id => ({
    kind: 'EMAIL',
    ...{ id, customerId: id, value: `${id}@work.example.com`, label: 'work', verifiedOn: 20_000, ...stamp },
  })),
  mutations: {
    contactPointAdd: {
      action: 'contact-point.add',
      touches: ['customerId', 'kind', 'value', 'label', 'verifiedOn'],
      good: ({ customer, day }) => ({
        ...{ customer, email: 'lan@work.example.com', label: 'at work', verifiedOn: day(-1) },
      }),
      anew: true,
      alsoTakes: ['customers:personal'],
      refuses: [
        invalid('no e-mail', 'email', () => 'nobody'),
        invalid('a day to come', 'verifiedOn', ({ day }) => day(2)),
        invalid('a phone beside an e-mail', 'phone', () => '0987654321', ''),
      ],
    },
    contactPointUpdate: {
      action: 'contact-point.update',
      touches: ['label'],
      good: ({ contactPoints: [, , id] }) => ({ id, patch: { label: 'his brother' } }),
    },
    contactPointMakePrimary: {
      action: 'customer.update',
      touches: ['email'],
      good: ({ contactPoints: [id] }) => ({ id }),
    },
    contactPointRemove: {
      action: 'contact-point.remove',
      touches: ['customerId', 'kind', 'value', 'label'],
      good: ({ contactPoints: [, id] }) => ({ id }),
      anew: true,
    },
  },
}
