import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { customers, lifecycleStages } from '../../../src/database/tables/customers.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { compileRule } from '../../../src/domain/segments/rules/compile-rule.ts'
import type { Bounds, Rule, Window } from '../../../src/domain/segments/rules/rule.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import {
  addPeople,
  addRegionsAndCampaigns,
  ancestry,
  namedCampaigns,
  namedRegions,
  type Person,
  removePeople,
} from './world.ts'

const asOf = dayOf('2026-03-02')

type Truth = boolean | null

/** Kleene's strong logic over the definitions, as plainly as they can be said. */
function truthOf(rule: Rule, person: Person): Truth {
  if (rule.all) return conjunction(rule.all.map(node => truthOf(node, person)))
  if (rule.any) return negation(conjunction(rule.any.map(node => negation(truthOf(node, person)))))
  if (rule.not) return negation(truthOf(rule.not, person))
  const purchases = person.facts.filter(
    fact => fact.day <= asOf && fact.kind === 'PURCHASE' && !fact.cancelled && (fact.amount ?? 0) > 0,
  )
  if (rule.region) {
    if (person.region === null) return null
    const lain = rule.region.descendants === false ? [person.region] : (ancestry[person.region] ?? [])
    return rule.region.ids.some(id => lain.includes(id))
  }
  if (rule.lifecycle) return rule.lifecycle.in.includes(person.lifecycle)
  if (rule.spend) {
    const window = rule.spend
    const net = person.facts
      .filter(fact => fact.kind !== 'CALL' && !fact.cancelled && counts(fact.day, window))
      .reduce((sum, { kind, amount }) => sum + (kind === 'PURCHASE' ? 1 : -1) * (amount ?? 0), 0)
    return bounded(net, rule.spend)
  }
  if (rule.purchases) {
    const window = rule.purchases
    return bounded(new Set(purchases.map(({ day }) => day).filter(day => counts(day, window))).size, window)
  }
  if (rule.lastPurchase) {
    if (purchases.length === 0) return null
    const ago = asOf - Math.max(...purchases.map(({ day }) => day))
    return bounded(ago, { atMost: rule.lastPurchase.withinDays, atLeast: rule.lastPurchase.atLeastDaysAgo })
  }
  if (rule.vulnerability) {
    const { verdict, grade, campaign: of } = rule.vulnerability
    const known = person.verdicts.filter(one => of === undefined || one.campaign === of)
    if (known.length === 0) return null
    return known.some(one => one.verdict === verdict && (grade === undefined || one.grade === grade))
  }
  throw new Error('empty rule')
}

const negation = (truth: Truth): Truth => (truth === null ? null : !truth)
const conjunction = (truths: Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true

const counts = (day: number, { lastDays, from, until }: Window) =>
  day <= asOf &&
  (lastDays === undefined || day > asOf - lastDays) &&
  (from === undefined || day >= from) &&
  (until === undefined || day <= until)

const bounded = (value: number, { atLeast, atMost }: Bounds) =>
  (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)

const ago = fc
  .oneof({ weight: 12, arbitrary: fc.integer({ min: -2, max: 12 }) }, fc.constantFrom(363, 364, 365))
  .map(days => asOf - days)
const pick = <Value>(values: readonly Value[]) => fc.constantFrom(...values)
const stage = pick(lifecycleStages)

const verdict = (of: number) =>
  fc
    .record({
      verdict: pick(['VULNERABLE', 'RESISTANT', 'EXCLUDED'] as const),
      grade: pick(['LAPSED', 'SHARP'] as const),
    })
    .map(one => ({
      campaign: of,
      verdict: one.verdict,
      grade: one.verdict === 'VULNERABLE' ? one.grade : null,
    }))

const person = fc.record({
  region: fc.option(pick(Object.values(namedRegions))),
  lifecycle: stage,
  facts: fc.array(
    fc.record({
      day: ago,
      kind: pick(['PURCHASE', 'PURCHASE', 'PURCHASE', 'REFUND', 'CALL'] as const),
      amount: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
      cancelled: pick([false, false, false, true]),
    }),
    { maxLength: 5 },
  ),
  verdicts: fc
    .tuple(fc.option(verdict(namedCampaigns.first)), fc.option(verdict(namedCampaigns.second)))
    .map(both => both.filter(one => one !== null)),
})

const between = (max: number) =>
  fc
    .tuple(fc.integer({ min: -1, max }), fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 2 }))
    .map(([low, width, which]) =>
      which === 0 ? { atLeast: low } : which === 1 ? { atMost: low } : { atLeast: low, atMost: low + width },
    )
