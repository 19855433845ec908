import fc from 'fast-check'
import type { FieldInput } from '../../../src/domain/filters/field.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId, type IdKind } from '../../../src/lib/ids.ts'
import { asOf, counts, regionIds, startOf, values } from './world.ts'

/** Kleene's three: null is unknown. */
export type Truth = boolean | null

export const negation = (truth: Truth): Truth => (truth === null ? null : !truth)
export const conjunction = (truths: readonly Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true
export const disjunction = (truths: readonly Truth[]): Truth => negation(conjunction(truths.map(negation)))

/** What is asked of a value, and what that means. */
export interface Leaf<Value = unknown> {
  asked: unknown
  truth(value: Value): Truth
}

/** One part of a question: all of its parts must hold. */
export interface Part<Value = unknown> {
  asked: Record<string, unknown>
  truth(value: Value): Truth
}

/** What is compared with, as it is written in a question and as it is. */
interface Bound<Value> {
  written: unknown
  is: Value
}

export const pick = <Value>(of: readonly Value[]) => fc.constantFrom(...of)

/** A question of one part or two. */
export const together = <Value>(parts: readonly fc.Arbitrary<Part<Value>>[]): fc.Arbitrary<Leaf<Value>> =>
  fc
    .shuffledSubarray([...parts], { minLength: 1, maxLength: 2 })
    .chain(some => fc.tuple(...some))
    .map(some => ({
      asked: Object.assign({}, ...some.map(({ asked }) => asked)),
      truth: value => conjunction(some.map(({ truth }) => truth(value))),
    }))

const known =
  (test: (value: unknown) => boolean) =>
  (value: unknown): Truth =>
    value === null || value === undefined ? null : test(value)

function part<Value>(
  name: string,
  bound: fc.Arbitrary<Bound<Value>>,
  test: (value: unknown, is: Value) => boolean,
): fc.Arbitrary<Part> {
  return bound.map(({ written, is }) => ({
    asked: { [name]: written },
    truth: known(value => test(value, is)),
  }))
}

const same = (value: unknown, is: unknown) =>
  typeof value === 'bigint' ? Number(value) === is : value === is

const choice = <Value>(bound: fc.Arbitrary<Bound<Value>>): fc.Arbitrary<Part>[] => [
  part('equals', bound, same),
  fc.array(bound, { minLength: 1, maxLength: 3 }).map(bounds => ({
    asked: { in: bounds.map(({ written }) => written) },
    truth: known(value => bounds.some(({ is }) => same(value, is))),
  })),
]

export const empty: fc.Arbitrary<Part> = fc.boolean().map(asked => ({
  asked: { empty: asked },
  truth: value => (value === null || value === undefined) === asked,
}))

const between = (bound: fc.Arbitrary<Bound<number>>): fc.Arbitrary<Part> =>
  fc.tuple(bound, bound, pick(['atLeast', 'atMost', 'both'])).map(([one, other, which]) => {
    const [low, high] = one.is <= other.is ? [one, other] : [other, one]
    const asked = {
      ...(which !== 'atMost' && { atLeast: low.written }),
      ...(which !== 'atLeast' && { atMost: high.written }),
    }
    return {
      asked,
      truth: known(
        value =>
          (which === 'atMost' || Number(value) >= low.is) &&
          (which === 'atLeast' || Number(value) <= high.is),
      ),
    }
  })

const plain = <Value>(of: fc.Arbitrary<Value>) => of.map((is): Bound<Value> => ({ written: is, is }))

export const money = values.amount.map(is => ({ written: (is / 100).toFixed(2), is }))

/** A day as it is or counted from the day of the question. */
export const dayPoint = fc.tuple(values.day, fc.boolean()).map(([is, relative]): Bound<number> => {
  if (!relative) return { written: { date: formatDay(is) }, is }
  return { written: is > asOf ? { daysAhead: is - asOf } : { daysAgo: asOf - is }, is }
})

/** `[first, end)` in milliseconds. */
const instantPoint = fc.oneof(
  values.instant.map(at => ({ written: { at: new Date(at).toISOString() }, is: { first: at, end: at + 1 } })),
  dayPoint.map(({ written, is }) => ({ written, is: { first: startOf(is), end: startOf(is + 1) } })),
)

const numbers: Partial<Record<IdKind, readonly number[]>> = {
  ...Object.fromEntries(
    Object.entries(counts).map(([kind, count]) => [
      kind,
      Array.from({ length: count + 1 }, (_, at) => at + 1),
    ]),
  ),
  region: regionIds,
}

export const idOf = (kind: IdKind) =>
  pick(numbers[kind] ?? []).map(is => ({ written: encodeId(kind, is), is }))

/** How the texts of a field are written, and the form that is compared. */
export interface Spelling {
  whole: fc.Arbitrary<string>
  start: fc.Arbitrary<string>
  form(written: string): string
}

export const spaced = (text: string) => text.normalize('NFC').trim().replace(/\s+/g, ' ')

const labels: Spelling = {
  whole: fc.oneof(values.label, pick([' an', 'an  nam ', 'a\u0302n', 'nobody', 'Others'])),
  start: pick(['a', 'an', 'an n', ' A', '\u00e2', 'b', 'c']),
  form: spaced,
}

export const textLeaf = (
  nullable: boolean,
  { whole, start, form }: Spelling = labels,
): fc.Arbitrary<Leaf> => {
  const formed = (texts: fc.Arbitrary<string>) => texts.map(written => ({ written, is: form(written) }))
  return together([
    ...choice(formed(whole)),
    part('startsWith', formed(start), (value, is) => String(value).startsWith(is)),
    ...(nullable ? [empty] : []),
  ])
}

export const numberLeaf = (nullable: boolean) => {
  const bound = plain(fc.oneof(values.count, pick([0.5, 1.5, 2.5])))
  return together([...choice(bound), between(bound), ...(nullable ? [empty] : [])])
}

export const flagLeaf: fc.Arbitrary<Leaf> = fc
  .boolean()
  .map(asked => ({ asked, truth: known(value => value === asked) }))

const listLeaf = (one: fc.Arbitrary<string>) => {
  const some = fc.array(one, { minLength: 1, maxLength: 3 })
  const held = (value: unknown, one: string) => Array.isArray(value) && value.includes(one)
  return together<unknown>([
    some.map(any => ({ asked: { any }, truth: value => any.some(one => held(value, one)) })),
    some.map(every => ({ asked: { all: every }, truth: value => every.every(one => held(value, one)) })),
    fc.boolean().map(asked => ({
      asked: { empty: asked },
      truth: value => (Array.isArray(value) && value.length === 0) === asked,
    })),
  ])
}

/** A question of a field that has no shape of its own. */
export function leafOf(input: FieldInput, nullable: boolean): fc.Arbitrary<Leaf> {
  const ifEmpty = nullable ? [empty] : []
  switch (input.is) {
    case 'ID':
      return together([...choice(idOf(input.kind)), ...ifEmpty])
    case 'ENUM':
      return together([...choice(plain(pick(input.values))), ...ifEmpty])
    case 'LIST':
      return listLeaf(pick(input.values.slice(0, 4)))
    case 'TEXTS':
      return listLeaf(values.word)
    case 'TEXT':
      return textLeaf(nullable)
    case 'INT':
      return together([...choice(plain(values.count)), between(plain(values.count)), ...ifEmpty])
    case 'NUMBER':
      return numberLeaf(nullable)
    case 'MONEY':
      return together([...choice(money), between(money), ...ifEmpty])
    case 'DAY':
      return together([
        part('equals', dayPoint, same),
        part('from', dayPoint, (value, is) => Number(value) >= is),
        part('until', dayPoint, (value, is) => Number(value) <= is),
        part('after', dayPoint, (value, is) => Number(value) > is),
        part('before', dayPoint, (value, is) => Number(value) < is),
        ...ifEmpty,
      ])
    case 'INSTANT':
      return together([
        part('from', instantPoint, (value, { first }) => Number(value) >= first),
        part('until', instantPoint, (value, { end }) => Number(value) < end),
        part('after', instantPoint, (value, { end }) => Number(value) >= end),
        part('before', instantPoint, (value, { first }) => Number(value) < first),
        ...ifEmpty,
      ])
    case 'FLAG':
      return flagLeaf
    default:
      throw new Error(`Nothing is known of a question "${input.is}"`)
  }
}
