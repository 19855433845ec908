import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { followUps } from '../../../src/database/tables/care/follow-ups.ts'
import { segmentMembers, segmentStays } from '../../../src/database/tables/care/segments.ts'
import { exposures } from '../../../src/database/tables/competition/competitors.ts'
import {
  vulnerabilityMembers,
  vulnerabilitySnapshots,
} from '../../../src/database/tables/competition/vulnerability.ts'
import {
  consents,
  customerRegions,
  lifecycleChanges,
} from '../../../src/database/tables/customers/customers.ts'
import { interactions } from '../../../src/database/tables/customers/interactions.ts'
import { relationshipLevelChanges } from '../../../src/database/tables/value/relationships.ts'
import { UNKNOWN_SINCE } from '../../../src/domain/customers/region-history.ts'
import type { TimelineKind } from '../../../src/domain/fields/timeline.ts'
import { dayOfInstant } from '../../../src/lib/days.ts'
import { nouns, storedBefore } from '../../nouns/all.ts'
import { fresh, type TestService } from '../../support/service.ts'

export const people = [1, 2, 3]
export const firstDay = 20_000
export const lastDay = 20_006

const dayMilliseconds = 86_400_000

/** What is expected of an entry; `id` breaks ties, `ref` is what the entry leads to. */
export interface Expected {
  customer: number
  kind: TimelineKind
  at: number
  day: number
  onDay: boolean
  id: number
  ref: number
}

const day = fc.integer({ min: firstDay, max: lastDay })
/** Midnights in Vietnam, noons in London, and in between. */
const instant = fc
  .tuple(day, fc.constantFrom(0, 12, 16, 17, 18))
  .map(([of, hour]) => of * dayMilliseconds + hour * 3_600_000)

const customer = fc.constantFrom(...people)
const segment = fc.constantFrom(1, 2)
const verdict = fc.constantFrom(
  ...([
    { verdict: 'VULNERABLE', grade: 'SHARP', exclusion: null },
    { verdict: 'VULNERABLE', grade: 'LAPSED', exclusion: null },
    { verdict: 'RESISTANT', grade: null, exclusion: null },
    { verdict: 'EXCLUDED', grade: null, exclusion: 'NEW' },
    { verdict: 'EXCLUDED', grade: null, exclusion: 'NOT_DUE' },
  ] as const),
)

/** Of two campaigns; beside their own results one of a region and a draft, of which no timeline tells. */
const snapshots = [
  { id: 1, campaignId: 1, asOf: firstDay, scope: 'CAMPAIGN', sealedAt: 1 },
  { id: 2, campaignId: 1, asOf: firstDay + 1, scope: 'CAMPAIGN', sealedAt: 1 },
  { id: 5, campaignId: 1, asOf: firstDay + 3, scope: 'CAMPAIGN', sealedAt: 1 },
  { id: 4, campaignId: 2, asOf: firstDay + 1, scope: 'CAMPAIGN', sealedAt: 1 },
  { id: 3, campaignId: 2, asOf: firstDay + 2, scope: 'CAMPAIGN', sealedAt: 1 },
  { id: 6, campaignId: 1, asOf: firstDay + 1, scope: 'REGION', sealedAt: 1 },
  { id: 7, campaignId: 1, asOf: firstDay + 2, scope: 'CAMPAIGN', sealedAt: null },
] as const

const least = { minLength: 3, maxLength: 12 }

/** Once for each customer and thing: what the tables take once. */
const once = <Item extends { customer: number }>(item: fc.Arbitrary<Item>, thing: (one: Item) => unknown) =>
  fc.uniqueArray(item, { ...least, selector: one => `${one.customer} ${thing(one)}` })

