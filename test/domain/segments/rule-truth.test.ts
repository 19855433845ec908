import { getTableColumns, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { compile, compileHolds } from '../../../src/domain/filters/compile.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { storedRule } from '../../../src/domain/segments/rules/rule.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { bounds, dayNear, peopleNear, pick, stage } from './draws.ts'
import type { GivenRule, GivenWindow } from './given-rule.ts'
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
function truthOf(rule: GivenRule, person: Person): Truth {
  const { all, any, not, region, lifecycle, spend, purchases, lastPurchase, vulnerability } = rule
  const bought = person.facts.filter(
    fact => fact.day <= asOf && fact.kind === 'PURCHASE' && !fact.cancelled && (fact.amount ?? 0) > 0,
  )
  const truths: Truth[] = []
  if (all) truths.push(...all.map(node => truthOf(node, person)))
  if (any) truths.push(negation(conjunction(any.map(node => negation(truthOf(node, person))))))
  if (not) truths.push(negation(truthOf(not, person)))
  if (region) {
    const { region: at } = person
    const named = (ids: string[], lain: number[]): Truth =>
      at === null ? null : ids.some(id => lain.some(one => encodeId('region', one) === id))
    if (region.in) truths.push(named(region.in, at === null ? [] : (ancestry[at] ?? [])))
    if (region.exactly) truths.push(named(region.exactly, at === null ? [] : [at]))
    if (region.empty !== undefined) truths.push((at === null) === region.empty)
  }
  if (lifecycle) truths.push(lifecycle.in.includes(person.lifecycle))
  if (spend) {
    const net = person.facts
      .filter(fact => fact.kind !== 'CALL' && !fact.cancelled && counts(fact.day, spend))
      .reduce((sum, { kind, amount }) => sum + (kind === 'PURCHASE' ? 1 : -1) * (amount ?? 0), 0)
    truths.push(bounded(net, spend))
  }
  if (purchases)
    truths.push(
      bounded(new Set(bought.map(({ day }) => day).filter(day => counts(day, purchases))).size, purchases),
    )
  if (lastPurchase) {
    const ago = asOf - Math.max(...bought.map(({ day }) => day))
    const { withinDays: atMost, atLeastDaysAgo: atLeast } = lastPurchase
    truths.push(bought.length === 0 ? null : bounded(ago, { atMost, atLeast }))
  }
  if (vulnerability) {
    const { verdict, grade, campaign: of } = vulnerability
    const known = person.verdicts.filter(one => of === undefined || encodeId('campaign', one.campaign) === of)
    const such = known.some(one => one.verdict === verdict && (grade === undefined || one.grade === grade))
    truths.push(known.length === 0 ? null : such)
  }
  return conjunction(truths)
}

const negation = (truth: Truth): Truth => (truth === null ? null : !truth)
const conjunction = (truths: Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true

const counts = (day: number, { lastDays, from, until }: GivenWindow) =>
  day <= asOf &&
  (lastDays === undefined || day > asOf - lastDays) &&
  (from === undefined || formatDay(day) >= from) &&
  (until === undefined || formatDay(day) <= until)

interface Bounds {
  atLeast?: string | number | undefined
  atMost?: string | number | undefined
}

const bounded = (value: number, { atLeast, atMost }: Bounds) =>
  (atLeast === undefined || value >= Number(atLeast)) && (atMost === undefined || value <= Number(atMost))

const ago = dayNear(asOf)
const asText = (amounts: object) =>
  Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, String(value)]))

