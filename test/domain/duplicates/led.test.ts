import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import { newestCursor } from '../../../src/domain/feed/read-changes.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let survivor: string
let merged: string
let interaction: string
let mergeId: number | null
let start: string

const customer = async (name: string) =>
  encodeId('customer', (await createCustomer(fresh(service), { name })).customerId)

beforeAll(async () => {
  service = await testService(await testDatabase())
  survivor = await customer('An')
  merged = await customer('An again')
  const { interactionId } = await recordInteraction(fresh(service), {
    ...{ customer: { id: merged }, kind: 'CALL', occurredAt: '2026-02-01T10:00:00+07:00' },
  })
  interaction = encodeId('interaction', interactionId)
  start = await newestCursor(fresh(service))
  mergeId = (await mergeCustomers(fresh(service), { survivor, merged })).mergeId
})

test('the id of a merged customer leads to the survivor in every lookup', async () => {
  const document = `query ($id: ID!, $ids: [ID!]!) {
    customer(by: { id: $id }) { id } node(id: $id) { id } nodes(ids: $ids) { id } }`
  const answer = await ask(fresh(service), document, { id: merged, ids: [merged, survivor, interaction] })
  expect(answer).toMatchObject({
    customer: { id: survivor },
    node: { id: survivor },
    nodes: [{ id: survivor }, { id: survivor }, { id: interaction }],
  })
})

interface Feed {
  changes: { nodes: object[]; pageInfo: { endCursor: string } }
}

const changesDocument = `query ($after: String) {
  changes(after: $after, first: 50) {
    nodes { entity action record mergedInto { id } }
    pageInfo { endCursor }
  }
}`

test('the feed tells who is gone, who goes on, and what went along; an undo the reverse', async () => {
  const read = async (after: string) => (await ask<Feed>(fresh(service), changesDocument, { after })).changes
  const page = await read(start)
  expect(page.nodes).toEqual([
    { entity: 'CUSTOMER', action: 'REMOVED', record: merged, mergedInto: { id: survivor } },
    { entity: 'CUSTOMER', action: 'UPDATED', record: survivor, mergedInto: null },
    { entity: 'INTERACTION', action: 'UPDATED', record: interaction, mergedInto: null },
  ])
  await unmergeCustomers(fresh(service), { id: mergeId })
  expect((await read(page.pageInfo.endCursor)).nodes).toEqual([
    { entity: 'CUSTOMER', action: 'CREATED', record: merged, mergedInto: null },
    { entity: 'CUSTOMER', action: 'UPDATED', record: survivor, mergedInto: null },
    { entity: 'INTERACTION', action: 'UPDATED', record: interaction, mergedInto: null },
  ])
  expect(
    await ask(fresh(service), 'query ($id: ID!) { customer(by: { id: $id }) { id } }', { id: merged }),
  ).toEqual({
    customer: { id: merged },
  })
})

test('the list of merges tells who was merged into whom, when and by whom, and what was undone', async () => {
  const again = await mergeCustomers(fresh(service), { survivor, merged })
  const document = `query ($merged: ID!) {
    customerMerges(filter: { merged: { equals: $merged } }, orderBy: [{ field: AT }]) {
      nodes { id survivor { id } merged mergedName actor undoneAt }
    }
  }`
  const { customerMerges } = await ask<{ customerMerges: { nodes: object[] } }>(fresh(service), document, {
    merged,
  })
  const told = { survivor: { id: survivor }, merged, mergedName: 'An again', actor: 'key:test' }
  const [undone, standing] = [mergeId, again.mergeId].map(id => encodeId('customerMerge', id ?? 0))
  expect(customerMerges.nodes).toHaveLength(2)
  expect(customerMerges.nodes).toEqual(
    expect.arrayContaining([
      { id: undone, ...told, undoneAt: new Date(service.now).toISOString() },
      { id: standing, ...told, undoneAt: null },
    ]),
  )
})
