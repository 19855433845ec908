import { type Share, shareOf } from '../../lib/mathematics/share.ts'

/** How many of something a figure needs: that of fewer is chance, and not told. */
export const fewest = 20

/** Some of how many, and the share; null where they are too few to tell. */
export interface Measured {
  part: number
  whole: number
  share: Share | null
}

/** The share of a few is chance: it is not told. */
export const measured = (part = 0, whole = 0): Measured => ({
  ...{ part, whole },
  share: whole < fewest ? null : shareOf(part, whole),
})
