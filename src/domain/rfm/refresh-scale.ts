import { desc } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { rfmScales } from '../../database/tables/value/models.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import type { Service } from '../service/service.ts'
import type { Sweep } from '../sweeps/sweep.ts'
import { lastPurchaseCounts, leftOutCount, purchaseDayCounts, spendAbove } from './scale-sql.ts'
import { type Cuts, cutsOfCounts, type RfmScale, recencyCuts } from './scores.ts'

/**
 * Stores the cut points of the RFM scores over all customers with a purchase day who may be scored, as of the stored metrics; runs
 * after `refreshMetrics`. Everybody's scores follow from the cut points and the stored values, so nothing is
 * stored per customer, and a night in which the cut points stay writes nothing. A rerun of a day that finds other
 * facts replaces that day's.
 */
export const refreshScale: Sweep<never> = {
  name: 'rfm',
  cursor: z.never(),
  async step(service, run) {
    if (!run.current) return { next: null, counts: {} }
    const [[newest], measured] = await Promise.all([
      service.db.orm.select().from(rfmScales).orderBy(desc(rfmScales.day)).limit(1),
      measure(service),
    ])
    const { customers, leftOut } = measured
    const counts = { customers, ...(leftOut > 0 && { leftOut }) }
    if (measured.customers === 0 && !newest) return { next: null, counts }
    if (newest && content(newest) === content(measured)) return { next: null, counts }
    const values = { ...measured, watermark: run.watermark }
    const [stored] = await service.db.write([
      service.db.orm
        .insert(rfmScales)
        .values({ day: run.day, ...values })
        .onConflictDoUpdate({ target: rfmScales.day, set: values }),
    ])
    return { next: null, counts: { ...counts, stored: stored?.rowsAffected ?? 0 } }
  },
}

type Measured = Omit<RfmScale, 'day'>

const content = ({ customers, leftOut, recency, frequency, monetary }: Measured) =>
  canonicalJson({ customers, leftOut, recency, frequency, monetary })

const valueCount = z.object({ value: z.int(), count: z.int() })
const countRow = z.object({ count: z.int() })

async function measure(service: Service): Promise<Measured> {
  const { orm } = service.db
  const [lastDays, purchaseDays, [notRanked]] = await Promise.all([
    checkedRows(orm, valueCount, lastPurchaseCounts),
    checkedRows(orm, valueCount, purchaseDayCounts),
    checkedRows(orm, countRow, leftOutCount),
  ])
  const customers = purchaseDays.reduce((sum, { count }) => sum + count, 0)
  return {
    ...{ customers, leftOut: notRanked?.count ?? 0 },
    recency: recencyCuts(lastDays),
    frequency: cutsOfCounts(purchaseDays),
    monetary: customers === 0 ? [null, null, null, null] : await spendCuts(service, customers),
  }
}

const cutRow = z.object({ value: z.string() })

/** Of net spend, which nearly every customer has another value of: by place in order, not by value counts. */
async function spendCuts(service: Service, customers: number): Promise<Cuts<string>> {
  const cuts: Cuts<string> = []
  for (let score = 2; score <= 5; score++) {
    const below = Math.ceil(((score - 1) * customers) / 5)
    const [row] = await checkedRows(service.db.orm, cutRow, spendAbove(below))
    cuts.push(row?.value ?? null)
  }
  return cuts
}
