import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { StageReport } from '../../../src/database/tables/nights.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { metricsVersion } from '../../../src/domain/metrics/purchase-metrics.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import type { Run } from '../../../src/domain/sweeps/sweep.ts'
import { formatDay, parseDay } from '../../../src/lib/days.ts'
import { formatAmount } from '../../../src/lib/money.ts'
import { fresh, type TestService } from '../../support/service.ts'
import { complete, run, sweep } from '../metrics/facts.ts'

/** A purchase, or with `refund` what was given back; minor units, never negative. */
export interface Sale {
  customer: string
  day: number
  amount: number
  refund?: boolean
}

/** A day that a test writes down. */
export function day(text: string): number {
  const number = parseDay(text)
  if (number === null) throw new Error(`"${text}" is no day.`)
  return number
}

const cdnow = new URL('../../data/cdnow_sample.txt', import.meta.url)

/** The purchases of the CDNOW sample in cents, line by line. */
export async function readCdnow(): Promise<Sale[]> {
  const lines = (await readFile(cdnow, 'utf8')).split(/\r?\n/).filter(line => line.trim() !== '')
  return lines.map(line => {
    const [, customer = '', date = '', , dollars = ''] = line.trim().split(/\s+/)
    const amount = Math.round(Number(dollars) * 100)
    return { customer, day: day(date.replace(/^(....)(..)(..)$/, '$1-$2-$3')), amount }
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

/** Keeps a completed night whose stages did this; the stored metrics are those of today's version. */
export async function nightOver(
  service: TestService,
  done: Run,
  stages: readonly Pick<StageReport, 'stage' | 'counts'>[] = [],
): Promise<void> {
  await complete(service, done)
  await service.db.write([
    sql`UPDATE nights SET metrics_version = ${metricsVersion}, stages = ${JSON.stringify(stages)}
      WHERE id = ${done.id}`,
  ])
}

/** Runs the stage of a night that keeps the sums of the cohorts, on all that was written so far. */
export async function night(service: TestService, asOf: number): Promise<void> {
  const [newest] = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT ifnull(max(id), 0) AS id FROM changes`,
  )
  const now = run(asOf, { watermark: newest?.id ?? 0 })
  await sweep(service, refreshMetrics, now)
  await nightOver(service, now)
}
