import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { explainSegment } from '../../../src/domain/segments/explained/explain-segment.ts'
import { clearOverrides } from '../../../src/domain/segments/overrides/clear-overrides.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { PersonalReads } from '../../../src/domain/service/personal-reads.ts'
import type { Scope } from '../../../src/domain/service/scopes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addRegionsAndCampaigns, namedRegions } from './world.ts'

let service: TestService
let segment: string
let bought = 0
let called = 0

const { north } = namedRegions
const customer = (id: number) => encodeId('customer', id)
const rule = {
  region: { in: [encodeId('region', north)] },
  any: [{ spend: { lastDays: 365, atLeast: '100' } }, { birthDate: { before: { daysAgo: 36_000 } } }],
  interactions: { none: { kind: { equals: 'CALL' } } },
}

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addRegionsAndCampaigns(service, service.today)
  await addCustomers(service, [1, 2, 3])
  await service.db.write([
    sql`UPDATE regions SET name = 'Miền Bắc' WHERE id = ${north}`,
    sql`UPDATE customers SET region_id = ${north} WHERE id <= 2`,
  ])
  ;[bought = 0, , called = 0] = await addFacts(service, [
    { customer: 1, kind: 'PURCHASE', day: service.today - 3, amount: 150 },
    { customer: 2, kind: 'CALL', day: service.today - 2, amount: null },
    { customer: 2, kind: 'CALL', day: service.today - 1, amount: null },
  ])
  const made = await createSegment(fresh(service), { name: 'Miền Bắc', rule })
  segment = encodeId('segment', made.segmentId)
})

const explain = (id: number, more: object = { segment }, asked: TestService = fresh(service)) =>
  explainSegment(asked, { customer: customer(id), ...more })

const partsOf = async (id: number, ...more: [object?, TestService?]) =>
  (await explain(id, ...more)).parts.map(({ name, kind, truth, fact, record }) => [
    name ?? kind,
    truth,
    fact,
    record,
  ])

test('each part has its truth, the value it compared and the record behind it', async () => {
  expect(await partsOf(1)).toEqual([
    ['ALL', true, null, null],
    ['region', true, encodeId('region', north), null],
    ['ANY', true, null, null],
    ['spend', true, '150', null],
    ['birthDate', null, null, null],
    ['interactions', true, null, encodeId('interaction', bought)],
    ['kind', false, 'PURCHASE', null],
  ])
  const two = await explain(2)
  expect(two.parts.map(({ truth }) => truth)).toEqual([false, true, null, false, null, false, true])
  // The newest call is what keeps it out.
  expect(two.parts[5]).toMatchObject({
    record: encodeId('interaction', called),
    rows: { true: 2, false: 0, unknown: 0 },
    text: { en: 'has no interaction where (kind is Call)' },
  })
  expect(two.parts.map(({ factText }) => factText?.vi)).toEqual([
    undefined,
    '“Miền Bắc”',
    undefined,
    '0 VND',
    'chưa rõ',
    undefined,
    'Cuộc gọi',
  ])
  // Without any row nothing within is judged.
  expect((await partsOf(3)).slice(5)).toEqual([
    ['interactions', true, null, null],
    ['kind', undefined, null, null],
  ])
})

test('it tells what was said by hand, and since when somebody is in or out', async () => {
  expect(await explain(1)).toMatchObject({ member: true, since: service.now, byHand: null })
  expect(await explain(3)).toMatchObject({ member: false, since: null })
  const later = at(service, service.now + 1_000)
  await setOverrides(later, { segment, customers: [customer(1)], membership: 'OUT' })
  const said = await explain(1)
  expect(said).toMatchObject({
    ...{ member: false, since: later.now, byHand: { membership: 'OUT', setAt: later.now } },
  })
  expect(said.parts[0]?.truth).toBe(true)
  await clearOverrides(at(service, service.now + 2_000), { segment, customers: [customer(1)] })
})

test('a rule is explained before it is saved, in as few round trips', async () => {
  const asked = fresh(service)
  const tried = await explain(1, { rule: { lastPurchase: { withinDays: 5 } } }, asked)
  expect(tried).toMatchObject({ segmentId: null, member: null })
  expect(tried.parts).toMatchObject([
    {
      truth: true,
      record: encodeId('interaction', bought),
      text: { en: 'last purchase was at most 5 days ago' },
    },
  ])
  expect(asked.db.counters.roundTrips).toBeLessThanOrEqual(3)
  const saved = fresh(service)
  await explain(1, { segment }, saved)
  expect(saved.db.counters.roundTrips).toBeLessThanOrEqual(3)
  await expect(explain(1, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(explain(1, { segment, rule })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

const without = (...scopes: Scope[]) => {
  const held = new Set(service.actor.scopes)
  for (const scope of scopes) held.delete(scope)
  return { ...fresh(service), actor: { ...service.actor, scopes: held } }
}

test('what the asker may not read is hidden, with all that rests on it', async () => {
  const { parts } = await explain(1, { segment }, without('customers:personal', 'interactions:read'))
  expect(parts.map(({ hidden, truth, fact }) => [hidden, truth, fact])).toEqual([
    [true, undefined, null],
    [false, true, encodeId('region', north)],
    [true, undefined, null],
    [true, undefined, null],
    [true, undefined, null],
    [true, undefined, null],
    [true, undefined, null],
  ])
  expect(parts.every(({ hidden, record, rows }) => !hidden || (record === null && rows === null))).toBe(true)
  await expect(explain(1, { rule }, without('interactions:read'))).rejects.toThrow()
  // A name that one may not read stands by its id.
  const unnamed = await explain(1, { segment }, without('regions:read'))
  expect(unnamed.parts[1]?.text.en).toBe(`region lies in “${encodeId('region', north)}”`)
  expect(unnamed.parts[1]?.hidden).toBe(true)
})

test('personal values that it told are noted as read', async () => {
  const personal = new PersonalReads()
  await explain(1, { segment }, { ...fresh(service), personal })
  expect(personal.take()?.reads.map(({ kind }) => kind)).toEqual(['BIRTH_DATE'])
  await explain(1, { segment }, { ...without('customers:personal'), personal })
  expect(personal.take()).toBeNull()
})

test('a customer outside reach is not found', async () => {
  const owned = { ...fresh(service), actor: { ...service.actor, reach: 'OWNED' as const, staffId: 77 } }
  await expect(explain(1, { segment }, owned)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
