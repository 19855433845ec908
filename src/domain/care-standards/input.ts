import * as z from 'zod'
import { careDeeds, type careStandards, careTriggers } from '../../database/tables/care/care-standards.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { dayText, filledSet, idOf, label, text } from '../input/fields.ts'
import { relationshipLevel } from '../relationships/policy.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

/** The longest cadence, and the longest time behind a trigger. */
export const longestCadence = 366

/** What a caller may say of a care standard: absent leaves a stored value, null clears it. Days become day numbers. */
export const careStandardFields = z.strictObject({
  name: text(200).optional(),
  segment: idOf('segment').nullish(),
  level: relationshipLevel.nullish(),
  deed: z.enum(careDeeds).optional(),
  everyDays: z.int().min(1).max(longestCadence).nullish(),
  trigger: z.enum(careTriggers).nullish(),
  withinDays: z.int().min(0).max(longestCadence).nullish(),
  channels: filledSet(z.enum(channels), channels.length).optional(),
  staff: idOf('staffMember').nullish(),
  careRole: label(60).nullish(),
  minutes: z.int().min(1).max(480).optional(),
  priority: z.int().min(0).max(1_000).optional(),
  firstDay: dayText.optional(),
  lastDay: dayText.nullish(),
})

export const newCareStandardFields = careStandardFields.required({ name: true, deed: true, channels: true })

type Row = typeof careStandards.$inferSelect

/** What a standard asks, apart from what it is called. */
export type CareTerms = Pick<
  Row,
  | 'segmentId'
  | 'level'
  | 'deed'
  | 'everyDays'
  | 'trigger'
  | 'withinDays'
  | 'channels'
  | 'staffId'
  | 'careRole'
  | 'minutes'
  | 'priority'
  | 'firstDay'
  | 'lastDay'
>

type Said = z.output<typeof careStandardFields>

/** What a new standard says, with what holds where it says nothing. */
export const newTerms = (
  { segment, staff, name, deed, channels: tried, ...said }: z.output<typeof newCareStandardFields>,
  today: number,
): CareTerms & { name: string } => ({
  ...{ name, deed, channels: tried },
  ...{ segmentId: segment ?? null, level: said.level ?? null },
  ...{
    everyDays: said.everyDays ?? null,
    trigger: said.trigger ?? null,
    withinDays: said.withinDays ?? null,
  },
  ...{ staffId: staff ?? null, careRole: said.careRole ?? null },
  ...{ minutes: said.minutes ?? 8, priority: said.priority ?? 0 },
  ...{ firstDay: said.firstDay ?? today, lastDay: said.lastDay ?? null },
})

/** The columns that a patch names. */
export const patchedTerms = ({ segment, staff, ...said }: Said) => ({
  ...said,
  segmentId: segment,
  staffId: staff,
})

/** @throws UserError `INVALID_INPUT` where the parts of a standard do not go together */
export function requireWhole(terms: CareTerms, path: string[]): void {
  const { segmentId, level, everyDays, trigger, withinDays } = terms
  requireOne(segmentId, level, [...path, 'segment'], [...path, 'level'])
  requireOne(everyDays, trigger, [...path, 'everyDays'], [...path, 'trigger'])
  if (trigger !== null && withinDays === null) throw invalid([...path, 'withinDays'], say('missing'))
  if (trigger === null && withinDays !== null) throw invalid([...path, 'withinDays'], say('triggerOnly'))
  if (terms.staffId !== null && terms.careRole !== null)
    throw invalid([...path, 'careRole'], say('eitherOf', { other: 'staff' }))
  if (terms.lastDay !== null && terms.lastDay < terms.firstDay)
    throw invalid([...path, 'lastDay'], say('beforeFirstDay'))
}

function requireOne(one: unknown, other: unknown, path: string[], otherPath: string[]): void {
  if (one === null && other === null) throw invalid(path, say('missing'))
  if (one !== null && other !== null) throw invalid(otherPath, say('eitherOf', { other: path.at(-1) ?? '' }))
}
