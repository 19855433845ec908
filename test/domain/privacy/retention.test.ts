import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { createFollowUp } from '../../../src/domain/follow-ups/create-follow-up.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { createPersonRequest } from '../../../src/domain/privacy/requests/create-request.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { retentionSweep } from '../../../src/domain/privacy/retention/erase-over.ts'
import { lastDayOver } from '../../../src/domain/privacy/retention/over-sql.ts'
import { createRetentionPolicy } from '../../../src/domain/privacy/retention/policy.ts'
import { previewRetention } from '../../../src/domain/privacy/retention/preview.ts'
import { houseActor } from '../../../src/domain/service/actor.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const dayLong = 86_400_000
const months = (many: number) => many * 31 * dayLong

let service: TestService

const happened = (customer: string, ago: number, what: object) => {
  const then = at(service, service.now - ago)
  return recordInteraction(then, { customer: { id: customer }, ...what })
}

/** Somebody who was recorded so long ago, and what happened since, each so long ago. */
async function person(ago: number, since: Partial<Record<'bought' | 'called', number>> = {}, name = 'Lan') {
  const then = at(service, service.now - ago)
  const id = (await createCustomer(then, { name })).customerId
  const customer = encodeId('customer', id)
  if (since.bought !== undefined) {
    await happened(customer, since.bought, { kind: 'PURCHASE', amount: '100', currency: 'VND' })
    await service.db.write([sql`UPDATE customers SET first_purchase_on = 1 WHERE id = ${id}`])
  }
  if (since.called !== undefined)
    await happened(customer, since.called, { kind: 'CALL', direction: 'OUTBOUND' })
  return id
}

const night = (batch = 10, run = runOf(service.today - 1), stammering = false) =>
  runThrough(
    { ...as(service, houseActor('NIGHT', 'night')), database: service.database, startedNights: [] },
    retentionSweep({ customers: 8, persons: batch, reads: 2 }),
    run,
    stammering,
  )

const policy = (patch: object) => createRetentionPolicy(fresh(service), { patch })
const rules = [
  { data: 'PROSPECT', months: 24 },
  { data: 'CUSTOMER', months: 60 },
]

