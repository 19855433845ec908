import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { say } from '../../../src/domain/wording/say.ts'
import { testDatabase } from '../../support/database.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { customerRow, cuts, interactionRow, numbered, split } from './random-files.ts'

type Fields = Record<string, unknown>

const open = async (currency = 'GBP') =>
  testService(await testDatabase(), {
    now: '2026-03-02T09:00',
    workspace: { currency, timeZone: 'Asia/Ho_Chi_Minh' },
  })

const load = (service: TestService, rows: Fields[], source = 'shop') =>
  interactionImport(service, { source }).chunk(rows.map((fields, index) => ({ line: index + 1, fields })))

const counts = (created: number, updated: number, unchanged: number, rejected = 0) =>
  expect.objectContaining({ created, updated, unchanged, rejected })

const stored = (service: TestService) =>
  fresh(service).db.orm.all<Fields>(sql`
    SELECT i.external_id AS externalId, key.external_id AS customer, i.kind, i.channel, i.day,
      i.occurred_at AS occurredAt, i.amount, i.cancelled, i.subject, i.body, i.score, i.lines, i.synthetic,
      i.version
    FROM interactions AS i JOIN customer_external_ids AS key ON key.customer_id = i.customer_id
    ORDER BY i.external_id`)

const purchase = (externalId: string, more: Fields = {}): Fields => ({
  externalId,
  customerExternalId: 'c1',
  kind: 'purchase',
  occurredAt: '2026-02-01 08:30',
  amount: '12.50',
  ...more,
})

