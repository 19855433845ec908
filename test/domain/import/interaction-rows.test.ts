import { describe, expect, test } from 'vitest'
import { readInteractionRow } from '../../../src/domain/import/interaction-rows.ts'
import { Fault } from '../../../src/domain/import/rows.ts'
import { parseInteractionFacts } from '../../../src/domain/interactions/input.ts'
import { write } from '../../../src/domain/wording/say.ts'
import { parseInstant } from '../../../src/lib/days.ts'

const pounds = { currency: 'GBP', decimals: 2, timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }
const now = parseInstant('2026-03-02T09:00', pounds.timeZone) ?? 0

const read = (cells: Record<string, unknown>) =>
  readInteractionRow({ externalId: '1', customerExternalId: '7', ...cells })

const facts = (cells: Record<string, unknown>) => {
  const parsed = parseInteractionFacts(pounds, now, read(cells).input)
  if ('facts' in parsed) return parsed.facts
  throw new Error(JSON.stringify(parsed.issues))
}

function faultOf(cells: Record<string, unknown>): [string | null, string] {
  try {
    read(cells)
  } catch (error) {
    if (error instanceof Fault) return [error.field, write(error.reason, 'en')]
    throw error
  }
  throw new Error('The row was read.')
}

const refund = { kind: 'refund', amount: '0' }

describe('a row of text cells', () => {
  test('says what a mutation would, in any case, and an empty cell says nothing', () => {
    const cells = {
      ...{ ...refund, channel: 'phone', stage: '', occurredAt: '2026-02-28', currency: 'gbp' },
      ...{ cancelled: 'true', score: ' ', lines: '[{"product":"A1","quantity":"2"}]' },
    }
    expect(facts(cells)).toMatchObject({
      ...{ kind: 'REFUND', channel: 'PHONE', stage: 'AFTER_SALE', amount: 0, cancelled: true, score: null },
      lines: [{ product: 'A1', quantity: 2 }],
    })
    expect(facts({ kind: 'Survey_Response', score: '10' })).toMatchObject({ score: 10, direction: 'INBOUND' })
  })

  test('holds its lines as JSON, whose costs add up', () => {
    const lines = JSON.stringify([{ product: 'A', quantity: 1, cost: '2' }])
    expect(facts({ ...refund, cost: '', lines }).cost).toBe(200)
  })

  test.each([
    ['true', true],
    ['1', true],
    ['Yes', true],
    ['false', false],
    ['0', false],
    ['NO', false],
  ])('is cancelled or not: %s', (cancelled, input) => {
    expect(facts({ ...refund, cancelled }).cancelled).toBe(input)
  })

  test.each<[Record<string, unknown>, string, string]>([
    [{ cancelled: 'perhaps' }, 'cancelled', 'neither true nor false'],
    [{ score: '1,250' }, 'score', 'is not a number'],
    [{ score: '1.250' }, 'score', 'thousands separator'],
    [{ lines: '[{' }, 'lines', 'not valid JSON'],
    [{ lines: '[{"product":"A","quantity":"1.500"}]' }, 'lines.0.quantity', 'thousands separator'],
    [{ lines: '[{"product":"A","quantity":"two"}]' }, 'lines.0.quantity', 'is not a number'],
    [{ lines: '[{"product":"A","quantity":1,"cost":0.1234567890123456}]' }, 'lines.0.cost', 'rounded'],
  ])('is refused: %j', (cells, field, reason) => {
    expect(faultOf(cells)).toEqual([field, expect.stringContaining(reason)])
  })
})
