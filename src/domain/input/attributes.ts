import * as z from 'zod'
import { comparable, isInvisible, isWellFormedText } from '../../lib/text.ts'
import { say } from '../wording/say.ts'

const deepest = 20
/** Characters of JSON. */
const largest = 20_000

const within = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every(inner => within(inner, levels - 1)))

/** JSON text escapes what SQLite and UTF-8 cannot hold, and would give it back to whoever reads it. */
const escapesForbidden = (json: string) => /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json)

/** Whether every number and every key in it comes out as it went in. */
const isKept = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  return !Object.hasOwn(value, '__proto__') && Object.values(value).every(isKept)
}

// The depth is checked first: every other check goes down the whole value.
/** What people keep of a customer by names of their own: JSON that comes out as it went in. */
export const attributes = z
  .unknown()
  .refine(value => within(value, deepest), {
    error: say('tooDeep', { levels: deepest }),
    abort: true,
  })
  .refine(isKept, say('roundedNumbers'))
  .pipe(
    z
      .record(
        z
          .string()
          .refine(isWellFormedText, { error: say('brokenKey'), abort: true })
          .refine(key => !isInvisible(key), say('emptyKey'))
          .max(100, say('longerKey', { max: 100 })),
        z.json(),
      )
      .transform((value, context) => {
        const entries = Object.entries(value).map(([key, inner]) => [comparable(key), inner] as const)
        const named = Object.fromEntries(entries)
        if (Object.keys(named).length < entries.length)
          context.addIssue({ code: 'custom', message: say('keysAlike') })
        return named
      })
      .refine(value => JSON.stringify(value).length <= largest, say('largerJson', { max: largest }))
      .refine(value => !escapesForbidden(JSON.stringify(value)), say('brokenBytes')),
  )

export type Attributes = z.output<typeof attributes>

/** What stands with a patch laid over it, name by name, to be checked as a whole: null takes a name away. */
export function mergedAttributes(stored: Readonly<Record<string, unknown>>, patch: Attributes): object {
  const laid = Object.entries({ ...stored, ...patch })
  return Object.fromEntries(laid.filter(([name]) => patch[name] !== null))
}