const window: fc.Arbitrary<Window> = fc.oneof(
  fc.constant({}),
  fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(364, 365, 366)).map(lastDays => ({ lastDays })),
  ago.map(from => ({ from })),
  fc.tuple(ago, fc.nat(9)).map(([from, width]) => ({ from, until: from + width })),
)
const leaf: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .record({
      ids: fc.array(pick(Object.values(namedRegions)), { minLength: 1, maxLength: 2 }),
      descendants: fc.boolean(),
    })
    .map(one => ({ region: one })),
  fc.array(stage, { minLength: 1, maxLength: 4 }).map(stages => ({ lifecycle: { in: stages } })),
  fc.tuple(window, between(6)).map(([days, bounds]) => ({ spend: { ...days, ...bounds } })),
  fc.tuple(window, between(3)).map(([days, bounds]) => ({ purchases: { ...days, ...bounds } })),
  between(9).map(({ atLeast, atMost }) => ({
    lastPurchase: { atLeastDaysAgo: atLeast, withinDays: atMost },
  })),
  fc
    .record({
      verdict: pick(['VULNERABLE', 'RESISTANT', 'EXCLUDED'] as const),
      grade: pick([undefined, 'SHARP'] as const),
      campaign: pick([undefined, ...Object.values(namedCampaigns)]),
    })
    .map(one => ({ vulnerability: one.verdict === 'VULNERABLE' ? one : { ...one, grade: undefined } })),
)
const rule = fc.letrec<{ node: Rule }>(node => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(all => ({ all })),
    fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(any => ({ any })),
    node('node').map(not => ({ not })),
  ),
})).node

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addRegionsAndCampaigns(service, asOf)
  return () => database.close()
})

test('a compiled rule is true, false and unknown for exactly those for whom the definition says so, from facts and from metrics', async () => {
  const customer = alias(customers, 'anybody')
  const { id, regionId, lifecycle } = customer
  const columns = { id, regionId, lifecycle }
  const seen = new Set<Truth>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 10, maxLength: 20 }),
      fc.array(rule, { minLength: 10, maxLength: 20 }),
      async (drawn, rules) => {
        const people: Person[] = drawn.map((one, at) => ({ id: at + 1, ...one }))
        await removePeople(service)
        await addPeople(service, people)
        await runThrough(service, refreshMetrics, runOf(asOf, { again: true }))
        const session = fresh(service)
        const answers = await Promise.all(
          rules.map(one =>
            session.db.orm.all<{ truth: number | null; stored: number | null }>(sql`
              SELECT ${compileRule(one, customer, asOf)} AS truth,
                ${compileRule(one, { ...columns, metrics: customer }, asOf)} AS stored
              FROM customers AS anybody ORDER BY anybody.id`),
          ),
        )
        expect(session.db.counters.roundTrips).toBe(1)
        rules.forEach((one, at) => {
          const expected = people.map(each => truthOf(one, each))
          for (const truth of expected) seen.add(truth)
          const read = (truth: number | null) => (truth === null ? null : truth === 1)
          expect(
            answers[at]?.map(({ truth }) => read(truth)),
            JSON.stringify(one),
          ).toEqual(expected)
          expect(
            answers[at]?.map(({ stored }) => read(stored)),
            JSON.stringify(one),
          ).toEqual(expected)
        })
      },
    ),
    { numRuns: 25 },
  )
  expect(seen).toEqual(new Set([true, false, null]))
}, 60_000)
