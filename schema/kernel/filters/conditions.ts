import type { EnumRef, InputRef } from '@pothos/core'
import type { FieldInput } from '../../../src/domain/filters/field.ts'
import { builder, type InputFields, type Types } from '../builder.ts'

/** An enum of the schema, whatever its values. */
export type AnyEnum = EnumRef<Types, string> & { name: string }

const days = (t: InputFields, point: InputRef<object>) => ({
  from: t.field({ type: point, description: 'Then or later.' }),
  until: t.field({ type: point, description: 'Up to then, a day itself included.' }),
  after: t.field({ type: point, description: 'Later than that.' }),
  before: t.field({ type: point, description: 'Earlier than that.' }),
})

const empty = (t: InputFields) => ({
  empty: t.boolean({ description: 'True: there is none. False: there is one.' }),
})

const unknowing = 'Where there is no value only `empty` is true or false, all else is unknown.'

const IdCondition: InputRef<object> = builder.inputType('IdCondition', {
  description: `What a row is that another one names. ${unknowing}`,
  fields: t => ({
    equals: t.id({ description: 'This one.' }),
    in: t.idList({ description: 'One of these, at most 250.' }),
    ...empty(t),
  }),
})

const TextCondition: InputRef<object> = builder.inputType('TextCondition', {
  description: `What a text is. It is compared in the form in which the field is. ${unknowing}`,
  fields: t => ({
    equals: t.string({ description: 'This text.' }),
    in: t.stringList({ description: 'One of these, at most 250.' }),
    startsWith: t.string({ description: 'It begins so.' }),
    ...empty(t),
  }),
})

const TextListCondition: InputRef<object> = builder.inputType('TextListCondition', {
  description: 'Which texts a list holds. They are compared in the form in which the field is.',
  fields: t => ({
    any: t.stringList({ description: 'At least one of these, at most 250.' }),
    all: t.stringList({ description: 'Each of these, at most 250.' }),
    ...empty(t),
  }),
})

const bounds = { atLeast: 'This or more.', atMost: 'This or less.' }

const IntCondition: InputRef<object> = builder.inputType('IntCondition', {
  description: `What a whole number is. ${unknowing}`,
  fields: t => ({
    equals: t.int({ description: 'This number.' }),
    in: t.intList({ description: 'One of these, at most 250.' }),
    atLeast: t.int({ description: bounds.atLeast }),
    atMost: t.int({ description: bounds.atMost }),
    ...empty(t),
  }),
})

const FloatCondition: InputRef<object> = builder.inputType('FloatCondition', {
  description: `What a number is. ${unknowing}`,
  fields: t => ({
    equals: t.float({ description: 'This number.' }),
    in: t.floatList({ description: 'One of these, at most 250.' }),
    atLeast: t.float({ description: bounds.atLeast }),
    atMost: t.float({ description: bounds.atMost }),
    ...empty(t),
  }),
})

const AmountCondition: InputRef<object> = builder.inputType('AmountCondition', {
  description: `What an amount of money is, in the workspace's currency. ${unknowing}`,
  fields: t => ({
    equals: t.field({ type: 'Decimal', description: 'This amount.' }),
    in: t.field({ type: ['Decimal'], description: 'One of these, at most 250.' }),
    atLeast: t.field({ type: 'Decimal', description: bounds.atLeast }),
    atMost: t.field({ type: 'Decimal', description: bounds.atMost }),
    ...empty(t),
  }),
})

const counted = (t: InputFields) => ({
  date: t.field({ type: 'Date', description: 'This day.' }),
  daysAgo: t.int({ description: 'So many days before today; 0 is today.' }),
  daysAhead: t.int({ description: 'So many days after today.' }),
})

export const DayPoint: InputRef<object> = builder.inputType('DayPoint', {
  description: "A day: fixed, or counted from the workspace's today, so that a saved condition moves on.",
  isOneOf: true,
  fields: counted,
})

const InstantPoint: InputRef<object> = builder.inputType('InstantPoint', {
  description: 'An instant, or a whole day of the workspace, fixed or counted from its today.',
  isOneOf: true,
  fields: t => ({ at: t.field({ type: 'DateTime', description: 'This instant.' }), ...counted(t) }),
})

const DayCondition: InputRef<object> = builder.inputType('DayCondition', {
  description: `What a day is. ${unknowing}`,
  fields: t => ({
    equals: t.field({ type: DayPoint, description: 'This day.' }),
    ...days(t, DayPoint),
    ...empty(t),
  }),
})

const InstantCondition: InputRef<object> = builder.inputType('InstantCondition', {
  description: `When something was. A day counts as a whole: \`after\` it is the next day. ${unknowing}`,
  fields: t => ({ ...days(t, InstantPoint), ...empty(t) }),
})

const perEnum = new Map<string, InputRef<object>>()

/** The conditions over one enum, made when they are first asked for. */
function enumCondition(values: AnyEnum, of: 'ENUM' | 'LIST'): InputRef<object> {
  const name = `${values.name}${of === 'ENUM' ? '' : 'List'}Condition`
  const known = perEnum.get(name)
  if (known) return known
  const made: InputRef<object> =
    of === 'ENUM'
      ? builder.inputType(name, {
          description: `Which \`${values.name}\` it is. ${unknowing}`,
          fields: t => ({
            equals: t.field({ type: values, description: 'This one.' }),
            in: t.field({ type: [values], description: 'One of these.' }),
            ...empty(t),
          }),
        })
      : builder.inputType(name, {
          description: `Which of \`${values.name}\` a list holds.`,
          fields: t => ({
            any: t.field({ type: [values], description: 'At least one of these.' }),
            all: t.field({ type: [values], description: 'Each of these.' }),
            ...empty(t),
          }),
        })
  perEnum.set(name, made)
  return made
}

const simple = {
  ID: IdCondition,
  TEXT: TextCondition,
  TEXTS: TextListCondition,
  INT: IntCondition,
  NUMBER: FloatCondition,
  MONEY: AmountCondition,
  DAY: DayCondition,
  INSTANT: InstantCondition,
}

/** The input of a field whose values are those of no enum and whose shape is a common one. */
export function conditionType(
  input: Exclude<FieldInput, { is: 'OWN' }>,
  values: AnyEnum | undefined,
): InputRef<object> | 'Boolean' | 'String' {
  switch (input.is) {
    case 'FLAG':
      return 'Boolean'
    case 'WORDS':
      return 'String'
    case 'ENUM':
    case 'LIST':
      if (!values) throw new Error(`Which enum has ${input.values.join(', ')}?`)
      return enumCondition(values, input.is)
    default:
      return simple[input.is]
  }
}
