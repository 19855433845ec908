import { percentage } from '../../lib/statistics.ts'
import {
  type MarginClass,
  marginClasses,
  type RelationshipLevel,
  type RelationshipPolicy,
  type SizeClass,
  sizeClasses,
} from './policy.ts'

/** A segment marked `market`, with what its members bought and cost in the last 365 days, in minor units. */
export interface MarketSegment {
  segmentId: number
  customers: number
  costedSpendYear: bigint
  costYear: bigint
}

/** In per cent of net spend, two decimals, halves rounded away from zero; below 0 where goods cost more. */
export interface Margin {
  percent: number
  /** True where no purchase carries a cost, so that the policy's default stands in. */
  assumed: boolean
}

/** Where the matrix puts one segment. */
export interface Place {
  segmentId: number
  customers: number
  sizeClass: SizeClass
  margin: Margin
  marginClass: MarginClass
  level: RelationshipLevel
}

/** One of the nine fields of the matrix. */
export interface Cell {
  sizeClass: SizeClass
  marginClass: MarginClass
  level: RelationshipLevel
  places: Place[]
  /** Of all its segments: somebody in several of them counts in each. */
  customers: number
  /** Of all its segments together, as far as their purchases carry a cost; null without a segment. */
  margin: Margin | null
}

/** What a place rests on: the matrix, and the margin where nothing is known, in per cent. */
export interface Basis {
  policy: RelationshipPolicy
  defaultMarginPercent: number
}

export function sizeClassOf(policy: RelationshipPolicy, customers: number): SizeClass {
  if (customers <= policy.fewUpTo) return 'FEW'
  return customers <= policy.mediumUpTo ? 'MEDIUM' : 'MANY'
}

type Sums = Pick<MarketSegment, 'costedSpendYear' | 'costYear'>

/** (costed spend − cost) / costed spend, where there is such spend; else the default. */
export const marginOf = ({ costedSpendYear, costYear }: Sums, defaultMarginPercent: number): Margin =>
  costedSpendYear > 0n
    ? { percent: percentage(costedSpendYear - costYear, costedSpendYear), assumed: false }
    : { percent: defaultMarginPercent, assumed: true }

/** By the unrounded margin. */
export function marginClassOf({ policy, defaultMarginPercent }: Basis, sums: Sums): MarginClass {
  const reaches = (percent: number) =>
    sums.costedSpendYear > 0n
      ? 100n * (sums.costedSpendYear - sums.costYear) >= BigInt(percent) * sums.costedSpendYear
      : defaultMarginPercent >= percent
  if (reaches(policy.highMarginPercent)) return 'HIGH'
  return reaches(policy.mediumMarginPercent) ? 'MEDIUM' : 'LOW'
}

export function placeOf(basis: Basis, segment: MarketSegment): Place {
  const { segmentId, customers } = segment
  const sizeClass = sizeClassOf(basis.policy, customers)
  const marginClass = marginClassOf(basis, segment)
  const margin = marginOf(segment, basis.defaultMarginPercent)
  const level = basis.policy.levels[sizeClass][marginClass]
  return { segmentId, customers, sizeClass, margin, marginClass, level }
}

/** All nine cells, the largest size and the highest margin first; segments in the order given. */
export function cellsOf(basis: Basis, segments: readonly MarketSegment[]): Cell[] {
  const placed = segments.map(segment => ({ segment, place: placeOf(basis, segment) }))
  return sizeClasses.flatMap(sizeClass =>
    marginClasses.map((marginClass): Cell => {
      const here = placed.filter(
        ({ place }) => place.sizeClass === sizeClass && place.marginClass === marginClass,
      )
      return {
        sizeClass,
        marginClass,
        level: basis.policy.levels[sizeClass][marginClass],
        places: here.map(({ place }) => place),
        customers: here.reduce((sum, { place }) => sum + place.customers, 0),
        margin: here.length === 0 ? null : marginOf(together(here), basis.defaultMarginPercent),
      }
    }),
  )
}

const together = (placed: readonly { segment: MarketSegment }[]): Sums => ({
  costedSpendYear: placed.reduce((sum, { segment }) => sum + segment.costedSpendYear, 0n),
  costYear: placed.reduce((sum, { segment }) => sum + segment.costYear, 0n),
})
