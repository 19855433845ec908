import type { Interval } from './share.ts'
import { roundHalfAwayFromZero, Z95 } from './statistics.ts'

export interface NetPromoter {
  /** −100 to 100. */
  score: number
  interval: Interval
}

/**
 * The Net Promoter Score: the percentage of scores from 9 less that of scores up to 6 (Reichheld 2003), with its 95 %
 * interval by the adjusted Wald method of Rocks (2016, The American Statistician 70:365–372): ¾ are added to promoters and
 * to detractors and 1½ to the passives, and the variance is that of a difference of two shares of one sample, p₊ + p₋ −
 * (p₊ − p₋)². Two decimals, halves away from zero. Throws a RangeError for nobody.
 */
export function netPromoter(promoters: number, passives: number, detractors: number): NetPromoter {
  const all = promoters + passives + detractors
  if (all < 1) throw new RangeError('Nobody gave a score')
  const size = all + 3
  const [above, below] = [(promoters + 0.75) / size, (detractors + 0.75) / size]
  const centre = above - below
  const reach = Z95 * Math.sqrt((above + below - centre * centre) / size)
  const shown = (share: number) => roundHalfAwayFromZero(100 * Math.min(1, Math.max(-1, share)), 2)
  return {
    score: shown((promoters - detractors) / all),
    interval: { lower: shown(centre - reach), upper: shown(centre + reach) },
  }
}
