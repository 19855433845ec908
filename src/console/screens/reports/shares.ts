import type { MeasuredFragment, ShareFragment } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'

/** A share with its interval; a dash where it is a share of nobody. */
export function shareText(share: ShareFragment | null | undefined): string {
  if (!share) return '–'
  const { lower, upper } = share.interval
  return `${showNumber(share.rate, 1)} % (${showNumber(lower, 1)} … ${showNumber(upper, 1)})`
}

export const measuredText = ({ part, whole, share }: MeasuredFragment): string =>
  whole === 0 ? '–' : `${showNumber(part)} / ${showNumber(whole)}, ${shareText(share)}`
