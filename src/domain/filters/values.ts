import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import type { IdKind } from '../../lib/ids.ts'
import { comparable } from '../../lib/text.ts'
import { idOf, text } from '../input/fields.ts'
import { check } from '../input/issue-words.ts'
import { amountText, readAmount } from '../input/money.ts'
import type { Scope } from '../service/scopes.ts'
import type { Workspace } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'
import {
  type Columns,
  columnOf,
  type Field,
  type FieldInput,
  type Moment,
  propertyOf,
  type Test,
  type Truth,
} from './field.ts'
import { dayPoint, instantPoint } from './points.ts'
import { asksSomething } from './question.ts'

/** A value that no column holds. */
export interface Computed {
  sql(columns: Columns, moment: Moment): SQL
  /** Whether it may be unknown. */
  nullable: boolean
}

export interface FieldOptions {
  /** What the question reads besides the row's own list. */
  scopes?: readonly Scope[]
  /** Whether a list can be ordered by it, or by which other column; never of what is computed. */
  order?: true | SQLiteColumn
  /** Whether it is usually read from the highest down. */
  descending?: boolean
  /** Where people read another value than the one that is compared. */
  shown?: SQLiteColumn
  /** Whether a past day can tell it: what never changes, or what the row in question has of that day. */
  dated?: boolean
}

type Source = SQLiteColumn | Computed

/** Values that one question lists at most. */
export const mostValues = 250

const isColumn = (source: Source): source is SQLiteColumn => 'notNull' in source

const nullableOf = (source: Source) => (isColumn(source) ? !source.notNull : source.nullable)

function readerOf(source: Source): (columns: Columns, moment: Moment) => SQLWrapper {
  if (!isColumn(source)) return source.sql
  const property = propertyOf(source)
  return columns => columnOf(columns, property)
}

/** A value in SQL of what a caller compares with, which may depend on the day of the question. */
type Bound = (moment: Moment) => string | number | bigint

const fixed =
  (value: string | number | bigint): Bound =>
  () =>
    value

/** What of a value is asked, each with an operator. */
interface Asked {
  operator: 'IN' | '>=' | '<=' | '>' | '<' | 'STARTS'
  bounds: readonly Bound[]
}

interface Question {
  asked: readonly Asked[]
  empty?: boolean | undefined
}

/** One expression for all that is asked, each part of which must hold. */
function testOf(source: Source, { asked, empty }: Question): Pick<Test, 'truth'> {
  const value = readerOf(source)
  return {
    truth(columns, moment): Truth {
      const left = value(columns, moment)
      const parts = asked.map(({ operator, bounds }) =>
        compared(
          left,
          operator,
          bounds.map(of => of(moment)),
        ),
      )
      if (empty !== undefined) parts.push(sql`${left} IS ${empty ? sql`NULL` : sql`NOT NULL`}`)
      return { sql: sql.join(parts, sql` AND `), certain: asked.length === 0 || !nullableOf(source) }
    },
  }
}

function compared(
  left: SQLWrapper,
  operator: Asked['operator'],
  bounds: readonly (string | number | bigint)[],
): SQL {
  const [first] = bounds
  if (operator === 'IN')
    return bounds.length === 1 ? sql`${left} = ${first}` : sql`${left} IN ${listed(bounds)}`
  if (operator === 'STARTS' && bounds.length === 0) return sql`0`
  if (operator === 'STARTS')
    return sql`(${sql.join(
      bounds.map(start => sql`(${left} >= ${start} AND ${left} < ${start} || ${lastCharacter})`),
      sql` OR `,
    )})`
  return sql`${left} ${sql.raw(operator)} ${first}`
}

/** A byte that no UTF-8 has, behind all that texts hold. */
const lastCharacter = sql.raw("CAST(x'FF' AS TEXT)")

/** One parameter however many values; integers beyond 2^53 travel as digits. */
function listed(values: readonly (string | number | bigint)[]): SQL {
  const wide = values.some(value => typeof value === 'bigint')
  const list = JSON.stringify(values.map(value => (typeof value === 'bigint' ? String(value) : value)))
  return wide
    ? sql`(SELECT CAST(value AS INTEGER) FROM json_each(${list}))`
    : sql`(SELECT value FROM json_each(${list}))`
}

const nothing = say('nothingAsked')

const several = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(mostValues).optional()

