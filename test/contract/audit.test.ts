import { gt, max } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { followUpOutcomes } from '../../src/database/tables/care/follow-ups.ts'
import { changes, changeValues } from '../../src/database/tables/house/changes.ts'
import { type Action, changeKinds, fieldsToldBy } from '../../src/domain/changes/kinds.ts'
import { isSame } from '../../src/lib/canonical.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { goodInput, mutations, nounCalled } from '../nouns/all.ts'
import type { Row } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { readRows, stateOf } from '../support/stored-state.ts'
import { smallWorld, type World } from '../support/world.ts'

/** What files, the night and the clock do, and no mutation. */
const withoutMutation: Action[] = [
  ...([
    'customer.export',
    'feedback.export',
    'follow-up.export',
    'interaction.export',
    'touch.export',
    'customer.import',
    'consent.import',
    'exposure.import',
    'exposure.import-undo',
    'staffMember.import',
    'staffMember.import-undo',
    'customer.import-undo',
    'interaction.import',
    'interaction.import-undo',
    'customer-update-job.complete',
    'customer-update-job.fail',
    'feedback.escalate-overdue',
    'feedback.mend',
    'follow-up.end',
    'follow-up.escalate',
    'follow-up.expire',
    'follow-up.fill',
    'touch.plan',
    'follow-up.hold-out',
    'night.complete',
    'segment.follow',
    'personal-read.alarm',
    'api-key.freeze',
  ] as const),
]

/** What comes with interactions, and follows them. */
const withInteractions: Action[] = ['feedback.follow', 'feedback.open']

/** What comes with a key that is rotated, where there is any. */
const withRotation: Action[] = ['customer-update-job.hand-over']

/** What `staffMemberUpdate` is where somebody leaves. */
const ofLeaving: Action[] = ['staffMember.leave']

/** What comes with a restriction of who was asked for a score. */
const withRestriction: Action[] = ['survey.expire', 'touch.call-off']

/** What else a mutation changes, told by changes of its own. */
const alongside: Record<string, Action[]> = {
  apiKeyRotate: ['api-key.issue'],
  contactPointMakePrimary: ['contact-point.add'],
  customersUpdateMatching: ['customer.update'],
  customerMerge: ['customer.merged-away'],
  customersMerge: ['customer.merged-away'],
  customerUnmerge: ['customer.restore'],
  feedbackAnswer: ['interaction.record'],
  followUpsComplete: ['interaction.record', 'interaction.record', 'survey.ask'],
  followUpComplete: ['interaction.record', 'interaction.record', 'survey.ask'],
  ownCampaignTouchReport: ['interaction.record'],
  surveyAnswer: ['feedback.open', 'interaction.record'],
  interactionRecord: ['customer.create'],
  interactionsRecord: ['customer.create'],
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

async function send(name: string): Promise<unknown> {
  const { data, errors } = await run(
    fresh(service),
    documentOf(name),
    { input: goodInput(world, name) },
    null,
  )
  expect(errors).toBeUndefined()
  expect(data?.[name]).toHaveProperty('__typename', expect.stringMatching(/Payload$/))
  return data?.[name]
}

/** Of an undone merge the trail names fields alone: what the survivor had in them was the other one's. */
const told = <Value>(action: Action, values: Value[]): Value[] =>
  action === 'customer.unmerge' ? [] : values

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

test('every kind of change is some mutation’s, a file’s, the night’s or the clock’s', () => {
  const known = [
    ...mutations.map(({ action }) => action),
    ...withoutMutation,
    ...withInteractions,
    ...withRotation,
    ...ofLeaving,
    ...withRestriction,
    ...Object.values(alongside).flat(),
  ]
  expect([...new Set(known)].sort()).toEqual(Object.keys(changeKinds).sort())
})

describe.each(mutations)('$name', ({ name, action, touches }) => {
  const { entity } = changeKinds[action]
  const fields = fieldsToldBy(action)

  test('leaves what it was about, and what was and is of each field that it touched', async () => {
    const [last, before] = [await newestChange(), await readRows(service)]
    const answer = await send(name)
    const [all, after] = [await trailSince(last), await readRows(service)]
    const trail = all.filter(change => change.action === action)
    expect(all.filter(change => change.action !== action).map(change => change.action)).toEqual(
      alongside[name] ?? [],
    )
    // What goes from one to another is told on both sides.
    expect(trail).toHaveLength(action === 'customer.external-id-move' ? 2 : 1)
    for (const change of trail) {
      expect(change).toMatchObject({
        action,
        entity,
        actor: service.actor.caller,
        at: service.now,
      })
      const detail = change.detail ?? {}
      expect(detail.fields ?? []).toEqual(touches)
      if (action === 'customer.external-id-move') continue
      const [was, is] = [before, after].map(rows => stateOf(rows, action, change.entityId, detail))
      const input = goodInput(world, name)
      const said = Object(Array.isArray(input.inputs) ? input.inputs[0] : input)
      const expected = Object.keys(fields).flatMap(field => {
        const now = field === 'reason' && 'reason' in said ? said.reason : (is?.[field] ?? null)
        const then = action === 'policy.create' && field === 'note' ? null : (was?.[field] ?? null)
        return isSame(then, now) ? [] : [[field, [then, now]]]
      })
      expect(toldBy(change)).toEqual(Object.fromEntries(told(action, expected)))
      // Versions of a policy have no ids, and who comes back is nobody's row.
      if (entity === 'policy' || action === 'customer.readmit') continue
      const id = encodeId(nounCalled(entity).kind, change.entityId ?? 0)
      expect(JSON.stringify([answer, input])).toContain(id)
    }
  })

  test('keeps what is personal beside the trail alone', async () => {
    const trail = await trailSince(0)
    const personal = told(
      action,
      touches.filter(field => fields[field] === 'PERSONAL'),
    )
    for (const change of trail.filter(change => change.action === action)) {
      const stored = [change.detail?.before, change.detail?.after].flatMap(values =>
        Object.keys(values ?? {}),
      )
      expect(stored.filter(field => fields[field] === 'PERSONAL')).toEqual([])
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
  // How a contact ended stands among the outcomes of the follow-up too.
  const choices: readonly unknown[] = followUpOutcomes
  const personal = texts.filter(text => typeof text === 'string' && !choices.includes(text))
  expect(personal.length).toBeGreaterThan(30)
  expect(personal.filter(text => details.includes(JSON.stringify(text)))).toEqual([])
})
