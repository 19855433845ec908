import { type SQL, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { recordConsent } from '../../../src/domain/consents/record-consent.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { forPurpose } from '../../../src/domain/export/purpose.ts'
import { readChanges } from '../../../src/domain/feed/read-changes.ts'
import { readFeedbackViolations } from '../../../src/domain/feedback/violations.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { clearing } from '../../../src/domain/privacy/cleared-sql.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { readPerson } from '../../../src/domain/privacy/read-person.ts'
import { readmitPerson } from '../../../src/domain/privacy/readmit-person.ts'
import { UserError } from '../../../src/domain/service/errors.ts'
import { askSurvey } from '../../../src/domain/surveys/ask-survey.ts'
import { many } from '../../../src/domain/writes/many.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { contents } from '../../support/world.ts'
import { type Planted, plantedPerson } from './planted.ts'

let service: TestService
let customer: string
let customerId: number
let planted: Planted[]
let counted: unknown

/** What is the person's besides what was planted: said through the verbs. */
const said = ['k0@example.com', '+84900000000', 'Khách 0', 'Nguyễn Thị Khách', 'Misheard', 'T-9']

async function plant() {
  service = await testService(await testDatabase())
  const made = await plantedPerson(service)
  ;({ planted, customerId } = made)
  customer = encodeId('customer', customerId)
}

/** The bytes of every table, those in which the indexes of the search keep theirs included, by column. */
async function dump(): Promise<{ column: string; text: string }[]> {
  const { orm } = fresh(service).db
  const tables = await contents(service)
  const rows = Object.entries(tables).flatMap(([table, all]) =>
    all.flatMap(row =>
      Object.entries(row).map(([column, value]) => ({ column: `${table}.${column}`, text: String(value) })),
    ),
  )
  const shadows = await orm.all<{ name: string }>(
    sql`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`,
  )
  const bytes = await Promise.all(
    shadows.map(async ({ name }) => {
      const columns = await orm.all<{ name: string }>(sql`SELECT name FROM pragma_table_info(${name})`)
      const all = await Promise.all(
        columns.map(column =>
          orm.all<{ bytes: string | null }>(
            sql`SELECT hex(${sql.identifier(column.name)}) AS bytes FROM ${sql.identifier(name)}`,
          ),
        ),
      )
      return all.flatMap((found, at) =>
        found.map(row => ({
          column: `${name}.${columns[at]?.name}`,
          text: Buffer.from(row.bytes ?? '', 'hex').toString('latin1'),
        })),
      )
    }),
  )
  return [...rows, ...bytes.flat()]
}

/** A term of both indexes, and what of it stands in their bytes, which leave out what a term shares with the one before. */
const term = 'ждж'
const termBytes = Buffer.from('дж').toString('latin1')

const indexes = ['customer_search_data.block', 'customer_search_parts_data.block']

async function residues(): Promise<string[]> {
  const everything = await dump()
  const values = [...planted.map(({ value }) => String(value)), ...said, term]
  return [
    ...new Set(
      everything.flatMap(({ column, text }) => {
        const shadow = /^customer_search(?:_parts)?_/.test(column)
        const found = shadow
          ? text.includes(termBytes)
          : values.some(value => (/^\d+$/.test(value) ? text === value : text.includes(value)))
        return found ? [column] : []
      }),
    ),
  ].toSorted()
}

/** What figures are made of, and what is counted of it. */
async function sums() {
  const { interactions, ...tables } = await contents(service)
  const facts = ['id', 'customer_id', 'day', 'kind', 'amount', 'cost', 'cancelled', 'change_id'] as const
  const measured = [
    'id',
    'first_purchase_on',
    'net_spend',
    'active_months',
    'region_id',
    'lifecycle',
  ] as const
  const only = (rows: Record<string, unknown>[] = [], columns: readonly string[]) =>
    rows.map(row => columns.map(column => row[column]))
  const { customers, cohorts, cohort_months, rfm_scales, customer_regions, vulnerability_snapshots } = tables
  return {
    ...{ cohorts, cohort_months, rfm_scales, customer_regions, vulnerability_snapshots },
    members: tables.vulnerability_members,
    interactions: only(interactions, facts),
    customers: only(customers, measured),
  }
}

const write = (...statements: SQL[]) => service.database.session().write(statements)

const codes = async (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    error => {
      if (!(error instanceof UserError)) throw error
      return `${error.code} ${error.conflict?.reason ?? ''} ${error.issues[0]?.path.join('.')}`
    },
  )

describe('a person who is erased', () => {
  beforeAll(async () => {
    await plant()
    await updateCustomer(fresh(service), { id: customer, patch: { name: term } })
    await recordConsent(fresh(service), { customer, purpose: 'MARKETING', given: true })
    await askSurvey(fresh(service), {
      customer,
      kind: 'SATISFACTION',
      occasion: 'OTHER',
      question: 'Nguyễn?',
    })
    const call = { customer: { id: customer }, kind: 'CALL', source: 'pbx', externalId: 'call-1' }
    await recordInteraction(fresh(service), call)
    counted = await sums()
  })

  test('was everywhere before', async () => {
    const columns = await residues()
    expect(columns).toEqual(
      expect.arrayContaining(['interactions.subject', 'change_values.after', 'idempotency.outcome']),
    )
    expect(columns.filter(column => column.startsWith('customer_search'))).toEqual(indexes)
  })

  test('leaves nothing of what it was in any table, the bytes of the search included', async () => {
    const before = await readPerson(fresh(service), [customerId])
    const looked = await erasePerson(fresh(service), { customer, dryRun: true })
    expect(await readPerson(fresh(service), [customerId])).toEqual(before)
    const by = fresh(service)
    const erased = await erasePerson(by, { customer })
    expect(by.db.counters.roundTrips).toBe(3)
    expect({ ...looked, dryRun: false }).toEqual(erased)
    expect(erased.marks).toBeGreaterThan(3)
    expect(await residues()).toEqual([])
  })

  test('is told by the feed as erased, without a word of what it was', async () => {
    const { entries } = await readChanges(fresh(service), {
      first: 100,
      after: undefined,
      entities: ['CUSTOMER'],
    })
    expect(entries.at(-1)).toMatchObject({ action: 'ERASED', entity: 'CUSTOMER', recordId: customerId })
  })

  test('cannot be written to, nor erased twice', async () => {
    expect(await codes(erasePerson(fresh(service), { customer }))).toBe('CONFLICT ERASED customer')
    expect(await codes(updateCustomer(fresh(service), { id: customer, patch: { name: 'X' } }))).toBe(
      'CONFLICT ERASED id',
    )
    const call = { customer: { id: customer }, kind: 'CALL', occurredAt: '2026-03-01T10:00' }
    expect(await codes(recordInteraction(fresh(service), call))).toBe('CONFLICT ERASED customer.id')
  })

  test('leaves no feedback that nobody answers', async () => {
    const { named } = await readFeedbackViolations(fresh(service))
    const own = await fresh(service).db.orm.all<{ id: number; state: string }>(
      sql`SELECT id, state FROM feedback WHERE customer_id = ${customerId}`,
    )
    expect(own.length).toBeGreaterThan(3)
    expect(
      own.filter(({ id, state }) => state !== 'CLOSED' || named.some(one => one.interactionId === id)),
    ).toEqual([])
  })

  test('consents no more, and nobody cares for it, waits for its answer or knows its calls by a key', async () => {
    const { customers } = await ask<{ customers: object }>(
      fresh(service),
      '{ customers(filter: { consent: { purpose: MARKETING, given: true }, erasedAt: { empty: false } }) { totalCount } }',
    )
    expect(customers).toEqual({ totalCount: 0 })
    const { asked } = forPurpose(service, sql`c.id`, { purpose: 'MARKETING' })
    const left = await fresh(service).db.orm.all(sql`
      SELECT 'export' AS what FROM customers AS c WHERE c.id = ${customerId} AND ${asked}
      UNION ALL SELECT 'level' FROM relationship_overrides WHERE customer_id = ${customerId}
      UNION ALL SELECT 'care team' FROM care_team_members WHERE customer_id = ${customerId}
      UNION ALL SELECT 'survey' FROM surveys WHERE customer_id = ${customerId}
        AND (state = 'DECLINED' OR state = 'OPEN' AND expires_on >= ${service.today})
      UNION ALL SELECT 'key' FROM interactions
        WHERE customer_id = ${customerId} AND kind NOT IN ('PURCHASE', 'REFUND') AND external_id IS NOT NULL`)
    expect(left).toEqual([])
  })

  test('leaves the sums as they were', async () => {
    expect(await sums()).toEqual(counted)
  })
})

describe('who was erased and comes again', () => {
  const shop = { source: 'shop', externalId: '4' }
  let other: string

  beforeAll(async () => {
    service = await testService(await testDatabase())
    const create = async (input: object) =>
      encodeId('customer', (await createCustomer(fresh(service), input)).customerId)
    const gone = await create({ email: 'lan@example.com', phone: '0912345678', externalIds: [shop] })
    other = await create({ email: 'shared@example.com' })
    await erasePerson(fresh(service), { customer: gone })
  })

  test.each([
    ['by e-mail', () => createCustomer(fresh(service), { email: 'Lan@Example.com' }), 'email'],
    ['by phone', () => createCustomer(fresh(service), { phone: '+84 912 345 678' }), 'phone'],
    ['by external id', () => createCustomer(fresh(service), { externalIds: [shop] }), 'externalIds.0'],
    [
      'as somebody else',
      () => updateCustomer(fresh(service), { id: other, patch: { email: 'lan@example.com' } }),
      'patch.email',
    ],
    [
      'with a purchase',
      () =>
        recordInteraction(fresh(service), {
          ...{ customer: { phone: '0912345678' }, kind: 'CALL', occurredAt: '2026-03-01T10:00' },
        }),
      'customer.phone',
    ],
  ])('is refused %s', async (_, come, path) => {
    expect(await codes(come())).toBe(`CONFLICT ERASED ${path}`)
  })

  test('is refused among many, and the others are written, by one look-up for all', async () => {
    const called = (customer: object) => ({ customer, kind: 'CALL', subject: 'Hello' })
    const on = fresh(service)
    const { outcomes } = await many(recordInteraction)(on, {
      inputs: [
        called({ phone: '0912345678' }),
        called({ email: 'minh@example.com' }),
        called({ email: 'lan@example.com' }),
        called({ email: 'shared@example.com' }),
      ],
    })
    expect(
      outcomes.map(one => ('error' in one ? one.error.issues.map(({ path }) => path.join('.')) : 'written')),
    ).toEqual([['customer.phone'], 'written', ['customer.email'], 'written'])
    expect(on.db.counters.roundTrips).toBe(2)
  })

  test('is refused in files, row by row', async () => {
    const rows = [
      { line: 2, fields: { externalId: '4', name: 'Lan' } },
      { line: 3, fields: { externalId: '5', email: 'lan@example.com' } },
      { line: 4, fields: { externalId: '6', name: 'Minh' } },
    ]
    const tally = await customerImport(fresh(service), { source: 'shop' }).chunk(rows)
    expect(tally).toMatchObject({ created: 1, rejected: 2 })
    expect(tally.errors.map(({ line, field }) => [line, field])).toEqual([
      [2, 'externalId'],
      [3, 'email'],
    ])
    const bought = await interactionImport(fresh(service), { source: 'shop' }).chunk([
      {
        line: 2,
        fields: { externalId: 'i1', customerExternalId: '4', kind: 'CALL', occurredAt: '2026-03-01T10:00' },
      },
    ])
    expect(bought).toMatchObject({ created: 0, rejected: 1 })
    expect(bought.errors[0]?.field).toBe('customerExternalId')
  })

  test('is not known again by a Worker without the secret, which takes nobody then', async () => {
    const without = { ...fresh(service), tombstoneSecret: null }
    expect(await codes(createCustomer(without, { email: 'new@example.com' }))).toBe(
      'CONFLICT NO_SECRET email',
    )
    expect(await codes(erasePerson(without, { customer: other }))).toBe('CONFLICT NO_SECRET customer')
    const another = { ...fresh(service), tombstoneSecret: 'another secret of thirty-two characters' }
    expect(await codes(erasePerson(another, { customer: other }))).toBe('CONFLICT NO_SECRET customer')
  })

  test('leaves what another customer has too to that one', async () => {
    const { customerId: twin } = await createCustomer(fresh(service), { email: 'shared@example.com' })
    const { marks, shared } = await erasePerson(fresh(service), { customer: encodeId('customer', twin) })
    expect([marks, shared]).toEqual([0, 1])
    expect(await codes(createCustomer(fresh(service), { email: 'shared@example.com' }))).toBe('taken')
  })

  test('comes back by an explicit act of who may erase', async () => {
    const scopes = new Set(['customers:write'] as const)
    await expect(readmitPerson(as(service, { scopes }), { emails: ['lan@example.com'] })).rejects.toThrow()
    await readmitPerson(fresh(service), { emails: ['lan@example.com'], externalIds: [shop] })
    expect(
      await codes(createCustomer(fresh(service), { email: 'lan@example.com', externalIds: [shop] })),
    ).toBe('taken')
    expect(await codes(createCustomer(fresh(service), { phone: '0912345678' }))).toBe('CONFLICT ERASED phone')
  })
})

describe('the proof that nothing is left', () => {
  beforeAll(plant)

  test('fails where a table or the bytes of the search are left out', async () => {
    await updateCustomer(fresh(service), { id: customer, patch: { name: term, email: null, phone: null } })
    const statements = clearing([customerId])
    await write(...statements.slice(0, -1))
    const left = await residues()
    expect(left).toEqual(expect.arrayContaining(['customer_merges.merged', 'customers.name', ...indexes]))
    await updateCustomer(fresh(service), { id: customer, patch: { name: 'Nobody' } })
    // An index that merged its segments just now has none.
    expect((await residues()).filter(column => indexes.includes(column))).not.toEqual([])
  })
})
