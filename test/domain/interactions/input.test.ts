import { describe, expect, test } from 'vitest'
import { parseInteractionFacts } from '../../../src/domain/interactions/input.ts'
import { parseInstant } from '../../../src/lib/days.ts'

const pounds = { currency: 'GBP', decimals: 2, timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }
const now = parseInstant('2026-03-02T09:00', pounds.timeZone) ?? 0

const parse = (raw: unknown) => parseInteractionFacts(pounds, now, raw)
const facts = (raw: unknown) => {
  const parsed = parse(raw)
  if ('facts' in parsed) return parsed.facts
  throw new Error(JSON.stringify(parsed.issues))
}
const faults = (raw: unknown) => {
  const parsed = parse(raw)
  return 'issues' in parsed ? parsed.issues.map(issue => issue.path.join('.')) : []
}

const purchase = { kind: 'PURCHASE', amount: '139.12', currency: 'GBP' }

const costs = (...each: string[]) => each.map(cost => ({ product: 'A', quantity: 1, cost }))

describe('what is read', () => {
  test('a purchase in full', () => {
    const read = facts({
      ...purchase,
      channel: 'RETAIL_AGENT',
      subchannel: 'Shopee',
      occurredAt: '2026-03-01 23:30:00',
      subject: ' Order 12 ',
      lines: [
        { product: 'A1', quantity: 1.5, amount: '140', cost: '0.5' },
        { product: 'Coupon', quantity: 1, amount: '-0.88' },
        { product: 'Came back', quantity: -1, amount: '-5' },
      ],
      source: 'shop',
      externalId: '12',
    })
    expect(read).toEqual({
      kind: 'PURCHASE',
      channel: 'RETAIL_AGENT',
      subchannel: 'Shopee',
      direction: null,
      stage: 'DURING_SALE',
      occurredAt: parseInstant('2026-03-01T16:30:00Z', 'UTC'),
      day: 20_513,
      amount: 13_912,
      cost: null,
      cancelled: false,
      subject: 'Order 12',
      body: null,
      outcome: null,
      score: null,
      lines: [
        { product: 'A1', quantity: 1.5, amount: 14_000, cost: 50 },
        { product: 'Coupon', quantity: 1, amount: -88 },
        { product: 'Came back', quantity: -1, amount: -500 },
      ],
      source: 'shop',
      sourceGiven: null,
      externalId: '12',
      externalIdGiven: null,
    })
  })

  test('an empty text as nothing said', () => {
    const read = facts({ ...purchase, subject: '', occurredAt: '', cost: '' })
    expect(read).toMatchObject({ subject: null, occurredAt: now, cost: null })
  })

  test('now, when no time is said; what the kind says can be said otherwise', () => {
    expect(facts({ kind: 'GIFT' })).toMatchObject({ occurredAt: now, direction: 'OUTBOUND', stage: null })
    expect(facts({ kind: 'GIFT', direction: 'INBOUND', stage: 'AFTER_SALE' })).toMatchObject({
      ...{ direction: 'INBOUND', stage: 'AFTER_SALE' },
    })
    expect(facts({ kind: 'PURCHASE', amount: '1', currency: 'GBP', stage: null }).stage).toBeNull()
  })

  test('only an appointment may lie in the future, but clocks may differ by five minutes', () => {
    expect(facts({ kind: 'APPOINTMENT', occurredAt: '2026-05-02T09:00' }).day).toBe(20_575)
    expect(facts({ kind: 'CALL', occurredAt: '2026-03-02T09:05:00' }).occurredAt).toBe(now + 300_000)
    expect(faults({ kind: 'CALL', occurredAt: '2026-03-02T09:05:01' })).toEqual(['occurredAt'])
  })
})

test('an amount may take all of the integers that a number holds', () => {
  expect(facts({ ...purchase, amount: '90071992547409.91' }).amount).toBe(Number.MAX_SAFE_INTEGER)
})

describe('the cost of a purchase or a refund', () => {
  test('is what is said of it, nothing where nothing is known', () => {
    expect(facts({ ...purchase, cost: '100.5' }).cost).toBe(10_050)
    expect(facts({ ...purchase, kind: 'REFUND', cost: '0' }).cost).toBe(0)
    expect(facts(purchase).cost).toBeNull()
  })

  test('is that of its lines together when each says one, unless it says its own', () => {
    const lines = costs('0.1', '0.2', '5')
    expect(facts({ ...purchase, lines }).cost).toBe(530)
    expect(facts({ ...purchase, cost: '7', lines }).cost).toBe(700)
    expect(facts({ ...purchase, cost: null, lines }).cost).toBeNull()
    expect(facts({ ...purchase, lines: [...lines, { product: 'B', quantity: 1 }] }).cost).toBeNull()
    expect(facts({ ...purchase, lines: [] }).cost).toBeNull()
    expect(facts({ kind: 'QUOTE', lines }).cost).toBeNull()
  })
})

