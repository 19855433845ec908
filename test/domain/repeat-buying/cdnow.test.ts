import { beforeAll, describe, expect, test } from 'vitest'
import { createValuePolicy } from '../../../src/domain/repeat-buying/create-policy.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService } from '../../support/service.ts'
import { readCdnow } from '../reports/world.ts'
import { printedPurchases } from './closed-form.ts'
import { atACent, calibrationEnd, cdnowShop, holdoutEnd, modelsNight } from './world.ts'

interface Fit {
  model: string
  state: string
  parameters: { name: string; value: number }[]
  logLikelihood: number
  customers: number
  repeaters: number
  observations: number
  binDays: number
  fittedOn: string
}

const fitsQuery = `{ modelFits {
  model state failure parameters { name value } logLikelihood customers repeaters observations binDays fittedOn
  policyVersion holdout { calibrationEnd }
} }`

const customerQuery = `query ($id: String!, $days: Int, $months: Int) {
  customer(by: { externalId: { source: "shop", externalId: $id } }) {
    repeatBuying(horizonDays: $days, lifetimeMonths: $months) {
      model state fallback probabilityAlive expectedPurchases horizonDays fittedOn asOf marginAssumed margin
      expectedSpendPerPurchase { amount } lifetimeValue { amount } inputs { repeats recencyDays ageDays }
    }
    rfm { recency frequency monetary cell asOf }
  }
}`

interface Customer {
  customer: {
    repeatBuying: {
      model: string
      probabilityAlive: number
      expectedPurchases: number
      lifetimeValue: { amount: string }
      expectedSpendPerPurchase: { amount: string }
      inputs: object
      asOf: string
      fittedOn: string
    }
    rfm: object
  }
}

const fitsOf = async (service: TestService) => (await ask<{ modelFits: Fit[] }>(service, fitsQuery)).modelFits

async function fitOf(service: TestService, model: string): Promise<Fit & { values: number[] }> {
  const fit = (await fitsOf(service)).find(one => one.model === model)
  if (!fit) throw new Error(`There is no fit of ${model}.`)
  return { ...fit, values: fit.parameters.map(({ value }) => value) }
}

const customerOf = async (service: TestService, id: string, variables: object = {}) =>
  (await ask<Customer>(fresh(service), customerQuery, { id, ...variables })).customer

/** The holdout of 39 weeks by frequency class, expected by BG/NBD with these parameters. */
async function heldOut([r = 0, alpha = 0, a = 0, b = 0]: number[]) {
  const classes = Array.from({ length: 8 }, () => ({ expected: 0, actual: 0 }))
  for (const days of (await purchaseDays()).values()) {
    const before = days.filter(day => day <= calibrationEnd)
    const [first] = before
    const own = classes[Math.min(7, before.length - 1)]
    if (first === undefined || !own) continue
    const recency = ((before.at(-1) ?? first) - first) / 7
    const history = { repeats: before.length - 1, recency, age: (calibrationEnd - first) / 7 }
    own.expected += printedPurchases({ r, alpha, a, b }, history, 39)
    own.actual += days.length - before.length
  }
  return classes
}

/** Each customer's purchase days in the file, ascending. */
async function purchaseDays(): Promise<Map<string, number[]>> {
  const days = new Map<string, Set<number>>()
  for (const { customer, day } of await readCdnow())
    days.set(customer, (days.get(customer) ?? new Set()).add(day))
  return new Map([...days].map(([customer, set]) => [customer, [...set].sort((a, b) => a - b)]))
}

/** Customers of the file who score 4 or 5 in all three, ranked one by one. */
async function champions(): Promise<number> {
  const sales = await readCdnow()
  const spend = new Map<string, number>()
  for (const { customer, amount } of sales) spend.set(customer, (spend.get(customer) ?? 0) + amount)
  const rows = [...(await purchaseDays())].map(([customer, days]) => ({
    since: holdoutEnd - (days.at(-1) ?? 0),
    days: days.length,
    spend: spend.get(customer) ?? 0,
  }))
  const part = (before: number) => Math.min(4, Math.floor((5 * before) / rows.length))
  return rows.filter(
    row =>
      5 - part(rows.filter(other => other.since < row.since).length) >= 4 &&
      1 + part(rows.filter(other => other.days < row.days).length) >= 4 &&
      1 + part(rows.filter(other => other.spend < row.spend).length) >= 4,
  ).length
}

