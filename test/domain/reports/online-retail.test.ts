import { expect, test } from 'vitest'
import { readInvoices } from '../../../scripts/demo/online-retail.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { testService } from '../../support/service.ts'
import { expectReports } from './compare.ts'
import { buyersOf } from './naive.ts'
import { importSales, metricsNight } from './world.ts'

test('with the refunds of the Online Retail data, every number is what a count over the raw file gives', async () => {
  const service = await testService(await testDatabase(), {
    workspace: { currency: 'GBP', timeZone: 'Europe/London' },
  })
  const sales = (await readInvoices()).map(invoice => ({
    customer: invoice.customer,
    day: invoice.day,
    amount: Number(invoice.amount.replace('.', '')),
    refund: invoice.cancellation,
  }))
  await importSales(service, sales)
  const asOf = dayOf('2011-12-09')
  await metricsNight(service, asOf)
  const buyers = buyersOf(sales, asOf)
  expect(sales.filter(sale => sale.refund)).toHaveLength(3_654)
  // Some gave back more than they bought, and some only gave back.
  expect(buyers.some(buyer => buyer.monthly < 0n)).toBe(true)
  expect(buyers.length).toBeLessThan(new Set(sales.map(sale => sale.customer)).size)
  await expectReports(service, buyers, asOf, '2010-11', '2012-01')
}, 120_000)
