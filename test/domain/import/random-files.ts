import fc from 'fast-check'
import type { ImportRow } from '../../../src/domain/import/rows.ts'

const customer = fc.constantFrom('c1', 'c2', 'c3')

/** Rows of a file of interactions, some of which are rejected. */
export const interactionRow = fc.record(
  {
    externalId: fc.constantFrom('i1', 'i2', 'i3', 'i4'),
    customerExternalId: customer,
    kind: fc.constantFrom('PURCHASE', 'REFUND', 'NOTE', 'SURVEY_RESPONSE'),
    occurredAt: fc.constantFrom('2026-01-01', '2026-02-01T08:00Z', 'never'),
    amount: fc.constantFrom('1', '2.50', '-1', null),
    subject: fc.constantFrom('s', 't', null),
    score: fc.constantFrom('3', null),
  },
  { requiredKeys: ['externalId', 'customerExternalId'] },
)

/** Rows of a file of customers, some of which are rejected. */
export const customerRow = fc.record(
  {
    externalId: customer,
    name: fc.constantFrom('A', 'B', null),
    email: fc.constantFrom('a@example.com', 'wrong', null),
    region: fc.constantFrom('HN', 'SG', null),
    regionSince: fc.constantFrom('2025-01-01', '2025-06-01', '2030-01-01', null, null, null),
  },
  { requiredKeys: ['externalId', 'region'] },
)

/** Sizes of the chunks that a file comes in. */
export const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 })

export function* split<Row>(rows: readonly Row[], sizes: readonly number[]) {
  let at = 0
  for (const size of sizes) {
    if (at < rows.length) yield rows.slice(at, at + size)
    at += size
  }
  if (at < rows.length) yield rows.slice(at)
}

export const numbered = (rows: readonly Record<string, unknown>[]): ImportRow[] =>
  rows.map((fields, index) => ({ line: index + 1, fields }))
