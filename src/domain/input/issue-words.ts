import type * as z from 'zod'
import type { Issue } from '../service/errors.ts'

/**
 * Checks an input against a schema. What is wrong is said in this product's words, which name bounds and choices
 * and never repeat a value.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { data: z.output<Schema> } | { issues: [Issue, ...Issue[]] } {
  const parsed = schema.safeParse(input, { error: wordsOf })
  if (parsed.success) return { data: parsed.data }
  const [first, ...others] = parsed.error.issues.map(toIssue)
  return { issues: [first ?? { path: [], message: plainly }, ...others] }
}

function toIssue(issue: z.core.$ZodIssue): Issue {
  const path = issue.path.map(key => (typeof key === 'symbol' ? String(key) : key))
  return { path, message: (innerIssue(issue) ?? issue).message }
}

/** Of a union that takes a text in a form of ours, the text's own fault says most; of a key, the key's. */
function innerIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue | undefined {
  if (issue.code === 'invalid_key') return issue.issues[0]
  if (issue.code !== 'invalid_union') return undefined
  return issue.errors.flat().find(({ code, message }) => code === 'custom' && message !== plainly)
}

const plainly = 'is not valid'

const longestName = 60

/** What the checks of the library that have no message of their own say. */
export function wordsOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `is not ${kinds[issue.expected] ?? 'of the kind that is taken'}`
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return `is not ${formats[issue.format] ?? 'in the form that is taken'}`
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum, issue.inclusive ?? true)
    case 'too_big':
      return tooBig(issue.origin, issue.maximum, issue.inclusive ?? true)
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has no field "${issue.keys[0]?.slice(0, longestName)}"`
    case 'invalid_union':
      return 'is in none of the forms that are taken'
    case 'invalid_key':
      return 'has a key that is not taken'
    case 'invalid_element':
      return 'has an entry that is not taken'
    case 'custom':
      return plainly
    default:
      return issue satisfies never
  }
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  bigint: 'a whole number',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

const formats: Readonly<Record<string, string>> = { email: 'an e-mail address', url: 'an address' }

function tooSmall(origin: string, minimum: number | bigint, inclusive: boolean): string {
  if (origin !== 'string' && origin !== 'array' && origin !== 'set')
    return `is ${inclusive ? 'below' : 'not above'} ${minimum}`
  if (Number(minimum) === 1) return 'is empty'
  return origin === 'string' ? `is shorter than ${minimum} characters` : `has fewer than ${minimum} entries`
}

function tooBig(origin: string, maximum: number | bigint, inclusive: boolean): string {
  if (origin === 'string') return `is longer than ${maximum} characters`
  if (origin === 'array' || origin === 'set') return `has more than ${maximum} entries`
  return `is ${inclusive ? 'above' : 'not below'} ${maximum}`
}
