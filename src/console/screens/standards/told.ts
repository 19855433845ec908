import type { StandingFragment } from '../../api/types.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

/** What a standard says, by the names of its parts. */
export type Standing = Omit<StandingFragment, '__typename'>

/** Whom it is for. */
export const whomText = ({ segment, level }: Pick<Standing, 'segment' | 'level'>): string =>
  level ? words.value.segments.level(String(level)) : (segment?.name ?? '–')

/** When it is owed. */
export function whenText({ everyDays, trigger, withinDays }: Standing): string {
  const said = words.value.standards
  if (everyDays) return said.every(String(everyDays))
  return trigger ? said.within(String(withinDays ?? 0), labelOf('CareTrigger', trigger)) : '–'
}

/** Who does it. */
export const whoText = ({ staff, careRole }: Pick<Standing, 'staff' | 'careRole'>): string =>
  staff?.name ?? careRole ?? words.value.standards.customersOwner

export const channelsText = ({ channels }: Pick<Standing, 'channels'>): string =>
  channels.map(channel => labelOf('Channel', channel)).join(', ')
