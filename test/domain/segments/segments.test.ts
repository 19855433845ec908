import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  createSegment,
  mostMarketSegments,
  mostWatchedSegments,
} from '../../../src/domain/segments/create-segment.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { previewSegment } from '../../../src/domain/segments/preview-segment.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { AuthorizationError, type Issue, UserError } from '../../../src/domain/service/errors.ts'
import { say } from '../../../src/domain/wording/say.ts'
import { mutate } from '../../../src/domain/writes/mutate.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addPeople, addRegionsAndCampaigns, namedRegions, type Person } from './world.ts'

const owner = 71

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  const { today } = service
  const somebody = (id: number, more: Partial<Person>): Person => ({
    id,
    region: null,
    lifecycle: 'PROSPECT',
    facts: [],
    verdicts: [],
    ...more,
  })
  const bought = (amount: number) => [{ day: today, kind: 'PURCHASE' as const, amount }]
  await addRegionsAndCampaigns(service, today)
  await addPeople(service, [
    somebody(1, { region: namedRegions.north, facts: bought(100) }),
    somebody(2, { region: namedRegions.ward, facts: bought(5) }),
    somebody(3, { region: namedRegions.south, facts: bought(100) }),
    somebody(4, {}),
  ])
  await service.db.write([
    sql`INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
      VALUES (${owner}, 'Owner', '', 1, 0, 0, 1, 0)`,
    sql`UPDATE customers SET owner_id = ${owner} WHERE id IN (2, 3)`,
  ])
  return () => database.close()
})

const northern = { region: { in: [encodeId('region', namedRegions.north)] } }
const spent = { spend: { atLeast: '50' } }

const segment = async (id: number) => {
  const row = await service.db.orm.query.segments.findFirst({
    where: (columns, { eq }) => eq(columns.id, id),
    with: { members: { columns: { customerId: true, joinedAt: true } } },
  })
  if (!row) throw new Error('no segment')
  return row
}
const membersOf = async (id: number) => (await segment(id)).members.map(({ customerId }) => customerId)

async function failure(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => null,
    cause => cause,
  )
  if (!(error instanceof UserError)) throw error ?? new Error('nothing failed')
  return { code: error.code, paths: error.issues.map(({ path }) => path.join('.')) }
}

