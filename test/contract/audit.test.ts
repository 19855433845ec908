import { gt, max } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { changes, changeValues } from '../../src/database/tables/changes.ts'
import type { Action } from '../../src/domain/changes/change.ts'
import type { Privacy } from '../../src/domain/changes/fields.ts'
import { changeKinds, type Entity } from '../../src/domain/changes/kinds.ts'
import { isSame } from '../../src/lib/canonical.ts'
import { encodeId, type IdKind } from '../../src/lib/ids.ts'
import { goodInput, mutations } from '../nouns/all.ts'
import type { Input } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Row, readRows, stateOf } from '../support/stored-state.ts'
import { smallWorld, type World } from '../support/world.ts'

interface Audited {
  action: Action
  /** Which fields the trail says that it touches. */
  fields: string[]
  /** Besides the good input: something personal to say. */
  more?: Input
}

/** For each mutation what the trail tells of it. */
const audited: Record<string, Audited> = {
  apiKeyIssue: {
    action: 'api-key.issue',
    more: { name: 'Laptop of Lan' },
    fields: ['name', 'scopes', 'reach', 'staffId'],
  },
  apiKeyRevoke: { action: 'api-key.revoke', fields: ['revokedAt'] },
  campaignCreate: {
    action: 'campaign.create',
    fields: [
      ...['competitorId', 'name', 'kind', 'products', 'sources', 'firstDay', 'lastDay'],
      ...['regions', 'controlRegions'],
    ],
  },
  campaignUpdate: { action: 'campaign.update', fields: ['offer', 'regions', 'controlRegions'] },
  competitorCreate: {
    action: 'competitor.create',
    more: { notes: 'Their salesman is Minh' },
    fields: ['name', 'aliases', 'products', 'notes', 'regions'],
  },
  competitorUpdate: { action: 'competitor.update', fields: ['notes', 'regions'] },
  consentRecord: {
    action: 'consent.record',
    more: { evidence: 'Said so to Lan' },
    fields: ['customerId', 'purpose', 'given', 'evidence'],
  },
  customerCreate: {
    action: 'customer.create',
    more: {
      ...{
        name: 'Nguyễn Lan',
        email: 'lan@example.com',
        phone: '0987654321',
        gender: 'FEMALE',
        birthDate: '1990-05-17',
      },
      attributes: { shoe: 'thirty-eight' },
    },
    fields: [
      ...['kind', 'name', 'email', 'phone', 'gender', 'birthDate', 'ownerId', 'regionId', 'regions'],
      ...['preferredChannels', 'forbiddenChannels', 'attributes', 'externalIds'],
    ],
  },
  customerExternalIdMove: { action: 'customer.external-id-move', fields: ['externalIds'] },
  customerUpdate: {
    action: 'customer.update',
    more: { patch: { email: 'renamed@example.com' } },
    fields: ['name', 'email', 'ownerId', 'regionId', 'regions', 'externalIds'],
  },
  customerUpsert: { action: 'customer.update', fields: ['name', 'ownerId', 'externalIds'] },
  exposureRecord: {
    action: 'exposure.record',
    more: { evidence: 'Showed their flyer' },
    fields: ['campaignId', 'customerId', 'kind', 'interactionId', 'evidence', 'confidence'],
  },
  exposureUpdate: {
    action: 'exposure.update',
    more: { patch: { evidence: 'Her brother told it' } },
    fields: ['interactionId', 'evidence', 'confidence'],
  },
  followUpClaim: { action: 'follow-up.claim', fields: ['state', 'claimedBy'] },
  followUpComplete: {
    action: 'follow-up.complete',
    more: { note: 'Will come with her mother' },
    fields: ['state', 'outcome', 'note', 'interactionId'],
  },
  followUpCreate: {
    action: 'follow-up.create',
    more: { note: 'Asks for the red one' },
    fields: ['customerId', 'tactic', 'state', 'dueOn', 'ownerId', 'note'],
  },
  followUpDismiss: { action: 'follow-up.dismiss', fields: ['state', 'note', 'reason'] },
  followUpSnooze: { action: 'follow-up.snooze', fields: ['snoozedUntil'] },
  followUpUpdate: {
    action: 'follow-up.update',
    more: { patch: { note: 'Her son answers' } },
    fields: ['dueOn', 'ownerId', 'note'],
  },
  interactionCorrect: {
    action: 'interaction.correct',
    more: { patch: { body: 'She paid in cash' } },
    fields: ['staffId', 'body', 'amount', 'lines', 'reason'],
  },
  interactionRecord: {
    action: 'interaction.record',
    more: { subject: 'Tea for Lan', body: 'Came with her mother', outcome: 'Likes the green one' },
    fields: [
      ...['customerId', 'occurredAt', 'kind', 'stage', 'staffId', 'subject', 'body', 'outcome', 'amount'],
      ...['cancelled', 'lines'],
    ],
  },
  nightRun: { action: 'night.run', fields: [] },
  regionCreate: { action: 'region.create', fields: ['code', 'name', 'parentId'] },
  regionUpdate: { action: 'region.update', fields: ['name', 'parentId'] },
  relationshipOverrideClear: {
    action: 'relationship.override-clear',
    fields: ['level', 'reason', 'until', 'author'],
  },
  relationshipOverrideSet: {
    action: 'relationship.override',
    fields: ['level', 'reason', 'until', 'author'],
  },
  relationshipPolicyCreate: { action: 'policy.create', fields: ['body', 'note'] },
  rfmPolicyCreate: { action: 'policy.create', fields: ['body'] },
  segmentCreate: {
    action: 'segment.create',
    fields: ['name', 'rule', 'market', 'watched'],
  },
  segmentUpdate: { action: 'segment.update', fields: ['rule'] },
  staffMemberCreate: {
    action: 'staffMember.create',
    more: { name: 'Trần Minh' },
    fields: ['name', 'email', 'active'],
  },
  staffMemberUpdate: { action: 'staffMember.update', fields: ['name'] },
  valuePolicyCreate: { action: 'policy.create', fields: ['body', 'note'] },
  vulnerabilityPolicyCreate: { action: 'policy.create', fields: ['body', 'note'] },
}

