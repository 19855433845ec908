import { expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { exportedInteractions } from '../../../src/domain/export/interactions.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { postalAddressVerbs } from '../../../src/domain/profile/postal-addresses.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, testService } from '../../support/service.ts'

test('Labels have who has a valid address and may get letters, with name and the primary address', async () => {
  const service = await testService(await testDatabase())
  const made = async (input: object, ...addresses: object[]) => {
    const { customerId: customer } = await createCustomer(fresh(service), input)
    for (const address of addresses) await postalAddressVerbs.add(fresh(service), { customer, ...address })
    return customer
  }
  const home = { lines: ['1 Lê Lợi'], locality: 'Huế' }
  await made({ name: 'Lan', gender: 'FEMALE' }, home, { lines: ['2 Lê Lợi'], primary: true })
  await made({ name: 'Công ty Sen', kind: 'ORGANISATION' }, { ...home, recipient: 'Phòng kế toán' })
  await made({ name: 'Ánh' }, { lines: ['3 Trần Phú'], validUntil: service.today - 1 }, home)
  await made({ name: 'Không địa chỉ' })
  await made({ name: 'Đã chuyển' }, { ...home, validUntil: service.today - 1 })
  await made({ name: 'Không thư', forbiddenChannels: ['LETTER'] }, home)
  const quiet = await made({ name: 'Đã rút' }, home)
  await recordConsent(fresh(service), { customer: quiet, purpose: 'CARE', channel: 'LETTER', given: false })
  const labels = async (input: object = {}) => {
    const settings = {
      format: 'csv',
      preset: 'address-labels',
      columns: ['name', 'line1', 'line2'],
      ...input,
    }
    const { pages } = await startExport(fresh(service), exportedCustomers, settings)
    const rows = []
    for await (const page of pages) rows.push(...page.map(([, ...cells]) => cells))
    return rows
  }
  expect(await labels({ language: 'vi' })).toEqual([
    ['Bà Lan', '2 Lê Lợi', null],
    ['Phòng kế toán', '1 Lê Lợi', 'Huế'],
    ['Ánh', '1 Lê Lợi', 'Huế'],
  ])
  expect(await labels({ filter: { name: { equals: 'Lan' } } })).toEqual([['Ms Lan', '2 Lê Lợi', null]])
  const other = startExport(fresh(service), exportedInteractions, { format: 'csv', preset: 'address-labels' })
  expect(await refusal(other)).toEqual(['INVALID_INPUT preset'])
})
