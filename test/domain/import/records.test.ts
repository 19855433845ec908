import { asc, sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { exposures } from '../../../src/database/tables/competition/competitors.ts'
import { consents } from '../../../src/database/tables/customers/customers.ts'
import { updateExposure } from '../../../src/domain/exposures/update-exposure.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { importedConsents } from '../../../src/domain/import/records/consents.ts'
import { importedExposures } from '../../../src/domain/import/records/exposures.ts'
import type { Imported } from '../../../src/domain/import/rows.ts'
import { undoImport } from '../../../src/domain/import/undo/undo-import.ts'
import { codeOf } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { smallWorld, type World } from '../../support/world.ts'
import { numbered } from './random-files.ts'

type Fields = Record<string, unknown>

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-03-02T09:00' })
  world = await smallWorld(service)
  await customerImport(fresh(service), { source: 'shop' }).chunk(
    numbered(['a', 'b', 'c', 'd'].map(externalId => ({ externalId }))),
  )
  await interactionImport(fresh(service), { source: 'shop' }).chunk(
    numbered([{ externalId: 'i', customerExternalId: 'b', kind: 'NOTE', occurredAt: '2026-01-01' }]),
  )
})

async function load(imported: Imported, rows: Fields[], more: Fields = {}, actor = service) {
  const into = imported.begin(fresh(actor), { source: 'shop', ...more })
  const { errors, ...counts } = await into.chunk(numbered(rows))
  if (!into.dryRun) await into.end('COMPLETED')
  return {
    id: encodeId('import', into.id),
    ...counts,
    errors: errors.map(({ line, field, reason }) => `${line} ${field} ${codeOf(reason)}`),
  }
}

const counts = (created: number, updated: number, unchanged: number, rejected = 0) => ({
  ...{ created, updated, unchanged, rejected },
})

const recorded = (key: string) =>
  fresh(service).db.orm.all<Fields>(sql`
    SELECT kind, evidence, confidence, interaction_id IS NOT NULL AS shown, e.version FROM exposures AS e
    JOIN customer_external_ids AS key ON key.customer_id = e.customer_id
    WHERE key.source = 'shop' AND key.external_id = ${key} ORDER BY e.id`)

const seen = (customerExternalId: string, more: Fields = {}) => ({
  ...{ customerExternalId, campaign: world.campaign, kind: 'reported' },
  ...more,
})

test('exposures are made and changed by customer, campaign, kind and interaction, and once', async () => {
  const rows = [
    seen('a', { evidence: 'A flyer', confidence: '70' }),
    seen('a', { kind: 'APPROACHED' }),
    seen('b', { interactionExternalId: 'i' }),
    seen('b'),
    seen('b', { evidence: 'Her brother told it' }),
  ]
  const dry = await load(importedExposures, rows, { dryRun: true })
  expect(dry).toMatchObject(counts(4, 1, 0))
  expect(await load(importedExposures, rows)).toMatchObject(counts(4, 1, 0))
  const stand = [await recorded('a'), await recorded('b')]
  expect(stand).toEqual([
    [
      { kind: 'REPORTED', evidence: 'A flyer', confidence: 70, shown: 0, version: 1 },
      { kind: 'APPROACHED', evidence: null, confidence: 50, shown: 0, version: 1 },
    ],
    [
      { kind: 'REPORTED', evidence: null, confidence: 50, shown: 1, version: 1 },
      { kind: 'REPORTED', evidence: 'Her brother told it', confidence: 50, shown: 0, version: 1 },
    ],
  ])
  expect(await load(importedExposures, rows.toSpliced(3, 1))).toMatchObject(counts(0, 0, 4))
  expect([await recorded('a'), await recorded('b')]).toEqual(stand)
  expect(await load(importedExposures, [seen('a', { confidence: 71 })])).toMatchObject(counts(0, 1, 0))
  expect((await recorded('a'))[0]).toMatchObject({ evidence: 'A flyer', confidence: 71, version: 2 })
})

