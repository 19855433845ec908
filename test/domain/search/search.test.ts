import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { updateCompetitor } from '../../../src/domain/competitors/update-competitor.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { search, searchKinds } from '../../../src/domain/search/search.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { type Scope, scopes } from '../../../src/domain/service/scopes.ts'
import { testDatabase } from '../../support/database.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { type SearchWorld, searchWorld, titles } from './world.ts'

let service: TestService
let world: SearchWorld

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await searchWorld(service)
})

const lan = 'Nguyễn Thị Lan'
const duc = 'Đào Đức'
const neil = 'O’Neil, Sean (Hanoi)'

describe('a customer is found by', () => {
  test.each([
    ['the name, whatever its case and marks', 'NGUYỄN thị lan', lan, 'NAME'],
    ['the name without marks', 'dao duc', duc, 'NAME'],
    ['words in any order', 'lan nguyen', lan, 'NAME'],
    ['beginnings of words', 'th ng l', lan, 'NAME'],
    ['one letter', 'đ', duc, 'NAME'],
    ['a part of a word', 'guy', lan, 'NAME'],
    ['words between signs', 'neil hanoi', neil, 'NAME'],
    ['a picture', '🌸', '🌸 Hoa', 'NAME'],
    ['the e-mail', ' Lan.Nguyen@EXAMPLE.com ', lan, 'EMAIL'],
    ['the beginning of the e-mail', 'na', 'nameless@example.org', 'EMAIL'],
    ['a part of the e-mail', 'example.v', duc, 'EMAIL'],
    ['the phone number', '0912345678', lan, 'PHONE'],
    ['the phone number in another spelling', '+84 912.345.678', lan, 'PHONE'],
    ['the beginning of the phone number', '0912 3', lan, 'PHONE'],
    ['the beginning as of abroad', '84 912', lan, 'PHONE'],
    ['the beginning without a zero', '912', lan, 'PHONE'],
    ['an old number', '0165 123 4567', duc, 'PHONE'],
    ['the beginning of an old number', '0165', duc, 'PHONE'],
    ['the end of the phone number', '0958', neil, 'PHONE'],
    ['a phone number of another country', '+44 20', neil, 'PHONE'],
    ['the key in another system', 'kh-0042', lan, 'EXTERNAL_ID'],
    ['the beginning of the key', 'KH-0043', '🌸 Hoa', 'EXTERNAL_ID'],
  ])('%s', async (_what, text, title, matched) => {
    const hits = await search(fresh(service), { text, kinds: ['CUSTOMER'] })
    expect(hits.map(hit => [hit.title, hit.matched])).toEqual([[title, matched]])
  })
})

test.each([
  ['STAFF_MEMBER', 'minh tran', 'Trần Minh'],
  ['STAFF_MEMBER', 'minh@ho', 'Trần Minh'],
  ['SEGMENT', 'khach', 'Khách quen'],
  ['CAMPAIGN', 'mua', 'Mùa thu'],
  ['COMPETITOR', 'cho', 'Chợ Quà'],
  ['COMPETITOR', 'bazaar', 'Chợ Quà'],
] as const)('%s: %s', async (kind, text, title) => {
  const found = await search(fresh(service), { text })
  expect(found.map(hit => [hit.kind, hit.title])).toEqual([[kind, title]])
})

test('the whole name comes first, then beginnings of words, then parts; kinds take turns', async () => {
  expect(await titles(service, 'an')).toEqual(['An', 'An', 'Trần Anh'])
  expect(await titles(service, 'anh')).toEqual(['Trần Anh', 'Lê Thanh'])
  const kinds = (await search(fresh(service), { text: 'tran' })).map(({ kind }) => kind)
  expect(kinds).toEqual(['CUSTOMER', 'STAFF_MEMBER'])
})

