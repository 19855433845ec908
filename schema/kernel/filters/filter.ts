import type { InputRef } from '@pothos/core'
import type { Field, FieldTable, Relation } from '../../../src/domain/filters/field.ts'
import { constant, type PageSource } from '../../../src/domain/lists/page.ts'
import { builder } from '../builder.ts'
import { listArgs, orderInput } from '../connection.ts'
import { type AnyEnum, conditionType } from './conditions.ts'

/** What a field or a relation is about; the enum of its values where it has one, or its input where that is its own. */
export type Told =
  | string
  | {
      description: string
      values?: AnyEnum
      input?: InputRef<object>
      /** How a list runs by it, where that needs words of its own. */
      order?: string
    }

/** Of each field and each relation of a table. */
export type Tellings = Readonly<Record<string, Told>>

const filters = new Map<string, ReturnType<typeof newRef>>()

const newRef = (name: string) => builder.inputRef<object>(name)

/** The filter over the rows of a table, which may be named before its own file has said it. */
export function filterRef({ name }: FieldTable) {
  const known = filters.get(name)
  if (known) return known
  const made = newRef(`${name}Filter`)
  filters.set(name, made)
  return made
}

const quantified = new Map<string, InputRef<object>>()

function quantifiers(table: FieldTable): InputRef<object> {
  const name = `${table.name}Quantifier`
  const known = quantified.get(name)
  if (known) return known
  const type = filterRef(table)
  const made: InputRef<object> = builder.inputType(name, {
    description: `How many of the related rows are such; \`{}\` means any row. Of no rows at all \`none\` and \`every\` are true.`,
    fields: t => ({
      some: t.field({ type, description: 'At least one.' }),
      none: t.field({ type, description: 'Not one.' }),
      every: t.field({ type, description: 'Every one.' }),
    }),
  })
  quantified.set(name, made)
  return made
}

/** Which scopes a part takes, as its description ends. */
export const needs = (scopes: readonly string[]) =>
  scopes.length === 0 ? '' : ` Needs ${scopes.map(scope => `\`${scope}\``).join(' and ')}.`

const descriptionOf = (told: Told, { scopes }: Pick<Field | Relation, 'scopes'>) =>
  `${typeof told === 'string' ? told : told.description}${needs(scopes)}`

function toldOf(table: FieldTable, tell: Tellings, name: string): Told {
  const told = tell[name]
  if (told === undefined) throw new Error(`Nothing is said of ${table.name}.${name}`)
  return told
}

function inputOf(name: string, field: Field, told: Told): ReturnType<typeof conditionType> {
  const { values, input } = typeof told === 'string' ? { values: undefined, input: undefined } : told
  if (field.input.is !== 'OWN') return conditionType(field.input, values)
  if (!input) throw new Error(`What does "${name}" look like?`)
  return input
}

/** `<Name>Filter`: what can be asked of the rows of a table. */
export function filterInput(table: FieldTable, tell: Tellings): InputRef<object> {
  const ref = filterRef(table)
  ref.implement({
    description: `A condition over \`${table.name}\`: every part that is said must hold.`,
    fields: t => ({
      ...Object.fromEntries(
        Object.entries(table.fields).map(([name, field]) => {
          const told = toldOf(table, tell, name)
          return [
            name,
            t.field({ type: inputOf(name, field, told), description: descriptionOf(told, field) }),
          ]
        }),
      ),
      ...Object.fromEntries(
        Object.entries(table.relations).map(([name, relation]) => [
          name,
          t.field({
            type: relation.many ? quantifiers(relation.to()) : filterRef(relation.to()),
            description: descriptionOf(toldOf(table, tell, name), relation),
          }),
        ]),
      ),
      all: t.field({ type: [ref], description: 'Every one of these conditions holds.' }),
      any: t.field({ type: [ref], description: 'At least one of these conditions holds.' }),
      not: t.field({
        type: ref,
        description: 'This condition does not hold; where it is unknown, so is this.',
      }),
    }),
  })
  return ref
}

interface InputsOptions {
  tell: Tellings
  /** Of the orderings that are no field. */
  orderings?: Readonly<Record<string, string>>
  /** How the list runs when nobody says, as a sentence. */
  unordered: string
  /** Where that is not how its source does. */
  usually?: { field: string; direction: 'ASC' | 'DESC' }
}

/** The filter and the order of a list, and its arguments. */
export function listInputs(source: PageSource, { tell, orderings = {}, ...said }: InputsOptions) {
  const { fields: table } = source
  const filter = filterInput(table, tell)
  const sorted = Object.entries(table.fields).flatMap(([name, field]) =>
    field.order ? [[constant(name), orderDescription(name, field, toldOf(table, tell, name))]] : [],
  )
  const order = orderInput(table.name, { ...orderings, ...Object.fromEntries(sorted) })
  return { filter, order, args: listArgs({ filter, order, ...said }) }
}

function orderDescription(name: string, { order, scopes }: Field, told: Told): string {
  const own = typeof told === 'string' ? undefined : told.order
  const way = order?.descending ? ', the highest first unless you say `ASC`' : ''
  const without = order?.nullable ? ' Those without come first where it ascends.' : ''
  return `${own ?? `By \`${name}\`${way}.`}${without}${needs(scopes)}`
}