test('exposures that the rules do not allow are rejected by their field', async () => {
  const { errors, rejected } = await load(importedExposures, [
    seen('nobody'),
    seen('c', { campaign: 'No such campaign' }),
    seen('c', { interactionExternalId: 'i' }),
    seen('c', { kind: 'SMELLED' }),
    seen('c', { confidence: '101' }),
    seen('c', { campaign: undefined }),
  ])
  expect(rejected).toBe(6)
  expect(errors).toEqual([
    '1 customerExternalId NOT_THERE',
    '2 campaign NOT_THERE',
    '3 interactionExternalId NOT_THERE',
    '4 kind NOT_A_CHOICE',
    '5 confidence OUT_OF_RANGE',
    '6 campaign REQUIRED',
  ])
  const narrow = as(service, { scopes: new Set(['exposures:write', 'customers:read']) })
  const byName = await load(
    importedExposures,
    [seen('c', { campaign: 'Any' }), seen('c', { interactionExternalId: 'i' })],
    {},
    narrow,
  )
  expect(byName.errors).toEqual(['1 campaign NOT_ALLOWED', '2 interactionExternalId NOT_ALLOWED'])
  const blind = as(service, { scopes: new Set(['exposures:write']) })
  expect(() => importedExposures.begin(blind, { source: 'shop' })).toThrow()
  expect(await recorded('c')).toEqual([])
})

test('an undone import of exposures leaves what people changed since, and is told in the feed', async () => {
  await load(importedExposures, [seen('c', { evidence: 'Before' })])
  const { id } = await load(importedExposures, [
    seen('c', { evidence: 'After' }),
    seen('d'),
    seen('d', { kind: 'INFERRED' }),
  ])
  const newest = await fresh(service).db.orm.select().from(exposures).orderBy(asc(exposures.id))
  const edited = encodeId('exposure', newest.at(-1)?.id ?? 0)
  await updateExposure(fresh(service), { id: edited, patch: { confidence: 1 } })
  const { changesCursor } = await ask<{ changesCursor: string }>(fresh(service), '{ changesCursor }')
  const { import: row, kept } = await undoImport(fresh(service), { id })
  expect(row).toMatchObject({ state: 'UNDONE', removed: 1, restored: 1, kept: 1 })
  expect(kept).toEqual([{ entity: 'exposure', rowId: newest.at(-1)?.id, reason: 'EDITED' }])
  expect(await recorded('c')).toMatchObject([{ evidence: 'Before' }])
  expect(await recorded('d')).toMatchObject([{ kind: 'INFERRED', confidence: 1 }])
  const { changes } = await ask<{ changes: { nodes: Fields[] } }>(
    fresh(service),
    `query ($after: String) { changes(after: $after, first: 100, entities: [EXPOSURE]) { nodes { action } } }`,
    { after: changesCursor },
  )
  expect(changes.nodes.map(({ action }) => action).sort()).toEqual(['REMOVED', 'UPDATED'])
})

test('consents are added to the ledger once, at the instant when they were given, and stay', async () => {
  const said = (customerExternalId: string, at: string, more: Fields = {}) => ({
    ...{ customerExternalId, purpose: 'marketing', given: 'yes', at },
    ...more,
  })
  const rows = [
    said('a', '2025-05-01 10:00', { channel: 'email', textVersion: 'v1', evidence: 'Form 7' }),
    said('a', '2025-06-01', { given: 'no' }),
    said('b', '2025-06-01'),
  ]
  expect(await load(importedConsents, rows, { dryRun: true })).toMatchObject(counts(3, 0, 0))
  const { id, ...tally } = await load(importedConsents, rows)
  expect(tally).toMatchObject(counts(3, 0, 0))
  expect(await load(importedConsents, rows)).toMatchObject(counts(0, 0, 3))
  const ledger = () =>
    fresh(service).db.orm.select().from(consents).orderBy(asc(consents.at), asc(consents.id))
  const [first] = await ledger()
  expect(first).toMatchObject({
    ...{ purpose: 'MARKETING', channel: 'EMAIL', given: true, textVersion: 'v1', evidence: 'Form 7' },
    actor: service.actor.caller,
  })
  const before = await ledger()
  const wrong = await load(importedConsents, [
    said('b', '2025-06-01', { given: 'false' }),
    said('b', '2030-01-01'),
    said('b', 'once'),
    said('nobody', '2025-06-01'),
    { ...said('b', '2025-07-01'), given: '' },
    said('b', '2025-07-01', { channel: 'PIGEON' }),
  ])
  expect(wrong.errors).toEqual([
    '1 at NOT_ALLOWED',
    '2 at OUT_OF_RANGE',
    '3 at NOT_AN_INSTANT',
    '4 customerExternalId NOT_THERE',
    '5 given REQUIRED',
    '6 channel NOT_A_CHOICE',
  ])
  await expect(undoImport(fresh(service), { id })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await ledger()).toEqual(before)
})
