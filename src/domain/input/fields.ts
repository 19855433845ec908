import * as z from 'zod'
import { parseDay } from '../../lib/days.ts'
import { decodeId, type IdKind } from '../../lib/ids.ts'
import { oncePer } from '../../lib/once-per.ts'
import { comparable, identifying, isInvisible, isWellFormedText } from '../../lib/text.ts'
import { type Issue, invalid, UserError } from '../service/errors.ts'
import { check } from './issue-words.ts'

/** Text of 1..`max` characters after trimming, of which one is to be seen, without NUL and lone surrogates. */
export const text = oncePer((max: number) =>
  z
    .string()
    .refine(isWellFormedText, { error: 'holds a NUL or half a character', abort: true })
    .trim()
    .refine(value => !isInvisible(value), 'is empty')
    .max(max, `is longer than ${max} characters`),
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
  .pipe(z.email('is not an e-mail address'))

/** What is wrong with a text that `parsePhone` cannot read. */
export const notAPhone =
  'is not a phone number in use: write 0912 345 678, or one of another country as +44 20 7946 0958'

/** What is wrong with digits like `250.000`: a fraction to some, thousands to others. */
export const seemsGrouped =
  'seems to hold a thousands separator: write thousands as 250000 and a fraction as 250.5'

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
    `is not the id of ${words(kind)}`,
  ),
)

/** With its article: `a staff member`. */
function words(kind: string): string {
  const name = kind.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

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
  'is not a calendar day (YYYY-MM-DD)',
)

/** A list of at most `max` values. In a patch it is the whole list: [] empties it, and null says nothing of it. */
export const listOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, {
      error: ({ input }) => (input === null ? 'is null: say [] to empty the list' : 'is not a list'),
    })
    .max(max, `has more than ${max} entries`)

/** At most `max` different values. */
export const setOf = <Item extends z.ZodType>(item: Item, max: number) =>
  listOf(item, max).transform(items => [...new Set(items)])

/** What a filter asks for: one of at most `max` values. Where a field always has one, null asks for nothing. */
export const anyOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item, {
      error: ({ input }) =>
        input === null ? 'is null, which nothing here is: leave it out' : 'is not a list',
    })
    .max(max, `has more than ${max} entries`)
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
  throw new UserError('INVALID_INPUT', 'The input is not valid.', issues)
}

/**
 * The number behind an argument that names one row.
 * @throws UserError `INVALID_INPUT` when the text is not an id of this kind
 */
export function parseId(kind: IdKind, value: string, path: string[] = ['id']): number {
  const decoded = decodeId(value)
  if (decoded?.kind !== kind) throw invalid(path, `This is not the id of ${words(kind)}.`)
  return decoded.id
}
