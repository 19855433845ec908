import type { ChangedFragment } from '../../api/types.ts'
import { showDay, showInstant } from '../../format/shown.ts'
import { labelOfField } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

export type Trail = readonly Pick<ChangedFragment, 'fields'>[]

/** Records by id. */
export type Names = ReadonlyMap<string, string>

const named = /^(?:stf|reg|seg|cam|own|cmp|cst)_[0-9a-z]+$/

const isNamed = (value: unknown): value is string => typeof value === 'string' && named.test(value)

/** The API looks up so many at once. */
const atMost = 100

/** The ids in a trail that stand for somebody or something with a name, each once. */
export const idsIn = (trail: Trail): string[] =>
  [
    ...new Set(
      trail.flatMap(({ fields }) =>
        fields.flatMap(({ before, after }) => [before, after].flat().filter(isNamed)),
      ),
    ),
  ].slice(0, atMost)

/** Whether there is nothing to read: no value, or a list or an object without anything in it. */
export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)

/** The day from which something holds when nobody said since when. */
const always = '0001-01-01'

/** A value of the trail as people read it: days, instants, enums and ids come as the API writes them. */
export function valueText(value: unknown, names: Names, entity: string, field: string): string {
  if (isNothing(value)) return '–'
  if (typeof value === 'boolean') return value ? words.value.customer.holds : words.value.customer.holdsNot
  if (Array.isArray(value) && value.every(each => typeof each === 'string'))
    return value.map(each => valueText(each, names, entity, field)).join(', ')
  if (typeof value !== 'string') return JSON.stringify(value)
  if (value === always) return words.value.customer.always
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return showDay(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return showInstant(value)
  return names.get(value) ?? labelOfField(value, entity, field)
}
