import { type Client, createClient } from '@libsql/client/http'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { carryRules } from '../../../src/database/migrating/carry-rules.ts'
import { migrateDatabase } from '../../../src/database/migrating/migrate.ts'
import type { LifecycleStage } from '../../../src/domain/metrics/lifecycle.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { previewSegment } from '../../../src/domain/segments/preview-segment.ts'
import { refreshSegments } from '../../../src/domain/segments/refresh-segments.ts'
import { storedRule } from '../../../src/domain/segments/rules/rule.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { bounds, dayNear, peopleNear, pick, stage } from './draws.ts'
import {
  addPeople,
  addRegionsAndCampaigns,
  ancestry,
  namedCampaigns,
  namedRegions,
  type Person,
  removePeople,
} from './world.ts'

interface Window {
  lastDays?: number
  from?: number
  until?: number
}

interface Bounds {
  atLeast?: number | undefined
  atMost?: number | undefined
}

/** A rule as it was stored: one key a node, with numbers for ids, days and minor units. */
interface OldRule {
  all?: OldRule[]
  any?: OldRule[]
  not?: OldRule
  region?: { ids: number[]; descendants?: boolean }
  lifecycle?: { in: LifecycleStage[] }
  spend?: Window & Bounds
  purchases?: Window & Bounds
  lastPurchase?: { withinDays?: number; atLeastDaysAgo?: number }
  vulnerability?: { verdict: string; grade?: string; campaign?: number }
}

/** 1 true, 0 false, ½ unknown: Kleene's logic is that of minimum, maximum and complement. */
type Truth = 0 | 0.5 | 1

const is = (value: boolean): Truth => (value ? 1 : 0)

/** What the rule meant. */
function meant(rule: OldRule, person: Person, asOf: number): Truth {
  const within = (value: number, { atLeast = -Infinity, atMost = Infinity }: Bounds) =>
    is(value >= atLeast && value <= atMost)
  const facts = ({ lastDays = Infinity, from = -Infinity, until = Infinity }: Window) =>
    person.facts.filter(
      ({ day, cancelled }) =>
        !cancelled && day <= Math.min(asOf, until) && day >= from && day > asOf - lastDays,
    )
  const purchaseDays = (window: Window) => [
    ...new Set(
      facts(window).flatMap(({ kind, amount, day }) =>
        kind === 'PURCHASE' && (amount ?? 0) > 0 ? [day] : [],
      ),
    ),
  ]
  const { all, any, not, region, lifecycle, spend, purchases, lastPurchase, vulnerability } = rule
  if (all) return lowest(all.map(one => meant(one, person, asOf)))
  if (any) return opposite(lowest(any.map(one => opposite(meant(one, person, asOf)))))
  if (not) return opposite(meant(not, person, asOf))
  if (region) {
    if (person.region === null) return 0.5
    const lain = region.descendants === false ? [person.region] : (ancestry[person.region] ?? [])
    return is(lain.some(id => region.ids.includes(id)))
  }
  if (lifecycle) return is(lifecycle.in.includes(person.lifecycle))
  if (spend) {
    const signs: Record<string, number> = { PURCHASE: 1, REFUND: -1 }
    const net = facts(spend).reduce((sum, { kind, amount }) => sum + (signs[kind] ?? 0) * (amount ?? 0), 0)
    return within(net, spend)
  }
  if (purchases) return within(purchaseDays(purchases).length, purchases)
  if (lastPurchase) {
    const days = purchaseDays({})
    const { atLeastDaysAgo: atLeast, withinDays: atMost } = lastPurchase
    return days.length === 0 ? 0.5 : within(asOf - Math.max(...days), { atLeast, atMost })
  }
  if (!vulnerability) throw new Error('An empty node')
  const known = person.verdicts.filter(({ campaign }) => campaign === (vulnerability.campaign ?? campaign))
  const such = known.some(
    ({ verdict, grade }) => verdict === vulnerability.verdict && grade === (vulnerability.grade ?? grade),
  )
  return known.length === 0 ? 0.5 : is(such)
}

