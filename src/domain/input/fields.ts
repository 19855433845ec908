import * as z from 'zod'
import { parseDay } from '../../lib/days.ts'
import { decodeId, type IdKind } from '../../lib/ids.ts'
import { oncePer } from '../../lib/once-per.ts'
import { comparable, identifying, isInvisible, isWellFormedText, withoutTurning } from '../../lib/text.ts'
import { type Issue, invalid, UserError } from '../service/errors.ts'
import { say } from '../wording/say.ts'
import { check, unlessNull } from './issue-words.ts'

/** Text of 1..`max` characters after trimming, of which one is to be seen, without NUL and lone surrogates; what turns the direction of writing is dropped. */
export const text = oncePer((max: number) =>
  z
    .string()
    .refine(isWellFormedText, { error: say('brokenText'), abort: true })
    .overwrite(withoutTurning)
    .trim()
    .refine(value => !isInvisible(value), say('empty'))
    .max(max, say('longer', { max })),
)

/** A text that others are compared with or grouped by, in the form in which that is done: see `comparable`. */
export const label = (max: number) => text(max).transform(comparable)

interface UniqueName {
  name: string
  nameGiven: string | null
}

/**
 * The columns of a name that must be unique: what is compared, the text as given where it differs.
 * @param current the name that the row has: one that reads the same is shown as it was given first
 */
export function uniqueName(name: string, current?: UniqueName): UniqueName {
  const { key, given } = identifying(name)
  return { name: key, nameGiven: current?.name === key ? current.nameGiven : given }
}

/** An e-mail address, in lower case and without invisible characters. */
export const emailText = text(320)
  .transform(value => comparable(value).toLowerCase())
  .pipe(z.email(say('notEmail')))

/** An opaque id of the public interface (`cus_…`), or the number that it stands for. */
export const idOf = oncePer((kind: IdKind) =>
  z.union(
    [
      z.number().int().positive(),
      z.string().transform((value, context) => {
        const decoded = decodeId(value)
        if (decoded?.kind === kind) return decoded.id
        context.addIssue({ code: 'custom' })
        return z.NEVER
      }),
    ],
    { error: unlessNull(say('notId', { what: kind })) },
  ),
)

/** A calendar day `YYYY-MM-DD`, or the day number that it stands for. */
export const dayText = z.union(
  [
    z.number().int(),
    z.string().transform((value, context) => {
      const day = parseDay(value)
      if (day !== null) return day
      context.addIssue({ code: 'custom' })
      return z.NEVER
    }),
  ],
  { error: unlessNull(say('notDay')) },
)

/** 1990-01-01. */
const earliestCampaign = 7_305
const campaignYearsAhead = 10

/** A day of a campaign, a competitor's or the house's own. */
export const campaignDay = (today: number) =>
  dayText
    .refine(day => day >= earliestCampaign, say('beforeYear', { year: 1990 }))
    .refine(
      day => day <= today + 365.25 * campaignYearsAhead,
      say('yearsAhead', { years: campaignYearsAhead }),
    )

/** A list of at most `max` values. In a patch it is the whole list: [] empties it, and null says nothing of it. */
export const listOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, {
      error: ({ input }) => say(input === null ? 'nullList' : 'notList'),
    })
    .max(max, say('more', { max }))

/** At most `max` different values. */
export const setOf = <Item extends z.ZodType>(item: Item, max: number) =>
  listOf(item, max).transform(items => [...new Set(items)])

/** A list of 1 to `max` values: nothing empties it. */
export const filledList = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, { error: unlessNull(say('notList')) })
    .min(1, say('empty'))
    .max(max, say('more', { max }))

/** 1 to `max` different values. */
export const filledSet = <Item extends z.ZodType>(item: Item, max: number) =>
  filledList(item, max).transform(items => [...new Set(items)])

/** What a filter asks for: one of at most `max` values. Where a field always has one, null asks for nothing. */
export const anyOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, {
      error: ({ input }) => say(input === null ? 'nullFilter' : 'notList'),
    })
    .max(max, say('more', { max }))
    .transform(items => [...new Set(items)])

/** A row's version as the caller last saw it: the write fails if somebody else changed it since. */
export const expectedVersion = z.number().int().positive().nullish()

/** The parts that a patch names; null names none. */
export const namedParts = (patch: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value != null))

/**
 * @param under where in the caller's input this part of it stands
 * @throws UserError `INVALID_INPUT` with one issue per fault, its path leading into the caller's input
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  under: Issue['path'] = [],
): z.output<Schema> {
  const checked = check(schema, input)
  if ('data' in checked) return checked.data
  const issues = checked.issues.map(issue => ({ ...issue, path: [...under, ...issue.path] }))
  throw new UserError('INVALID_INPUT', say('inputNotValid'), issues)
}

/**
 * The number behind an argument that names one row.
 * @throws UserError `INVALID_INPUT` when the text is not an id of this kind
 */
export function parseId(kind: IdKind, value: string, path: string[] = ['id']): number {
  const decoded = decodeId(value)
  if (decoded?.kind !== kind) throw invalid(path, say('notId', { what: kind }))
  return decoded.id
}
