import type { CareDeed, CareStandardCreateInput, CareTrigger, Channel } from '../../api/types.ts'
import type { Standing } from './told.ts'

/** A standard as it is given: what is null is not said. */
export type Draft = Required<
  Pick<CareStandardCreateInput, 'name' | 'deed' | 'channels' | 'minutes' | 'priority'>
> & {
  segment: string | null
  level: number | null
  everyDays: number | null
  trigger: CareTrigger | null
  withinDays: number | null
  staff: string | null
  careRole: string | null
  firstDay: string | null
  lastDay: string | null
}

export const newDraft = (today: string): Draft => ({
  ...{ name: '', deed: 'CONTACT', channels: ['PHONE'], minutes: 8, priority: 0 },
  ...{ segment: null, level: 3, everyDays: 30, trigger: null, withinDays: null },
  ...{ staff: null, careRole: null, firstDay: today, lastDay: null },
})

export const draftOf = ({ segment, staff, ...rest }: Standing): Draft => ({
  name: rest.name,
  deed: rest.deed,
  channels: rest.channels,
  minutes: rest.minutes,
  priority: rest.priority,
  segment: segment?.id ?? null,
  level: rest.level ?? null,
  everyDays: rest.everyDays ?? null,
  trigger: rest.trigger ?? null,
  withinDays: rest.withinDays ?? null,
  staff: staff?.id ?? null,
  careRole: rest.careRole ?? null,
  firstDay: rest.firstDay,
  lastDay: rest.lastDay ?? null,
})

const number = (text: string) => (text === '' ? null : Number(text))

/** What the form says now. */
export function draftIn(form: HTMLFormElement): Draft {
  const given = new FormData(form)
  const text = (name: string) => String(given.get(name) ?? '').trim()
  const whom = text('whom')
  const when = text('when')
  return {
    name: text('name'),
    // Whatever the form holds is what the API calls so.
    deed: text('deed') as CareDeed,
    channels: [...new Set(given.getAll('channel').map(String).filter(Boolean))] as Channel[],
    minutes: Number(text('minutes')),
    priority: Number(text('priority')),
    segment: /^\d$/.test(whom) ? null : whom,
    level: /^\d$/.test(whom) ? Number(whom) : null,
    everyDays: when === '' ? number(text('days')) : null,
    trigger: when === '' ? null : (when as CareTrigger),
    withinDays: when === '' ? null : number(text('days')),
    staff: text('staff') || null,
    careRole: text('careRole') || null,
    firstDay: text('firstDay') || null,
    lastDay: text('lastDay') || null,
  }
}

/** Without what is not said: what a new standard takes. */
export const givenIn = (draft: Draft): CareStandardCreateInput => {
  const { name, deed, channels, ...rest } = draft
  return {
    name,
    deed,
    channels,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
  }
}

/** The parts that differ, as a patch takes them. */
export const patchOf = (before: Draft, after: Draft): Partial<Draft> =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft]),
    ),
  )
