import { readFileSync } from 'node:fs'
import {
  type DropoutModel,
  type DropoutParameters,
  expectedPurchases,
  expectedRepeats,
  type History,
  probabilityAlive,
} from '../src/domain/repeat-buying/models/dropout-model.ts'
import { fitDropout, fitSpend } from '../src/domain/repeat-buying/models/fit.ts'
import { collectHistories } from '../src/domain/repeat-buying/models/history-groups.ts'
import { collectSpend } from '../src/domain/repeat-buying/models/spend-groups.ts'
import { expectedSpend, type SpendParameters } from '../src/domain/repeat-buying/models/spend-model.ts'
import { lifetimeValue, modelled } from '../src/domain/repeat-buying/models/value.ts'
import { parseDay } from '../src/lib/days.ts'
import { lnGamma } from '../src/lib/mathematics/special-functions.ts'
import { number, table } from './measure.ts'

/** A published value against ours. */
export interface Check {
  name: string
  published: number
  digits: number
  computed: number
  /** What is known of a published value that differs from ours. */
  differs?: string
}

const error = ({ published, computed }: Check) => Math.abs(computed - published)

/** Whether the error is at most one in the last published digit. */
export const agrees = (check: Check) => error(check) <= 10 ** -check.digits * (1 + 1e-9)

interface Buyer extends History {
  /** Per repeat purchase day, in dollars; 0 without a repeat. */
  mean: number
}

const sample = new URL('../test/data/cdnow_sample.txt', import.meta.url)

/**
 * The CDNOW sample as of 1997-09-30, in weeks. As published, the customers count whose only order was free; lines
 * of one day are one purchase day.
 */
function readBuyers(): Buyer[] {
  const asOf = parseDay('1997-09-30') ?? 0
  const spendOf = new Map<string, Map<number, number>>()
  for (const line of readFileSync(sample, 'utf8').trim().split(/\r?\n/)) {
    const [, id = '', date = '', , dollars = ''] = line.trim().split(/\s+/)
    const day = parseDay(date.replace(/^(....)(..)(..)$/, '$1-$2-$3'))
    if (day === null) throw new Error(`No day: ${line}`)
    if (day > asOf) continue
    const days = spendOf.get(id) ?? new Map<number, number>()
    days.set(day, (days.get(day) ?? 0) + Math.round(Number(dollars) * 100))
    spendOf.set(id, days)
  }
  return [...spendOf.values()].map(days => {
    const [first = 0, ...later] = [...days.keys()].sort((a, b) => a - b)
    const cents = later.reduce((sum, day) => sum + (days.get(day) ?? 0), 0)
    return {
      repeats: later.length,
      recency: ((later.at(-1) ?? first) - first) / 7,
      age: (asOf - first) / 7,
      mean: later.length === 0 ? 0 : cents / 100 / later.length,
    }
  })
}

function historiesOf(buyers: readonly Buyer[]) {
  const histories = collectHistories()
  for (const { repeats, recency, age } of buyers)
    histories.add({
      ...{ repeats, recencyDays: Math.round(recency * 7), ageDays: Math.round(age * 7) },
      ...{ customers: 1, later: 0 },
    })
  return histories.groups()
}

function fitted(model: DropoutModel, observations: Parameters<typeof fitDropout>[1]) {
  const fit = fitDropout(model, observations, 50)
  if (!fit.parameters) throw new Error(`${model}: ${fit.failure}`)
  return { ...fit.parameters, logLikelihood: fit.logLikelihood }
}

function spendFitted(buyers: readonly Buyer[]): SpendParameters {
  const spend = collectSpend()
  for (const { repeats, mean } of buyers) spend.add(repeats, mean * repeats, 1)
  const fit = fitSpend(spend.groups(), 50)
  if (!fit.parameters) throw new Error(`Gamma-Gamma: ${fit.failure}`)
  return fit.parameters
}

const cents = (value: number) => Math.round(value * 100) / 100

/** The published lifetime values come from weeks and means that were rounded to two decimals beforehand. */
function roundedValues(buyers: readonly Buyer[]): number[] {
  const rounded = buyers.map(buyer => ({
    repeats: buyer.repeats,
    recency: cents(buyer.recency),
    age: cents(buyer.age),
    mean: cents(buyer.mean + 1e-9),
    customers: 1,
  }))
  return valuesOf(rounded, fitted('BG_NBD', rounded), spendFitted(rounded))
}

const valuesOf = (buyers: readonly Buyer[], dropout: DropoutParameters, spend: SpendParameters) =>
  buyers.slice(0, 2).map(buyer =>
    lifetimeValue(modelled('BG_NBD', dropout, buyer), {
      spend: expectedSpend(spend, buyer.repeats, buyer.mean) ?? Number.NaN,
      margin: 1,
      discount: 0.01,
      months: 12,
    }),
  )

/** E[X(t)] of BG/NBD by the closed form with a ₂F₁ that is cut off. */
function cutOff({ r, alpha, a, b }: DropoutParameters, weeks: number, terms: number): number {
  const z = weeks / (alpha + weeks)
  const c = a + b - 1
  const logBase = lnGamma(c) - lnGamma(r) - lnGamma(b)
  let series = 0
  for (let j = 0; j <= terms; j++)
    series += Math.exp(
      logBase + lnGamma(r + j) + lnGamma(b + j) - lnGamma(c + j) - lnGamma(j + 1) + j * Math.log(z),
    )
  return (c / (a - 1)) * (1 - (alpha / (alpha + weeks)) ** r * series)
}

