import * as z from 'zod'
import { parseInstant, startOfDay } from '../../lib/days.ts'
import { dayText } from '../input/fields.ts'
import { say } from '../wording/say.ts'
import type { Moment } from './field.ts'

/** The furthest that a day may be counted back or ahead. */
const mostDays = 36_600

const count = z.int().min(0).max(mostDays)

const exactlyOne = (value: object) => Object.values(value).filter(part => part !== undefined).length === 1

const relativeDay = { date: dayText.optional(), daysAgo: count.optional(), daysAhead: count.optional() }

interface RelativeDay {
  date?: number | undefined
  daysAgo?: number | undefined
  daysAhead?: number | undefined
}

const dayOf = ({ date, daysAgo = 0, daysAhead = 0 }: RelativeDay, asOf: number): number =>
  date ?? asOf - daysAgo + daysAhead

const oneOfThree = say('oneDayPoint')

/** A day: fixed, or counted from the day of the question. */
export const dayPoint = z
  .strictObject(relativeDay)
  .refine(exactlyOne, oneOfThree)
  .transform(
    point =>
      ({ asOf }: Moment) =>
        dayOf(point, asOf),
  )

/** An instant, or a day with its beginning and its end: `[first, end)` in milliseconds. */
export const instantPoint = (timeZone: string) => {
  const at = z.string(say('notInstant')).transform((value, context): number => {
    const instant = parseInstant(value, timeZone)
    if (instant !== null) return instant
    context.addIssue({ code: 'custom', message: say('notInstant') })
    return z.NEVER
  })
  return z
    .strictObject({ at: at.optional(), ...relativeDay })
    .refine(exactlyOne, say('oneInstantPoint'))
    .transform(({ at, ...day }) =>
      at === undefined
        ? {
            first: (moment: Moment) => startOfDay(dayOf(day, moment.asOf), moment.timeZone),
            end: (moment: Moment) => startOfDay(dayOf(day, moment.asOf) + 1, moment.timeZone),
          }
        : { first: () => at, end: () => at + 1 },
    )
}
