import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { employmentVerbs } from '../../../src/domain/profile/employments.ts'
import { AuthorizationError, UserError } from '../../../src/domain/service/errors.ts'
import { say } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const open = async () => testService(await testDatabase(), { now: '2026-03-02T09:00' })

type Fields = Record<string, unknown>

const load = (service: TestService, rows: Fields[], createRegions = true) =>
  customerImport(service, { source: 'shop', createRegions }).chunk(
    rows.map((fields, index) => ({ line: index + 1, fields })),
  )

const counts = (created: number, updated: number, unchanged: number, rejected = 0) =>
  expect.objectContaining({ created, updated, unchanged, rejected })

const stored = (service: TestService) =>
  fresh(service).db.orm.all<Fields>(sql`
    SELECT key.external_id AS externalId, c.kind, c.name, c.folded_name AS folded, c.email, c.phone, c.gender,
      c.birth_date AS birthDate, c.attributes, c.synthetic, c.lifecycle, c.version,
      (SELECT code FROM regions WHERE id = c.region_id) AS region
    FROM customers AS c JOIN customer_external_ids AS key ON key.customer_id = c.id ORDER BY key.external_id`)

const history = (service: TestService) =>
  fresh(service).db.orm.all<Fields>(sql`
    SELECT key.external_id AS externalId, h.since, r.code AS region
    FROM customer_regions AS h JOIN regions AS r ON r.id = h.region_id
    JOIN customer_external_ids AS key ON key.customer_id = h.customer_id ORDER BY key.external_id, h.since`)

const unknownSince = -719_162
const march2 = 20_514