describe('what is refused', () => {
  test.each<[unknown, string[]]>([
    [null, ['']],
    [{}, ['kind']],
    [{ kind: 'DANCE' }, ['kind']],
    [{ kind: 'NOTE', channel: 'PIGEON', direction: 'UP' }, ['channel', 'direction']],
    [{ kind: 'PURCHASE' }, ['amount']],
    [{ kind: 'REFUND', amount: null }, ['amount']],
    [{ ...purchase, amount: '-1' }, ['amount']],
    [{ ...purchase, amount: '1.001' }, ['amount']],
    [{ ...purchase, amount: '250.000' }, ['amount']],
    [{ ...purchase, amount: '1.000.000' }, ['amount']],
    [{ ...purchase, amount: '12,5' }, ['amount']],
    [{ ...purchase, cost: '2.500' }, ['cost']],
    [
      { ...purchase, lines: [{ product: 'A', quantity: 1, amount: '9.900', cost: '6.000' }] },
      ['lines.0.amount', 'lines.0.cost'],
    ],
    [{ ...purchase, lines: [{ product: 'A', quantity: '1.500' }] }, ['lines.0.quantity']],
    [{ ...purchase, amount: '1e3' }, ['amount']],
    [{ ...purchase, amount: '1,000' }, ['amount']],
    [{ ...purchase, amount: '90071992547409.92' }, ['amount']],
    [{ ...purchase, amount: '9'.repeat(400) }, ['amount']],
    [{ ...purchase, amount: 12 }, ['amount']],
    [{ ...purchase, currency: 'VND' }, ['currency']],
    [{ ...purchase, cost: '-1' }, ['cost']],
    [{ ...purchase, cost: '0.001' }, ['cost']],
    [{ ...purchase, cost: '90071992547409.92' }, ['cost']],
    [{ ...purchase, cost: 'dear' }, ['cost']],
    [{ kind: 'QUOTE', amount: '1', cost: '1' }, ['cost']],
    [{ ...purchase, lines: costs('60000000000000', '60000000000000') }, ['lines']],
    [{ kind: 'NOTE', score: 5 }, ['score']],
    [{ kind: 'SURVEY_RESPONSE', score: 11 }, ['score']],
    [{ kind: 'SURVEY_RESPONSE', score: 6.5 }, ['score']],
    [{ ...purchase, lines: [{ product: '', quantity: 1 }] }, ['lines.0.product']],
    [{ ...purchase, lines: [{ product: 'A', quantity: 1, cost: '-1' }] }, ['lines.0.cost']],
    [{ ...purchase, lines: [{ product: 'A', quantity: -1, amount: '5' }] }, ['lines.0.quantity']],
    [{ ...purchase, lines: '[{' }, ['lines']],
    [{ kind: 'NOTE', source: 'shop' }, ['externalId']],
    [{ kind: 'NOTE', externalId: '1' }, ['source']],
    [{ kind: 'NOTE', subject: 'x'.repeat(501), body: 'x'.repeat(20_001) }, ['subject', 'body']],
    [{ kind: 'NOTE', externalId: 'x'.repeat(201), source: 's' }, ['externalId']],
    [{ kind: 'NOTE', body: 'a\0b', subject: 'half \udc00' }, ['subject', 'body']],
    [{ kind: 'NOTE', occurredAt: '2026-02-30T10:00' }, ['occurredAt']],
    [{ kind: 'NOTE', occurredAt: 'yesterday' }, ['occurredAt']],
    [{ kind: 'NOTE', occurredAt: '1899-12-31T12:00' }, ['occurredAt']],
    [{ kind: 'APPOINTMENT', occurredAt: '2126-01-01T12:00' }, ['occurredAt']],
    [{ ...purchase, occurredAt: '2026-03-03' }, ['occurredAt']],
  ])('%j', (raw, paths) => {
    expect(faults(raw).sort()).toEqual([...paths].sort())
  })

  test('another currency is named as such', () => {
    const parsed = parse({ ...purchase, currency: 'EUR' })
    expect('issues' in parsed && parsed.issues[0]?.saying).toMatch(/^otherCurrency/)
  })
})