/** What files and the night do, and no mutation. */
const withoutMutation: Action[] = [
  ...(['customer.import', 'interaction.import', 'follow-up.expire', 'follow-up.fill'] as const),
]

const idKinds: Partial<Record<Entity, IdKind>> = {
  'api-key': 'apiKey',
  campaign: 'campaign',
  competitor: 'competitor',
  consent: 'consent',
  customer: 'customer',
  exposure: 'exposure',
  'follow-up': 'followUp',
  interaction: 'interaction',
  night: 'night',
  region: 'region',
  segment: 'segment',
  staffMember: 'staffMember',
}

/** The rows that the trail has got since `last`, each with the values of personal fields that lie beside it. */
async function trailSince(last: number) {
  const { orm } = fresh(service).db
  const [trail, values] = await Promise.all([
    orm.select().from(changes).where(gt(changes.id, last)).orderBy(changes.id),
    orm.select().from(changeValues).where(gt(changeValues.changeId, last)),
  ])
  return trail.map(change => ({ ...change, values: values.filter(({ changeId }) => changeId === change.id) }))
}

async function newestChange(): Promise<number> {
  const [row] = await fresh(service)
    .db.orm.select({ id: max(changes.id) })
    .from(changes)
  return row?.id ?? 0
}

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

function inputOf(name: string): Row {
  const good = goodInput(world, name)
  const more = audited[name]?.more ?? {}
  return {
    ...good,
    ...more,
    ...(good.patch ? { patch: { ...(good.patch as Row), ...(more.patch as Row) } } : {}),
  }
}