test('of those who fit alike the last to buy come first, then those who spent most', async () => {
  const buys = (id: number, day: number | null, spend: number) =>
    sql`UPDATE customers SET last_purchase_on = ${day}, net_spend = ${spend} WHERE id = ${id}`
  const { an, anh, thanh, lan: first } = world.customers
  await fresh(service).db.write([
    ...[buys(first, 20_000, 5), buys(thanh, 20_001, 1), buys(an, 20_000, 9), buys(anh, null, 7)],
  ])
  const all = await search(fresh(service), { text: 'exa', kinds: ['CUSTOMER'] })
  expect(all.map(({ title }) => title)).toEqual([lan, duc, 'nameless@example.org'])
  await fresh(service).db.write([buys(world.customers.nobody, 20_003, 1)])
  const [again] = await search(fresh(service), { text: 'exa', kinds: ['CUSTOMER'], first: 1 })
  expect(again?.title).toBe('nameless@example.org')
})

test('what is changed is found as it is now, and no more as it was', async () => {
  await updateCustomer(fresh(service), {
    id: world.customers.neil,
    patch: { name: 'Sean Quill', phone: '+44 20 7946 0111' },
  })
  expect(await titles(service, 'neil')).toEqual([])
  expect(await titles(service, '0958')).toEqual([])
  expect(await titles(service, 'uil')).toEqual(['Sean Quill'])
  expect(await titles(service, '0111')).toEqual(['Sean Quill'])
  await updateCompetitor(fresh(service), { id: world.rival, patch: { aliases: ['Souk'] } })
  expect(await titles(service, 'bazaar')).toEqual([])
  expect(await titles(service, 'souk')).toEqual(['Chợ Quà'])
  await updateSegment(fresh(service), { id: world.loyal, patch: { name: 'Thân thiết' } })
  expect(await titles(service, 'khach')).toEqual([])
  expect(await titles(service, 'than thiet')).toEqual(['Thân thiết'])
})

test('no index keeps what an erased customer was called', async () => {
  const row = sql`INSERT INTO customers (id, kind, sort_name, folded_name, email, preferred_channels, forbidden_channels,
    attributes, lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
    VALUES (77, 'PERSON', '', 'xerxes', 'xerxes@example.com', '[]', '[]', '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0)`
  const { db } = fresh(service)
  const having = (of: string, term: string) =>
    db.orm.all(sql`SELECT rowid FROM ${sql.identifier(of)} WHERE ${sql.identifier(of)} MATCH ${term}`)
  await db.write([row])
  expect(await having('customer_search', '"xer"*')).toHaveLength(1)
  expect(await having('customer_search_parts', '"xes"')).toHaveLength(1)
  await db.write([
    sql`DELETE FROM customers WHERE id = 77`,
    sql`INSERT INTO customer_search (customer_search) VALUES ('optimize')`,
    sql`INSERT INTO customer_search_parts (customer_search_parts) VALUES ('optimize')`,
  ])
  expect(await having('customer_search', '"xer"*')).toEqual([])
  const blocks = await db.orm.all<{ hex: string }>(sql`
    SELECT hex(block) AS hex FROM customer_search_data UNION ALL SELECT hex(block) FROM customer_search_parts_data`)
  // `erx`, which nobody else has.
  expect(blocks.map(({ hex }) => hex).join(' ')).not.toContain('657278')
})

