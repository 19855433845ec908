import { DatabaseError } from '../errors.ts'

/** What a column holds; an integer that a number cannot hold comes as text, bytes come as the base64 of them. */
export type Value = string | number | null

/** A value as the protocol writes it. */
export type Cell =
  | { type: 'null' }
  | { type: 'integer'; value: string }
  | { type: 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'blob'; base64: string }

/** @throws DatabaseError `permanent` for what no column takes */
export function toCell(value: unknown): Cell {
  if (value === null) return { type: 'null' }
  if (typeof value === 'string') return { type: 'text', value }
  if (typeof value === 'number' && Number.isFinite(value)) return { type: 'float', value }
  if (typeof value === 'boolean') return { type: 'integer', value: value ? '1' : '0' }
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
    return { type: 'integer', value: value.toString() }
  throw new DatabaseError('permanent', `No parameter can be a ${typeof value} like this.`)
}

/** 2^53 has 16 digits: whatever is shorter is safe. */
const safeDigits = 15

/** @throws Error for what is none */
export function toValue(cell: Cell): Value {
  switch (cell.type) {
    case 'null':
      return null
    case 'integer': {
      const number = Number(cell.value)
      return cell.value.length <= safeDigits || Number.isSafeInteger(number) ? number : cell.value
    }
    case 'text':
    case 'float':
      return cell.value
    case 'blob':
      return cell.base64
    default:
      throw new Error('A column holds what the protocol does not know.')
  }
}