async function send(name: string): Promise<unknown> {
  const { data, errors } = await run(fresh(service), documentOf(name), { input: inputOf(name) }, null)
  expect(errors).toBeUndefined()
  expect(data?.[name]).toHaveProperty('__typename', expect.stringMatching(/Payload$/))
  return data?.[name]
}

/** What a change tells of its fields, wherever it is kept. */
function toldBy({ detail, values }: { detail: Row | null; values: (typeof changeValues.$inferSelect)[] }) {
  const plain = { before: (detail?.before ?? {}) as Row, after: (detail?.after ?? {}) as Row }
  const names = new Set([...Object.keys(plain.before), ...Object.keys(plain.after)])
  return {
    ...Object.fromEntries(
      [...names].map(name => [name, [plain.before[name] ?? null, plain.after[name] ?? null]]),
    ),
    ...Object.fromEntries(values.map(({ field, before, after }) => [field, [before, after]])),
  }
}

test('every mutation is audited here, and every kind of change is some mutation’s, a file’s or the night’s', () => {
  expect(Object.keys(audited).sort()).toEqual(mutations.map(({ name }) => name))
  const known = [...Object.values(audited).map(({ action }) => action), 'customer.create', ...withoutMutation]
  expect([...new Set(known)].sort()).toEqual(Object.keys(changeKinds).sort())
})

describe.each(Object.entries(audited))('%s', (name, { action, fields }) => {
  const kind: { entity: Entity; fields: Readonly<Record<string, Privacy>> } = changeKinds[action]

  test('leaves what it was about, and what was and is of each field that it touched', async () => {
    const [last, before] = [await newestChange(), await readRows(service)]
    const answer = await send(name)
    const [trail, after] = [await trailSince(last), await readRows(service)]
    // What goes from one to another is told on both sides.
    expect(trail).toHaveLength(action === 'customer.external-id-move' ? 2 : 1)
    for (const change of trail) {
      expect(change).toMatchObject({
        action,
        entity: kind.entity,
        actor: service.actor.caller,
        at: service.now,
      })
      const detail = change.detail ?? {}
      expect(detail.fields ?? []).toEqual(fields)
      if (action === 'customer.external-id-move') continue
      const [was, is] = [before, after].map(rows => stateOf(rows, action, change.entityId, detail))
      const input = inputOf(name)
      const expected = Object.keys(kind.fields).flatMap(field => {
        const now = field === 'reason' && 'reason' in input ? input.reason : (is?.[field] ?? null)
        const then = action === 'policy.create' && field === 'note' ? null : (was?.[field] ?? null)
        return isSame(then, now) ? [] : [[field, [then, now]]]
      })
      expect(toldBy(change)).toEqual(Object.fromEntries(expected))
      const idKind = idKinds[kind.entity]
      if (idKind) expect(JSON.stringify([answer, input])).toContain(encodeId(idKind, change.entityId ?? 0))
    }
  })

  test('keeps what is personal beside the trail alone', async () => {
    const trail = await trailSince(0)
    const personal = fields.filter(field => kind.fields[field] === 'PERSONAL')
    for (const change of trail.filter(change => change.action === action)) {
      const told = [change.detail?.before, change.detail?.after].flatMap(values => Object.keys(values ?? {}))
      expect(told.filter(field => kind.fields[field] === 'PERSONAL')).toEqual([])
    }
    expect(
      trail
        .at(-1)
        ?.values.map(({ field }) => field)
        .sort(),
    ).toEqual(personal.sort())
  })
})

test('no text that is personal stands in the trail', async () => {
  const trail = await trailSince(0)
  const details = JSON.stringify(trail.map(({ detail }) => detail))
  const texts = trail.flatMap(({ values }) => values.flatMap(({ before, after }) => [before, after]))
  const personal = texts.filter(text => typeof text === 'string')
  expect(personal.length).toBeGreaterThan(30)
  expect(personal.filter(text => details.includes(JSON.stringify(text)))).toEqual([])
})
