import { workspace } from '../session/viewer.ts'
import { locale } from '../words/language.ts'
import { type Day, dayText, instantText, monthText, relativeDay, weekdayText } from './days.ts'
import { type Amount, decimalOf, money, number, percent } from './numbers.ts'

/** Today in the house, whose clock may differ from the reader's. */
export const today = () => workspace.value?.today ?? new Date().toISOString().slice(0, 10)

export const showMoney = (amount: Amount) => money(amount, locale.value)
/** An amount of the house's currency in its minor units. */
export const showMinor = (minor: string) => {
  const currency = workspace.value?.currency ?? 'VND'
  return showMoney({ amount: decimalOf(minor, currency), currency })
}
export const showNumber = (value: number, digits?: number) => number(value, locale.value, digits)
export const showPercent = (share: number, digits?: number) => percent(share, locale.value, digits)
export const showDay = (day: Day) => dayText(day, today(), locale.value)
export const showMonth = (day: Day, look: 'long' | 'short' = 'long') => monthText(day, locale.value, look)
export const showWeekday = (day: Day) => weekdayText(day, locale.value)
export const showRelativeDay = (day: Day) => relativeDay(day, today(), locale.value)
export const showInstant = (instant: string) =>
  instantText(instant, workspace.value?.timeZone ?? 'UTC', locale.value)
