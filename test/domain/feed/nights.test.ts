import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createCampaign } from '../../../src/domain/campaigns/create-campaign.ts'
import { createCompetitor } from '../../../src/domain/competitors/create-competitor.ts'
import { changeRowSweep, keptDays } from '../../../src/domain/feed/kept.ts'
import { type FeedEntry, newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { completeNight, failNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { stages } from '../../../src/nightly/stages.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

const people = Array.from({ length: 12 }, (_, index) => `p${index}`)
const firstNight = dayOf('2026-03-01')

let service: TestService

/** A night to its end, or to the end of one of its stages, where it dies. */
async function night(day: number, until?: string, again = false) {
  const now = at(service, `${formatDay(day + 1)}T00:30`)
  const { nightId } = await beginNight(now, day, again)
  const run = await readRun(now, nightId)
  if (!run) throw new Error('The night did not begin.')
  for (const stage of stages) {
    let cursor: string | null = null
    do cursor = (await stage.step(fresh(now), run, cursor)).next
    while (cursor !== null)
    if (stage.name === until) return failNight(now, nightId, 'Asked for by the test.')
  }
  await completeNight(at(now, now.now + 60_000), nightId, [])
}

async function follow(reader: TestService, after: string, first: number): Promise<FeedEntry[]> {
  const page = await readChanges(fresh(reader), { after, first })
  return page.hasNextPage ? [...page.entries, ...(await follow(reader, page.end, first))] : page.entries
}

const said = (entries: readonly FeedEntry[]) =>
  entries.map(({ action, entity, recordId }) => `${action} ${entity} ${recordId}`).toSorted()

const rows = (query: ReturnType<typeof sql>) => fresh(service).db.orm.all<{ text: string }>(query)

let before: string

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  const persons = await customerImport(service, { source: 'shop', createRegions: true }).chunk(
    people.map((externalId, line) => ({
      line,
      fields: { externalId, region: 'HN', regionSince: '2020-01-01' },
    })),
  )
  const facts = await interactionImport(service, { source: 'shop' }).chunk(
    people.flatMap((customer, line) =>
      [0, 1, 2, 3].map(month => ({
        line,
        fields: {
          ...{
            externalId: `${customer}-${month}`,
            customerExternalId: customer,
            kind: 'PURCHASE',
            amount: '50000',
          },
          occurredAt: `2025-${String(6 + month + (line % 3)).padStart(2, '0')}-10T10:00:00Z`,
        },
      })),
    ),
  )
  expect([persons.rejected, facts.rejected]).toEqual([0, 0])
  await service.db.write([
    sql`INSERT INTO consents (id, customer_id, purpose, given, at, actor, change_id)
      SELECT id, id, 'CARE', 1, 0, 'test', 1 FROM customers`,
  ])
  const { competitorId } = await createCompetitor(service, { name: 'Rival' })
  await createCampaign(service, {
    ...{
      competitor: competitorId,
      name: 'Sale',
      kind: 'PRICE',
      firstDay: '2026-02-10',
      lastDay: '2026-02-20',
    },
    regions: ['HN'],
  })
  await createSegment(service, {
    name: 'Gone',
    market: true,
    rule: { lifecycle: { in: ['LOST'] } },
  })
  await night(dayOf('2025-12-31'))
  before = await newestCursor(fresh(service))
  await night(firstNight, 'lifecycle')
  await night(firstNight + 1)
})

const everything = sql`
  SELECT 'LIFECYCLE_MOVED CUSTOMER ' || customer_id AS text FROM lifecycle_changes WHERE "on" >= ${firstNight}
  UNION ALL SELECT 'LEVEL_MOVED CUSTOMER ' || customer_id FROM relationship_level_changes WHERE "on" > ${firstNight}
  UNION ALL SELECT 'SEGMENT_JOINED CUSTOMER ' || customer_id FROM segment_members WHERE joined_at > ${firstNight * 86_400_000}
  UNION ALL SELECT 'SEALED SNAPSHOT ' || id FROM vulnerability_snapshots WHERE sealed_at > ${firstNight * 86_400_000}
  UNION ALL SELECT 'CREATED FOLLOW_UP ' || id FROM follow_ups
    WHERE created_on >= ${firstNight} AND state NOT IN ('EXPIRED', 'HELD') AND escalated_at IS NULL
  UNION ALL SELECT 'ESCALATED FOLLOW_UP ' || id FROM follow_ups WHERE escalated_at IS NOT NULL AND state <> 'EXPIRED'
  UNION ALL SELECT 'EXPIRED FOLLOW_UP ' || id FROM follow_ups WHERE state = 'EXPIRED'
  UNION ALL SELECT 'CREATED NIGHT ' || id FROM nights WHERE day >= ${firstNight}
  UNION ALL SELECT 'COMPLETED NIGHT ' || id FROM nights WHERE day >= ${firstNight} AND state = 'COMPLETED'`

