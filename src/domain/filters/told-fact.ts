import { formatDay, formatInstant } from '../../lib/days.ts'
import { encodeId } from '../../lib/ids.ts'
import { formatAmount } from '../../lib/money.ts'
import type { Workspace } from '../service/service.ts'
import type { FactShape } from './field.ts'

/** A value of a row in the form in which a condition would name it: an id, an amount, a day as text; null where there is none. */
export function toldFact(
  value: unknown,
  shape: FactShape,
  { decimals }: Pick<Workspace, 'decimals'>,
): unknown {
  if (value === null) return null
  switch (shape.is) {
    case 'ID':
      return encodeId(shape.kind, Number(value))
    case 'MONEY':
      return formatAmount(BigInt(String(value)), decimals)
    case 'DAY':
      return formatDay(Number(value))
    case 'INSTANT':
      return formatInstant(Number(value))
    case 'FLAG':
      return value === 1
    default:
      return value
  }
}
