import { endsInThousands } from '../../lib/money.ts'
import { comparable, isInvisible, isWellFormedText, withoutTurning } from '../../lib/text.ts'
import { say } from '../wording/say.ts'
import { Fault } from './rows.ts'

/**
 * What is known of the cells of a file: each is text, whatever it means, and a line of JSON may write the same. Here a
 * row becomes what a mutation's input would say.
 *
 * Undefined: the row does not say (an empty text says nothing), the stored value stays. Null: the row clears it.
 * A value that the field cannot have is a Fault that names the field.
 */
type Fields = Record<string, unknown>
type Read<Value> = Value | null | undefined

/** Empty text says nothing, whether it is a CSV cell or a JSON value. */
export const isBlank = (value: unknown) => typeof value === 'string' && isInvisible(value)

/** Text of at most `max` characters after trimming; what turns the direction of writing is dropped. */
export function textField(fields: Fields, name: string, max: number): Read<string> {
  const value = fields[name]
  if (value === undefined || value === null) return value
  if (typeof value !== 'string') throw new Fault(name, say('notText'))
  if (!isWellFormedText(value)) {
    throw new Fault(name, say('brokenBytes'))
  }
  const text = withoutTurning(value).trim()
  if (isInvisible(text)) return undefined
  if (text.length > max) throw new Fault(name, say('longer', { max }))
  return text
}

const inPowersOfTen = /^[+-]?\d+(?:[.,]\d+)?e\+\d+$/i

/**
 * Digits that a spreadsheet took for a number (`6.38612E+12`) are lost: neither a key nor a phone number.
 * @throws Fault
 */
export function refusePowersOfTen(name: string, value: unknown): void {
  if (typeof value === 'string' && inPowersOfTen.test(value.trim())) throw new Fault(name, say('lostDigits'))
}

/** A key of another system: text, or an integer, which counts as its digits. */
export function keyField(fields: Fields, name: string, max: number): string {
  const value = fields[name]
  const key = Number.isSafeInteger(value) ? String(value) : textField(fields, name, max)
  if (key === undefined || key === null) throw new Fault(name, say('missing'))
  refusePowersOfTen(name, key)
  return key
}

/** The row without what its empty cells do not say. */
export function withoutBlanks(fields: Fields): Fields {
  const filled: Fields = {}
  for (const name in fields) if (!isBlank(fields[name])) filled[name] = fields[name]
  return filled
}

/** A name out of a fixed set, in any case. */
export const nameOf = (value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value)

const yes = ['true', '1', 'yes']
const no = ['false', '0', 'no']

/** True or false, as JSON or as text (`true`, `1`, `yes`; `false`, `0`, `no`). */
export function booleanField(fields: Fields, name: string): boolean | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'boolean') return value
  if (isBlank(value)) return undefined
  const word =
    typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : ''
  if (yes.includes(word)) return true
  if (no.includes(word)) return false
  throw new Fault(name, say('neitherTrueNorFalse'))
}

/** JSON, or JSON text, as it comes in a CSV cell. */
export function jsonField(fields: Fields, name: string): unknown {
  const value = fields[name]
  if (typeof value !== 'string') return value
  if (isBlank(value)) return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw new Fault(name, say('notJson'))
  }
}

/** A number, as JSON or as text without thousands separators. */
export function numberOf(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = comparable(value)
  if (endsInThousands(text)) throw new Fault(name, say('grouped'))
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Fault(name, say('notNumber'))
  return Number(text)
}

/** Digits that a double keeps; of a fraction one less, because the last may be what rounding left of more. */
const exactDigits = 15

/** A decimal text. A JSON number is taken at its shortest decimal form, if that cannot have been rounded. */
export function decimalText(name: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  const text = String(value)
  const digits = text.replace(/^-?0?\.?0*/, '').replace('.', '').length
  if (text.includes('e') || digits > exactDigits - (Number.isInteger(value) ? 0 : 1)) {
    throw new Fault(name, say('roundedNumber'))
  }
  return text
}
