import * as z from 'zod'
import { calendars, kinships, occasionKinds, occasions } from '../../database/tables/customers/profile.ts'
import { idOf, label } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { isInItsYear, isYearlyDay, nextDayOf, type YearlyDay } from './occasion-day.ts'
import { partVerbs } from './part.ts'

const date = {
  calendar: z.enum(calendars),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31),
}
const more = {
  label: label(60).nullish(),
  person: label(200).nullish(),
  kinship: z.enum(kinships).nullish(),
  year: z.int().min(1).max(9999).nullish(),
}

const said = z.strictObject({
  ...{ customer: idOf('customer'), kind: z.enum(occasionKinds) },
  ...date,
  calendar: date.calendar.optional(),
  leapMonth: z.boolean().nullish(),
  ...more,
})

const patch = z
  .strictObject({ kind: z.enum(occasionKinds), ...date, leapMonth: z.boolean() })
  .partial()
  .extend(more)

function requireDay(of: YearlyDay, path: readonly string[]): void {
  if (isYearlyDay(of)) {
    if (isInItsYear(of)) return
    throw invalid([...path, 'year'], say('notInYear'))
  }
  if (of.calendar === 'SOLAR' && of.leapMonth) throw invalid([...path, 'leapMonth'], say('solarLeapMonth'))
  throw invalid([...path, 'day'], say('notDayOfMonth'))
}

/** Days of a customer, of family and of friends that come back each year, by the solar or the lunar calendar. */
export const occasionVerbs = partVerbs({
  table: occasions,
  kind: 'occasion',
  most: 100,
  ...{ said, patch },
  read: ({ db }, where) => db.orm.select().from(occasions).where(where),
  made(service, key, { kind, calendar = 'SOLAR', month, day, ...rest }) {
    const of = { calendar, month, day, leapMonth: rest.leapMonth ?? false, year: rest.year ?? null }
    requireDay(of, [])
    const row = {
      ...key,
      ...{ kind, label: rest.label ?? null, person: rest.person ?? null, kinship: rest.kinship ?? null },
      ...of,
      nextOn: nextDayOf(of, service.today),
      ...firstVersion(service),
    }
    return {
      statement: service.db.orm.insert(occasions).values(row),
      change: { action: 'occasion.add', entityId: row.id, after: row },
    }
  },
  patched(service, change, current) {
    const of = {
      calendar: change.calendar ?? current.calendar,
      month: change.month ?? current.month,
      day: change.day ?? current.day,
      leapMonth: change.leapMonth ?? current.leapMonth,
      year: change.year === undefined ? current.year : change.year,
    }
    requireDay(of, ['patch'])
    return { ...change, nextOn: nextDayOf(of, service.today) }
  },
  updated: (before, after) => ({ action: 'occasion.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'occasion.remove', entityId: before.id, before }),
})