/** A field whose question `schema` reads into one. */
function field<Value>(
  input: Exclude<FieldInput, { is: 'OWN' }>,
  source: Source,
  options: FieldOptions,
  schema: (workspace: Workspace) => z.ZodType<Value>,
  question: (value: Value) => Question,
  besides: (value: Value) => Omit<Test, 'truth'> = () => ({}),
): Field {
  const nullable = nullableOf(source)
  const { order, shown = source } = options
  const fact = { shape: input, sql: readerOf(shown) }
  const by = order === true ? source : order
  return {
    input,
    ...(isColumn(source) && { column: propertyOf(source) }),
    scopes: options.scopes ?? [],
    dated: options.dated ?? false,
    ...(by &&
      isColumn(by) && {
        order: { column: propertyOf(by), nullable: !by.notNull, descending: options.descending ?? false },
      }),
    read(raw, workspace) {
      const read = check(schema(workspace), raw)
      if ('issues' in read) return read
      const asked = question(read.data)
      if (asked.empty !== undefined && !nullable)
        return { issues: [{ path: ['empty'], saying: say('neverEmpty') }] }
      return { test: { ...testOf(source, asked), fact, ...besides(read.data) } }
    },
  }
}

const empty = z.boolean().optional()

/** Equal to one value, or to one of several. */
const choice = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ equals: item.optional(), in: several(item), empty }).refine(asksSomething, nothing)

/** The rows whose value is one of both lists, where both are said. */
function chosen<Value extends string | number | bigint>(value: {
  equals?: Value | undefined
  in?: readonly Value[] | undefined
}): Asked[] {
  return [
    ...(value.equals === undefined ? [] : [{ operator: 'IN' as const, bounds: [fixed(value.equals)] }]),
    ...(value.in === undefined ? [] : [{ operator: 'IN' as const, bounds: value.in.map(fixed) }]),
  ]
}

/** The id of another row. */
export const idField = (kind: IdKind, source: Source, options: FieldOptions = {}): Field =>
  field(
    { is: 'ID', kind },
    source,
    options,
    () => choice(idOf(kind)),
    value => ({ asked: chosen(value), empty: value.empty }),
    value => ({
      references: [
        ...(value.equals === undefined ? [] : [{ kind, id: value.equals, path: ['equals'] }]),
        ...(value.in ?? []).map((id, at) => ({ kind, id, path: ['in', at] })),
      ],
    }),
  )

interface EnumOptions<Value extends string> extends FieldOptions {
  /** What naming a value takes. */
  scopeOf?: Readonly<Record<Value, Scope>>
}

/** One of a closed set of values. */
export const enumField = <Value extends string>(
  source: Source,
  values: readonly Value[],
  { scopeOf, ...options }: EnumOptions<Value> = {},
): Field =>
  field(
    { is: 'ENUM', values },
    source,
    options,
    () => choice(z.enum(values)),
    value => ({ asked: chosen(value), empty: value.empty }),
    value => {
      const named = [...(value.equals === undefined ? [] : [value.equals]), ...(value.in ?? [])]
      return scopeOf ? { scopes: named.map(one => scopeOf[one]) } : {}
    },
  )

/** Yes or no. */
export const flagField = (source: Source, options: FieldOptions = {}): Field =>
  field(
    { is: 'FLAG' },
    source,
    options,
    () => z.boolean(),
    value => ({ asked: [{ operator: 'IN', bounds: [fixed(value ? 1 : 0)] }] }),
  )

/** Bounds, both included. */
interface Between<Value> {
  equals?: Value | undefined
  in?: readonly Value[] | undefined
  atLeast?: Value | undefined
  atMost?: Value | undefined
  empty?: boolean | undefined
}

const between = <Item extends z.ZodType<number | bigint>>(item: Item) =>
  z
    .strictObject({
      equals: item.optional(),
      in: several(item),
      atLeast: item.optional(),
      atMost: item.optional(),
      empty,
    })
    .refine(asksSomething, nothing)
    .refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost, {
      path: ['atMost'],
      error: say('belowField', { field: 'atLeast' }),
    })

const bounded = (value: Between<number | bigint>): Question => ({
  asked: [
    ...chosen(value),
    ...(value.atLeast === undefined ? [] : [{ operator: '>=' as const, bounds: [fixed(value.atLeast)] }]),
    ...(value.atMost === undefined ? [] : [{ operator: '<=' as const, bounds: [fixed(value.atMost)] }]),
  ],
  empty: value.empty,
})

