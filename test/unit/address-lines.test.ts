import { expect, test } from 'vitest'
import { addressLines } from '../../src/domain/export/address-lines.ts'

const nothing = { lines: ['1 Lê Lợi'], postalCode: null, locality: null, region: null, country: 'VN' }

test.each([
  [
    {
      country: 'VN',
      lines: ['Số 1', 'Đường Lê Lợi'],
      locality: 'Phường Bến Thành',
      region: 'Hồ Chí Minh',
      postalCode: '71000',
    },
    ['Số 1', 'Đường Lê Lợi', 'Phường Bến Thành', 'Hồ Chí Minh 71000'],
  ],
  [
    { country: 'DE', lines: ['Hauptstraße 5'], locality: 'Berlin', region: null, postalCode: '10827' },
    ['Hauptstraße 5', '10827 Berlin', 'GERMANY'],
  ],
  [
    { country: 'GB', lines: ['10 Downing Street'], locality: 'London', region: null, postalCode: 'SW1A 2AA' },
    ['10 Downing Street', 'London', 'SW1A 2AA', 'UNITED KINGDOM'],
  ],
  [
    { country: 'US', lines: ['1 Main St'], locality: 'Springfield', region: 'IL', postalCode: '62701' },
    ['1 Main St', 'Springfield, IL 62701', 'UNITED STATES'],
  ],
  [nothing, ['1 Lê Lợi']],
])('An address is written as its country expects it: %o', (address, lines) => {
  expect(addressLines(address, 'VN')).toEqual(lines)
})
