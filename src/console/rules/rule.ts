import type { CustomerFilter } from '../api/types.ts'
import { type FieldForm, type FieldName, fields, isField } from './fields.ts'

export type Grouping = 'all' | 'any' | 'none'
type Json = Record<string, unknown>

/** A rule as the builder shows it: a tree of conditions. */
export type Rule =
  | { kind: 'group'; grouping: Grouping; parts: readonly Rule[] }
  | { kind: 'condition'; field: FieldName; value: Json }
  /** What the builder has no form for: it is kept, and can be taken away. */
  | { kind: 'kept'; filter: Json }

export type Group = Extract<Rule, { kind: 'group' }>
export type Condition = Extract<Rule, { kind: 'condition' }>

export const emptyRule: Group = { kind: 'group', grouping: 'all', parts: [] }

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at the end of a path; undefined where there is none. */
export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (isJson(found) ? found[name] : undefined), value)

/** A value with everything around it that a path names. */
export const wrapped = (value: unknown, path: readonly string[]): Json =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Json

/** Whether the form of the field shows all that the condition says. */
function fits(form: FieldForm, value: Json): boolean {
  if (Object.keys(value).length === 0) return true
  if (form.editor === 'figures')
    return Object.keys(value).every(name => form.names.some(each => each === name))
  const found = valueAt(value, form.path)
  const whole = JSON.stringify(wrapped(found, form.path)) === JSON.stringify(value)
  return whole && (form.editor === 'text' && !form.several ? typeof found === 'string' : Array.isArray(found))
}

/** A rule of the API as a tree. */
export function ruleOf(filter: unknown): Group {
  if (!isJson(filter)) return emptyRule
  const parts = Object.entries(filter).map(([name, value]) => partOf(name, value))
  const [only] = parts
  return parts.length === 1 && only?.kind === 'group' ? only : { kind: 'group', grouping: 'all', parts }
}

function partOf(name: string, value: unknown): Rule {
  if ((name === 'all' || name === 'any') && Array.isArray(value))
    return { kind: 'group', grouping: name, parts: value.map(single) }
  if (name === 'not' && isJson(value)) {
    const inner = ruleOf(value)
    return inner.grouping === 'any' || inner.parts.length < 2
      ? { kind: 'group', grouping: 'none', parts: inner.grouping === 'none' ? [inner] : inner.parts }
      : { kind: 'group', grouping: 'none', parts: [inner] }
  }
  if (isField(name) && isJson(value) && fits(fields[name], value))
    return { kind: 'condition', field: name, value }
  return { kind: 'kept', filter: { [name]: value } }
}

function single(filter: unknown): Rule {
  const rule = ruleOf(filter)
  const [only] = rule.parts
  return rule.grouping === 'all' && rule.parts.length === 1 && only ? only : rule
}

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isJson(value) && Object.values(value).every(isEmpty))

/** Whether a condition asks something already. */
const isWhole = ({ field, value }: Condition) =>
  !isEmpty(value) &&
  (field !== 'spend' && field !== 'purchases' ? true : 'atLeast' in value || 'atMost' in value)

/** @param whole without what asks nothing yet; else as the builder has it, for the address */
function jsonOf(rule: Rule, whole: boolean): Json | null {
  if (rule.kind === 'kept') return rule.filter
  if (rule.kind === 'condition') return whole && !isWhole(rule) ? null : { [rule.field]: rule.value }
  const parts = rule.parts.map(part => jsonOf(part, whole)).filter(part => part !== null)
  if (whole && parts.length === 0) return null
  return rule.grouping === 'none' ? { not: { any: parts } } : { [rule.grouping]: parts }
}

/** The conditions as the API takes them; null where nothing is asked. */
export const filterOf = (rule: Rule): CustomerFilter | null => jsonOf(rule, true)

/** As it stands in an address, unfinished conditions and all. */
export const textOf = (rule: Group): string =>
  rule.parts.length === 0 ? '' : JSON.stringify(jsonOf(rule, false))

/** The rule of an address; an empty one where it holds none that can be read. */
export function ruleOfText(text: string | undefined): Group {
  try {
    return ruleOf(JSON.parse(text ?? ''))
  } catch {
    return emptyRule
  }
}
