import type { CampaignQuery, VerdictFragment } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

type Newest = NonNullable<NonNullable<CampaignQuery['campaign']>['newest']>['nodes'][number]

interface Second {
  /** A second opinion, where it was asked for and can be told. */
  differenceInDifferences?: Pick<
    NonNullable<Newest['differenceInDifferences']>,
    'points' | 'effect' | 'interval'
  > | null
}

type Told = Pick<VerdictFragment, 'state' | 'vi' | 'interval' | 'excess' | 'effect' | 'flags'> &
  Second & {
    observed: number
    declined: number
  }

export const pointsText = (points: number) => `${points > 0 ? '+' : ''}${showNumber(points, 1)}`

export const betweenText = ({ lower, upper }: { lower: number; upper: number }, signed = false) => {
  const show = signed ? pointsText : (value: number) => showNumber(value, 1)
  return `${show(lower)} … ${show(upper)}`
}

/** What the numbers allow to say, in sentences, and no more than that: an effect only where one is judged to be. */
export function told({
  state,
  vi,
  interval,
  excess,
  effect,
  flags,
  differenceInDifferences: second,
  ...rest
}: Told): string[] {
  const said = words.value.competitors.told
  if (state === 'NO_OBSERVATION' || vi === null || vi === undefined || !interval) return [said.nobody]
  const [declined, observed] = [showNumber(rest.declined), showNumber(rest.observed)]
  const sentences = [said.share(declined, observed, showNumber(vi, 1), betweenText(interval))]
  if (!excess || !effect) sentences.push(said.noControl)
  else sentences.push(said[effect](pointsText(excess.points), betweenText(excess.interval, true)))
  if (effect && second && second.effect !== effect)
    sentences.push(said.otherwise(pointsText(second.points), betweenText(second.interval, true)))
  if (state === 'PROVISIONAL') sentences.push(said.provisional)
  const doubts = flags.filter(flag => flag !== 'NO_CONTROL').map(flag => labelOf('VulnerabilityFlag', flag))
  if (doubts.length > 0) sentences.push(said.doubts(doubts.join(', ')))
  return sentences
}

export const toldOfSnapshot = (snapshot: VerdictFragment & Second): string[] =>
  told({ ...snapshot, observed: snapshot.treated.os, declined: snapshot.treated.vs })