const erased = async () => {
  const rows = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT id FROM customers WHERE erased_at IS NOT NULL ORDER BY id`,
  )
  return rows.map(({ id }) => id)
}

const previewed = async (input: object = {}) => {
  const { totals, persons } = await previewRetention(fresh(service), input)
  return { totals, persons: persons.map(({ id, data, kept }) => ({ id, data, kept })) }
}

const newShop = async () => {
  service = await testService(await testDatabase())
}

describe('whose time is over', () => {
  const going: number[] = []
  const kept: { id: number; reason: string }[] = []
  const staying: number[] = []

  beforeAll(async () => {
    await newShop()
    going.push(await person(months(25)), await person(months(60), { called: months(30) }))
    going.push(await person(months(70), { bought: months(62) }))
    staying.push(
      await person(months(20)),
      await person(months(60), { called: months(3) }),
      await person(months(70), { bought: months(40) }),
    )
    const organisation = await createCustomer(at(service, service.now - months(30)), {
      kind: 'ORGANISATION',
      name: 'Công ty',
    })
    const consenting = await person(months(40))
    await recordConsent(at(service, service.now - months(2)), {
      ...{ customer: encodeId('customer', consenting), purpose: 'MARKETING', given: true },
    })
    staying.push(organisation.customerId, consenting)
    const keep = async (reason: string, deed: (customer: string) => Promise<unknown>) => {
      const id = await person(months(26))
      await deed(encodeId('customer', id))
      kept.push({ id, reason })
    }
    await keep('RESTRICTED', customer => restrictCustomer(fresh(service), { customer, reason: 'A claim' }))
    await keep('OPEN_REQUEST', customer =>
      createPersonRequest(fresh(service), { customer, kind: 'ACCESS', regime: 'GDPR' }),
    )
    await keep('OPEN_FEEDBACK', customer =>
      happened(customer, months(25), { kind: 'COMPLAINT', direction: 'INBOUND', body: 'Late' }),
    )
    await keep('PROMISED', customer =>
      createFollowUp(fresh(service), { customer, dueOn: formatDay(service.today), note: 'Promised' }),
    )
  })

  test('nobody is erased until somebody says for how long what is kept', async () => {
    expect(await previewed()).toEqual({ totals: [], persons: [] })
    expect(await night()).toMatchObject({ counts: {}, cost: { rowsWritten: 0 } })
  })

  test('the dry run says who would go by rules that are thought of, who is kept, and why', async () => {
    const { totals, persons } = await previewed({ rules })
    expect(totals).toEqual([
      {
        ...{ data: 'PROSPECT', months: 24, erased: 2 },
        kept: ['OPEN_FEEDBACK', 'OPEN_REQUEST', 'PROMISED', 'RESTRICTED'].map(reason => ({
          reason,
          count: 1,
        })),
      },
      { data: 'CUSTOMER', months: 60, erased: 1, kept: [] },
    ])
    const all = [...going.map(id => ({ id, reason: null })), ...kept].toSorted((a, b) => a.id - b.id)
    expect(persons.map(({ id, kept: reason }) => ({ id, reason }))).toEqual(all)
    expect(await erased()).toEqual([])
  })

  test('the pages of the dry run are the whole, each person once', async () => {
    const all = (await previewed({ rules })).persons
    const paged: typeof all = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<typeof previewRetention>> = await previewRetention(fresh(service), {
        ...{ rules, first: 2, after },
      })
      paged.push(...page.persons.map(({ id, data, kept: reason }) => ({ id, data, kept: reason })))
      const last = page.persons.at(-1)
      after = page.hasNextPage && last ? encodeId('customer', last.id) : null
    } while (after !== null)
    expect(paged).toEqual(all)
  })

  test('it is answered over GraphQL', async () => {
    const answer = await ask(
      fresh(service),
      `{ retentionPreview(rules: [{ data: CUSTOMER, months: 60 }], first: 1) {
        rules { data months } totals { data erased kept { reason count } }
        nodes { customer { id name } data kept } pageInfo { hasNextPage endCursor } } }`,
    )
    const id = encodeId('customer', going[2] ?? 0)
    expect(answer).toEqual({
      retentionPreview: {
        rules: [{ data: 'CUSTOMER', months: 60 }],
        totals: [{ data: 'CUSTOMER', erased: 1, kept: [] }],
        nodes: [{ customer: { id, name: 'Lan' }, data: 'CUSTOMER', kept: null }],
        pageInfo: { hasNextPage: false, endCursor: id },
      },
    })
  })

  test('the night erases them as a person does by hand, says who was kept, and finds nobody again', async () => {
    await policy({ rules })
    const cursor = await newestCursor(fresh(service))
    const { counts } = await night()
    expect(counts).toEqual({
      ...{ erased: 3, 'kept.RESTRICTED': 1, 'kept.OPEN_REQUEST': 1, 'kept.OPEN_FEEDBACK': 1 },
      'kept.PROMISED': 1,
    })
    expect(await erased()).toEqual(going.toSorted((a, b) => a - b))
    const told = (await readChanges(fresh(service), { after: cursor })).entries
    expect(told.filter(({ action }) => action === 'ERASED').map(({ recordId }) => recordId)).toEqual(
      going.toSorted((a, b) => a - b),
    )
    expect(await night()).toMatchObject({ counts: { erased: 0 }, cost: { rowsWritten: 0 } })
    expect(staying.length + kept.length).toBe(9)
  })
})

describe('a night', () => {
  test('erases no more than the policy says, however often it runs, and the next one goes on', async () => {
    await newShop()
    for (let nth = 0; nth < 5; nth++) await person(months(30 + nth))
    await policy({ rules, personsPerNight: 2 })
    expect((await night(1)).counts.erased).toBe(2)
    expect((await night(1)).counts.erased ?? 0).toBe(0)
    const tomorrow = runOf(service.today, { watermark: await newestChange() })
    expect((await night(10, tomorrow)).counts.erased).toBe(2)
  })

  test('that dies half way is gone on with', async () => {
    await newShop()
    for (let nth = 0; nth < 5; nth++) await person(months(30 + nth))
    await policy({ rules })
    // Every step once more, as when its answer was lost.
    await night(2, undefined, true)
    expect(await erased()).toHaveLength(5)
  })

  test('erases persons who share what they are known by, and knows them again', async () => {
    await newShop()
    const then = at(service, service.now - months(30))
    for (const name of ['Mai', 'Minh']) await createCustomer(then, { name, email: 'both@example.com' })
    await policy({ rules })
    expect((await night()).counts.erased).toBe(2)
    await expect(createCustomer(fresh(service), { email: 'both@example.com' })).rejects.toMatchObject({
      conflict: { reason: 'ERASED' },
    })
  })

  test('without a secret for the marks erases nobody, and says so', async () => {
    await newShop()
    await person(months(30))
    await policy({ rules })
    service.tombstoneSecret = null
    expect((await night()).counts).toEqual({ erased: 0, 'kept.NO_SECRET': 1 })
    await expect(policy({ rules: [{ data: 'PROSPECT', months: 12 }] })).rejects.toMatchObject({
      conflict: { reason: 'NO_SECRET' },
    })
    await expect(policy({ rules: [{ data: 'PERSONAL_READ', months: 12 }] })).resolves.toEqual({ version: 3 })
  })

  test('forgets what was told of reads', async () => {
    await newShop()
    await service.db.write([
      sql`INSERT INTO personal_reads (id, caller, hour, surface, kind, customers, marks, first_at, last_at)
        SELECT value, 'key:1', ${service.now} - value * ${months(1)}, 'ANY', 'ANY', 1, '[]', 0, 0
        FROM json_each('[1, 11, 13, 14, 15]')`,
    ])
    await policy({ rules: [{ data: 'PERSONAL_READ', months: 12 }] })
    expect((await previewed()).totals).toEqual([{ data: 'PERSONAL_READ', months: 12, erased: 3, kept: [] }])
    expect((await night()).counts).toEqual({ personalReads: 3 })
    expect((await previewed()).totals).toMatchObject([{ erased: 0 }])
  })
})

test('a kind is named once, and whoever sets what erases may erase', async () => {
  await newShop()
  await expect(policy({ rules: [rules[0], rules[0]] })).rejects.toMatchObject({
    issues: [{ path: ['patch', 'rules', 1, 'data'] }],
  })
  const scopes = new Set(['policies:write'] as const)
  await expect(
    createRetentionPolicy(as(service, { ...service.actor, scopes }), { patch: { rules } }),
  ).rejects.toThrow('privacy:erase')
})

test.each([
  ['2026-03-02', 1, '2026-02-02'],
  ['2026-02-28', 1, '2026-01-31'],
  ['2028-02-29', 12, '2027-02-28'],
  ['2026-03-31', 1, '2026-02-28'],
  ['2026-03-30', 1, '2026-02-28'],
])('on %s %i months are over of %s', (day, many, over) => {
  expect(formatDay(lastDayOver(dayOf(day), many))).toBe(over)
})

async function newestChange(): Promise<number> {
  const [row] = await fresh(service).db.orm.all<{ id: number }>(sql`SELECT max(id) AS id FROM changes`)
  return row?.id ?? 0
}
