import { beforeAll, describe, expect, test } from 'vitest'
import { mutations } from '../nouns/all.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

describe('a query', () => {
  const list = `query ($people: Int!, $each: Int!) { customers(first: $people) { nodes {
    id name region { name } owner { name }
    interactions(first: $each) { nodes { id kind occurredAt amount { amount currency } } pageInfo { hasNextPage } }
  } } }`

  test.each([
    [2, 3],
    [50, 10],
    [100, 15],
  ])(
    'of %i customers with %i interactions each is one round trip and one statement',
    async (people, each) => {
      const on = fresh(service)
      const { customers } = await ask<{ customers: { nodes: unknown[] } }>(on, list, { people, each })
      expect(customers.nodes).toHaveLength(Math.min(people, 13))
      expect(on.db.counters).toMatchObject({ roundTrips: 1, statements: 1, rowsWritten: 0 })
    },
  )

  test('of all that a customer’s page shows is one round trip', async () => {
    const on = fresh(service)
    const { customer } = await ask<{ customer: { interactions: { nodes: unknown[] } } }>(
      on,
      `query ($id: ID!) { customer(by: { id: $id }) {
        id name email phone gender birthDate attributes lifecycle externalIds { source externalId }
        owner { name } region { name parent { name } } consents { purpose given }
        metrics { netSpend { amount } lastPurchaseOn purchaseDays }
        interactions(first: 20) { nodes { id kind subject amount { amount } staff { name } } }
        segments(first: 5) { nodes { name } }
        vulnerability(first: 5) { nodes { verdict grade snapshot { vi campaign { name } } } }
        followUps(first: 5) { nodes { id tactic dueOn reasons { code } } }
        exposures(first: 5) { nodes { kind campaign { name } } }
      } }`,
      { id: world.customer },
    )
    expect(customer.interactions.nodes).not.toEqual([])
    expect(on.db.counters).toMatchObject({ roundTrips: 1, rowsWritten: 0 })
  })
})

/** The first ones' answers are what a verb reads, not a row by its id, which the write could take along; the others find first which rows it is about. */
const inThree = [
  'careReviewCreate',
  'changeUndo',
  'vulnerabilityPolicyCreate',
  'customersUpdateMatching',
  'customerUnmerge',
  'customerErase',
]

describe('a mutation: what it needs, the atomic write with what the answer shows', () => {
  test.each(mutations)(
    '$name is at most two round trips, under an Idempotency-Key too',
    async ({ name, good }) => {
      const input = good(world)
      const on = fresh(service)
      const { data, errors } = await run(on, documentOf(name), { input }, name)
      expect(errors).toBeUndefined()
      expect(JSON.parse(JSON.stringify(data))).toMatchObject({
        [name]: { __typename: expect.stringMatching(/Payload$/) },
      })
      expect(on.db.counters.roundTrips).toBeLessThanOrEqual(inThree.includes(name) ? 3 : 2)
      expect(on.db.counters.rowsWritten).toBeGreaterThan(0)
    },
  )
})

test('a mutation that has nothing to write shows what is so now, not what one before it showed', async () => {
  const { before, after } = await ask<Record<'before' | 'after', object>>(
    fresh(service),
    `mutation ($id: ID!, $shop: CustomerPatch!) {
      before: customerUpdate(input: { id: $id, patch: $shop }) { ...Calls }
      interactionRecord(input: { customer: { id: $id }, kind: CALL, subject: "In between" }) { __typename }
      after: customerUpdate(input: { id: $id, patch: $shop }) { ...Calls }
    }
    fragment Calls on CustomerUpdatePayload { customer { interactions(first: 1) { nodes { subject } } } }`,
    { id: world.customer, shop: { acquisitionSource: 'Shop' } },
  )
  const showing = (subject: unknown) => ({ customer: { interactions: { nodes: [{ subject }] } } })
  expect(before).not.toEqual(showing('In between'))
  expect(after).toEqual(showing('In between'))
})