describe('scopes', () => {
  const only = (...held: Scope[]) => as(service, { scopes: new Set(held) })
  const without = (...missing: Scope[]) => only(...scopes.filter(scope => !missing.includes(scope)))

  test('who may not read what names customers finds them by keys in other systems, and sees no name', async () => {
    const blind = without('customers:personal')
    for (const text of ['lan', 'Nguyễn Thị Lan', 'lan.nguyen@example.com', '0912345678', '+84', 'n'])
      expect(await titles(blind, text, { kinds: ['CUSTOMER'] })).toEqual([])
    const hits = await search(fresh(blind), { text: 'kh-0042' })
    expect(hits).toEqual([
      { kind: 'CUSTOMER', id: world.customers.lan, title: 'KH-0042', matched: 'EXTERNAL_ID' },
    ])
  })

  test('a kind that the caller may not read is left out, and refused by its name', async () => {
    expect(await titles(without('staff:read'), 'minh')).toEqual([])
    expect(await titles(only(), 'minh')).toEqual([])
    const scopeOf = [
      'customers:read',
      'staff:read',
      'segments:read',
      'segments:read',
      'campaigns:read',
      'campaigns:read',
      'competitors:read',
    ] as const
    for (const [at, kind] of searchKinds.entries()) {
      const scope = scopeOf[at] ?? 'customers:read'
      expect(await refusal(search(fresh(without(scope)), { text: 'minh', kinds: [kind] }))).toEqual([
        'FORBIDDEN',
      ])
      expect(await refusal(search(fresh(without(scope)), { text: '', kinds: [kind] }))).toEqual(['FORBIDDEN'])
      await search(fresh(only(scope)), { text: 'minh', kinds: [kind] })
    }
  })
})

describe('reach', () => {
  const owned = () => as(service, { reach: 'OWNED', staffId: world.an })

  test.each(['n', 'lan', 'guy', '0912', '345', 'exa', 'KH', '+84', '0'])(
    'by %j only the caller’s own customers are found',
    async text => {
      expect(await titles(owned(), text, { kinds: ['CUSTOMER'] })).toEqual([lan])
    },
  )

  test.each(['duc', 'uc@', '0165', 'hoa', 'kh-0043'])('by %j nobody else’s is', async text => {
    expect(await titles(owned(), text, { kinds: ['CUSTOMER'] })).toEqual([])
    expect(
      await titles(as(service, { reach: 'OWNED', staffId: null }), text, { kinds: ['CUSTOMER'] }),
    ).toEqual([])
  })
})

test('who sees thousands finds those of them that begin so or have it within', async () => {
  const { db, ...owned } = as(service, { reach: 'OWNED', staffId: world.binh })
  await db.write([
    sql`INSERT INTO customers (id, kind, name, sort_name, folded_name, owner_id, preferred_channels, forbidden_channels,
        attributes, lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      SELECT 1000000 + i, 'PERSON', 'Zoe ' || i, 'Z', 'zoe ' || i, CASE i % 2 WHEN 0 THEN ${world.binh} END, '[]', '[]',
        '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0 FROM n`,
    sql`INSERT INTO customer_external_ids (source, external_id, customer_id)
      SELECT 'bulk', 'B' || id, id FROM customers WHERE id > 1000000 AND id <= 1003000`,
  ])
  const found = (text: string) => titles({ ...owned, db }, text, { kinds: ['CUSTOMER'] })
  expect(await found('zoe 2998')).toEqual(['Zoe 2998'])
  expect(await found('zoe 2999')).toEqual([])
  expect(await found('998')).toEqual(['Zoe 998', 'Zoe 1998', 'Zoe 2998'])
  expect(await found('b1002998')).toEqual(['Zoe 2998'])
  expect(await found('b1002999')).toEqual([])
  expect(await found('lan')).toEqual([])
  expect(await found('duc')).toEqual([duc])
  expect(await found('z')).toHaveLength(20)
  await fresh(service).db.write([
    sql`UPDATE customers SET owner_id = iif(id % 2, ${world.binh}, ${world.an}) WHERE id IN (1002998, 1002999)`,
  ])
  expect(await found('zoe 2998')).toEqual([])
  expect(await found('zoe 2999')).toEqual(['Zoe 2999'])
  expect(await found('999')).toEqual(['Zoe 2999'])
})