const opposite = (truth: Truth): Truth => (truth === 1 ? 0 : truth === 0 ? 1 : 0.5)
const lowest = (truths: Truth[]): Truth => (truths.includes(0) ? 0 : truths.includes(0.5) ? 0.5 : 1)

const most = Number.MAX_SAFE_INTEGER

function oldRules(asOf: number): fc.Arbitrary<OldRule> {
  const day = fc.oneof({ weight: 9, arbitrary: dayNear(asOf) }, pick([-20_000, 0, 300_000]))
  const window: fc.Arbitrary<Window> = fc.oneof(
    fc.constant({}),
    fc.oneof(fc.integer({ min: 1, max: 12 }), pick([364, 365, 366])).map(lastDays => ({ lastDays })),
    day.map(from => ({ from })),
    day.map(until => ({ until })),
    fc.tuple(day, fc.nat(9)).map(([from, width]) => ({ from, until: from + width })),
  )
  const amounts = fc.oneof(
    { weight: 9, arbitrary: bounds(-4, 6) },
    pick([{ atMost: most }, { atLeast: -most, atMost: 5_001 }, { atLeast: most }]),
  )
  const leaf: fc.Arbitrary<OldRule> = fc.oneof(
    fc
      .record(
        {
          ids: fc.uniqueArray(pick(Object.values(namedRegions)), { minLength: 1, maxLength: 2 }),
          descendants: fc.boolean(),
        },
        { requiredKeys: ['ids'] },
      )
      .map(region => ({ region })),
    fc.uniqueArray(stage, { minLength: 1 }).map(stages => ({ lifecycle: { in: stages } })),
    fc.tuple(window, amounts).map(([days, amount]) => ({ spend: { ...days, ...amount } })),
    fc.tuple(window, bounds(0, 3)).map(([days, counts]) => ({ purchases: { ...days, ...counts } })),
    bounds(0, 9).map(({ atLeast, atMost }) => ({
      lastPurchase: {
        ...(atLeast !== undefined && { atLeastDaysAgo: atLeast }),
        ...(atMost !== undefined && { withinDays: atMost }),
      },
    })),
    fc
      .record(
        {
          verdict: pick(['VULNERABLE', 'RESISTANT', 'EXCLUDED']),
          campaign: pick(Object.values(namedCampaigns)),
        },
        { requiredKeys: ['verdict'] },
      )
      .map(vulnerability => ({ vulnerability })),
    pick(Object.values(namedCampaigns)).map(campaign => ({
      vulnerability: { verdict: 'VULNERABLE', grade: 'SHARP', campaign },
    })),
  )
  return fc.letrec<{ node: OldRule }>(node => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(all => ({ all })),
      fc.array(node('node'), { minLength: 1, maxLength: 3 }).map(any => ({ any })),
      node('node').map(not => ({ not })),
    ),
  })).node
}

let database: TestDatabase
let service: TestService
let client: Client

async function open(currency: string) {
  database = await testDatabase()
  service = await testService(database, { workspace: { currency } })
  client = createClient({ url: database.url })
  await addRegionsAndCampaigns(service, service.today)
}

afterEach(async () => {
  client.close()
  await database.close()
})

interface Stored {
  rule: string
  members?: number[]
  unknown?: number
}

/** Segments with ids from 1 on, as an older version left them behind. */
const store = (rows: readonly Stored[]) =>
  fresh(service).db.write([
    sql`DELETE FROM segment_members`,
    sql`DELETE FROM segment_stays`,
    sql`DELETE FROM segment_values`,
    sql`DELETE FROM segments`,
    sql`INSERT INTO segments (id, name, sort_name, rule, member_count, unknown_count, computed_at, created_at,
        updated_at, version, change_id)
      SELECT key + 1, 'S' || key, '', value ->> 'rule', ifnull(json_array_length(value, '$.members'), 0),
        ifnull(value ->> 'unknown', 0), 0, 0, 0, 1, 0
      FROM json_each(${JSON.stringify(rows)})`,
    sql`INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT s.key + 1, m.value, 0 FROM json_each(${JSON.stringify(rows)}) AS s, json_each(s.value, '$.members') AS m`,
  ])

