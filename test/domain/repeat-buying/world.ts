import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { fitModels } from '../../../src/domain/repeat-buying/fit-models.ts'
import { refreshScale } from '../../../src/domain/rfm/refresh-scale.ts'
import { type Run, type Sweep, stageOf } from '../../../src/domain/sweeps/sweep.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { day, importSales, readCdnow, type Sale } from '../reports/world.ts'

export const calibrationEnd = day('1997-09-30')
export const lastDay = day('1998-06-30')

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

/** Runs a stage to its end and adds the chunks up, with what they cost. */
export async function through<Cursor>(service: TestService, sweep: Sweep<Cursor>, run: Run) {
  const stage = stageOf(sweep)
  const session = fresh(service)
  const counts: Record<string, number> = {}
  let cursor: string | null = null
  do {
    const step = await stage.step(session, run, cursor)
    for (const [name, count] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + count
    cursor = step.next
  } while (cursor !== null)
  return { counts, cost: session.db.counters }
}

/** A completed night of which only the day matters. */
export async function nightDone(service: TestService, asOf: number): Promise<void> {
  const { nightId } = await beginNight(fresh(service), asOf, true)
  await completeNight(fresh(service), nightId, [])
}

/** A night with those of its stages that repeat buying and RFM rest on. */
export async function night(service: TestService, asOf: number) {
  const { nightId } = await beginNight(fresh(service), asOf, true)
  const run = await readRun(fresh(service), nightId)
  if (!run) throw new Error('The night did not begin.')
  await through(service, refreshMetrics, run)
  const rfm = await through(service, refreshScale, run)
  const models = await through(service, fitModels, run)
  await completeNight(fresh(service), nightId, [])
  return { rfm, models }
}