describe('an import of interactions', () => {
  test('takes no thousands separator for a decimal point, and says so', async () => {
    const service = await open('VND')
    const amounts = ['250.000', '1.000.000', '1,250', '250000.0', '250000']
    const tally = await load(service, [
      ...amounts.map((amount, at) => purchase(`a${at}`, { amount })),
      purchase('cost', { amount: '1', cost: '2.500' }),
      purchase('lines', { amount: '1', lines: '[{"product":"A","quantity":1,"amount":"2.500"}]' }),
    ])
    const either = say('groupedOrFine', { currency: 'VND', decimals: 0 })
    expect(tally.errors).toMatchObject([
      ...[
        { field: 'amount', reason: either },
        { field: 'amount', reason: 'grouped' },
      ],
      ...[
        { field: 'amount', reason: 'grouped' },
        { field: 'cost', reason: either },
      ],
      { field: 'lines.0.amount', reason: either },
    ])
    expect((await stored(service)).map(row => row.amount)).toEqual([250_000, 250_000])
  })

  test('stores every field and makes a prospect of a customer that nobody has yet', async () => {
    const service = await open()
    const row = purchase('i1', {
      channel: 'in_person',
      currency: 'gbp',
      subject: 'Cà phê',
      lines: '[{"product":"beans","quantity":2,"amount":"12.50","cost":3.1}]',
      cancelled: 'false',
      synthetic: true,
    })
    expect(await load(service, [row])).toEqual({
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      errors: [],
    })
    expect(await stored(service)).toEqual([
      {
        externalId: 'i1',
        customer: 'c1',
        kind: 'PURCHASE',
        channel: 'IN_PERSON',
        day: 20_485,
        occurredAt: Date.UTC(2026, 1, 1, 1, 30),
        amount: 1250,
        cancelled: 0,
        subject: 'Cà phê',
        body: null,
        score: null,
        lines: '[{"product":"beans","quantity":2,"amount":1250,"cost":310}]',
        synthetic: 1,
        version: 1,
      },
    ])
    const people = await fresh(service).db.orm.all(sql`SELECT lifecycle, name, synthetic FROM customers`)
    expect(people).toEqual([{ lifecycle: 'PROSPECT', name: null, synthetic: 1 }])
  })

  test('takes the cost of a purchase from its own cell, else from its lines, and keeps it until told', async () => {
    const service = await open()
    const lines = '[{"product":"beans","quantity":2,"cost":3.1},{"product":"milk","quantity":1,"cost":"1"}]'
    const costs = async () =>
      fresh(service).db.orm.all(sql`SELECT external_id AS id, cost FROM interactions ORDER BY external_id`)
    const rows = [purchase('i1', { cost: '7.25' }), purchase('i2', { lines }), purchase('i3', { cost: 4 })]
    await load(service, rows)
    expect(await costs()).toEqual([
      { id: 'i1', cost: 725 },
      { id: 'i2', cost: 410 },
      { id: 'i3', cost: 400 },
    ])
    expect(await load(service, rows)).toEqual(counts(0, 0, 3))
    const changes = [purchase('i1'), purchase('i2', { cost: '5' }), purchase('i3', { cost: null })]
    expect(await load(service, changes)).toEqual(counts(0, 2, 1))
    expect(await costs()).toEqual([
      { id: 'i1', cost: 725 },
      { id: 'i2', cost: 500 },
      { id: 'i3', cost: null },
    ])
  })

  test('finds the customers of its source', async () => {
    const service = await open()
    await customerImport(fresh(service), { source: 'shop' }).chunk([
      { line: 1, fields: { externalId: 'c1' } },
    ])
    await load(service, [purchase('i1'), purchase('i2')])
    await load(service, [purchase('i1')], 'other shop')
    const customers = await fresh(service).db.orm.all(sql`SELECT id FROM customers`)
    expect(customers).toHaveLength(2)
  })

  test('costs one read and one write, however many rows there are', async () => {
    const service = await open()
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) =>
        purchase(`i${from + at}`, { customerExternalId: `c${from + at}` }),
      )
    const cost = async (load: (service: TestService) => Promise<unknown>) => {
      const counted = fresh(service)
      await load(counted)
      const { roundTrips, statements } = counted.db.counters
      return { roundTrips, statements }
    }
    const few = await cost(one => load(one, rows(0, 2)))
    expect(few.roundTrips).toBe(2)
    expect(await cost(one => load(one, rows(10, 600)))).toEqual(few)
    const changed = (count: number) => rows(10, count).map(row => ({ ...row, amount: '1' }))
    const fewChanged = await cost(one => load(one, changed(2)))
    expect(await cost(one => load(one, changed(600)))).toEqual(fewChanged)
  })

  test('that is repeated writes nothing at all', async () => {
    const service = await open()
    const rows = [
      purchase('i1', { direction: null, lines: [{ product: 'x', quantity: 1.5 }] }),
      purchase('i2', { kind: 'refund', amount: 3.25 }),
      purchase('i2', { kind: 'refund', amount: '4' }),
      {
        externalId: 'i3',
        customerExternalId: 7,
        kind: 'SURVEY_RESPONSE',
        occurredAt: '2026-02-02',
        score: '9',
      },
    ]
    expect(await load(service, rows)).toEqual(counts(3, 1, 0))
    const again = fresh(service)
    expect(await load(again, rows)).toEqual(counts(0, 0, 4))
    expect(again.db.counters.rowsWritten).toBe(0)
    expect(again.db.counters.roundTrips).toBe(1)
  })

  test('leaves a revision of what it changes, as a correction does', async () => {
    const service = await open()
    await load(service, [purchase('i1'), purchase('i2')])
    expect(await load(service, [purchase('i1', { amount: '20' }), purchase('i2')])).toEqual(counts(0, 1, 1))
    const [one] = await fresh(service).db.orm.all<{ id: number }>(
      sql`SELECT id FROM interactions WHERE external_id = 'i2'`,
    )
    await correctInteraction(fresh(service), { id: one?.id ?? 0, patch: { amount: '20' } })
    const revisions = await fresh(service).db.orm.all<{ before: string }>(
      sql`SELECT version, day, kind, before FROM interaction_revisions ORDER BY change_id`,
    )
    const [imported, corrected] = revisions.map(({ before, ...rest }) => ({
      ...rest,
      before: JSON.parse(before),
    }))
    expect(Object.keys(imported?.before).sort()).toEqual(Object.keys(corrected?.before).sort())
    expect(imported).toMatchObject({
      version: 1,
      day: 20_485,
      kind: 'PURCHASE',
      before: { amount: 1250, cancelled: false, externalId: 'i1', version: 1 },
    })
    expect(await stored(service)).toMatchObject([
      { amount: 2000, version: 2 },
      { amount: 2000, version: 2 },
    ])
  })

  test('moves an interaction to another instant and another customer', async () => {
    const service = await open()
    await load(service, [purchase('i1')])
    await load(service, [purchase('i1', { customerExternalId: 'c2', occurredAt: '2026-02-03T00:00:00Z' })])
    expect(await stored(service)).toMatchObject([{ customer: 'c2', day: 20_487, version: 2 }])
  })

  test('changes what a row says, leaves what it does not say, and clears what it says is null', async () => {
    const service = await open()
    await load(service, [purchase('i1', { subject: 'S', body: 'B', channel: 'PHONE' })])
    const patch = { externalId: 'i1', customerExternalId: 'c1', subject: 'T', body: '  ', channel: null }
    expect(await load(service, [patch])).toEqual(counts(0, 1, 0))
    expect(await stored(service)).toMatchObject([{ subject: 'T', body: 'B', channel: null, amount: 1250 }])
  })

  test('names the field of every bad row and stores the good ones', async () => {
    const service = await open('VND')
    const bad: [string, Fields][] = [
      ['externalId', { externalId: undefined }],
      ['customerExternalId', { customerExternalId: null }],
      ['kind', { kind: 'TELEPATHY' }],
      ['kind', { kind: undefined }],
      ['occurredAt', { occurredAt: '2026-02-30 08:00' }],
      ['occurredAt', { occurredAt: undefined }],
      ['occurredAt', { occurredAt: null }],
      ['occurredAt', { occurredAt: '2026-03-02T09:06' }],
      ['amount', { amount: undefined }],
      ['amount', { amount: '-1' }],
      ['amount', { amount: '1.5' }],
      ['amount', { amount: '1,000' }],
      ['amount', { amount: '1e3' }],
      ['amount', { amount: 0.1 + 0.2 }],
      ['amount', { amount: 1234567890123456 }],
      ['amount', { amount: 9007199254740.91 }],
      ['subject', { subject: ' #N/A ' }],
      ['amount', { amount: '99999999999999999999' }],
      ['cost', { cost: '-1' }],
      ['cost', { cost: 0.1 + 0.2 }],
      ['cost', { kind: 'NOTE', cost: '1' }],
      ['currency', { currency: 'USD' }],
      ['subject', { subject: 'a\0' }],
      ['subject', { subject: 'half \udc00' }],
      ['subject', { subject: 'x'.repeat(501) }],
      ['body', { body: 'x'.repeat(20_001) }],
      ['score', { score: 5 }],
      ['lines', { lines: '[{' }],
      ['lines.0.product', { lines: [{ quantity: 1 }] }],
      ['lines.0.quantity', { lines: [{ product: 'a', quantity: -1, amount: '5' }] }],
      [
        'lines.1.amount',
        {
          lines: [
            { product: 'a', quantity: 1 },
            { product: 'b', quantity: 1, amount: '0.5' },
          ],
        },
      ],
      ['cancelled', { cancelled: 'perhaps' }],
      ['customer', { customer: 'c1' }],
    ]
    const rows = bad.map(([, fields], index) => ({ ...purchase(`bad${index}`, { amount: '1' }), ...fields }))
    const written = rows.map(row =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
    )
    const good = [
      purchase('free', { amount: '0' }),
      purchase('tolerated', { occurredAt: '2026-03-02T09:04', amount: '1.00' }),
      purchase('planned', { kind: 'APPOINTMENT', occurredAt: '2026-04-01', amount: undefined }),
    ].map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)))
    const tally = await load(service, [...written, ...good])
    expect(tally.errors.map(error => error.field)).toEqual(bad.map(([field]) => field))
    expect(tally).toEqual(counts(3, 0, 0, bad.length))
    const mismatch = tally.errors.find(error => error.field === 'currency')
    expect(mismatch?.reason).toBe('otherCurrency {"currency":"VND"}')
  })

  test('of a rejected row leaves nothing behind, not even its customer', async () => {
    const service = await open()
    await load(service, [purchase('i1', { customerExternalId: 'ghost', amount: 'x' })])
    expect(await fresh(service).db.orm.all(sql`SELECT id FROM customers`)).toEqual([])
    expect(service.db.counters.rowsWritten).toBe(0)
  })

  test('is refused without the scope and without the reach', async () => {
    const service = await open()
    const start = (actor: Parameters<typeof as>[1]) => () =>
      interactionImport(as(service, actor), { source: 'shop' })
    expect(start({ scopes: new Set(['customers:write']) })).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    )
    expect(start({ reach: 'OWNED', staffId: 1 })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  })

  test('takes rows whose text is larger than one bound value may be', async () => {
    const service = await open()
    const body = '\u0001'.repeat(20_000)
    const rows = Array.from({ length: 60 }, (_, at) => purchase(`i${at}`, { body }))
    expect(await load(service, rows)).toEqual(counts(60, 0, 0))
    expect(await load(fresh(service), rows)).toEqual(counts(0, 0, 60))
  })

  test('compares rows whose stored text is larger than one answer may be', async () => {
    const service = await open()
    for (let from = 0; from < 300; from += 50) {
      const rows = Array.from({ length: 50 }, (_, at) =>
        purchase(`i${from + at}`, { body: 'đ'.repeat(20_000) }),
      )
      await load(fresh(service), rows)
    }
    const rows = Array.from({ length: 300 }, (_, at) => purchase(`i${at}`, { amount: '7' }))
    expect(await load(fresh(service), rows)).toEqual(counts(0, 300, 0))
  })

  test('starts a chunk again when others import the same rows at the same time', async () => {
    const service = await open()
    const rows = (amount: string) => [purchase('i1', { amount }), purchase('i2', { amount })]
    await Promise.all(['1', '2', '3'].map(amount => load(fresh(service), rows(amount))))
    const [one, other] = await stored(service)
    expect(one?.amount).toBe(other?.amount)
    expect(await stored(service)).toHaveLength(2)
  })

  test('takes a chunk whose answer was lost as applied', async () => {
    const service = await open()
    await load(fresh(service), [purchase('i0')])
    const { gateway } = service.database
    await gateway.failNext({ kind: 'delay', milliseconds: 0 })
    await gateway.failNext({ kind: 'swallow' })
    expect(await load(fresh(service), [purchase('i1')])).toEqual(counts(1, 0, 0))
    expect(await gateway.waiting()).toBe(0)
    expect(await stored(service)).toHaveLength(2)
  })
})