test('who sees a region, or cares for somebody, finds them behind thousands of others who fit', async () => {
  const { regionId } = await createRegion(fresh(service), { code: 'Q', name: 'Q' })
  const ward = await createRegion(fresh(service), { code: 'Q1', name: 'Q1', parent: 'Q' })
  const person = (
    from: number,
    many: number,
    name: string,
    place: number | null,
    owner: number | null,
  ) => sql`
    INSERT INTO customers (id, kind, name, sort_name, folded_name, region_id, owner_id, preferred_channels, forbidden_channels,
      attributes, lifecycle, purchase_days, net_spend, net_spend_year, created_at, updated_at, version, change_id)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
    SELECT ${from} + i, 'PERSON', ${name} || ' ' || i, ${name}, lower(${name}) || ' ' || i, ${place}, ${owner}, '[]', '[]',
      '{}', 'PROSPECT', 0, 0, 0, 0, 0, 1, 0 FROM n`
  const { db, ...region } = as(service, { reach: 'REGION', regions: [regionId] })
  await db.write([
    person(2_000_000, 3_000, 'Yann', null, null),
    person(2_100_000, 600, 'Wu', regionId, world.an),
    person(2_200_000, 1, 'Yannick', ward.regionId, null),
    sql`INSERT INTO care_team_members (id, customer_id, staff_id, version, synthetic, created_at, updated_at, change_id)
      VALUES (1, 2200001, ${world.an}, 1, 0, 0, 0, 1)`,
  ])
  const team = as(service, { reach: 'TEAM', staffId: world.an })
  for (const caller of [{ ...region, db }, team])
    for (const text of ['yann', 'ann', 'yannick 1', 'annick'])
      expect(await titles(caller, text, { kinds: ['CUSTOMER'] })).toEqual(['Yannick 1'])
  await fresh(service).db.write([sql`UPDATE customers SET region_id = NULL WHERE id = 2200001`])
  expect(await titles({ ...region, db }, 'yann', { kinds: ['CUSTOMER'] })).toEqual([])
})

describe('whatever is typed', () => {
  test.each(['', ' ', '\u200b', '\t\n', '\u{e0001}'])('nothing to see finds nothing: %j', async text => {
    const on = fresh(service)
    expect(await search(on, { text })).toEqual([])
    expect(on.db.counters.statements).toBe(0)
  })

  test.each([
    ...[
      '"',
      "'",
      '*',
      '"*"',
      'lan*',
      '"lan"',
      'NEAR(lan thi)',
      'lan NOT thi',
      'lan OR duc',
      'lan AND',
      '^lan',
      '-lan',
    ],
    ...[
      'folded_name: lan',
      '{folded_name}',
      '%',
      '_',
      '\\',
      ';',
      '--',
      '…',
      '.,;',
      '()',
      '+',
      '++84',
      '(((',
      '“”',
      '🌸🌸🌸',
    ],
    ...[
      'a b c d e f g h i j k l m n o p q r s t u v w x y z',
      'ab '.repeat(66),
      'x'.repeat(200),
      '𠮷'.repeat(100),
    ],
    ...['"""""""', '@@@', '000', '0000000000', '+', '\u{10ffff}', 'İ', 'ﬁ', 'ß'],
  ])('it is one statement without an error: %j', async text => {
    for (const reach of ['WORKSPACE', 'OWNED'] as const) {
      const on = as(service, { reach, staffId: world.an })
      await search(on, { text })
      expect(on.db.counters).toMatchObject({ statements: 1, roundTrips: 1 })
    }
  })

  test.each(['"lan"', "lan'", '^lan', '-lan', 'lan*', '(lan)'])(
    'signs around a word are none of it: %s',
    async text => {
      expect(await titles(service, text)).toEqual([lan])
    },
  )

  test.each(['a\0b', 'a\ud83c', 'x'.repeat(201), 'x'.repeat(10_000)])('%j is refused', async text => {
    expect(await refusal(search(fresh(service), { text }))).toEqual(['INVALID_INPUT text'])
  })

  test.each([0, -1, 101])('%i hits are refused', async first => {
    expect(await refusal(search(fresh(service), { text: 'a', first }))).toEqual(['INVALID_INPUT first'])
  })
})