test('a night tells all that it moved, and what one that died had moved before it', async () => {
  const expected = (await rows(everything)).map(({ text }) => text).toSorted()
  const kinds = new Set(expected.map(text => text.split(' ')[0]))
  expect(kinds.size).toBe(8)
  for (const first of [1, 7, 100]) expect(said(await follow(service, before, first))).toEqual(expected)
})

test('the end of the night stands behind all that it moved', async () => {
  const entries = await follow(service, before, 3)
  expect(entries.at(-1)).toMatchObject({ action: 'COMPLETED', entity: 'NIGHT' })
})

test('who may not read segments, levels or results is told nothing of them', async () => {
  const narrow = as(service, { scopes: new Set(['customers:read']) })
  const entries = await follow(narrow, before, 2)
  expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['LIFECYCLE_MOVED']))
})

test('a night without news tells only of itself', async () => {
  const after = await newestCursor(fresh(service))
  await night(firstNight + 2)
  const moved = (await follow(service, after, 5)).filter(({ entity }) => entity === 'CUSTOMER')
  const since = await rows(sql`SELECT 'x' AS text FROM lifecycle_changes WHERE "on" > ${firstNight + 1}`)
  expect(moved).toHaveLength(since.length)
})

test('a move that a rerun takes back is told, and those that stand are not told again', async () => {
  const day = firstNight + 3
  const buy = async (cancelled: boolean) => {
    const later = at(service, `${formatDay(day + 1)}T00:10`)
    const fields = {
      ...{ externalId: 'late', customerExternalId: 'p0', kind: 'PURCHASE', amount: '50000' },
      ...{ occurredAt: `${formatDay(day)}T05:00:00Z`, cancelled: String(cancelled) },
    }
    expect(await interactionImport(later, { source: 'shop' }).chunk([{ line: 1, fields }])).toMatchObject({
      rejected: 0,
    })
  }
  const moves = async (after: string) => {
    const entries = await follow(service, after, 4)
    return entries.filter(({ action }) => action === 'LIFECYCLE_MOVED').map(({ recordId }) => recordId)
  }
  const [p0] = await fresh(service).db.orm.all<{ id: number }>(
    sql`SELECT customer_id AS id FROM customer_external_ids WHERE external_id = 'p0'`,
  )
  await buy(false)
  const first = await newestCursor(fresh(service))
  await night(day)
  expect(await moves(first)).toEqual([p0?.id])
  await buy(true)
  const second = await newestCursor(fresh(service))
  await night(day, undefined, true)
  expect(await moves(second)).toEqual([p0?.id])
  const third = await newestCursor(fresh(service))
  await night(day, undefined, true)
  expect(await moves(third)).toEqual([])
})

test('which rows a change wrote is forgotten with the change', async () => {
  await customerImport(fresh(service), { source: 'till' }).chunk(
    people.map((externalId, line) => ({ line, fields: { externalId } })),
  )
  const count = async () => (await rows(sql`SELECT 'x' AS text FROM change_rows`)).length
  const kept = await count()
  expect(kept).toBeGreaterThanOrEqual(people.length)
  await runThrough(service, changeRowSweep(10), runOf(firstNight + 4))
  expect(await count()).toBe(kept)
  await night(firstNight + 4)
  const later = at(service, service.now + (keptDays + 5) * 86_400_000)
  const { counts } = await runThrough(later, changeRowSweep(10), runOf(firstNight + 4))
  expect([await count(), counts.changeRows]).toEqual([0, kept])
})