const policy = (service: TestService, patch: object) => createValuePolicy(fresh(service), { patch })

describe('the CDNOW sample up to 1997-09-30, with its eight free orders counted as published', () => {
  let service: TestService

  beforeAll(async () => {
    service = await cdnowShop(atACent)
    await modelsNight(service, calibrationEnd)
  }, 120_000)

  test('is 2,357 customers in 1,016 distinct histories, 946 of them with a repeat', async () => {
    const fit = await fitOf(service, 'BG_NBD')
    expect(fit).toMatchObject({ customers: 2_357, repeaters: 946, observations: 1_016, binDays: 1 })
    expect(2_357 - fit.repeaters).toBe(1_411)
    expect(fit).toMatchObject({ state: 'FITTED', fittedOn: '1997-09-30' })
  })

  test('gives BG/NBD the published parameters and log-likelihood', async () => {
    const { values, logLikelihood } = await fitOf(service, 'BG_NBD')
    expect(values.map(value => Number(value.toFixed(3)))).toEqual([0.243, 4.414, 0.793, 2.426])
    expect(logLikelihood).toBeCloseTo(-9582.43, 2)
  })

  test('gives MBG/NBD its parameters and log-likelihood', async () => {
    const { values, logLikelihood } = await fitOf(service, 'MBG_NBD')
    expect(values.map(value => Number(value.toFixed(3)))).toEqual([0.525, 6.183, 0.891, 1.614])
    expect(logLikelihood).toBeCloseTo(-9582.14, 2)
  })

  test('gives Gamma-Gamma the published parameters', async () => {
    const { values, customers } = await fitOf(service, 'GAMMA_GAMMA')
    expect(customers).toBe(946)
    expect(values.map(value => Number(value.toFixed(2)))).toEqual([6.25, 3.74, 15.44])
  })

  test('answers for one customer by MBG/NBD, which drives the product', async () => {
    const { repeatBuying } = await customerOf(service, '0001', { days: 273 })
    expect(repeatBuying).toMatchObject({
      model: 'MBG_NBD',
      state: 'FITTED',
      fallback: false,
      inputs: { repeats: 2, recencyDays: 213, ageDays: 272 },
      horizonDays: 273,
      fittedOn: '1997-09-30',
      asOf: '1997-09-30',
      margin: 0.3,
      marginAssumed: true,
    })
    expect(repeatBuying.probabilityAlive).toBeCloseTo(0.7061, 4)
    const once = await customerOf(service, '0003')
    expect(once.repeatBuying.inputs).toEqual({ repeats: 0, recencyDays: 0, ageDays: 272 })
    expect(once.repeatBuying.probabilityAlive).toBeCloseTo(0.39, 3)
  })

  test('answers by BG/NBD where the policy says so, with the published values', async () => {
    await policy(service, { model: 'BG_NBD', defaultMarginPercent: 100 })
    const first = (await customerOf(service, '0001', { days: 273, months: 12 })).repeatBuying
    expect(first.model).toBe('BG_NBD')
    expect(first.probabilityAlive).toBeCloseTo(0.7266, 3)
    expect(first.probabilityAlive.toFixed(4)).toBe('0.7266')
    expect(first.expectedPurchases.toFixed(3)).toBe('1.226')
    // Published as 36.2785 from a mean spend of 22.35; it is 22.345.
    expect(first.lifetimeValue.amount).toBe('36.27')
    const second = (await customerOf(service, '0002', { months: 12 })).repeatBuying
    expect(second.lifetimeValue.amount).toBe('4.64')
    expect((await customerOf(service, '0003')).repeatBuying.probabilityAlive).toBe(1)
    await policy(service, { model: 'MBG_NBD', defaultMarginPercent: 30 })
  })

  test('is fitted again on the same day for another policy only, to the same parameters', async () => {
    const before = await fitsOf(service)
    expect((await modelsNight(service, calibrationEnd)).models.cost.rowsWritten).toBeGreaterThan(0)
    const again = await modelsNight(service, calibrationEnd)
    expect(again.models.cost.rowsWritten).toBe(0)
    expect(again.rfm.cost.rowsWritten).toBe(0)
    expect(await fitsOf(service)).toEqual(before.map(fit => ({ ...fit, policyVersion: 3 })))
  })

  test('is compared with its holdout of 39 weeks after the night of 1998-06-30', async () => {
    await policy(service, { holdoutDays: 273 })
    const calibrated = await fitOf(service, 'BG_NBD')
    await modelsNight(service, holdoutEnd)
    const query = `query ($model: RepeatBuyingModel) { repeatBuyingReport(model: $model) {
      model fittedOn calibrationEnd holdoutDays customers expected actual errorPercent parameters { name value }
      classes { repeats customers expected actual }
    } }`
    const { repeatBuyingReport: report } = await ask<{ repeatBuyingReport: Report }>(fresh(service), query, {
      model: 'BG_NBD',
    })
    expect(report).toMatchObject({
      model: 'BG_NBD',
      fittedOn: '1998-06-30',
      calibrationEnd: '1997-09-30',
      holdoutDays: 273,
      customers: 2_357,
    })
    expect(report.parameters).toEqual(calibrated.parameters)
    expect(report.classes.map(one => one.repeats)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(report.classes.map(one => one.customers)).toEqual([1_411, 439, 214, 100, 62, 38, 29, 64])
    expect(report.classes.reduce((sum, one) => sum + one.actual, 0)).toBe(report.actual)
    const { repeatBuyingReport: own } = await ask<{ repeatBuyingReport: Report }>(fresh(service), query)
    expect(own.model).toBe('MBG_NBD')
    // The same from the file, customer by customer, by the closed form.
    const byClass = await heldOut(calibrated.values)
    report.classes.forEach((one, at) => {
      expect(one.actual).toBe(byClass[at]?.actual)
      expect(one.expected).toBeCloseTo(byClass[at]?.expected ?? Number.NaN, 1)
    })
    expect(report).toMatchObject({ expected: 1653.41, actual: 1_882, errorPercent: -12.15 })
    expect(own).toMatchObject({ expected: 1576.73, actual: 1_882, errorPercent: -16.22 })
  }, 60_000)

  test('has the RFM scores of 1998-06-30', async () => {
    const { rfmCells } = await ask<{ rfmCells: Distribution }>(
      fresh(service),
      '{ rfmCells { asOf scaleOn customers cells { name customers } scores { score recency frequency monetary } } }',
    )
    expect(rfmCells).toMatchObject({ asOf: '1998-06-30', scaleOn: '1998-06-30', customers: 2_357 })
    expect(rfmCells.scores.map(row => row.score)).toEqual([1, 2, 3, 4, 5])
    expect(rfmCells.scores.map(row => row.recency)).toEqual([459, 478, 475, 471, 474])
    expect(rfmCells.scores.map(row => row.frequency)).toEqual([1_218, 0, 403, 358, 378])
    expect(rfmCells.scores.map(row => row.monetary)).toEqual([481, 462, 472, 471, 471])
    expect(rfmCells.cells.map(cell => cell.name)).toHaveLength(11)
    expect(rfmCells.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(2_357)
    const { rfm } = await customerOf(service, '0001')
    expect(rfm).toEqual({ recency: 4, frequency: 4, monetary: 4, cell: 'Champions', asOf: '1998-06-30' })
    expect(rfmCells.cells[0]).toEqual({ name: 'Champions', customers: await champions() })
  })
})

describe('the CDNOW sample as it is', () => {
  test('leaves out the eight customers who never paid, which moves the fit of the rest', async () => {
    const service = await cdnowShop()
    const { rfm } = await modelsNight(service, calibrationEnd)
    expect(rfm.counts.customers).toBe(2_349)
    const bg = await fitOf(service, 'BG_NBD')
    expect(bg).toMatchObject({ customers: 2_349, repeaters: 946 })
    expect(bg.logLikelihood).toBeCloseTo(-9578.2, 1)
    expect(bg.values.map(value => Number(value.toFixed(3)))).toEqual([0.244, 4.422, 0.793, 2.423])
    // The unpaid orders have no repeat, so spend is what it was.
    const { values } = await fitOf(service, 'GAMMA_GAMMA')
    expect(values.map(value => Number(value.toFixed(2)))).toEqual([6.25, 3.74, 15.44])
  }, 120_000)
})

interface Report {
  model: string
  parameters: object[]
  expected: number
  actual: number
  errorPercent: number
  classes: { repeats: number; customers: number; expected: number; actual: number }[]
}

interface Distribution {
  scores: { score: number; recency: number; frequency: number; monetary: number }[]
  cells: { name: string; customers: number }[]
}
