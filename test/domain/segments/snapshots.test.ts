import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { restrictCustomer } from '../../../src/domain/privacy/restrict-customer.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { freezeSegment } from '../../../src/domain/segments/snapshots/freeze-segment.ts'
import { removeSnapshot } from '../../../src/domain/segments/snapshots/remove-snapshot.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { createTargetProfile } from '../../../src/domain/target-profiles/create-target-profile.ts'
import { updateTargetProfile } from '../../../src/domain/target-profiles/update-target-profile.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addRegionsAndCampaigns, namedRegions } from './world.ts'

let service: TestService
let segment: string
let snapshot: string

const { north, south } = namedRegions
const inRegion = (region: number) => ({ region: { in: [encodeId('region', region)] } })
const customer = (id: number) => encodeId('customer', id)

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addRegionsAndCampaigns(service, service.today)
  await addCustomers(service, [1, 2, 3, 4, 5, 6])
  await service.db.write([sql`UPDATE customers SET region_id = iif(id <= 4, ${north}, ${south})`])
  const { segmentId } = await createSegment(fresh(service), { name: 'Northern', rule: inRegion(north) })
  segment = encodeId('segment', segmentId)
  const input = { segment, name: 'Before the fair', description: 'To compare' }
  snapshot = encodeId('segmentSnapshot', (await freezeSegment(fresh(service), input)).segmentSnapshotId)
})

const shown = async (caller = service) => {
  const { segmentSnapshot } = await ask<{
    segmentSnapshot: {
      memberCount: number
      since: object
      paraphrase: { en: string }
      members: { nodes: { id: string }[]; totalCount: number }
    }
  }>(
    fresh(caller),
    `{ segmentSnapshot(id: "${snapshot}") { memberCount paraphrase { en } since { stayed left joined }
      members(first: 10) { totalCount nodes { id } } } }`,
  )
  const { members, ...rest } = segmentSnapshot
  return { ...rest, members: members.nodes.map(({ id }) => id) }
}

test('a snapshot keeps who was in, whatever the segment becomes, and tells who stayed, left and joined since', async () => {
  expect(await shown()).toMatchObject({
    ...{ memberCount: 4, since: { stayed: 4, left: 0, joined: 0 } },
    paraphrase: { en: 'region lies in “”' },
  })
  const rule = { any: [{ id: { in: [1, 2].map(customer) } }, inRegion(south)] }
  await updateSegment(fresh(service), { id: segment, patch: { rule } })
  expect(await shown()).toMatchObject({
    ...{ memberCount: 4, since: { stayed: 2, left: 2, joined: 2 } },
    members: [1, 2, 3, 4].map(customer),
  })
})

test('its name is compared as a reader sees it, within its segment, and shown as it was given', async () => {
  const freeze = (name: string, of = segment) => freezeSegment(fresh(service), { segment: of, name })
  await expect(freeze('Before\u200b  the fair ')).rejects.toMatchObject({
    ...{ code: 'CONFLICT', issues: [{ path: ['name'] }] },
    conflict: { reason: 'DUPLICATE', other: { kind: 'segmentSnapshot' } },
  })
  const { segmentId } = await createSegment(fresh(service), { name: 'Others' })
  const other = encodeId('segment', segmentId)
  await freeze('Before  the fair', other)
  const { segmentSnapshots } = await ask<{ segmentSnapshots: { nodes: object[] } }>(
    fresh(service),
    `query ($filter: SegmentSnapshotFilter) { segmentSnapshots(filter: $filter) { nodes { name segment { id } } } }`,
    { filter: { name: { equals: 'Before\u00a0the fair' }, segment: { equals: other } } },
  )
  expect(segmentSnapshots.nodes).toEqual([{ name: 'Before  the fair', segment: { id: other } }])
})

