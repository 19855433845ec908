import { formatDay, parseDay } from '../../lib/days.ts'
import { formatAmount } from '../../lib/money.ts'
import type { Language } from './language.ts'

/** A measured value as it is stored or computed; whatever a phrase cannot write becomes `?`. */
type Value = string | number | bigint | null

/** What amounts are in. */
interface Money {
  currency: string
  decimals: number
}

/** How one language writes what was measured. */
interface Words {
  /** A plain number: days, a count, per cent. */
  number(value: Value): string
  /** Minor units of the workspace's currency. */
  money(value: Value, workspace: Money): string
  /** A day, as its number or as `YYYY-MM-DD`. */
  date(value: Value): string
}

const grouped = (digits: string, separator: string) => digits.replace(/\B(?=(\d{3})+$)/g, separator)

const written = (
  thousands: string,
  point: string,
  date: (year: string, month: string, day: string) => string,
): Words => ({
  number(value) {
    const [whole = '', fraction] = String(value ?? '?').split('.')
    // Four digits are read without help.
    const shown = whole.length > 4 ? grouped(whole, thousands) : whole
    return fraction === undefined ? shown : shown + point + fraction
  },
  money(value, { currency, decimals }) {
    if (typeof value !== 'number' && typeof value !== 'bigint') return '?'
    const [whole = '', fraction] = formatAmount(BigInt(value), decimals).split('.')
    return `${grouped(whole, thousands)}${fraction === undefined ? '' : point + fraction} ${currency}`
  },
  date(value) {
    const day = typeof value === 'string' ? parseDay(value) : value
    if (typeof day !== 'number') return '?'
    const [year = '', month = '', dayOfMonth = ''] = formatDay(day).split('-')
    return date(year, month, dayOfMonth)
  },
})

export const figures: Readonly<Record<Language, Words>> = {
  en: written(',', '.', (year, month, day) => `${year}-${month}-${day}`),
  vi: written('.', ',', (year, month, day) => `${day}/${month}/${year}`),
}

export const { en, vi } = figures
