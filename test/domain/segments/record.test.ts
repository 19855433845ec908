import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createGoal } from '../../../src/domain/goals/create-goal.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { undoChange } from '../../../src/domain/history/undo/undo-change.ts'
import { createOwnCampaign } from '../../../src/domain/own-campaigns/create-own-campaign.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { readRuleVersions } from '../../../src/domain/segments/explained/definition-versions.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { createTargetProfile } from '../../../src/domain/target-profiles/create-target-profile.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

const among = (segment: string) => ({ segments: { some: { segment: { in: [segment] } } } })

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addCustomers(service, [1, 2])
  await service.db.write([sql`UPDATE customers SET owner_id = NULL`])
})

const made = async (name: string, rule?: object) =>
  encodeId('segment', (await createSegment(fresh(service), { name, rule })).segmentId)

const versions = async (id: string, args = '') => {
  const { segment } = await ask<{ segment: { versions: { change: string }[] } }>(
    fresh(service),
    `query ($id: ID!) { segment(id: $id) { versions${args} { version rule paraphrase { vi en } change by at } } }`,
    { id },
  )
  return segment.versions
}

test('each rule that a segment had is told with its words, by whom and since when, and no other change is', async () => {
  const rules = [null, { lifecycle: { in: ['LOST'] } }, { lifecycle: { in: ['ACTIVE'] } }]
  const id = await made('Changing')
  for (const [after, rule] of rules.slice(1).entries())
    await updateSegment(at(service, service.now + after + 1), {
      id,
      patch: { rule, description: `${after}` },
    })
  await updateSegment(at(service, service.now + 9), { id, patch: { name: 'Changed' } })
  const told = await versions(id)
  expect(told).toMatchObject([
    {
      ...{ version: 3, rule: rules[2], by: 'key:test' },
      paraphrase: { en: 'lifecycle stage is Active', vi: 'giai đoạn là Đang mua' },
      at: new Date(service.now + 2).toISOString(),
    },
    { version: 2, rule: rules[1] },
    { version: 1, rule: null, paraphrase: null },
  ])
  expect(await versions(id, '(first: 1, before: 3)')).toMatchObject([{ version: 2 }])
  expect(await versions(id, '(before: 1)')).toEqual([])
  await expect(readRuleVersions(fresh(service), [1], { first: 101 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  const { entries } = await readHistory(fresh(service), { of: id })
  expect(entries.map(({ cursor }) => cursor)).toContain(told[0]?.change)
})

test('a rule that an undo brought back is a version of its own', async () => {
  const id = await made('Undone', { lifecycle: { in: ['LOST'] } })
  await updateSegment(fresh(service), { id, patch: { rule: { lifecycle: { in: ['ACTIVE'] } } } })
  await undoChange(fresh(service), { id: (await versions(id))[0]?.change })
  expect(await versions(id)).toMatchObject([
    { version: 3, rule: { lifecycle: { in: ['LOST'] } } },
    { version: 2 },
    { version: 1, rule: { lifecycle: { in: ['LOST'] } } },
  ])
})

test('a rule whose language is not spoken any more is told as it was, without words', async () => {
  const id = await made('Old', { lifecycle: { in: ['LOST'] } })
  await fresh(service).db.write([
    sql`UPDATE changes SET detail = json_set(detail, '$.after.rule', json('{"region":{"ids":[1]}}'))
      WHERE id = (SELECT max(id) FROM changes)`,
  ])
  expect(await versions(id)).toMatchObject([{ rule: { region: { ids: [1] } }, paraphrase: null }])
})

const uses = async (ids: string[], actor: Parameters<typeof as>[1] = {}) => {
  const { segments } = await ask<{ segments: { nodes: { id: string; usedBy: unknown }[] } }>(
    as(service, actor),
    'query { segments(first: 50) { nodes { id usedBy { kind count hidden records { record name } } } } }',
  )
  return ids.map(id => segments.nodes.find(node => node.id === id)?.usedBy)
}

test('what rests on a segment is told by kind, and counted where it may not be read', async () => {
  const [used, unused] = [await made('Used'), await made('Unused')]
  const outer = await made('Nach außen', { any: [among(used), { not: among(used) }] })
  const day = formatDay(service.today)
  const { ownCampaignId } = await createOwnCampaign(fresh(service), {
    ...{ name: 'News', kind: 'OFFER', segment: used, channels: ['EMAIL'], purpose: 'MARKETING' },
    ...{ cadence: 'ONCE', firstDay: day },
  })
  const { goalId } = await createGoal(fresh(service), {
    ...{ name: 'Grow', metric: 'SEGMENT_MEMBERS', direction: 'AT_LEAST', target: 3, segment: used },
    ...{ firstDay: day, lastDay: day },
  })
  const { targetProfileId } = await createTargetProfile(fresh(service), {
    ...{ name: 'Wanted', conditions: [{ label: 'In it', weight: 1, condition: among(used) }] },
  })
  const hook = { url: 'https://example.com/in', entities: ['CUSTOMER'] }
  const filtered = await createWebhook(fresh(service), {
    ...{ ...hook, name: 'By filter', filters: { customer: among(used) } },
  })
  const asked = await createWebhook(fresh(service), {
    ...{ ...hook, name: 'By document' },
    document: `query ($id: ID!) { node(id: $id) { id } segment(id: "${used}") { memberCount } }`,
  })
  await setOverrides(fresh(service), {
    ...{ segment: used, membership: 'IN', customers: [1, 2].map(id => encodeId('customer', id)) },
  })
  const record = (kind: Parameters<typeof encodeId>[0], id: number, name: string) => ({
    ...{ record: encodeId(kind, id), name },
  })
  const wanted = record('targetProfile', targetProfileId, 'Wanted')
  const named = { kind: 'SEGMENT', count: 1, hidden: 0, records: [{ record: outer, name: 'Nach außen' }] }
  expect(await uses([used, unused])).toEqual([
    [
      named,
      ...[
        { kind: 'OWN_CAMPAIGN', record: record('ownCampaign', ownCampaignId, 'News') },
        { kind: 'TARGET_PROFILE', record: wanted },
        { kind: 'GOAL', record: record('goal', goalId, 'Grow') },
      ].map(({ kind, record }) => ({ kind, count: 1, hidden: 0, records: [record] })),
      {
        ...{ kind: 'WEBHOOK', count: 2, hidden: 0 },
        records: [
          record('webhook', asked.webhookId, 'By document'),
          record('webhook', filtered.webhookId, 'By filter'),
        ],
      },
      { kind: 'OVERRIDE', count: 2, hidden: 0, records: [] },
    ],
    [],
  ])
  const secret = (kind: string, count: number) => ({ kind, count, hidden: count, records: [] })
  expect(await uses([used], { scopes: new Set(['segments:read']), reach: 'OWNED' })).toEqual([
    [
      ...[named, secret('OWN_CAMPAIGN', 1)],
      { kind: 'TARGET_PROFILE', count: 1, hidden: 0, records: [wanted] },
      ...[secret('GOAL', 1), secret('WEBHOOK', 2), secret('OVERRIDE', 2)],
    ],
  ])
  const ofOwn = { caller: 'key:other', reach: 'OWNED' as const }
  expect(await uses([used], ofOwn)).toMatchObject([[{}, { hidden: 0 }, {}, {}, { count: 2, hidden: 2 }, {}]])
})
