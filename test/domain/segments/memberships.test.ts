import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { previewSegment } from '../../../src/domain/segments/preview-segment.ts'
import { segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { refusal } from '../../support/outcomes.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  await addCustomers(service, [1, 2, 3, 4])
  return () => database.close()
})

const recent = { lastPurchase: { withinDays: 3 } }
const memberOf = (...ids: number[]) => ({
  segments: { some: { segment: { in: ids.map(id => encodeId('segment', id)) } } },
})

const create = async (name: string, rule: object) =>
  (await createSegment(fresh(service), { name, rule })).segmentId
const update = (id: number, rule: object) => updateSegment(fresh(service), { id, patch: { rule } })

const membersOf = async (segment: number) => {
  const rows = await fresh(service).db.orm.query.segmentMembers.findMany({
    where: (columns, { eq }) => eq(columns.segmentId, segment),
    orderBy: (columns, { asc }) => asc(columns.customerId),
  })
  return rows.map(({ customerId }) => customerId)
}

const night = async () => {
  await runThrough(service, refreshMetrics, runOf(service.today, { again: true }))
  return runThrough(service, segmentsSweep({ customers: 2, ranges: 1 }, 'OTHERS'), runOf(service.today))
}

const buy = (customer: number, ago: number) =>
  addFacts(service, [{ customer, day: service.today - ago, kind: 'PURCHASE', amount: 10 }])

test('a segment that asks about another is judged after it, whichever was made first', async () => {
  const first = await create('first', { lifecycle: { in: ['LOST'] } })
  const second = await create('second', recent)
  const third = await create('third', { not: memberOf(second) })
  await update(first, { ...memberOf(second), not: memberOf(third) })
  await buy(2, 1)
  await buy(4, 2)
  const { counts } = await night()
  expect(counts).toEqual({ segments: 3, joined: 4, left: 2 })
  expect(await membersOf(second)).toEqual([2, 4])
  expect(await membersOf(third)).toEqual([1, 3])
  expect(await membersOf(first)).toEqual([2, 4])
  expect((await night()).counts).toEqual({ segments: 3, joined: 0, left: 0 })
})

test('another rule of the one asked about is followed by the next night', async () => {
  await buy(2, 1)
  const asked = await create('asked', recent)
  const asking = await create('asking', memberOf(asked))
  expect(await membersOf(asking)).toEqual([2])
  await update(asked, { not: { purchases: { atLeast: 1 } } })
  expect(await membersOf(asking)).toEqual([2])
  await night()
  expect(await membersOf(asking)).toEqual([1, 3, 4])
})

test('a rule never leads back to its own segment', async () => {
  const first = await create('first', recent)
  const second = await create('second', memberOf(first))
  const third = await create('third', { any: [recent, memberOf(second)] })
  const at = 'INVALID_INPUT patch.rule.segments.some.segment.in'
  expect(await refusal(update(first, memberOf(first)))).toEqual([`${at}.0`])
  expect(await refusal(update(first, memberOf(third)))).toEqual([`${at}.0`])
  const other = await create('other', recent)
  expect(await refusal(update(first, memberOf(other, second)))).toEqual([`${at}.1`])
  await update(first, memberOf(other))
})

test('a rule names the segments that it asks about', async () => {
  const id = encodeId('segment', await create('first', recent))
  const segment = { equals: id }
  for (const asked of [
    { some: { joinedAt: { from: { daysAgo: 3 } } } },
    { none: { not: { segment } } },
    { none: { any: [{ segment }, { joinedAt: { from: { daysAgo: 3 } } }] } },
    { every: { segment } },
  ]) {
    const rule = { all: [recent, { segments: asked }] }
    const at = `INVALID_INPUT rule.all.1.segments.${Object.keys(asked)[0]}`
    expect(await refusal(createSegment(service, { name: 'B', rule }))).toEqual([at])
    expect(await refusal(previewSegment(service, { rule }))).toEqual([at])
  }
  await create('C', { segments: { none: { segment, joinedAt: { from: { daysAgo: 3 } } } } })
})

test('whatever segments ask about, one night makes them what they are said to be, and the next changes nothing', async () => {
  await service.db.write([sql`UPDATE customers SET lifecycle = 'ACTIVE' WHERE id IN (1, 2)`])
  const links = fc.array(fc.record({ of: fc.nat(4), to: fc.nat(4), not: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(links, async drawn => {
      await service.db.write(
        ['segment_members', 'segment_stays', 'segment_values', 'segments'].map(
          table => sql`DELETE FROM ${sql.identifier(table)}`,
        ),
      )
      const own = { lifecycle: { in: ['ACTIVE'] } }
      const ids: number[] = []
      for (let at = 0; at < 5; at++) ids.push(await create(`S${at}`, own))
      const parts = new Map(ids.map(id => [id, [own] as object[]]))
      for (const { of, to, not } of drawn) {
        const [id = 0, other = 0] = [ids[of], ids[to]]
        const rule = not ? { not: memberOf(other) } : memberOf(other)
        const any = [...(parts.get(id) ?? []), rule]
        const taken = await update(id, { any }).then(
          () => true,
          () => false,
        )
        if (taken) parts.set(id, any)
      }
      // As if the members had been lost: those of the one asked about must be there first.
      await service.db.write([sql`DELETE FROM segment_members`])
      await night()
      expect((await night()).counts).toEqual({ segments: 5, joined: 0, left: 0 })
    }),
    { numRuns: 10 },
  )
}, 60_000)