const stored = async () => {
  const { rows } = await client.execute('SELECT rule FROM segments ORDER BY id')
  return rows.map(({ rule }) => String(rule))
}

test.each(['VND', 'GBP', 'KWD'])(
  'a stored rule in %s means the same when it is carried over, to whoever reads it and to the night, and stays as it then is',
  async currency => {
    await open(currency)
    const asOf = service.today
    const seen = new Set<Truth>()
    await fc.assert(
      fc.asyncProperty(
        peopleNear(asOf),
        fc.array(oldRules(asOf), { minLength: 6, maxLength: 12 }),
        async (people, rules) => {
          await removePeople(service)
          await addPeople(service, people)
          await runThrough(service, refreshMetrics, runOf(asOf, { again: true }))
          const expected = rules.map(rule => {
            const truths = people.map(one => meant(rule, one, asOf))
            for (const truth of truths) seen.add(truth)
            const having = (truth: Truth) =>
              people.flatMap(({ id }, at) => (truths[at] === truth ? [id] : []))
            return { members: having(1), unknown: having(0.5).length, out: having(0).length }
          })
          await store(rules.map((rule, at) => ({ rule: JSON.stringify(rule), ...expected[at] })))
          await carryRules(client)
          const carried = await stored()
          await carryRules(client)
          expect(await stored()).toEqual(carried)
          const previews = await Promise.all(
            carried.map(rule => previewSegment(fresh(service), { rule: JSON.parse(rule) })),
          )
          previews.forEach((found, at) => {
            const { members = [], ...others } = expected[at] ?? {}
            expect(found, carried[at]).toMatchObject({
              ...others,
              in: members.length,
              sample: members.slice(0, 10),
            })
          })
          const { counts } = await runThrough(service, refreshSegments, runOf(asOf))
          expect(counts).toEqual({ segments: rules.length, joined: 0, left: 0 })
          const untouched = await client.execute('SELECT count(*) AS n FROM segments WHERE computed_at = 0')
          expect(untouched.rows[0]?.n).toBe(rules.length)
        },
      ),
      { numRuns: 8 },
    )
    expect(seen).toEqual(new Set([0, 0.5, 1]))
  },
  60_000,
)

test('rules that are given as they are now stay byte by byte, beside those that are carried', async () => {
  await open('GBP')
  const region = encodeId('region', namedRegions.north)
  const given = [
    { region: { in: [region] } },
    { region: { exactly: [region], empty: false }, spend: { atMost: '0.05', from: '2026-01-01' } },
    { any: [{ purchases: { until: '2026-01-01', atLeast: 1 } }, { not: { kind: { equals: 'PERSON' } } }] },
    { vulnerability: { campaign: encodeId('campaign', namedCampaigns.first), verdict: 'RESISTANT' } },
    { interactions: { some: { amount: { atLeast: '1.50' }, all: [{ kind: { in: ['PURCHASE'] } }] } } },
    { segments: { none: { segment: { equals: encodeId('segment', 1) } } } },
  ].map(rule => JSON.stringify(rule))
  const old = {
    all: [{ region: { ids: [namedRegions.north], descendants: false } }, { spend: { atLeast: -5 } }],
  }
  await store([...given, JSON.stringify(old)].map(rule => ({ rule })))
  await migrateDatabase({ url: database.url })
  const after = await stored()
  expect(after.slice(0, -1)).toEqual(given)
  expect(JSON.parse(after.at(-1) ?? '')).toEqual({
    all: [{ region: { exactly: [region] } }, { spend: { atLeast: '-0.05' } }],
  })
  for (const rule of after) expect(() => storedRule(JSON.parse(rule), service.workspace), rule).not.toThrow()
})