describe('an import of customers', () => {
  test.each([
    ['PERSON', 'o'],
    ['ORGANISATION', 'p'],
  ])('cannot make a %s of whom an employment names', async (kind, externalId) => {
    const service = await open()
    await load(service, [
      { externalId: 'p', name: 'Lan' },
      { externalId: 'o', kind: 'ORGANISATION', name: 'Công ty' },
    ])
    const [organisation, person] = await service.db.orm.all<{ id: number }>(
      sql`SELECT customer_id AS id FROM customer_external_ids ORDER BY external_id`,
    )
    const employed = await employmentVerbs.add(fresh(service), {
      customer: encodeId('customer', person?.id ?? 0),
      organisation: encodeId('customer', organisation?.id ?? 0),
    })
    const turn = [
      { externalId, name: 'A' },
      { externalId, kind },
    ]
    expect(await load(service, turn)).toMatchObject({
      ...{ updated: 1, rejected: 1 },
      errors: [{ line: 2, field: 'kind' }],
    })
    await employmentVerbs.remove(fresh(service), { id: encodeId('employment', employed.id) })
    expect(await load(service, turn)).toMatchObject({ updated: 1, rejected: 0 })
  })

  test('stores every field in its stored form', async () => {
    const service = await open()
    const tally = await load(service, [
      {
        externalId: 'a',
        kind: 'organisation',
        name: ' Đào Đức ',
        email: 'Duc@Example.VN',
        phone: '0912 345 678',
        gender: 'Male',
        birthDate: '1970-01-02',
        region: 'HN',
        attributes: '{"vip": true}',
        synthetic: 'true',
      },
    ])
    expect(tally).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: 0, errors: [] })
    expect(await stored(service)).toEqual([
      {
        externalId: 'a',
        kind: 'ORGANISATION',
        name: 'Đào Đức',
        folded: 'dao duc',
        email: 'duc@example.vn',
        phone: '+84912345678',
        gender: 'MALE',
        birthDate: 1,
        attributes: '{"vip":true}',
        synthetic: 1,
        lifecycle: 'PROSPECT',
        version: 1,
        region: 'HN',
      },
    ])
    expect(await history(service)).toEqual([{ externalId: 'a', since: unknownSince, region: 'HN' }])
  })

  test('takes phones as people write them, and says of a bad one which row is out and why', async () => {
    const service = await open()
    const phones = ['01207654321', '(+84) 912 345 678', '\u202d0912345679\u202c', '0123456789']
    const tally = await load(
      service,
      phones.map((phone, at) => ({ externalId: String(at), phone })),
    )
    const reason = 'notPhone'
    expect(tally).toMatchObject({ created: 3, rejected: 1, errors: [{ line: 4, field: 'phone', reason }] })
    const numbers = ['+84707654321', '+84912345678', '+84912345679']
    expect((await stored(service)).map(row => row.phone)).toEqual(numbers)
  })

  test('costs one read and one write, however many rows there are', async () => {
    const service = await open()
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ externalId: `c${from + at}`, name: 'A', region: 'HN' }))
    const few = fresh(service)
    await load(few, rows(0, 2))
    const many = fresh(service)
    await load(many, rows(10, 500))
    expect(few.db.counters.roundTrips).toBe(2)
    expect(many.db.counters.roundTrips).toBe(2)
    // The first chunk also created the region.
    expect(many.db.counters.statements).toBe(few.db.counters.statements - 1)
  })

  test('that is repeated writes nothing at all', async () => {
    const service = await open()
    const rows = [
      { externalId: 'a', name: 'A', region: 'HN', regionSince: '2026-01-01', attributes: { b: 1, a: [2] } },
      { externalId: 'a', name: 'B', region: 'SG', regionSince: '2026-02-01' },
      { externalId: 'b', name: 'X', region: 'HN' },
      { externalId: 'b', region: 'SG' },
    ]
    expect(await load(service, rows)).toEqual(counts(2, 2, 0))
    for (const day of ['2026-03-02T10:00', '2026-03-09T10:00']) {
      const again = at(service, day)
      expect(await load(again, rows)).toEqual(counts(0, 0, 4))
      expect(again.db.counters.rowsWritten).toBe(0)
      expect(again.db.counters.roundTrips).toBe(1)
    }
    expect(await history(service)).toEqual([
      { externalId: 'a', since: 20_454, region: 'HN' },
      { externalId: 'a', since: 20_485, region: 'SG' },
      { externalId: 'b', since: unknownSince, region: 'HN' },
      { externalId: 'b', since: march2, region: 'SG' },
    ])
  })

  test('changes what a row says, leaves what it does not say, and clears what it says is null', async () => {
    const service = await open()
    await load(service, [{ externalId: 'a', name: 'A', email: 'a@example.com', phone: '0912345678' }])
    expect(await load(service, [{ externalId: 'a', name: 'B', email: '', phone: null }])).toEqual(
      counts(0, 1, 0),
    )
    expect(await stored(service)).toMatchObject([
      { name: 'B', folded: 'b', email: 'a@example.com', phone: null, version: 2 },
    ])
  })

  test('lays several rows of one customer over one another, the last word counting', async () => {
    const service = await open()
    const rows = [
      { externalId: 'a', name: 'A', gender: 'MALE' },
      { externalId: 'a', name: 'B' },
      { externalId: 'a', name: 'B' },
    ]
    expect(await load(service, rows)).toEqual(counts(1, 1, 1))
    expect(await stored(service)).toMatchObject([{ name: 'B', gender: 'MALE', version: 1 }])
  })

  test('without regionSince leaves the current region alone and moves to another one today', async () => {
    const service = await open()
    await load(service, [{ externalId: 'a', region: 'HN', regionSince: '2020-01-01' }])
    expect(await load(service, [{ externalId: 'a', region: 'HN' }])).toEqual(counts(0, 0, 1))
    expect(await load(service, [{ externalId: 'a', region: 'SG' }])).toEqual(counts(0, 1, 0))
    expect(await history(service)).toMatchObject([{ since: 18_262 }, { since: march2, region: 'SG' }])
  })

  test('adds an older region without moving the customer', async () => {
    const service = await open()
    await load(service, [{ externalId: 'a', region: 'HN', regionSince: '2025-01-01' }])
    await load(service, [{ externalId: 'a', region: 'SG', regionSince: '2024-01-01' }])
    expect(await stored(service)).toMatchObject([{ region: 'HN' }])
    expect(await history(service)).toHaveLength(2)
  })

  test('creates regions only when asked to, and with the scope', async () => {
    const service = await open()
    expect(await load(service, [{ externalId: 'a', region: 'HN' }, { externalId: 'b' }], false)).toEqual({
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      errors: [{ line: 1, field: 'region', reason: 'noRegionCode' }],
    })
    const narrow = as(service, { scopes: new Set(['customers:write']) })
    expect(() => customerImport(narrow, { source: 'shop', createRegions: true })).toThrow(AuthorizationError)
  })

  test('finds owners by e-mail', async () => {
    const service = await open()
    await service.db.write([
      sql`INSERT INTO staff_members (id, name, sort_name, email, active, created_at, updated_at, version, change_id)
        VALUES (7, 'Lan', 'lan', 'lan@example.com', 1, 0, 0, 1, 0)`,
    ])
    const tally = await load(service, [
      { externalId: 'a', owner: 'Lan@example.com' },
      { externalId: 'b', owner: 'nobody@example.com', name: 'kept out' },
    ])
    expect(tally).toMatchObject({ created: 1, rejected: 1, errors: [{ line: 2, field: 'owner' }] })
    const owners = await fresh(service).db.orm.all(sql`SELECT owner_id AS owner FROM customers`)
    expect(owners).toEqual([{ owner: 7 }])
  })

  test('does not tell who may not read the staff whether an e-mail is one of theirs', async () => {
    const narrow = as(await open(), { scopes: new Set(['customers:write']) })
    const tally = await load(
      narrow,
      [
        { externalId: 'a', owner: 'lan@example.com' },
        { externalId: 'b', owner: '' },
      ],
      false,
    )
    const reason = say('needsScope', { scope: 'staff:read' })
    expect(tally).toMatchObject({ created: 1, errors: [{ line: 1, field: 'owner', reason }] })
  })

  test('keeps one customer whole that two external ids name', async () => {
    const service = await open()
    await load(service, [{ externalId: 'a', name: 'A' }])
    await service.db.write([
      sql`INSERT INTO customer_external_ids (source, external_id, customer_id)
        SELECT 'shop', 'b', customer_id FROM customer_external_ids`,
    ])
    const rows = [
      { externalId: 'a', name: 'B' },
      { externalId: 'b', gender: 'FEMALE' },
    ]
    expect(await load(service, rows)).toEqual(counts(0, 2, 0))
    expect(await stored(service)).toMatchObject([
      { name: 'B', gender: 'FEMALE', version: 2 },
      { name: 'B', gender: 'FEMALE' },
    ])
  })

  test('names the field of every bad row and stores the good ones', async () => {
    const service = await open()
    const bad: [string, Fields][] = [
      ['externalId', {}],
      ['externalId', { externalId: null }],
      ['externalId', { externalId: 'x'.repeat(201) }],
      ['externalId', { externalId: 'x\0' }],
      ['name', { name: 'a\0b' }],
      ['name', { name: 'half \ud800' }],
      ['name', { name: 'x'.repeat(201) }],
      ['name', { name: 5 }],
      ['kind', { kind: 'ROBOT' }],
      ['kind', { kind: null }],
      ['email', { email: 'nobody' }],
      ['phone', { phone: '12' }],
      ['gender', { gender: 'x' }],
      ['birthDate', { birthDate: '2026-02-30' }],
      ['birthDate', { birthDate: '2027-01-01' }],
      ['birthDate', { birthDate: 7000 }],
      ['regionSince', { regionSince: '2026-01-01' }],
      ['regionSince', { region: 'HN', regionSince: '2026-03-03' }],
      ['region', { region: 'x\0' }],
      ['region', { region: 'reg_1' }],
      ['attributes', { attributes: '{' }],
      ['attributes', { attributes: [1] }],
      ['attributes', { attributes: { a: 'x\0' } }],
      ['attributes', { attributes: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) }],
      ['attributes', { attributes: { a: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) } }],
      ['synthetic', { synthetic: 'maybe' }],
      ['netSpend', { netSpend: '5' }],
      ['__proto__', JSON.parse('{"externalId": "p", "__proto__": 1}')],
    ]
    const rows = bad.map(([, fields], index) => ({ externalId: `bad${index}`, ...fields }))
    const withoutKey = rows.map((row, index) =>
      bad[index]?.[0] === 'externalId' ? (bad[index]?.[1] ?? {}) : row,
    )
    const proto = withoutKey.length - 1
    withoutKey[proto] = bad[proto]?.[1] ?? {}
    const tally = await load(service, [...withoutKey, { externalId: 'good', name: 'Good' }])
    expect(tally.errors.map(error => error.field)).toEqual(bad.map(([field]) => field))
    expect(tally).toEqual(counts(1, 0, 0, bad.length))
    expect(await stored(service)).toMatchObject([{ externalId: 'good' }])
  })

  test('lists the first hundred errors and counts them all', async () => {
    const service = await open()
    const tally = await load(
      service,
      Array.from({ length: 150 }, () => ({ externalId: null })),
    )
    expect(tally.errors).toHaveLength(100)
    expect(tally.rejected).toBe(150)
    expect(service.db.counters.rowsWritten).toBe(0)
  })

  test('is refused without the scope, without the reach, and without a source', async () => {
    const service = await open()
    const start =
      (actor: Parameters<typeof as>[1], source = 'shop') =>
      () =>
        customerImport(as(service, actor), { source })
    expect(start({ kind: 'ANONYMOUS' })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
    expect(start({ scopes: new Set() })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(start({ reach: 'OWNED', staffId: 1 })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(start({}, ' ')).toThrow(UserError)
    expect(start({}, 'x'.repeat(101))).toThrow(UserError)
  })

  test('starts a chunk again when others write the same customers at the same time', async () => {
    const service = await open()
    await load(service, [{ externalId: 'old', name: 'Old' }])
    const rows = (name: string) => [
      { externalId: 'old', name },
      { externalId: 'new', name, region: 'HN' },
    ]
    await Promise.all(['A', 'B', 'C'].map(name => load(fresh(service), rows(name))))
    const [one, other] = await stored(service)
    expect(one?.name).toBe(other?.name)
    expect(await stored(service)).toHaveLength(2)
  })
})
