import type * as z from 'zod'
import type { Issue } from '../service/errors.ts'
import { type IssueSaying, isIssueSaying, say } from '../wording/say.ts'

/**
 * Checks an input against a schema. What is wrong is said by texts of the catalogue, which name bounds and choices
 * and never repeat a value.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { data: z.output<Schema> } | { issues: [Issue, ...Issue[]] } {
  const parsed = schema.safeParse(input, { error: wordsOf })
  if (parsed.success) return { data: parsed.data }
  const [first, ...others] = parsed.error.issues.map(toIssue)
  return { issues: [first ?? { path: [], saying: plainly }, ...others] }
}

function toIssue(issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map(key => (typeof key === 'symbol' ? String(key) : key))
  const { message } = innerIssue(issue) ?? issue
  return { path, saying: isIssueSaying(message) ? message : plainly }
}

/** Of a union that takes a text in a form of ours, the text's own fault says most; of a key, the key's. */
function innerIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue | undefined {
  if (issue.code === 'invalid_key') return issue.issues[0]
  if (issue.code !== 'invalid_union') return undefined
  return issue.errors.flat().find(({ code, message }) => code === 'custom' && message !== plainly)
}

const plainly = say('notValid')

const longestName = 60

/** What null is told by where something must be: in a patch it asks to clear what cannot be. */
const ofWrongKind: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union'])

/** What is said of what is in none of the forms that are taken, but of null. */
export const unlessNull =
  (saying: IssueSaying) =>
  ({ input }: { input?: unknown }): IssueSaying =>
    input === null ? say('notClearable') : saying

/** What the checks of the library that have no message of their own say. */
export function wordsOf(issue: z.core.$ZodRawIssue): IssueSaying {
  if (issue.input === null && ofWrongKind.has(issue.code)) return say('notClearable')
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? say('missing') : (kinds[issue.expected] ?? say('notOfKind'))
    case 'invalid_value':
      return say('noneOf', { choices: issue.values.map(String).join(', ') })
    case 'invalid_format':
      return formats[issue.format] ?? say('notInForm')
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true)
    case 'not_multiple_of':
      return say('notMultiple', { divisor: Number(issue.divisor) })
    case 'unrecognized_keys':
      return say('unknownField', { field: issue.keys[0]?.slice(0, longestName) ?? '' })
    case 'invalid_union':
      return say('inNoForm')
    case 'invalid_key':
      return say('badKey')
    case 'invalid_element':
      return say('badEntry')
    case 'custom':
      return plainly
    default:
      return issue satisfies never
  }
}

const kinds: Readonly<Record<string, IssueSaying>> = {
  array: say('notList'),
  bigint: say('notWholeNumber'),
  boolean: say('notBoolean'),
  int: say('notWholeNumber'),
  number: say('notNumber'),
  object: say('notObject'),
  record: say('notObject'),
  string: say('notText'),
}

const formats: Readonly<Record<string, IssueSaying>> = { email: say('notEmail'), url: say('notAddress') }

const isSized = (origin: string) => origin === 'string' || origin === 'array' || origin === 'set'

function tooSmall(origin: string, min: number, inclusive: boolean): IssueSaying {
  if (!isSized(origin)) return inclusive ? say('below', { min }) : say('notAbove', { min })
  if (min === 1) return say('empty')
  return origin === 'string' ? say('shorter', { min }) : say('fewer', { min })
}

function tooBig(origin: string, max: number, inclusive: boolean): IssueSaying {
  if (!isSized(origin)) return inclusive ? say('above', { max }) : say('notBelow', { max })
  return origin === 'string' ? say('longer', { max }) : say('more', { max })
}