describe('creating a segment', () => {
  test('computes its members and counts in the same write, in two round trips', async () => {
    const session = fresh(service)
    const { segmentId } = await createSegment(session, { name: ' Miền Bắc ', rule: northern })
    expect(session.db.counters.roundTrips).toBe(2)
    expect(await segment(segmentId)).toMatchObject({
      name: 'Miền Bắc',
      description: null,
      rule: northern,
      memberCount: 2,
      unknownCount: 1,
      computedAt: service.now,
      version: 1,
      members: [
        { customerId: 1, joinedAt: service.now },
        { customerId: 2, joinedAt: service.now },
      ],
    })
  })

  test('leaves an audit row, whose id the segment carries', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', rule: spent })
    const [change] = await service.db.orm.query.changes.findMany()
    expect(change).toMatchObject({ action: 'segment.create', entity: 'segment', entityId: segmentId })
    expect((await segment(segmentId)).changeId).toBe(change?.id)
  })

  test('takes in the whole workspace, also for somebody who sees only a part of it', async () => {
    const { segmentId } = await createSegment(as(service, { reach: 'OWNED', staffId: owner }), {
      name: 'A',
      rule: spent,
    })
    expect(await membersOf(segmentId)).toEqual([1, 3])
  })

  test('refuses a name that is taken, an empty one, and a rule that names what is not there', async () => {
    await createSegment(service, { name: 'A', rule: spent })
    expect(await failure(createSegment(service, { name: 'A', rule: spent }))).toEqual({
      code: 'CONFLICT',
      paths: ['name'],
    })
    const rule = {
      any: [
        { region: { in: [encodeId('region', namedRegions.north), encodeId('region', 99)] } },
        { not: { vulnerability: { verdict: 'VULNERABLE', campaign: encodeId('campaign', 98) } } },
      ],
    }
    expect(await failure(createSegment(service, { name: 'B', rule }))).toEqual({
      code: 'INVALID_INPUT',
      paths: ['rule.any.0.region.in.1', 'rule.any.1.not.vulnerability.campaign'],
    })
    expect(await failure(createSegment(service, { name: ' ', rule: { all: [] } }))).toEqual({
      code: 'INVALID_INPUT',
      paths: ['name', 'rule.all'],
    })
    expect(await service.db.orm.query.segments.findMany()).toHaveLength(1)
  })

  test('answers two requests for one name with one segment and one conflict', async () => {
    const create = () =>
      mutate(fresh(service), { field: 'segmentCreate', payload: {}, key: null, position: 0 }, createSegment, {
        name: 'A',
        rule: spent,
      })
    const settled = await Promise.all([create(), create()])
    expect(settled.filter(one => 'result' in one)).toHaveLength(1)
    expect(settled.flatMap(one => ('error' in one ? [one.error.code] : []))).toEqual(['CONFLICT'])
  })

  test('marks it as a market and as watched when it is asked to', async () => {
    const { segmentId: plain } = await createSegment(service, { name: 'A', rule: spent })
    expect(await segment(plain)).toMatchObject({ market: false, watched: false })
    const { segmentId } = await createSegment(service, {
      name: 'B',
      rule: spent,
      market: true,
      watched: true,
    })
    const row = await segment(segmentId)
    expect(row).toMatchObject({ market: true, watched: true, definitionChangeId: row.changeId })
  })

  test('has room for two hundred markets, and keeps those that are there', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', rule: spent, market: true })
    const { segmentId: other } = await createSegment(service, { name: 'B', rule: spent })
    await service.db.write([
      sql`INSERT INTO segments (id, name, sort_name, rule, member_count, unknown_count, computed_at, created_at,
          updated_at, version, change_id, market)
        WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${mostMarketSegments - 1})
        SELECT n, 'S' || n, '', '{}', 0, 0, 0, 0, 0, 1, 0, 1 FROM n`,
    ])
    expect(await failure(createSegment(service, { name: 'C', rule: spent, market: true }))).toEqual({
      code: 'LIMIT_EXCEEDED',
      paths: ['market'],
    })
    expect(await failure(updateSegment(service, { id: other, patch: { market: true } }))).toEqual({
      code: 'LIMIT_EXCEEDED',
      paths: ['patch.market'],
    })
    await updateSegment(service, { id: segmentId, patch: { market: true, name: 'A still' } })
    await updateSegment(service, { id: segmentId, patch: { market: false } })
    await updateSegment(service, { id: other, patch: { market: true } })
    expect((await segment(other)).market).toBe(true)
  })

  test('has room for twenty that are watched, and keeps those that are', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', rule: spent, watched: true })
    const { segmentId: other } = await createSegment(service, { name: 'B', rule: spent })
    for (let at = 1; at < mostWatchedSegments; at++)
      await createSegment(service, { name: `S${at}`, rule: spent, watched: true })
    expect(await failure(createSegment(service, { name: 'C', rule: spent, watched: true }))).toEqual({
      code: 'LIMIT_EXCEEDED',
      paths: ['watched'],
    })
    expect(await failure(updateSegment(service, { id: other, patch: { watched: true } }))).toEqual({
      code: 'LIMIT_EXCEEDED',
      paths: ['patch.watched'],
    })
    await updateSegment(service, { id: segmentId, patch: { watched: true, name: 'A still' } })
    await updateSegment(service, { id: segmentId, patch: { watched: false } })
    await updateSegment(service, { id: other, patch: { watched: true } })
    expect((await segment(other)).watched).toBe(true)
  })

  test('is not watched by a rule that no past day can tell', async () => {
    const rule = { ...spent, kind: { equals: 'PERSON' } }
    const refused = (attempt: Promise<unknown>) => failure(attempt).then(({ paths }) => paths)
    expect(await refused(createSegment(service, { name: 'A', rule, watched: true }))).toEqual(['rule.kind'])
    const { segmentId: id } = await createSegment(service, { name: 'A', rule })
    const update = (patch: object) => updateSegment(fresh(service), { id, patch })
    expect(await refused(update({ watched: true }))).toEqual(['patch.watched'])
    expect(await refused(update({ watched: true, rule }))).toEqual(['patch.rule.kind'])
    await update({ watched: true, rule: spent })
    expect(await refused(update({ rule }))).toEqual(['patch.rule.kind'])
    await update({ watched: false, rule })
    expect(await segment(id)).toMatchObject({ rule, watched: false })
  })

  test('needs the scope to write', async () => {
    const reader = as(service, { scopes: new Set(['segments:read'] as const) })
    await expect(createSegment(reader, { name: 'A', rule: spent })).rejects.toThrow(AuthorizationError)
    await expect(updateSegment(reader, { id: 1, patch: {} })).rejects.toThrow(AuthorizationError)
    const writer = as(service, { scopes: new Set(['segments:write'] as const) })
    await expect(previewSegment(writer, { rule: spent })).rejects.toThrow(AuthorizationError)
  })

  test('is renamed by whoever writes segments, watched and placed by whoever may read what its rule reads', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', rule: spent })
    const id = encodeId('segment', segmentId)
    const writer = as(service, { scopes: new Set(['segments:write', 'customers:read'] as const) })
    for (const patch of [{ watched: true }, { market: true }])
      await expect(updateSegment(writer, { id, patch })).rejects.toThrow('"interactions:read"')
    await updateSegment(writer, { id, patch: { name: 'B' } })
    expect(await segment(segmentId)).toMatchObject({ name: 'B', watched: false, market: false })
  })
})

