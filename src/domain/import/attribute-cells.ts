import { canonicalJson } from '../../lib/canonical.ts'
import { type Attributes, attributes, mergedAttributes } from '../input/attributes.ts'
import { check } from '../input/issue-words.ts'
import { booleanField, jsonField, numberOf } from './cells.ts'
import { Fault } from './rows.ts'

/** What begins the name of a column that sets one attribute. */
export const attributeFamily = 'attributes.'

interface Named {
  field: string
  name: string
  value: unknown
}

/** A row without its fields of single attributes, and these. */
export function attributesApart(fields: Record<string, unknown>): {
  input: Record<string, unknown>
  named: Named[]
} {
  const input: Record<string, unknown> = {}
  const named: Named[] = []
  for (const field in fields) {
    const value = fields[field]
    if (field.startsWith(attributeFamily))
      named.push({ field, name: field.slice(attributeFamily.length), value })
    else input[field] = value
  }
  return { input, named }
}

/** @throws Fault */
export const checkedAttributes = (named: readonly Named[]): Attributes =>
  checked(Object.fromEntries(named.map(({ name, value }) => [name, value])))

function checked(said: object): Attributes {
  const read = check(attributes, said)
  if ('data' in read) return read.data
  const [issue] = read.issues
  throw new Fault(['attributes', ...issue.path].join('.'), issue.saying)
}

/**
 * Attributes, as canonical JSON, with those of a row laid over them.
 * @throws Fault
 */
export function withAttributes(stored: string, named: Attributes): string {
  const standing = JSON.parse(stored) as Record<string, unknown>
  const typed = Object.entries(named).map(([name, value]) => [
    name,
    Object.hasOwn(standing, name)
      ? likeStanding(attributeFamily + name, standing[name], value)
      : trimmed(value),
  ])
  return canonicalJson(checked(mergedAttributes(standing, Object.fromEntries(typed))))
}

const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value)

/**
 * A cell is text, whatever it means: it is read as what stands under its name is, so that a file which a spreadsheet
 * saved anew does not make texts of numbers.
 */
function likeStanding(field: string, standing: unknown, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value === standing || value === JSON.stringify(standing)) return standing
  if (typeof standing === 'number') return numberOf(field, value)
  if (typeof standing === 'boolean') return booleanField({ [field]: value }, field)
  if (typeof standing === 'object' && standing !== null) return jsonField({ [field]: value }, field)
  return value.trim()
}
