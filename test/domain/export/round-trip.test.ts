import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import type { Exported } from '../../../src/domain/export/exported.ts'
import { exportedInteractions } from '../../../src/domain/export/interactions.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { customerImport, importedCustomers } from '../../../src/domain/import/customers.ts'
import { importedInteractions, interactionImport } from '../../../src/domain/import/interactions.ts'
import {
  addTally,
  type Import,
  type Imported,
  newTally,
  type Tally,
} from '../../../src/domain/import/rows.ts'
import { createStaffMember } from '../../../src/domain/staff/create-staff-member.ts'
import { textOf } from '../../../src/http/export/lines.ts'
import { type Format, rowChunks } from '../../../src/http/import/rows.ts'
import { isInvisible, isWellFormedText } from '../../../src/lib/text.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let ours: TestService
let theirs: TestService

beforeAll(async () => {
  const workspace = { currency: 'GBP' }
  ours = await testService(await testDatabase(), { workspace })
  theirs = await testService(await testDatabase(), { workspace })
  for (const service of [ours, theirs])
    for (const name of ['an', 'binh'])
      await createStaffMember(fresh(service), { name, email: `${name}@example.com` })
})

const openings = [
  '=',
  '+',
  '-',
  '@',
  "'",
  "''",
  '\t',
  '"',
  ',',
  ';',
  '#N/A',
  '+84',
  '-1',
  '1e5',
  '\ufeff',
  '{',
]
const hostile = fc
  .tuple(
    fc.oneof(fc.constant(''), fc.constantFrom(...openings)),
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('a\r\nb', 'a\rb', 'a"b', '1', 'Đào'),
    ),
  )
  .map(parts => parts.join(''))
  .filter(text => isWellFormedText(text) && !isInvisible(text))

const day = fc.constantFrom('1990-01-31', '2024-02-29', '2026-03-01')
/** Absent as often as not. */
const maybe = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined })

const customer = fc.record({
  externalId: hostile,
  kind: maybe(fc.constantFrom('PERSON', 'ORGANISATION')),
  name: maybe(hostile),
  email: maybe(fc.constantFrom('a@example.com', "o'neil@example.com", '+x@example.com')),
  phone: maybe(fc.constantFrom('0912345678', '+442079460958')),
  gender: maybe(fc.constantFrom('FEMALE', 'MALE', 'OTHER')),
  birthDate: maybe(day),
  region: maybe(hostile),
  owner: maybe(fc.constantFrom('an@example.com', 'binh@example.com')),
  acquisitionSource: maybe(hostile),
  attributes: maybe(fc.dictionary(hostile, fc.jsonValue(), { maxKeys: 3 })),
  tags: maybe(fc.array(hostile, { maxLength: 3 })),
  synthetic: maybe(fc.boolean()),
})

const amount = fc.integer({ min: 0, max: 10 ** 8 }).map(pence => (pence / 100).toFixed(2))
const line = fc.record({
  product: hostile,
  quantity: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
  amount: maybe(amount),
})

const interactionWith = (direction: fc.Arbitrary<string | null | undefined>) =>
  fc.record({
    externalId: hostile,
    kind: fc.constantFrom('PURCHASE', 'REFUND', 'CALL', 'COMPLAINT'),
    channel: maybe(fc.constantFrom('PHONE', 'WEBSITE')),
    subchannel: maybe(hostile),
    direction,
    occurredAt: fc.integer({ min: 0, max: Date.UTC(2026, 1, 1) }).map(at => new Date(at).toISOString()),
    amount,
    subject: maybe(hostile),
    body: maybe(hostile),
    outcome: maybe(hostile),
    lines: maybe(fc.array(line, { maxLength: 3 })),
    cancelled: maybe(fc.boolean()),
  })

const way = fc.constantFrom(undefined, 'INBOUND', 'OUTBOUND')

/** CSV cannot say that nothing is where something follows from the kind. */
const shop = fc.constantFrom<Format>('csv', 'ndjson').chain(format =>
  fc.record({
    format: fc.constant(format),
    customers: fc.array(customer, { minLength: 1, maxLength: 30 }),
    interactions: fc.array(interactionWith(format === 'csv' ? way : fc.oneof(way, fc.constant(null))), {
      maxLength: 30,
    }),
  }),
)

async function* fileOf(text: string) {
  yield new TextEncoder().encode(text)
  yield null
}

async function store(imported: Imported, into: Import, text: string, format: Format): Promise<Tally> {
  const tally = newTally()
  for await (const rows of rowChunks(fileOf(text), format, imported, 1_000_000))
    addTally(tally, await into.chunk(rows))
  return tally
}

async function take(service: TestService, exported: Exported, format: Format, source: string) {
  const filter =
    exported === exportedCustomers
      ? { externalIds: { some: { source: { equals: source } } } }
      : { source: { equals: source } }
  const started = await startExport(fresh(service), exported, { format, filter, source })
  let text = ''
  for await (const part of textOf(started)) text += part
  return text
}

/** What differs from workspace to workspace, and from export to export: ids, and the change in the mark. */
const withoutIds = (text: string) => text.replaceAll(/\b(?:cus|int)_[0-9a-z]+|[0-9a-f-]{36}(?= key:)/g, '')

let round = 0

test('what was exported is imported into an empty workspace, and exported from there, without a difference', async () => {
  await fc.assert(
    fc.asyncProperty(shop, async ({ format, customers, interactions }) => {
      const source = `shop ${++round}`
      const nouns = [
        [
          importedCustomers,
          exportedCustomers,
          (to: TestService) => customerImport(fresh(to), { source, createRegions: true }),
          customers,
        ],
        [
          importedInteractions,
          exportedInteractions,
          (to: TestService) => interactionImport(fresh(to), { source }),
          interactions.map((row, at) => ({
            ...row,
            customerExternalId: customers[at % customers.length]?.externalId,
            ...(['PURCHASE', 'REFUND'].includes(row.kind) ? {} : { amount: undefined, lines: undefined }),
          })),
        ],
      ] as const
      for (const [imported, exported, into, rows] of nouns) {
        const given = rows.map(row => `${JSON.stringify(row)}\n`).join('')
        const { created } = await store(imported, into(ours), given, 'ndjson')
        const text = await take(ours, exported, format, source)
        expect(await store(imported, into(theirs), text, format)).toMatchObject({
          created,
          updated: 0,
          unchanged: 0,
          rejected: 0,
        })
        expect(withoutIds(await take(theirs, exported, format, source))).toBe(withoutIds(text))
        for (const service of [ours, theirs])
          expect(await store(imported, into(service), text, format)).toMatchObject({
            created: 0,
            updated: 0,
            rejected: 0,
          })
      }
    }),
    { numRuns: 12 },
  )
})
