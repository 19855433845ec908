import type { RepeatBuyingModel } from '../../../api/types.ts'
import { labelOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'

/** `winBack` as the API writes it in an enum. */
const enumName = (name: string) => name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()

/** What a figure of a policy is called; a kind of work as everywhere. */
export function labelOfFigure(name: string): string {
  const own = Object.entries(words.value.house.policies.figures).find(([key]) => key === name)
  return own?.[1] ?? labelOf('FollowUpTactic', enumName(name))
}

export const pathText = (path: readonly string[]): string => path.map(labelOfFigure).join(', ')

/** Names of the literature: every language writes them so. */
export const models: readonly (readonly [RepeatBuyingModel, string])[] = [
  ['BG_NBD', 'BG/NBD'],
  ['MBG_NBD', 'MBG/NBD'],
]

/** A figure as it is read in a sentence. */
export function figureText(value: unknown, people: ReadonlyMap<string, string>): string {
  const said = words.value.house.policies
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? words.value.customer.holds : words.value.customer.holdsNot
  if (typeof value === 'string')
    return people.get(value) ?? models.find(([name]) => name === value)?.[1] ?? value
  if (Array.isArray(value)) return value.length === 0 ? said.none : value.map(rowText).join('; ')
  return String(value)
}

function rowText(row: unknown): string {
  if (typeof row !== 'object' || row === null) return String(row)
  return Object.values(row)
    .map(part => (Array.isArray(part) ? part.join('–') : labelOf('RetainedData', String(part))))
    .join(' ')
}
