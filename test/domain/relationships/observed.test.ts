import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schema } from '../../../schema/index.ts'
import { contactKinds } from '../../../src/domain/facts/contacts.ts'
import { createRelationshipPolicy } from '../../../src/domain/relationships/create-policy.ts'
import { type Evidence, observedLevel } from '../../../src/domain/relationships/observed.ts'
import { readObserved } from '../../../src/domain/relationships/read-observed.ts'
import { startOfDay } from '../../../src/lib/days.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

const owed = { callWithinDays: 7, contactEveryDays: 30, partnerEveryDays: 14, reviewEveryDays: 91 }

interface AgedFact {
  /** Days before the as-of day; negative ones are not over yet. */
  ago: number
  kind: string
  direction?: 'INBOUND' | 'OUTBOUND' | null
  outcome?: string | null
  cancelled?: boolean
  amount?: number | null
}

/** Milliseconds into the local day. */
const noon = 12 * 3_600_000

async function addAgedFacts(
  service: TestService,
  asOf: number,
  facts: readonly (AgedFact & { customer: number; at?: number })[],
): Promise<void> {
  const rows = facts.map(fact => ({
    ...fact,
    id: service.newId(),
    day: asOf - fact.ago,
    at: startOfDay(asOf - fact.ago, service.workspace.timeZone) + (fact.at ?? noon),
    cancelled: fact.cancelled ? 1 : 0,
  }))
  await fresh(service).db.write([
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, direction, outcome, amount, cancelled,
        created_at, updated_at, version, change_id)
      SELECT value ->> 'customer', value ->> 'at', value ->> 'id', value ->> 'day', value ->> 'kind',
        value ->> 'direction', value ->> 'outcome', value ->> 'amount', value ->> 'cancelled', 0, 0, 1, 0
      FROM json_each(${JSON.stringify(rows)})`,
  ])
}

/** The definition, day by day. */
function evidenceOf(
  facts: readonly AgedFact[],
  asOf: number,
  cycleDoubled: number | null,
  terms = owed,
): Evidence {
  const standing = facts.filter(fact => !fact.cancelled && fact.ago >= 0)
  const window = standing.filter(fact => fact.ago < 90)
  const isContact = (fact: AgedFact) =>
    contactKinds.some(kind => kind === fact.kind) && fact.direction !== 'INBOUND'
  const contacted = new Set(window.filter(isContact).map(fact => fact.ago))
  let longest = 0
  let since = 89
  for (let ago = 89; ago >= 0; ago--) {
    longest = Math.max(longest, since - ago)
    if (contacted.has(ago)) since = ago
  }
  const bought = facts.filter(fact => fact.kind === 'PURCHASE' && !fact.cancelled && (fact.amount ?? 0) > 0)
  const first = bought.length === 0 ? [] : [Math.max(...bought.map(fact => fact.ago))]
  const deliveries = standing.filter(fact => fact.kind === 'DELIVERY').map(fact => fact.ago)
  const due = [...new Set([...first, ...deliveries])].filter(ago => ago < 90 && ago >= terms.callWithinDays)
  const calls = standing.filter(fact => fact.kind === 'CALL' && isContact(fact)).map(fact => fact.ago)
  const made = due.filter(ago => calls.some(call => call <= ago && call >= ago - terms.callWithinDays))
  const met = standing
    .filter(fact => isContact(fact) && ['MEETING', 'VISIT', 'SOCIAL_MEETING'].includes(fact.kind))
    .map(fact => fact.ago)
    .filter(ago => ago < Math.max(90, terms.reviewEveryDays))
  return {
    asOf,
    contacts: window.filter(isContact).length,
    longestGapDays: longest,
    callsOwed: due.length,
    callsMade: made.length,
    inbound: window.filter(fact => fact.direction === 'INBOUND').length,
    answered: window.filter(
      fact =>
        ['EMAIL', 'MESSAGE'].includes(fact.kind) &&
        fact.direction !== 'INBOUND' &&
        fact.outcome != null &&
        fact.outcome !== 'NO_ANSWER',
    ).length,
    metOn: met.length === 0 ? null : asOf - Math.min(...met),
    cycleDoubled,
  }
}

const fact: fc.Arbitrary<AgedFact> = fc.record({
  ago: fc.integer({ min: -2, max: 100 }),
  kind: fc.constantFrom(
    ...([
      'CALL',
      'CALL',
      'EMAIL',
      'MESSAGE',
      'MEETING',
      'VISIT',
      'SOCIAL_MEETING',
      'GIFT',
      'NEWSLETTER',
    ] as const),
    ...(['DELIVERY', 'PURCHASE', 'PURCHASE', 'REFUND', 'INQUIRY', 'NOTE'] as const),
  ),
  direction: fc.constantFrom(null, 'INBOUND', 'OUTBOUND', 'OUTBOUND'),
  outcome: fc.constantFrom(null, null, 'REACHED', 'NO_ANSWER'),
  cancelled: fc.constantFrom(false, false, false, true),
  amount: fc.constantFrom(null, 0, 5, 5),
})

describe('the evidence', () => {
  test('is that of the definition, for everybody of a page in two statements', async () => {
    const database = await testDatabase()
    const service = await testService(database)
    const asOf = service.today - 4
    const ids = Array.from({ length: 40 }, (_, at) => at + 1)
    await addCustomers(service, ids)
    await nightOver(service, runOf(asOf))
    const person = fc.record({
      facts: fc.array(fact, { maxLength: 25 }),
      cycle: fc.option(fc.integer({ min: 1, max: 80 })),
    })
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 40, maxLength: 40 }), async people => {
        await fresh(service).db.write([
          sql`DELETE FROM interactions`,
          sql`UPDATE customers SET cycle_doubled = p.value ->> 'cycle'
            FROM json_each(${JSON.stringify(people)}) AS p WHERE customers.id = p.key + 1`,
        ])
        const all = people.flatMap(({ facts }, at) => facts.map(one => ({ customer: at + 1, ...one })))
        await addAgedFacts(service, asOf, all)
        const session = fresh(service)
        const observed = await readObserved(session, ids)
        expect(session.db.counters).toMatchObject({ roundTrips: 1, statements: 2 })
        people.forEach(({ facts, cycle }, at) => {
          const expected = evidenceOf(facts, asOf, cycle)
          expect(observed.get(at + 1), JSON.stringify(facts)).toEqual({
            evidence: expected,
            level: observedLevel(expected, owed),
            policyVersion: 1,
          })
          seen.add(observed.get(at + 1)?.level ?? 0)
        })
      }),
      { numRuns: 25 },
    )
    expect([...seen].sort()).toEqual(expect.arrayContaining([1, 2, 3, 4]))
    await database.close()
  }, 60_000)

  test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York'])(
    'counts the whole of the first and the last day in %s, and nothing beyond',
    async timeZone => {
      const database = await testDatabase()
      const service = await testService(database, { workspace: { timeZone } })
      const asOf = service.today - 1
      await addCustomers(service, [1, 2])
      const call = { kind: 'CALL', direction: 'OUTBOUND' as const }
      const lastMinute = 24 * 3_600_000 - 60_000
      await addAgedFacts(service, asOf, [
        { customer: 1, ...call, ago: 89, at: 0 },
        { customer: 1, ...call, ago: 0, at: lastMinute },
        { customer: 2, ...call, ago: 90, at: lastMinute },
        { customer: 2, ...call, ago: -1, at: 0 },
      ])
      const observed = await readObserved(service, [1, 2])
      expect(observed.get(1)?.evidence).toMatchObject({ asOf, contacts: 2, longestGapDays: 89 })
      expect(observed.get(2)?.evidence).toMatchObject({ asOf, contacts: 0, longestGapDays: 89 })
      await database.close()
    },
  )

  test('follows the terms of the policy in force', async () => {
    const database = await testDatabase()
    const service = await testService(database)
    const asOf = service.today - 1
    await addCustomers(service, [1])
    const facts: AgedFact[] = [
      { kind: 'DELIVERY', ago: 20 },
      { kind: 'CALL', ago: 10, direction: 'OUTBOUND' },
      { kind: 'MEETING', ago: 200, direction: 'OUTBOUND' },
    ]
    await addAgedFacts(
      service,
      asOf,
      facts.map(one => ({ customer: 1, ...one })),
    )
    const read = async () => (await readObserved(fresh(service), [1])).get(1)
    expect(await read()).toEqual({ level: 1, policyVersion: 1, evidence: evidenceOf(facts, asOf, null) })
    const terms = { callWithinDays: 10, contactEveryDays: 90, partnerEveryDays: 80, reviewEveryDays: 300 }
    await createRelationshipPolicy(fresh(service), { patch: { owed: terms } })
    expect(await read()).toEqual({
      level: 5,
      policyVersion: 2,
      evidence: evidenceOf(facts, asOf, null, terms),
    })
    expect((await read())?.evidence).toMatchObject({ callsOwed: 1, callsMade: 1, metOn: asOf - 200 })
    await database.close()
  })

  test('needs the scope', async () => {
    const database = await testDatabase()
    const service = await testService(database)
    expect(await refusal(readObserved(as(service, { scopes: new Set() }), [1]))).toEqual(['FORBIDDEN'])
    await database.close()
  })
})

test('every kind of contact that counts is named where contacts are described, and no other', async () => {
  const { description } = schema.getType('RelationshipEvidence') ?? {}
  const guide = await readFile(new URL('../../../docs/relationship-levels.md', import.meta.url), 'utf8')
  const words = contactKinds.map(kind => {
    if (kind === 'EMAIL') return 'e-mail'
    return kind === 'THANK_YOU' ? 'thank-you' : kind.toLowerCase().replace('_', ' ')
  })
  for (const text of [description, guide]) {
    const [, list] = text?.replace(/\s+/g, ' ').match(/A contact is a (.*?) that did not come/) ?? []
    expect(list?.split(/, | or /)).toEqual(words)
  }
})

describe('the observed level', () => {
  const asOf = 20_000
  const evidence = (more: Partial<Evidence>): Evidence => ({
    asOf,
    contacts: 9,
    longestGapDays: 89,
    callsOwed: 0,
    callsMade: 0,
    inbound: 0,
    answered: 0,
    metOn: null,
    cycleDoubled: null,
    ...more,
  })

  test.each<[string, number, Partial<Evidence>]>([
    ['a contact every 14 days and a meeting 90 days ago', 5, { longestGapDays: 14, metOn: asOf - 90 }],
    ['the meeting 91 days ago', 4, { longestGapDays: 14, metOn: asOf - 91 }],
    ['15 days without a contact', 4, { longestGapDays: 15, metOn: asOf }],
    ['30 days without a contact', 4, { longestGapDays: 30 }],
    ['31 days without a contact', 1, { longestGapDays: 31 }],
    ['a cycle of 10.5 days and 10 without a contact', 4, { longestGapDays: 10, cycleDoubled: 21 }],
    ['a cycle of 10.5 days and 11 without a contact', 1, { longestGapDays: 11, cycleDoubled: 21 }],
    ['a cycle of 60 days and 31 without a contact', 1, { longestGapDays: 31, cycleDoubled: 120 }],
    ['every call made', 3, { callsOwed: 2, callsMade: 2, inbound: 4 }],
    ['one call of two made', 2, { callsOwed: 2, callsMade: 1, inbound: 1 }],
    ['no call owed', 1, {}],
    ['a message answered', 2, { answered: 1 }],
  ])('with %s is %i', (_what, level, more) => {
    expect(observedLevel(evidence(more), owed)).toBe(level)
  })

  test('is not 4 or 5 without any contact, however long the terms', () => {
    const terms = { ...owed, contactEveryDays: 90, partnerEveryDays: 90 }
    expect(observedLevel(evidence({ contacts: 0, metOn: asOf }), terms)).toBe(1)
  })
})
