import { type CostedYear, type Margin, marginOf, tellsMargin } from '../facts/margin.ts'
import {
  type MarginClass,
  marginClasses,
  type RelationshipLevel,
  type RelationshipPolicy,
  type SizeClass,
  sizeClasses,
} from './policy.ts'

/** A segment marked `market`, with what its members bought and cost together. */
export interface MarketSegment extends CostedYear {
  segmentId: number
  customers: number
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
  /**
   * Of those of its segments together that tell one, else the default; assumed as soon as one of them is here by
   * the default. Null without a segment.
   */
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

/** By the unrounded margin. */
export function marginClassOf({ policy, defaultMarginPercent }: Basis, year: CostedYear): MarginClass {
  const reaches = (percent: number) =>
    tellsMargin(year)
      ? 100n * (year.costedSpendYear - year.costYear) >= BigInt(percent) * year.costedSpendYear
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

/** Of the places of one customer's segments the first decides: the highest level, then the lowest segment id. */
export const byRank = (a: Place, b: Place): number => b.level - a.level || a.segmentId - b.segmentId

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
        margin: here.length === 0 ? null : marginOfCell(here, basis.defaultMarginPercent),
      }
    }),
  )
}

/** What a segment that is here by the default bought says nothing of those whose margin is known. */
function marginOfCell(
  here: readonly { segment: MarketSegment; place: Place }[],
  defaultMarginPercent: number,
): Margin {
  const known = here.filter(({ place }) => !place.margin.assumed).map(({ segment }) => segment)
  const year = {
    costedSpendYear: known.reduce((sum, segment) => sum + segment.costedSpendYear, 0n),
    costYear: known.reduce((sum, segment) => sum + segment.costYear, 0n),
  }
  return { ...marginOf(year, defaultMarginPercent), assumed: known.length < here.length }
}