describe('updating a segment', () => {
  test('with another rule writes only who enters and leaves', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', rule: northern })
    const later = { ...fresh(service), now: service.now + 1 }
    await updateSegment(later, { id: encodeId('segment', segmentId), patch: { rule: spent } })
    expect(later.db.counters.roundTrips).toBe(2)
    expect(await segment(segmentId)).toMatchObject({
      rule: spent,
      memberCount: 2,
      unknownCount: 0,
      computedAt: later.now,
      version: 2,
      members: [
        { customerId: 1, joinedAt: service.now },
        { customerId: 3, joinedAt: later.now },
      ],
    })
  })

  test('without another rule leaves members and their instant alone', async () => {
    const { segmentId } = await createSegment(service, { name: 'A', description: 'x', rule: northern })
    const later = { ...fresh(service), now: service.now + 1 }
    await updateSegment(later, { id: segmentId, patch: { name: 'Ẩn', description: null, rule: northern } })
    expect(await segment(segmentId)).toMatchObject({
      name: 'Ẩn',
      description: null,
      computedAt: service.now,
      updatedAt: later.now,
      version: 2,
    })
  })

  test('dates its definition when the rule or the watch changes, and by nothing else', async () => {
    const { segmentId: id } = await createSegment(service, { name: 'A', rule: spent })
    const dated = async (patch: object) => {
      const before = await segment(id)
      await updateSegment(fresh(service), { id, patch })
      const after = await segment(id)
      if (after.definitionChangeId === before.definitionChangeId) return false
      expect(after.definitionChangeId).toBe(after.changeId)
      return true
    }
    expect(await dated({ name: 'B', market: true, description: 'x' })).toBe(false)
    expect(await dated({ watched: false, rule: spent })).toBe(false)
    expect(await dated({ watched: true })).toBe(true)
    expect(await dated({ watched: true })).toBe(false)
    expect(await dated({ rule: northern })).toBe(true)
    expect(await dated({ watched: false })).toBe(true)
    expect(await segment(id)).toMatchObject({ market: true, watched: false, name: 'B', version: 5 })
  })

  test('refuses what is unknown, out of date or taken', async () => {
    const { segmentId: id } = await createSegment(service, { name: 'A', rule: spent })
    await createSegment(service, { name: 'B', rule: spent })
    const refused = [
      [{ id: 5, patch: { name: 'C' } }, 'NOT_FOUND', 'id'],
      [{ id, expectedVersion: 2, patch: { name: 'C' } }, 'CONFLICT', 'expectedVersion'],
      [{ id, patch: { name: 'B' } }, 'CONFLICT', 'patch.name'],
      [
        { id, patch: { rule: { region: { in: [encodeId('region', 99)] } } } },
        'INVALID_INPUT',
        'patch.rule.region.in.0',
      ],
      [{ id, patch: { rule: {} } }, 'INVALID_INPUT', 'patch.rule'],
    ] as const
    for (const [input, code, path] of refused)
      expect(await failure(updateSegment(service, input))).toEqual({ code, paths: [path] })
    await updateSegment(service, { id, expectedVersion: 1, patch: { name: 'D' } })
    expect((await segment(id)).version).toBe(2)
  })
})

