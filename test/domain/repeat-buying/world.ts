import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { fitModels } from '../../../src/domain/repeat-buying/fit-models.ts'
import { refreshScale } from '../../../src/domain/rfm/refresh-scale.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { importSales, readCdnow, type Sale } from '../reports/world.ts'

export const calibrationEnd = dayOf('1997-09-30')
export const holdoutEnd = dayOf('1998-06-30')

export const newYork = { currency: 'USD', timeZone: 'America/New_York', phoneCountry: 'US' }

/** A workspace with the CDNOW sample in it, imported as a file of a shop. */
export async function cdnowShop(change: (sale: Sale) => Sale = sale => sale): Promise<TestService> {
  const service = await testService(await testDatabase(), { workspace: newYork })
  await importSales(service, (await readCdnow()).map(change))
  return service
}

/**
 * The eight orders of 0.00 are their customers' only ones. The published figures count those customers, the
 * house does not, since a purchase has an amount: at a cent the orders count and change no other figure.
 */
export const atACent = (sale: Sale): Sale => ({ ...sale, amount: Math.max(sale.amount, 1) })

/** A night with those of its stages that repeat buying and RFM rest on. */
export async function modelsNight(service: TestService, asOf: number) {
  const { nightId } = await beginNight(fresh(service), asOf, true)
  const run = await readRun(fresh(service), nightId)
  if (!run) throw new Error('The night did not begin.')
  await runThrough(service, refreshMetrics, run)
  const rfm = await runThrough(service, refreshScale, run)
  const models = await runThrough(service, fitModels, run)
  await completeNight(fresh(service), nightId, [])
  return { rfm, models }
}
