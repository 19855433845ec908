import { beforeAll, expect, test } from 'vitest'
import { createCareReview } from '../../../src/domain/care-reviews/create-care-review.ts'
import { updateCareReview } from '../../../src/domain/care-reviews/update-care-review.ts'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import { updateCareStandard } from '../../../src/domain/care-standards/update-care-standard.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { setOverrides } from '../../../src/domain/segments/overrides/set-overrides.ts'
import { startOfDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addInteraction, addStaff } from '../follow-ups/world.ts'

let service: TestService
let today: number
const days = { firstDay: '2026-05-01', lastDay: '2026-05-31' }
let kept: string
let other: string

/** Of 24 members who are owed a call each 40 days 18 were called in time. */
beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-06-01T09:00' })
  today = service.today
  const ownerId = await addStaff(service)
  const segment = encodeId('segment', (await createSegment(fresh(service), { name: 'VIP' })).segmentId)
  const customers: number[] = []
  for (let count = 0; count < 24; count++) customers.push(await addCustomer(service, { ownerId }))
  await setOverrides(at(service, startOfDay(today - 60, service.workspace.timeZone)), {
    ...{ segment, customers: customers.map(id => encodeId('customer', id)) },
    ...{ membership: 'IN', reason: 'Chosen' },
  })
  for (const id of customers.slice(6))
    await addInteraction(service, id, today - 25, { kind: 'CALL', direction: 'OUTBOUND' })
  const standard = async (said: object) =>
    encodeId(
      'careStandard',
      (
        await createCareStandard(fresh(service), {
          ...{ name: 'Calls', deed: 'CALL', everyDays: 40, channels: ['PHONE'], firstDay: '2026-04-02' },
          ...said,
        })
      ).careStandardId,
    )
  kept = await standard({ segment })
  other = await standard({ level: 5, deed: 'GIFT' })
})

const review = async (said: object) =>
  encodeId('careReview', (await createCareReview(fresh(service), { ...days, ...said })).careReviewId)

const read = async (id: string) => {
  const { careReview } = await ask<{ careReview: { standards: object[]; version: number } }>(
    fresh(service),
    `query ($id: ID!) { careReview(id: $id) { version firstDay lastDay summary note truncated supersedes { id } supersededBy { id } standards {
      standard { id } version decision note nextVersion duties { part whole share { rate interval { lower upper } } } } } }`,
    { id },
  )
  return careReview
}

const refused = (said: object, code: string, ...path: (string | number)[]) =>
  expect(review({ summary: 'Seen', ...said })).rejects.toMatchObject({ code, issues: [{ path }] })

test('a review keeps what compliance said that day, and shows the version that followed its decision', async () => {
  const { careCompliance } = await ask<{ careCompliance: { standards: { duties: object }[] } }>(
    fresh(service),
    `{ careCompliance(from: "2026-05-01", until: "2026-05-31") { standards {
      duties { part whole share { rate interval { lower upper } } } } } }`,
  )
  const [duties] = careCompliance.standards.map(one => one.duties)
  expect(duties).toMatchObject({ part: 18, whole: 24 })
  const id = await review({
    ...{ summary: 'Three in four', note: 'Told to all' },
    decisions: [{ standard: kept, decision: 'CHANGE', note: 'Each 50 days will do' }],
  })
  const told = {
    ...{
      ...days,
      summary: 'Three in four',
      note: 'Told to all',
      truncated: false,
      supersedes: null,
      supersededBy: null,
    },
    standards: [
      {
        ...{ standard: { id: kept }, version: 1, duties },
        ...{ decision: 'CHANGE', note: 'Each 50 days will do', nextVersion: null },
      },
      { standard: { id: other }, version: 1, decision: null, note: null, duties: { whole: 0, share: null } },
    ],
  }
  expect(await read(id)).toMatchObject(told)
  await updateCareStandard(fresh(service), { id: kept, patch: { everyDays: 50 } })
  await updateCareStandard(fresh(service), { id: kept, patch: { minutes: 5 } })
  await updateCareReview(fresh(service), { id, patch: { note: null } })
  const [first, second] = told.standards
  expect(await read(id)).toMatchObject({
    ...{ ...told, note: null, version: 2 },
    standards: [{ ...first, nextVersion: 2 }, second],
  })
  const { entries } = await readHistory(fresh(service), { of: id })
  expect(entries).toHaveLength(2)
  expect(JSON.stringify(entries)).toContain(`"careStandardId":"${kept}"`)
})

test('a review looks at the standards that are named, and stands in the place of one other', async () => {
  const first = await review({ summary: 'Seen', standards: [other] })
  const decided = { standard: kept, decision: 'RETIRE', nextVersion: 3 }
  const second = await review({
    ...{ summary: 'Seen again', standards: [kept], decisions: [decided], supersedes: first },
  })
  expect(await read(second)).toMatchObject({
    supersedes: { id: first },
    standards: [{ standard: { id: kept }, version: 2, decision: 'RETIRE', nextVersion: 3 }],
  })
  expect(await read(first)).toMatchObject({ supersedes: null, supersededBy: { id: second } })
  await refused({ supersedes: first }, 'CONFLICT', 'supersedes')
  const found = async (filter: object) => {
    const { careReviews } = await ask<{ careReviews: { nodes: { id: string }[] } }>(
      fresh(service),
      'query ($filter: CareReviewFilter) { careReviews(filter: $filter, first: 100) { nodes { id } } }',
      { filter },
    )
    return careReviews.nodes.map(({ id }) => id)
  }
  expect(await found({ superseded: true })).toEqual([first])
  expect(await found({ standard: { equals: other }, superseded: true })).toEqual([first])
  const standing = await found({ standard: { in: [kept] }, superseded: false })
  expect(standing).toContain(second)
  expect(standing).not.toContain(first)
})

test('what does not go together is refused, each with its place', async () => {
  const decisions = (...some: object[]) => ({ decisions: some })
  const keep = { standard: kept, decision: 'KEEP' }
  await refused({ lastDay: '2026-06-01' }, 'INVALID_INPUT', 'lastDay')
  await refused({ ...decisions(keep), standards: [other] }, 'INVALID_INPUT', 'decisions', 0, 'standard')
  await refused(decisions(keep, keep), 'INVALID_INPUT', 'decisions', 1, 'standard')
  await refused(decisions({ ...keep, nextVersion: 2 }), 'INVALID_INPUT', 'decisions', 0, 'nextVersion')
  const change = { ...keep, decision: 'CHANGE', nextVersion: 99 }
  await refused(decisions(change), 'INVALID_INPUT', 'decisions', 0, 'nextVersion')
  const before = { firstDay: '2026-03-01', lastDay: '2026-03-31' }
  await refused(before, 'INVALID_INPUT', 'lastDay')
  await refused({ standards: [] }, 'INVALID_INPUT', 'standards')
  await refused({ ...before, standards: [kept] }, 'INVALID_INPUT', 'standards', 0)
  const unknown = encodeId('careStandard', 987_654)
  await refused({ standards: [unknown] }, 'NOT_FOUND', 'standards', 0)
  await refused(decisions({ ...keep, standard: unknown }), 'NOT_FOUND', 'decisions', 0, 'standard')
})
