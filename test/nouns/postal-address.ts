import { postalAddresses } from '../../src/database/tables/customers/postal-addresses.ts'
import { invalid, type Noun, stamp, storedIn } from './noun.ts'

export const postalAddress: Noun = {
  type: 'PostalAddress',
  read: 'customers:personal',
  write: 'customers:write',
  kind: 'postalAddress',
  foreign: world => world.otherPostalAddress,
  guarded: { customer: ['customers:read'] },
  stored: storedIn(postalAddresses)(id => ({
    ...{ id, customerId: id, label: 'home', recipient: 'Bà Lan', lines: ['12 Lê Lợi'], postalCode: '700000' },
    ...{
      locality: 'Quận 1',
      region: 'TP. Hồ Chí Minh',
      country: 'VN',
      validFrom: 20_000,
      validUntil: 30_000,
    },
    ...{ chosenAt: id, ...stamp },
  })),
  mutations: {
    postalAddressAdd: {
      action: 'postal-address.add',
      touches: [
        ...['customerId', 'label', 'recipient', 'lines', 'postalCode', 'locality', 'region', 'country'],
        ...['validFrom', 'validUntil', 'chosenAt'],
      ],
      good: ({ customer, day }) => ({
        ...{ customer, label: 'at work', recipient: 'Bà Lan', lines: ['Tầng 3', '12 Lê Lợi'] },
        ...{ postalCode: '700000', locality: 'Quận 1', region: 'TP. Hồ Chí Minh', country: 'vn' },
        ...{ validFrom: day(-5), validUntil: day(5), primary: true },
      }),
      anew: true,
      refuses: [
        invalid('no line at all', 'lines', () => []),
        invalid('a country that is none', 'country', () => 'XX'),
        invalid('an end before the beginning', 'validUntil', ({ day }) => day(-6)),
        invalid('a choice that is taken back', 'primary', () => false),
      ],
    },
    postalAddressUpdate: {
      action: 'postal-address.update',
      touches: ['label', 'lines', 'validFrom'],
      good: ({ postalAddresses: [id], day }) => ({
        id,
        patch: { label: 'his brother', lines: ['13 Lê Lợi'], validFrom: day(0) },
      }),
    },
    postalAddressRemove: {
      action: 'postal-address.remove',
      touches: ['customerId', 'label', 'lines', 'country', 'chosenAt'],
      good: ({ postalAddresses: [, id] }) => ({ id }),
      anew: true,
    },
  },
}