describe('any split of a file into chunks', () => {
  const facts = async (service: TestService, source: string) => {
    const { orm } = fresh(service).db
    const [interactions, customers, history] = await Promise.all([
      orm.all<Fields>(sql`SELECT i.external_id AS externalId, key.external_id AS customer, i.kind, i.day,
        i.occurred_at AS occurredAt, i.amount, i.subject, i.score, i.direction, i.stage
        FROM interactions AS i JOIN customer_external_ids AS key ON key.customer_id = i.customer_id
        WHERE i.source = ${source} ORDER BY 1`),
      orm.all<Fields>(sql`SELECT key.external_id AS externalId, c.name, c.sort_name AS sortName, c.email,
        (SELECT code FROM regions WHERE id = c.region_id) AS region
        FROM customers AS c JOIN customer_external_ids AS key ON key.customer_id = c.id
        WHERE key.source = ${source} ORDER BY 1`),
      orm.all<Fields>(sql`SELECT key.external_id AS externalId, h.since,
        (SELECT code FROM regions WHERE id = h.region_id) AS region
        FROM customer_regions AS h JOIN customer_external_ids AS key ON key.customer_id = h.customer_id
        WHERE key.source = ${source} ORDER BY 1, 2`),
    ])
    return { interactions, customers, history }
  }

  test('stores the same facts and rejects the same rows, and the history of regions day by day', async () => {
    const service = await open()
    async function loadAll(source: string, people: Fields[][], rows: Fields[][]) {
      let rejected = 0
      const persons = customerImport(fresh(service), { source, createRegions: true })
      for (const part of people) rejected += (await persons.chunk(numbered(part))).rejected
      const events = interactionImport(fresh(service), { source })
      for (const part of rows) rejected += (await events.chunk(numbered(part))).rejected
      return { rejected, ...(await facts(service, source)) }
    }

    // Back on the same day, then a place in between that only the first days know of.
    const c3 = { externalId: 'c3' } as const
    const comingBack = [
      { ...c3, region: 'HN' as const },
      { ...c3, region: 'SG' as const },
      { ...c3, region: 'HN' as const },
      { ...c3, region: 'SG' as const, regionSince: '2025-01-01' as const },
    ]
    let run = 0
    const files = [
      fc.array(customerRow, { maxLength: 10 }),
      fc.array(interactionRow, { maxLength: 12 }),
      cuts,
    ] as const
    await fc.assert(
      fc.asyncProperty(...files, async (people, rows, sizes) => {
        run += 1
        const whole = await loadAll(`whole ${run}`, [people], [rows])
        const parts = await loadAll(`parts ${run}`, [...split(people, sizes)], [...split(rows, sizes)])
        expect(parts).toEqual(whole)
      }),
      { numRuns: 40, examples: [[comingBack, [], [1]]] },
    )
  }, 60_000)
})
