import { familyNames, menGiven, menMiddle, womenGiven, womenMiddle } from '../../scripts/demo/names.ts'
import type { interactionKinds } from '../../src/database/tables/customers/interactions.ts'
import { type Chance, chance } from './chance.ts'

/** Days of history before the last one. */
export const historyDays = 1_095
const meanLifetime = 500
/** Interactions of a customer after the first one, on average. */
const furtherInteractions = 9
/**
 * A customer who joined on an evenly drawn day of the history stays an exponentially drawn time, or until the
 * last day: so many days on average.
 */
const meanPresence =
  meanLifetime * (1 - (meanLifetime / historyDays) * (1 - Math.exp(-historyDays / meanLifetime)))

type Kind = (typeof interactionKinds)[number]

export interface Happening {
  day: number
  /** Milliseconds past local midnight. */
  time: number
  kind: Kind
  /** Minor units. */
  amount: number | null
  cost: number | null
  score: number | null
  cancelled: boolean
}

export interface Person {
  name: string
  gender: 'FEMALE' | 'MALE'
  birthDate: number
  acquisitionSource: string
  /** A place in the list of provinces; null for the few of whom nobody said. */
  region: number | null
  /** The province before it, for the few who moved, and the day of the move. */
  before: { region: number; until: number } | null
  /** A place in the list of staff, or nobody. */
  owner: number | null
  joinedOn: number
  /** In the order of time. */
  history: Happening[]
}

/** Cumulative shares of what happens after the first purchase. */
const mixOfBuyers: readonly [number, Kind][] = [
  [0.72, 'PURCHASE'],
  [0.75, 'REFUND'],
  [0.85, 'CALL'],
  [0.9, 'EMAIL'],
  [0.945, 'SURVEY_RESPONSE'],
  [0.975, 'VISIT'],
  [0.985, 'COMPLAINT'],
  [1, 'NOTE'],
]

const mixOfOthers: readonly [number, Kind][] = [
  [0.5, 'INQUIRY'],
  [0.8, 'CALL'],
  [1, 'EMAIL'],
]

/** Places of provinces: the first holds most, the last a tenth of that. */
export function provinceShares(provinces: number): number[] {
  const weights = Array.from({ length: provinces }, (_, at) => 1 / (6 + at))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / all)
}

/**
 * The customer at `place` (0, 1, 2 …) with all that happened up to `lastDay`: heterogeneous rates (exponential
 * over customers), a Poisson process until the customer drops out, log-normal amounts around a level of its own.
 * @param cumulative where the share of each province ends
 */
export function person(
  seed: number,
  place: number,
  lastDay: number,
  cumulative: readonly number[],
  staff: number,
): Person {
  const draw = chance(seed, place)
  const joinedOn = lastDay - draw.below(historyDays)
  const isWoman = draw.part() < 0.55
  const name = [
    draw.pick(familyNames),
    draw.pick(isWoman ? womenMiddle : menMiddle),
    draw.pick(isWoman ? womenGiven : menGiven),
  ].join(' ')
  const province = () => {
    const at = draw.part()
    return cumulative.findIndex(end => at < end)
  }
  const region = draw.part() < 0.98 ? province() : null
  const moved = region !== null && draw.part() < 0.02
  return {
    name,
    gender: isWoman ? 'FEMALE' : 'MALE',
    birthDate: lastDay - 6_570 - draw.below(20_000),
    acquisitionSource: draw.pick(['website', 'referral', 'trade fair', 'catalogue']),
    region,
    before: moved ? { region: province(), until: lastDay - draw.below(historyDays) } : null,
    owner: draw.part() < 0.3 ? draw.below(staff) : null,
    joinedOn,
    history: historyOf(draw, joinedOn, lastDay),
  }
}

function historyOf(draw: Chance, joinedOn: number, lastDay: number): Happening[] {
  const buys = draw.part() < 0.95
  const level = 12.5 + 0.8 * draw.normal()
  const rate = (furtherInteractions / meanPresence) * draw.wait()
  const end = Math.min(joinedOn + meanLifetime * draw.wait(), lastDay + 1)
  const history = [happening(draw, joinedOn, buys ? 'PURCHASE' : 'INQUIRY', level)]
  for (let at = joinedOn + draw.wait() / rate; at < end; at += draw.wait() / rate) {
    const share = draw.part()
    const mix = buys ? mixOfBuyers : mixOfOthers
    const [, kind = 'NOTE'] = mix.find(([upto]) => share < upto) ?? []
    history.push(happening(draw, Math.floor(at), kind, level))
  }
  return history.sort((a, b) => a.day - b.day || a.time - b.time)
}

const openFrom = 8 * 3_600_000
const openFor = 13 * 3_600_000

/** @param level the mean of the logarithm of the customer's amounts */
export function happening(draw: Chance, day: number, kind: Kind, level: number): Happening {
  const bare = {
    day,
    time: openFrom + draw.below(openFor),
    kind,
    amount: null,
    cost: null,
    score: null,
    cancelled: false,
  }
  if (kind === 'SURVEY_RESPONSE') return { ...bare, score: Math.max(0, 10 - Math.floor(2.5 * draw.wait())) }
  if (kind !== 'PURCHASE' && kind !== 'REFUND') return bare
  const whole = Math.max(1, Math.round(Math.exp(level + 0.6 * draw.normal()) / 1_000))
  const amount = 1_000 * (kind === 'REFUND' ? Math.ceil(whole / 2) : whole)
  const cost = draw.part() < 0.6 ? Math.round(amount * (0.5 + 0.4 * draw.part())) : null
  return { ...bare, amount, cost, cancelled: draw.part() < 0.01 }
}