export const histories = fc.record({
  interactions: fc.array(fc.record({ customer, at: instant }), least),
  consents: fc.array(fc.record({ customer, at: instant }), least),
  exposures: fc.array(fc.record({ customer, at: instant }), least),
  followUps: fc.array(fc.record({ customer, at: instant, closedAt: fc.option(instant) }), least),
  lifecycle: once(fc.record({ customer, on: day }), one => one.on),
  levels: once(fc.record({ customer, on: day }), one => one.on),
  regions: once(fc.record({ customer, since: fc.oneof(day, fc.constant(UNKNOWN_SINCE)) }), one => one.since),
  verdicts: once(
    fc.record({ customer, snapshot: fc.constantFrom(...snapshots), found: verdict }),
    one => one.snapshot.id,
  ),
  stays: once(
    fc.record({
      customer,
      segment,
      joinedAt: instant,
      lasts: fc.constantFrom(0, 3_600_000, dayMilliseconds),
    }),
    one => one.segment,
  ),
  members: once(fc.record({ customer, segment, joinedAt: instant }), one => one.segment),
})

export type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never

/** What stands before any history. */
export async function addWorld(service: TestService): Promise<void> {
  const { orm } = service.db
  const later = nouns.find(({ type }) => type === 'TimelineEntry')?.stored
  if (!later) throw new Error('The noun has no rows')
  const own = new Set<unknown>([exposures, consents, interactions, followUps, vulnerabilityMembers])
  await service.db.write(
    storedBefore(later.table)
      .filter(({ table }) => !own.has(table) && table !== vulnerabilitySnapshots)
      .map(({ table, row }) => orm.insert(table).values([1, 2, 3].map(row))),
  )
  const snapshot = nouns.find(({ type }) => type === 'VulnerabilitySnapshot')?.stored
  if (!snapshot) throw new Error('The noun has no rows')
  await service.db.write([
    orm.insert(vulnerabilitySnapshots).values(
      snapshots.map(one => ({
        ...(snapshot.row(one.id) as typeof vulnerabilitySnapshots.$inferInsert),
        ...one,
        scopeId: one.campaignId,
      })),
    ),
  ])
}

const rowOf = (type: string, id: number) => {
  const row = nouns.find(noun => noun.type === type)?.stored?.row(id)
  if (!row) throw new Error(`${type} has no rows`)
  return row
}

/** Stores a history in place of the one before. */
export async function setHistory(service: TestService, history: History): Promise<void> {
  const { db } = fresh(service)
  const { orm } = db
  const tables = [exposures, followUps, interactions, consents, lifecycleChanges, relationshipLevelChanges]
  const others = [customerRegions, vulnerabilityMembers, segmentMembers, segmentStays]
  const { stays } = history
  await db.write([
    ...[...tables, ...others].map(table => sql`DELETE FROM ${table}`),
    ...history.interactions.map((one, at) =>
      orm.insert(interactions).values({
        ...(rowOf('Interaction', at + 1) as typeof interactions.$inferInsert),
        ...{ customerId: one.customer, occurredAt: one.at, day: dayOfInstant(one.at, 'Asia/Ho_Chi_Minh') },
      }),
    ),
    ...history.consents.map((one, at) =>
      orm.insert(consents).values({
        ...(rowOf('Consent', at + 1) as typeof consents.$inferInsert),
        ...{ customerId: one.customer, at: one.at },
      }),
    ),
    ...history.exposures.map((one, at) =>
      orm.insert(exposures).values({
        ...(rowOf('Exposure', at + 1) as typeof exposures.$inferInsert),
        ...{ customerId: one.customer, campaignId: 1, recordedBy: null, createdAt: one.at },
      }),
    ),
    ...history.followUps.map((one, at) =>
      orm.insert(followUps).values({
        ...(rowOf('FollowUp', at + 1) as typeof followUps.$inferInsert),
        ...{ customerId: one.customer, createdAt: one.at, closedAt: one.closedAt, interactionId: null },
        ...{ period: `${at}`, ownerId: 1, claimedBy: null },
      }),
    ),
    ...history.lifecycle.map(one =>
      orm
        .insert(lifecycleChanges)
        .values({ customerId: one.customer, on: one.on, from: 'NEW', to: 'ACTIVE', reason: {} }),
    ),
    ...history.levels.map(one =>
      orm
        .insert(relationshipLevelChanges)
        .values({ customerId: one.customer, on: one.on, from: 1, to: 2, reason: 'OVERRIDE' }),
    ),
    ...history.regions.map(one =>
      orm
        .insert(customerRegions)
        .values({ customerId: one.customer, since: one.since, regionId: 2, changeId: 0 }),
    ),
    ...history.verdicts.map(({ snapshot, found, ...one }) =>
      orm.insert(vulnerabilityMembers).values({
        ...(rowOf('VulnerabilityMember', 1) as typeof vulnerabilityMembers.$inferInsert),
        ...{ customerId: one.customer, snapshotId: snapshot.id, ...found },
      }),
    ),
    ...stays.map(({ customer: customerId, segment: segmentId, joinedAt, lasts }) =>
      orm.insert(segmentStays).values({ customerId, segmentId, joinedAt, leftAt: joinedAt + lasts }),
    ),
    ...membersAfter(history).map(({ customer: customerId, segment: segmentId, joinedAt }) =>
      orm.insert(segmentMembers).values({ customerId, segmentId, joinedAt }),
    ),
  ])
}