/** A number, whole or not. */
export const numberField = (source: Source, options: FieldOptions = {}): Field =>
  field({ is: 'NUMBER' }, source, options, () => between(z.number()), bounded)

/** A whole number. */
export const integerField = (source: Source, options: FieldOptions = {}): Field =>
  field({ is: 'INT' }, source, options, () => between(z.int()), bounded)

/** An amount of money as decimal text, compared in minor units. */
export const moneyField = (source: Source, options: FieldOptions = {}): Field =>
  field({ is: 'MONEY' }, source, options, workspace => between(amountIn(workspace)), bounded)

/** The minor units of a decimal text in the workspace's currency. */
export const amountIn = (workspace: Workspace) =>
  amountText.transform((value, context): number => {
    const read = readAmount(value, workspace)
    if ('minor' in read) return read.minor
    context.addIssue({ code: 'custom', message: read.fault })
    return z.NEVER
  })

const points = <Point extends z.ZodType>(point: Point) => {
  const optional = point.optional()
  return { from: optional, until: optional, after: optional, before: optional }
}

export const dayQuestion = z
  .strictObject({ equals: dayPoint.optional(), ...points(dayPoint), empty })
  .refine(asksSomething, nothing)

/** A calendar day, fixed or counted from the day of the question. */
export const dayField = (source: Source, options: FieldOptions = {}): Field =>
  field(
    { is: 'DAY' },
    source,
    options,
    () => dayQuestion,
    value => ({
      asked: [
        ...(value.equals ? [{ operator: 'IN' as const, bounds: [value.equals] }] : []),
        ...(value.from ? [{ operator: '>=' as const, bounds: [value.from] }] : []),
        ...(value.until ? [{ operator: '<=' as const, bounds: [value.until] }] : []),
        ...(value.after ? [{ operator: '>' as const, bounds: [value.after] }] : []),
        ...(value.before ? [{ operator: '<' as const, bounds: [value.before] }] : []),
      ],
      empty: value.empty,
    }),
  )

/** An instant; a day stands for the whole of it, in the zone of the workspace. */
export const instantField = (source: Source, options: FieldOptions = {}): Field =>
  field(
    { is: 'INSTANT' },
    source,
    options,
    workspace => {
      const point = instantPoint(workspace.timeZone)
      return z.strictObject({ ...points(point), empty }).refine(asksSomething, nothing)
    },
    value => ({
      asked: [
        ...(value.from ? [{ operator: '>=' as const, bounds: [value.from.first] }] : []),
        ...(value.until ? [{ operator: '<' as const, bounds: [value.until.end] }] : []),
        ...(value.after ? [{ operator: '>=' as const, bounds: [value.after.end] }] : []),
        ...(value.before ? [{ operator: '<' as const, bounds: [value.before.first] }] : []),
      ],
      empty: value.empty,
    }),
  )

interface TextOptions extends FieldOptions {
  /** The form that is compared, or what is wrong with the text. */
  normal?: (value: string, workspace: Workspace) => string | { fault: IssueSaying }
  /** How the compared forms begin of which the text may be the beginning, where that takes more than `normal`. */
  beginnings?: (value: string, workspace: Workspace) => readonly string[]
}

/** A text, equal or by its beginning. */
export const textField = (
  source: Source,
  { normal = comparable, beginnings, ...options }: TextOptions = {},
): Field =>
  field(
    { is: 'TEXT' },
    source,
    options,
    workspace => {
      const value = text(1_000).transform((given, context): string => {
        const read = normal(given, workspace)
        if (typeof read === 'string') return read
        context.addIssue({ code: 'custom', message: read.fault })
        return z.NEVER
      })
      const start = text(1_000).transform((given): readonly string[] => {
        if (beginnings) return beginnings(given, workspace)
        const read = normal(given, workspace)
        return [typeof read === 'string' ? read : comparable(given)]
      })
      return z
        .strictObject({ equals: value.optional(), in: several(value), startsWith: start.optional(), empty })
        .refine(asksSomething, nothing)
    },
    value => ({
      asked: [
        ...chosen(value),
        ...(value.startsWith === undefined
          ? []
          : [{ operator: 'STARTS' as const, bounds: value.startsWith.map(fixed) }]),
      ],
      empty: value.empty,
    }),
  )