describe('a preview', () => {
  test('counts who is in, out and unknown in one round trip, and writes nothing', async () => {
    const session = fresh(service)
    expect(await previewSegment(session, { rule: northern })).toEqual({
      in: 2,
      out: 1,
      unknown: 1,
      sample: [1, 2],
      moves: null,
      cost: { rowsRead: expect.any(Number), milliseconds: expect.any(Number), atOnce: true },
      computedAt: service.now,
    })
    expect(session.db.counters).toMatchObject({ roundTrips: 1, rowsWritten: 0 })
  })

  test('sees no further than its caller', async () => {
    const bound = as(service, { reach: 'OWNED', staffId: owner })
    expect(await previewSegment(bound, { rule: northern })).toMatchObject({
      in: 1,
      out: 1,
      unknown: 0,
      sample: [2],
    })
    const nobody = as(service, { reach: 'OWNED', staffId: null })
    expect(await previewSegment(nobody, { rule: northern })).toMatchObject({ in: 0, out: 0, unknown: 0 })
  })

  test('takes a rule, a segment that shall be by hand alone, or both, and says what is missing', async () => {
    const { segmentId } = await createSegment(fresh(service), { name: 'tried', rule: northern })
    const segment = encodeId('segment', segmentId)
    expect(await previewSegment(fresh(service), { rule: null, segment })).toMatchObject({
      ...{ in: 0, moves: { leaving: { count: 2, sample: [1, 2] } } },
    })
    const said = async (input: object) => {
      const { issues } = await previewSegment(fresh(service), input).catch(error => error)
      return issues.map(({ path, saying }: Issue) => [path.join('.'), saying])
    }
    expect(await said({})).toEqual([['rule', say('ruleOrSegment')]])
    expect(await said({ rule: northern, segment: null })).toEqual([['segment', say('nullFilter')]])
  })

  test('for a segment it says who would join and leave, with what was said by hand, in one round trip', async () => {
    const { segmentId } = await createSegment(fresh(service), { name: 'preview', rule: northern })
    const segment = encodeId('segment', segmentId)
    const session = fresh(service)
    const preview = (rule: object, asked = session) => previewSegment(asked, { rule, segment })
    const nobody = { count: 0, sample: [] }
    expect(await preview(northern)).toMatchObject({ in: 2, moves: { entering: nobody, leaving: nobody } })
    expect(session.db.counters).toMatchObject({ roundTrips: 1, rowsWritten: 0 })
    const turned = await preview({ not: northern })
    expect(turned).toMatchObject({
      moves: { entering: { count: 1, sample: [3] }, leaving: { count: 2, sample: [1, 2] } },
    })
    const input = { segment, customers: [encodeId('customer', 1)], membership: 'IN' }
    await setOverrides(fresh(service), input)
    expect(await preview({ not: northern })).toMatchObject({
      moves: { entering: { count: 1 }, leaving: { count: 1, sample: [2] } },
    })
    await updateSegment(fresh(service), { id: segmentId, patch: { rule: { not: northern } } })
    expect(await preview({ not: northern })).toMatchObject({ moves: { entering: nobody, leaving: nobody } })
    const bound = as(service, { reach: 'OWNED', staffId: owner })
    expect((await preview(northern, bound)).moves).toMatchObject({ leaving: { count: 1 } })
    await expect(
      previewSegment(fresh(service), { rule: northern, segment: encodeId('segment', 999) }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('shows at most ten ids', async () => {
    await addPeople(
      service,
      Array.from({ length: 20 }, (_, at) => ({
        id: 100 + at,
        region: namedRegions.ward,
        lifecycle: 'PROSPECT',
        facts: [],
        verdicts: [],
      })),
    )
    const { in: count, sample } = await previewSegment(service, { rule: northern })
    expect(count).toBe(22)
    expect(sample).toEqual([1, 2, 100, 101, 102, 103, 104, 105, 106, 107])
  })

  test('answers its sample in one statement more', async () => {
    const session = fresh(service)
    const { segmentPreview } = await ask(
      session,
      `query ($rule: CustomerFilter!) { segmentPreview(rule: $rule) { in sample { id region { code } } } }`,
      { rule: northern },
    )
    const one = (id: number, code: number) => ({ id: encodeId('customer', id), region: { code: `R${code}` } })
    expect(segmentPreview).toEqual({ in: 2, sample: [one(1, namedRegions.north), one(2, namedRegions.ward)] })
    const preview = fresh(service)
    await previewSegment(preview, { rule: northern })
    expect(session.db.counters).toMatchObject({
      roundTrips: 2,
      statements: preview.db.counters.statements + 1,
    })
  })

  test('refuses a rule that names what is not there', async () => {
    expect(
      await failure(previewSegment(service, { rule: { region: { in: [encodeId('region', 99)] } } })),
    ).toEqual({
      code: 'INVALID_INPUT',
      paths: ['rule.region.in.0'],
    })
  })
})