/** Somebody who was in a segment before came back after leaving it. */
const membersAfter = ({ members, stays }: History) =>
  members.map(one => {
    const before = stays.find(stay => stay.customer === one.customer && stay.segment === one.segment)
    return before ? { ...one, joinedAt: before.joinedAt + before.lasts + 1_000 } : one
  })

/** The timelines of a history, all kinds of everybody, the newest first. */
export function timelineOf(history: History): Expected[] {
  const onDay = (customer: number, kind: TimelineKind, day: number, id: number, ref: number): Expected => ({
    ...{ customer, kind, day, id, ref, onDay: true, at: (day + 0.5) * dayMilliseconds },
  })
  const at = (customer: number, kind: TimelineKind, instant: number, id: number): Expected => ({
    ...{ customer, kind, id, at: instant, ref: id, onDay: false },
    day: dayOfInstant(instant, 'Asia/Ho_Chi_Minh'),
  })
  const entries = [
    ...history.interactions.map((one, index) => at(one.customer, 'INTERACTION', one.at, index + 1)),
    ...history.consents.map((one, index) => at(one.customer, 'CONSENT', one.at, index + 1)),
    ...history.exposures.map((one, index) => at(one.customer, 'EXPOSURE', one.at, index + 1)),
    ...history.followUps.flatMap((one, index) => [
      at(one.customer, 'FOLLOW_UP_OPENED', one.at, index + 1),
      ...(one.closedAt === null ? [] : [at(one.customer, 'FOLLOW_UP_CLOSED', one.closedAt, index + 1)]),
    ]),
    ...history.lifecycle.map(one => onDay(one.customer, 'LIFECYCLE', one.on, one.on, one.on)),
    ...history.levels.map(one => onDay(one.customer, 'RELATIONSHIP_LEVEL', one.on, one.on, one.on)),
    ...history.regions
      .filter(one => one.since !== UNKNOWN_SINCE)
      .map(one => onDay(one.customer, 'REGION', one.since, one.since, 2)),
    ...history.verdicts.flatMap(({ customer, snapshot, found }) => {
      const shown = snapshots.filter(one => one.scope === 'CAMPAIGN' && one.sealedAt !== null)
      if (!shown.some(one => one.id === snapshot.id)) return []
      const before = shown
        .filter(one => one.campaignId === snapshot.campaignId && one.asOf < snapshot.asOf)
        .toSorted((a, b) => b.asOf - a.asOf)[0]
      const prior = history.verdicts.find(one => one.customer === customer && one.snapshot.id === before?.id)
      if (prior?.found === found) return []
      return [onDay(customer, 'VERDICT', snapshot.asOf, snapshot.id, snapshot.id)]
    }),
    ...history.stays
      .filter(one => one.lasts > 0)
      .flatMap(one => [
        at(one.customer, 'SEGMENT_JOINED', one.joinedAt, one.segment),
        at(one.customer, 'SEGMENT_LEFT', one.joinedAt + one.lasts, one.segment),
      ]),
    ...membersAfter(history).map(one => at(one.customer, 'SEGMENT_JOINED', one.joinedAt, one.segment)),
  ]
  const byText = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0)
  return entries.sort((a, b) => b.at - a.at || byText(a.kind, b.kind) || b.id - a.id)
}