const window: fc.Arbitrary<GivenWindow> = fc.oneof(
  fc.constant({}),
  fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(364, 365, 366)).map(lastDays => ({ lastDays })),
  ago.map(from => ({ from: formatDay(from) })),
  ago.map(until => ({ until: formatDay(until) })),
  fc
    .tuple(ago, fc.nat(9))
    .map(([from, width]) => ({ from: formatDay(from), until: formatDay(from + width) })),
)
const regionIds = fc.array(
  pick(Object.values(namedRegions)).map(id => encodeId('region', id)),
  { minLength: 1, maxLength: 2 },
)
const leaf: fc.Arbitrary<GivenRule> = fc.oneof(
  regionIds.map(ids => ({ region: { in: ids } })),
  regionIds.map(ids => ({ region: { exactly: ids } })),
  fc.tuple(regionIds, fc.boolean()).map(([ids, empty]) => ({ region: { in: ids, empty } })),
  fc.array(stage, { minLength: 1, maxLength: 4 }).map(stages => ({ lifecycle: { in: stages } })),
  fc.tuple(window, bounds(-1, 6)).map(([days, amounts]) => ({ spend: { ...days, ...asText(amounts) } })),
  fc.tuple(window, bounds(0, 3)).map(([days, counts]) => ({ purchases: { ...days, ...counts } })),
  bounds(0, 9).map(({ atLeast, atMost }) => ({
    lastPurchase: {
      ...(atLeast !== undefined && { atLeastDaysAgo: atLeast }),
      ...(atMost !== undefined && { withinDays: atMost }),
    },
  })),
  fc
    .record({
      verdict: pick(['VULNERABLE', 'RESISTANT', 'EXCLUDED'] as const),
      grade: pick([undefined, 'SHARP'] as const),
      campaign: pick([undefined, ...Object.values(namedCampaigns)]),
    })
    .map(({ verdict, grade, campaign: of }) => ({
      vulnerability: {
        verdict,
        ...(grade && verdict === 'VULNERABLE' && { grade }),
        ...(of && { campaign: encodeId('campaign', of) }),
      },
    })),
)
const rule = fc.letrec<{ node: GivenRule }>(node => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(all => ({ all })),
    fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(any => ({ any })),
    node('node').map(not => ({ not })),
    fc.tuple(leaf, leaf, node('node')).map(([one, other, not]) => ({ ...one, ...other, not })),
  ),
})).node

let service: TestService

beforeAll(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addRegionsAndCampaigns(service, asOf)
})

test('a rule is true, false and unknown for exactly those for whom the definition says so, from facts and from metrics', async () => {
  const columns = getTableColumns(alias(customers, 'anybody'))
  const { timeZone } = service.workspace
  const moment = { asOf, timeZone, before: null, metricsHold: false, actor: null }
  const seen = new Set<Truth>()
  await fc.assert(
    fc.asyncProperty(
      peopleNear(asOf),
      fc.array(rule, { minLength: 10, maxLength: 20 }),
      async (people, rules) => {
        await removePeople(service)
        await addPeople(service, people)
        await runThrough(service, refreshMetrics, runOf(asOf, { again: true }))
        const session = fresh(service)
        const conditions = rules.map(one => storedRule(one, service.workspace))
        const answers = await Promise.all(
          conditions.map(one =>
            session.db.orm.all<{ truth: number | null; stored: number | null; holds: number | null }>(sql`
              SELECT ${compile(one, columns, moment).sql} AS truth,
                ${compile(one, columns, { ...moment, metricsHold: true }).sql} AS stored,
                ${compileHolds(one, columns, moment)} AS holds
              FROM customers AS anybody ORDER BY anybody.id`),
          ),
        )
        expect(session.db.counters.roundTrips).toBe(1)
        rules.forEach((one, at) => {
          const expected = people.map(each => truthOf(one, each))
          for (const truth of expected) seen.add(truth)
          const read = (truth: number | null) => (truth === null ? null : truth === 1)
          const said = JSON.stringify(one)
          expect(
            answers[at]?.map(({ truth }) => read(truth)),
            said,
          ).toEqual(expected)
          expect(
            answers[at]?.map(({ stored }) => read(stored)),
            said,
          ).toEqual(expected)
          expect(
            answers[at]?.map(({ holds }) => holds === 1),
            said,
          ).toEqual(expected.map(truth => truth === true))
          const condition = conditions[at]
          if (condition && compile(condition, columns, moment).certain)
            expect(expected, said).not.toContain(null)
        })
      },
    ),
    { numRuns: 25 },
  )
  expect(seen).toEqual(new Set([true, false, null]))
}, 60_000)
