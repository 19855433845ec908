import { expect } from 'vitest'
import { firstDayOf } from '../../../src/domain/facts/months.ts'
import { readChurn } from '../../../src/domain/reports/churn.ts'
import { type CohortPeriod, readCohortRetention } from '../../../src/domain/reports/cohort-retention.ts'
import { countBuyers, readOverview } from '../../../src/domain/reports/overview.ts'
import { formatDay } from '../../../src/lib/days.ts'
import type { Share } from '../../../src/lib/mathematics/share.ts'
import { fresh, type TestService } from '../../support/service.ts'
import { type Buyer, churn, flow, monthOf, perHead, plus, rate, retention, yearOf } from './naive.ts'

const textOf = (month: number) => formatDay(firstDayOf(month)).slice(0, 7)

/** A share says its rate, and an interval that holds it. */
function rateOf(share: Share | null): number | null {
  if (!share) return null
  expect(share.interval.lower).toBeLessThanOrEqual(share.rate)
  expect(share.interval.upper).toBeGreaterThanOrEqual(share.rate)
  return share.rate
}

/** Every number of the reports over purchases against the count over all customers; months are `YYYY-MM`. */
export async function expectReports(
  base: TestService,
  buyers: readonly Buyer[],
  asOf: number,
  from: string,
  to: string,
): Promise<void> {
  const window = { from: `${from}-03`, until: `${to}-01` }
  await expectRetention(base, buyers, asOf, window, [from, to], 'MONTH')
  await expectRetention(base, buyers, asOf, window, [from, to], 'QUARTER')
  const { months } = await readChurn(fresh(base), window)
  expect(
    months.map(({ month, churn: share, lifecycle: _, ...row }) => ({
      ...row,
      month: textOf(month),
      rate: rateOf(share),
    })),
  ).toEqual(
    churn(buyers, asOf, from, to).map(({ won: _, kept: _kept, customers: _customers, ...row }) => row),
  )
  for (const month of [from, to, monthOf(asOf)]) await expectOverview(base, buyers, asOf, month)
  await expectOverview(base, buyers, asOf, null)
}

async function expectRetention(
  base: TestService,
  buyers: readonly Buyer[],
  asOf: number,
  window: { from: string; until: string },
  named: readonly [string, string],
  period: CohortPeriod,
) {
  const months = 20
  const report = await readCohortRetention(fresh(base), { ...window, months, period })
  const rows = retention(buyers, asOf, named, months, period === 'MONTH' ? 1 : 3)
  expect(report.asOf?.day).toBe(asOf)
  expect(
    report.rows.map(row => ({
      month: textOf(row.month),
      customers: row.customers,
      net: row.netSpend,
      provisional: row.provisional,
      cells: row.cells.map(({ share, ...cell }) => ({ ...cell, rate: rateOf(share) })),
    })),
  ).toEqual(rows)
  expect(report.rows.map(row => row.netSpendPerCustomer)).toEqual(
    rows.map(row => perHead(row.net, row.customers)),
  )
  const overall = Array.from({ length: months }, (_, offset) => {
    const cells = rows.flatMap(row =>
      row.cells.filter(cell => cell.offset === offset && !cell.provisional).map(cell => ({ ...cell, row })),
    )
    const active = cells.reduce((sum, cell) => sum + cell.active, 0)
    const customers = cells.reduce((sum, cell) => sum + cell.row.customers, 0)
    return { offset, active, customers, rate: rate(active, customers) }
  }).filter(({ customers }) => customers > 0)
  expect(
    report.overall.map(({ share, provisional: _, ...cell }) => ({ ...cell, rate: rateOf(share) })),
  ).toEqual(overall)
}

async function expectOverview(
  base: TestService,
  buyers: readonly Buyer[],
  asOf: number,
  month: string | null,
) {
  const service = fresh(base)
  const report = await readOverview(service, month === null ? {} : { month: `${month}-01` })
  const wanted = month ?? plus(monthOf(asOf + 1), -1)
  if (wanted > monthOf(asOf)) expect(report.month).toBeNull()
  else {
    const { rate: churned, churned: lost, returned: wonBack, ...expected } = flow(buyers, asOf, wanted)
    const { month: found, retention: share, ...rest } = report.month ?? { month: 0, retention: null }
    expect({ ...rest, month: textOf(found) }).toEqual({ ...expected, lost, wonBack })
    expect(rateOf(share)).toBe(rate(expected.kept, expected.activeBefore))
    expect(churned === null).toBe(share === null)
  }
  const net = buyers.reduce((sum, buyer) => sum + buyer.net, 0n)
  const year = yearOf(buyers, asOf)
  expect(report.value).toEqual({
    asOf: report.asOf,
    customers: buyers.length,
    netSpend: net,
    netSpendPerCustomer: perHead(net, buyers.length),
    netSpendYear: year.net,
  })
  expect(report.asOf && (await countBuyers(service, report.asOf))).toBe(year.buyers)
}
