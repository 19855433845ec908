import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { customerTable } from '../../src/domain/fields/tables.ts'
import type { FieldTable } from '../../src/domain/filters/field.ts'
import { paraphrase, quoted } from '../../src/domain/filters/paraphrase.ts'
import { readCondition } from '../../src/domain/filters/read.ts'
import { UserError } from '../../src/domain/service/errors.ts'
import { fieldLabel } from '../../src/domain/wording/conditions/field-label.ts'
import { labels } from '../../src/domain/wording/labels.ts'
import { type Language, languages } from '../../src/domain/wording/language.ts'
import { encodeId, type IdKind } from '../../src/lib/ids.ts'

const workspace = { currency: 'VND', decimals: 0, timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }

const said = (
  rule: unknown,
  language: Language,
  nameOf = (_: IdKind, id: number): string | null => `N${id}`,
) => {
  const condition = readCondition(customerTable, rule, workspace)
  if (!condition) throw new Error('It asks nothing')
  return paraphrase(condition, customerTable, { language, workspace, nameOf })
}

interface Reached {
  table: FieldTable
  /** A rule about a customer that asks this of a row. */
  rule(condition: object): object
}

/** Every table that a rule reaches, by each way there. */
const reachedFrom = (from: Reached, trail: readonly FieldTable[]): Reached[] => [
  from,
  ...Object.entries(from.table.relations)
    .filter(([, { to }]) => !trail.includes(to()))
    .flatMap(([name, { to, many }]) =>
      reachedFrom({ table: to(), rule: inner => from.rule({ [name]: many ? { some: inner } : inner }) }, [
        ...trail,
        to(),
      ]),
    ),
]
const reached = reachedFrom({ table: customerTable, rule: condition => condition }, [customerTable]).filter(
  ({ table }, at, all) => all.findIndex(one => one.table === table) === at,
)

/** Everything that an input takes, each of its fields by itself beside those that it needs. */
function samplesOf(type: GraphQLInputType, kind: IdKind): unknown[] {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return samplesOf(nullable.ofType, kind).map(one => [one])
  if (isEnumType(nullable)) return nullable.getValues().map(({ name }) => name)
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields())
    const needed = Object.fromEntries(
      fields.filter(isRequiredInputField).map(field => [field.name, samplesOf(field.type, kind)[0]]),
    )
    const optional = fields.filter(field => !isRequiredInputField(field))
    return [
      ...(Object.keys(needed).length > 0 ? [needed] : []),
      ...optional.flatMap(({ name, type: of }) =>
        samplesOf(of, kind).map(one => ({ ...needed, [name]: one })),
      ),
    ]
  }
  const scalars: Record<string, unknown[]> = {
    ID: [encodeId(kind, 7)],
    Int: [1, 3],
    Float: [1, 0.5],
    Boolean: [true, false],
    Decimal: ['1200'],
    Date: ['2026-01-05'],
    DateTime: ['2026-01-05T08:30:00Z'],
    String: ['0912345678'],
  }
  return scalars[getNamedType(nullable).name] ?? []
}