test('its members can be asked about, which gives who stayed, left and joined as lists', async () => {
  const now = `segment: { equals: "${segment}" }`
  const then = `snapshot: { equals: "${snapshot}" }`
  const asked = await ask<Record<string, { nodes: { id: string }[] }>>(
    fresh(service),
    `{ stayed: customers(first: 9, filter: { segments: { some: { ${now} } }, segmentSnapshots: { some: { ${then} } } }) { nodes { id } }
      left: customers(first: 9, filter: { segments: { none: { ${now} } }, segmentSnapshots: { some: { ${then} } } }) { nodes { id } }
      joined: customers(first: 9, filter: { segments: { some: { ${now} } }, segmentSnapshots: { none: { ${then} } } }) { nodes { id } } }`,
  )
  const found = Object.values(asked).map(({ nodes }) => nodes.map(({ id }) => id))
  expect(found).toEqual([[1, 2].map(customer), [3, 4].map(customer), [5, 6].map(customer)])
})

test('whoever sees only some customers is told of these alone, but for the count of then', async () => {
  const elsewhere = as(service, { reach: 'REGION', regions: [south] })
  expect(await shown(elsewhere)).toMatchObject({
    ...{ memberCount: 4, members: [], since: { stayed: 0, left: 0, joined: 2 } },
  })
})

test('a merge leaves one for both, an undone one gives each its own, and who is restricted was in it nevertheless', async () => {
  const { mergeId } = await mergeCustomers(fresh(service), { survivor: customer(5), merged: customer(4) })
  expect((await shown()).members).toEqual([1, 2, 3, 5].map(customer))
  await unmergeCustomers(fresh(service), { id: encodeId('customerMerge', mergeId ?? 0) })
  expect((await shown()).members).toEqual([1, 2, 3, 4].map(customer))
  await restrictCustomer(fresh(service), { customer: customer(1), reason: 'Disputes the bill' })
  expect(await shown()).toMatchObject({
    ...{ members: [1, 2, 3, 4].map(customer), since: { stayed: 1, left: 3, joined: 2 } },
  })
})

test('an erased person stands in none, and the count of then stays', async () => {
  await erasePerson(fresh(service), { customer: customer(3) })
  expect(await shown()).toMatchObject({ memberCount: 4, members: [1, 2, 4].map(customer) })
})

test('removing it asks for its name, and waits for the rules that ask about it', async () => {
  const remove = (name: string) => removeSnapshot(fresh(service), { id: snapshot, name })
  await expect(remove('Before')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['name'] }],
  })
  const rule = { segmentSnapshots: { some: { snapshot: { equals: snapshot } } } }
  const { segmentId } = await createSegment(fresh(service), { name: 'As then', rule })
  await expect(remove('Before the fair')).rejects.toMatchObject({
    ...{ code: 'INVALID_INPUT', issues: [{ path: ['id'] }] },
  })
  await updateSegment(fresh(service), { id: segmentId, patch: { rule: null } })
  const conditionsOf = (condition: object) => [{ label: 'Then', weight: 1, condition }]
  const { targetProfileId } = await createTargetProfile(fresh(service), {
    ...{ name: 'As then', conditions: conditionsOf(rule) },
  })
  await expect(remove('Before the fair')).rejects.toMatchObject({ issues: [{ path: ['id'] }] })
  await updateTargetProfile(fresh(service), {
    ...{
      id: encodeId('targetProfile', targetProfileId),
      patch: { conditions: conditionsOf(inRegion(north)) },
    },
  })
  const hook = { name: 'As then', url: 'https://example.com/in', entities: ['CUSTOMER'] }
  const { webhookId } = await createWebhook(fresh(service), { ...hook, filters: { customer: rule } })
  await expect(remove('Before the fair')).rejects.toMatchObject({ issues: [{ path: ['id'] }] })
  await service.db.write([sql`UPDATE webhooks SET filters = NULL WHERE id = ${webhookId}`])
  await remove('Before the fair')
  const left = await ask(fresh(service), `{ segmentSnapshot(id: "${snapshot}") { id } }`)
  expect(left).toEqual({ segmentSnapshot: null })
  const create = createSegment(fresh(service), { name: 'As it was', rule })
  await expect(create).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
