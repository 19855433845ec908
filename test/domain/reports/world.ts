import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { formatAmount } from '../../../src/lib/money.ts'
import { dayOf } from '../../support/days.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService } from '../../support/service.ts'

/** A purchase, or with `refund` what was given back; minor units, never negative. */
export interface Sale {
  customer: string
  day: number
  amount: number
  refund?: boolean
}

const cdnow = new URL('../../data/cdnow_sample.txt', import.meta.url)

/** The purchases of the CDNOW sample in cents, line by line. */
export async function readCdnow(): Promise<Sale[]> {
  const lines = (await readFile(cdnow, 'utf8')).split(/\r?\n/).filter(line => line.trim() !== '')
  return lines.map(line => {
    const [, customer = '', date = '', , dollars = ''] = line.trim().split(/\s+/)
    const amount = Math.round(Number(dollars) * 100)
    return { customer, day: dayOf(date.replace(/^(....)(..)(..)$/, '$1-$2-$3')), amount }
  })
}

/** Imports sales as a file of a shop would bring them. */
export async function importSales(service: TestService, sales: readonly Sale[]): Promise<void> {
  const target = interactionImport(fresh(service), { source: 'shop' })
  const rows = sales.map((sale, at) => ({
    line: at + 1,
    fields: {
      externalId: `${at + 1}`,
      customerExternalId: sale.customer,
      kind: sale.refund ? 'REFUND' : 'PURCHASE',
      occurredAt: `${formatDay(sale.day)}T12:00`,
      amount: formatAmount(BigInt(sale.amount), service.workspace.decimals),
    },
  }))
  for (let at = 0; at < rows.length; at += 2_000) {
    const { errors } = await target.chunk(rows.slice(at, at + 2_000))
    if (errors[0]) throw new Error(`${errors[0].field}: ${errors[0].reason}`)
  }
}

/** Runs the stage of a night that keeps the sums of the cohorts, on all that was written so far. */
export async function metricsNight(service: TestService, asOf: number): Promise<void> {
  const [newest] = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT ifnull(max(id), 0) AS id FROM changes`,
  )
  const now = runOf(asOf, { watermark: newest?.id ?? 0 })
  await runThrough(service, refreshMetrics, now)
  await nightOver(service, now)
}