const isTaken = (rule: unknown) => {
  try {
    return readCondition(customerTable, rule, workspace) !== undefined
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

/** What of it a rule can ask: a window goes with a bound. */
const takenOf = (rule: (asked: unknown) => object, asked: unknown) =>
  [asked, Object.assign({ atLeast: '1' }, asked), Object.assign({ atLeast: 1 }, asked)]
    .map(rule)
    .find(isTaken)

const kindOf = ({ fields }: FieldTable, name: string): IdKind => {
  const input = fields[name]?.input
  return input?.is === 'ID' ? input.kind : name === 'vulnerability' ? 'campaign' : 'region'
}

/** A rule as it is meant: of a list of one any, each and the one are the same. */
const meant = (rule: unknown) => JSON.stringify(rule).replace(/"(?:in|any|all)":\[([^\]]*)\]/g, '"equals":$1')

test('every field of the language is said with each of its operators, in both languages', () => {
  const unsaid: unknown[] = []
  let questions = 0
  for (const { table, rule } of reached) {
    const type = schema.getType(`${table.name}Filter`)
    if (!isInputObjectType(type)) throw new Error(`No filter of ${table.name}`)
    for (const name of Object.keys(table.fields)) {
      const input = type.getFields()[name]?.type
      const samples = input ? samplesOf(input, kindOf(table, name)) : []
      const asked = samples.map(sample => [sample, takenOf(one => rule({ [name]: one }), sample)] as const)
      const taken = asked.filter(([, one]) => one !== undefined)
      const texts = taken.map(([, one]) => languages.map(language => said(one, language)))
      questions += texts.length
      // Nothing that always has a value can be empty, a grade goes with one verdict, a path leads to a question.
      const refused = asked
        .filter(([, one]) => one === undefined)
        .map(([sample]) => Object.keys(Object(sample)).at(-1))
      if (refused.some(operator => !['empty', 'grade', 'path'].includes(operator ?? '')))
        unsaid.push([table.name, name, refused])
      if (texts.length === 0) unsaid.push([table.name, name])
      for (const [en = '', vi = ''] of texts) {
        if (
          !en.includes(fieldLabel(table.name, name).en) &&
          !['consent', 'runningOn', 'segment', 'spend'].includes(name)
        )
          unsaid.push([table.name, name, en])
        if (en === vi || vi !== vi.normalize('NFC') || /undefined|null|\[object|\{|[A-Z]_[A-Z]/.test(en + vi))
          unsaid.push([en, vi])
      }
      if (new Set(texts.map(([en]) => en)).size < new Set(taken.map(([, one]) => meant(one))).size)
        unsaid.push([table.name, name, 'two questions in the same words'])
    }
  }
  expect(unsaid.slice(0, 5)).toEqual([])
  expect(questions).toBeGreaterThan(900)
})

test('every value that an enum can have is said by its label', () => {
  const unlabelled = reached.flatMap(({ table }) =>
    Object.entries(table.fields).flatMap(([name, { input }]) => {
      if (input.is !== 'ENUM' && input.is !== 'LIST') return []
      const of = labels[fieldLabel(table.name, name).values ?? '']
      return input.values.filter(value => !of?.[value]).map(value => `${table.name}.${name} ${value}`)
    }),
  )
  expect(unlabelled).toEqual([])
})

const rules: [rule: unknown, en: string, vi: string][] = [
  [
    {
      lifecycle: { in: ['LAPSING', 'LOST'] },
      spend: { lastDays: 365, atLeast: '5000000' },
      interactions: {
        none: { kind: { equals: 'COMPLAINT' }, occurredAt: { from: { daysAgo: 90 } } },
      },
    },
    'lifecycle stage is Lapsing or Lost and net spend over the last 365 days is at least 5,000,000 VND and has no interaction where (kind is Complaint and time is 90 days ago or later)',
    'giai đoạn là Sắp rời bỏ hoặc Đã rời bỏ và chi tiêu ròng trong 365 ngày qua từ 5.000.000 VND trở lên và không có tương tác nào mà (loại là Khiếu nại và thời điểm từ 90 ngày trước trở đi)',
  ],
  [
    {
      any: [
        {
          all: [
            { segments: { some: { segment: { in: [encodeId('segment', 1)] } } } },
            { not: { region: { in: [encodeId('region', 2)] } } },
          ],
        },
        { lastPurchase: { withinDays: 1 } },
      ],
    },
    '(is a member of “N1” and not (region lies in “N2”)) or last purchase was at most 1 day ago',
    '(thuộc phân khúc “N1” và không phải (khu vực nằm trong “N2”)) hoặc lần mua gần nhất cách đây không quá 1 ngày',
  ],
  [
    { exposures: { every: { campaign: { runningOn: { daysAgo: 0 } } } }, followUps: { some: {} } },
    'has no exposure to a campaign but where (has a campaign where (is running on today)) and has at least one follow-up',
    'mọi lần tiếp xúc chiến dịch đều thỏa (có chiến dịch mà (đang diễn ra vào hôm nay)) và có ít nhất một việc chăm sóc',
  ],
  [
    {
      createdAt: { before: { at: '2026-01-05T01:30:00Z' } },
      consent: { purpose: 'CARE', channel: 'SMS', given: false },
    },
    'creation is before 2026-01-05 08:30 and has refused or withdrawn consent to Customer care by Text message',
    'thời điểm tạo trước 05/01/2026 08:30 và đã từ chối hoặc rút đồng ý cho Chăm sóc khách hàng qua Tin nhắn SMS',
  ],
]

test.each(rules)('%j', (rule, en, vi) => {
  expect(said(rule, 'en')).toBe(en)
  expect(said(rule, 'vi')).toBe(vi)
})

test('a hostile name stays one name: it ends no quotation, starts no line and turns no text around', () => {
  const hostile = '” or (name is “x”) \n\u202eevil\u0000 $& {noun} {}'
  const text = said(
    { segments: { some: { segment: { equals: encodeId('segment', 1) } } } },
    'en',
    () => hostile,
  )
  expect(text).toBe("is a member of “' or (name is 'x') evil $& {noun} {}”")
  expect(quoted('a'.repeat(300))).toHaveLength(203)
  expect(said({ interactions: { some: { source: { equals: hostile.replace('\u0000', '') } } } }, 'en')).toBe(
    "has at least one interaction where (system is “' or (name is 'x') evil $& {noun} {}”)",
  )
})

test('of a long list the first ten are said, and how many there are besides', () => {
  const text = said(
    { interactions: { some: { score: { in: Array.from({ length: 30 }, (_, at) => at) } } } },
    'en',
  )
  expect(text).toContain('is 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 or 20 more')
})