const check = (
  name: string,
  published: number,
  digits: number,
  computed: number,
  differs?: string,
): Check => ({
  ...{ name, published, digits, computed },
  ...(differs === undefined ? {} : { differs }),
})

/** The check values of repeat buying and customer value, from the raw file of the CDNOW sample. */
export function publishedChecks(): Check[] {
  const buyers = readBuyers()
  const histories = historiesOf(buyers)
  const bg = fitted('BG_NBD', histories)
  const mbg = fitted('MBG_NBD', histories)
  const spend = spendFitted(buyers)
  const expects = (weeks: number) => expectedRepeats('BG_NBD', bg, weeks)
  const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
  const first: History = { repeats: 2, recency: 30.43, age: 38.86 }
  const eager: History = { repeats: 26, recency: 30.857, age: 31 }
  const once: History = { repeats: 0, recency: 0, age: 38.86 }
  const [value = 0, secondValue = 0] = roundedValues(buyers)
  return [
    check('customers', 2_357, 0, buyers.length),
    check('distinct (x, t_x, T)', 1_016, 0, histories.length),
    check('customers with x = 0', 1_411, 0, buyers.filter(({ repeats }) => repeats === 0).length),
    check('BG/NBD r', 0.243, 3, bg.r),
    check('BG/NBD α', 4.414, 3, bg.alpha),
    check('BG/NBD a', 0.793, 3, bg.a),
    check('BG/NBD b', 2.426, 3, bg.b),
    check('BG/NBD log-likelihood', -9582.43, 2, bg.logLikelihood),
    check('MBG/NBD r', 0.525, 3, mbg.r),
    check('MBG/NBD α', 6.183, 3, mbg.alpha),
    check('MBG/NBD a', 0.891, 3, mbg.a),
    check('MBG/NBD b', 1.614, 3, mbg.b),
    check('MBG/NBD log-likelihood', -9582.14, 2, mbg.logLikelihood),
    check('Gamma-Gamma p', 6.25, 2, spend.p),
    check('Gamma-Gamma q', 3.74, 2, spend.q),
    check('Gamma-Gamma v', 15.44, 2, spend.v),
    check('BG E[X(0.1429)]', 0.0078, 4, expects(0.1429)),
    check('BG E[X(1)]', 0.0532, 4, expects(1)),
    check('BG E[X(3)]', 0.1506, 4, expects(3)),
    check('BG E[X(31.8571)]', 1.0405, 4, expects(31.8571)),
    check('BG E[X(32)]', 1.0437, 4, expects(32)),
    check('BG E[X(78)], ₂F₁ cut off at 150', 1.8576, 4, cutOff(bg, 78, 150)),
    check(
      'BG E[X(78)], whole',
      1.8576,
      4,
      expects(78),
      'the closed form whose series is cut off at 150 terms gives the published value',
    ),
    check('BG E[Y(39)] of (2, 30.43, 38.86)', 1.226, 3, expectedPurchases('BG_NBD', bg, first, 39)),
    check('BG P(alive) of (2, 30.43, 38.86)', 0.7266, 4, probabilityAlive('BG_NBD', bg, first)),
    check('MBG P(alive) of (2, 30.43, 38.86)', 0.7061, 4, probabilityAlive('MBG_NBD', mbg, first)),
    check(
      'BG E[Y(52)] of (26, 30.857, 31)',
      25.7566,
      4,
      expectedPurchases('BG_NBD', bg, eager, 52),
      `lies between ours at the parameters of 3 decimals and at the maximum; at the former ${number(expectedPurchases('BG_NBD', published, eager, 52), 4)}`,
    ),
    check('BG P(alive) of (26, 30.857, 31)', 0.96885, 5, probabilityAlive('BG_NBD', bg, eager)),
    check('MBG P(alive) of (0, 0, 38.86)', 0.39, 3, probabilityAlive('MBG_NBD', mbg, once)),
    check('CLV of customer 1, 12 months', 36.2785, 4, value),
    check('CLV of customer 2, 12 months', 4.6375, 4, secondValue),
  ]
}

/** The published values of the models against ours, as a table with notes. */
export function benchModels(): string {
  const checks = publishedChecks()
  const notes = checks.flatMap(({ differs }) => differs ?? [])
  const verdict = (one: Check) => {
    if (agrees(one)) return 'ok'
    return one.differs === undefined ? 'WRONG' : `note ${notes.indexOf(one.differs) + 1}`
  }
  const rows = checks.map(one => [
    one.name,
    number(one.published, one.digits),
    number(one.computed, one.digits + 2),
    error(one).toExponential(1),
    number(10 ** -one.digits, one.digits),
    verdict(one),
  ])
  const head = ['CDNOW sample up to 1997-09-30', 'published', 'computed', 'error', 'last digit', '']
  return [
    'Models: the published values against ours\n',
    table([head, ...rows]),
    ...notes.map((note, at) => `Note ${at + 1}: ${note}.`),
  ].join('\n')
}
