import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../src/domain/service/scopes.ts'
import { decodeId } from '../../src/lib/ids.ts'
import { mutations } from '../nouns/all.ts'
import { workerDatabase } from '../support/database.ts'
import { documentOf, inputTypeOf, leaves, valueAt, withValue } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { contents, smallWorld, type World } from '../support/world.ts'
import { graphql, issueKey } from './client.ts'

let service: TestService
let world: World
/** Stands for the staff member who owns `world.customer`. */
let key: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  world = await smallWorld(service)
  key = (await issueKey(service, { staff: world.staff, reach: 'OWNED' })).key
})

type Ids = Pick<World, 'otherCustomer' | 'otherInteraction' | 'otherFollowUp' | 'otherExposure'>

const foreign = (): Ids => {
  const { otherCustomer, otherInteraction, otherFollowUp, otherExposure } = world
  return { otherCustomer, otherInteraction, otherFollowUp, otherExposure }
}
const unknown: Ids = {
  otherCustomer: 'cus_7zzzzzzzzz',
  otherInteraction: 'int_7zzzzzzzzz',
  otherFollowUp: 'fup_7zzzzzzzzz',
  otherExposure: 'exp_7zzzzzzzzz',
}

/** By the prefix of an id: which row somebody else has of that kind. */
const othersIn = (ids: Ids): Record<string, string> =>
  Object.fromEntries(Object.values(ids).map(id => [id.slice(0, 4), id]))

interface Probe {
  query: string
  variables(ids: Ids): Record<string, unknown>
}

const query = (text: string, variables: Probe['variables']): Probe => ({ query: text, variables })

const probes: [string, Probe][] = [
  [
    'customer',
    query('query ($x: ID!) { customer(by: { id: $x }) { id } }', ids => ({ x: ids.otherCustomer })),
  ],
  [
    'interaction',
    query('query ($x: ID!) { interaction(id: $x) { id } }', ids => ({ x: ids.otherInteraction })),
  ],
  ['exposure', query('query ($x: ID!) { exposure(id: $x) { id } }', ids => ({ x: ids.otherExposure }))],
  ['followUp', query('query ($x: ID!) { followUp(id: $x) { id } }', ids => ({ x: ids.otherFollowUp }))],
  ['node', query('query ($x: ID!) { node(id: $x) { id __typename } }', ids => ({ x: ids.otherCustomer }))],
  [
    'nodes',
    query('query ($x: [ID!]!) { nodes(ids: $x) { id } }', ids => ({
      x: [ids.otherInteraction, ids.otherFollowUp, ids.otherCustomer, ids.otherExposure],
    })),
  ],
  [
    'interactions of a customer',
    query('query ($x: ID!) { interactions(filter: { customer: $x }) { totalCount nodes { id } } }', ids => ({
      x: ids.otherCustomer,
    })),
  ],
  [
    'follow-ups of a customer',
    query('query ($x: ID!) { followUps(filter: { customer: $x }) { totalCount nodes { id } } }', ids => ({
      x: ids.otherCustomer,
    })),
  ],
  [
    'interactionRecord',
    {
      query: documentOf('interactionRecord'),
      variables: ids => ({ input: { customer: { id: ids.otherCustomer }, kind: 'CALL' } }),
    },
  ],
]

async function expectNoDifference({ query, variables }: Probe) {
  const ask = (ids: Ids) => graphql(key, query, { variables: variables(ids) })
  const hidden = await ask(foreign())
  const absent = await ask(unknown)
  expect(hidden.body.errors).toBeUndefined()
  expect([hidden.status, hidden.text]).toEqual([absent.status, absent.text])
}

const ofAll = mutations.filter(({ noun }) => noun.common)
const ofCustomers = mutations.filter(({ noun }) => !noun.common)

describe('who reaches only what it owns', () => {
  test.each(probes)('cannot tell a row of somebody else from none: %s', async (_, probe) => {
    const before = await contents(service)
    await expectNoDifference(probe)
    expect(await contents(service)).toEqual(before)
  })

  test.for(ofCustomers)(
    'cannot tell a row of somebody else from none by an id that it gives: $name',
    async ({ name, good }, { skip }) => {
      const input = good(world)
      const places = leaves(inputTypeOf(name)).filter(
        ([path]) => String(valueAt(input, path)).slice(0, 4) in othersIn(unknown),
      )
      skip(places.length === 0, 'It names nothing that can be of somebody else.')
      const before = await contents(service)
      for (const [path] of places)
        await expectNoDifference({
          query: documentOf(name),
          variables: ids => ({
            input: withValue(input, path, othersIn(ids)[String(valueAt(input, path)).slice(0, 4)]),
          }),
        })
      expect(await contents(service)).toEqual(before)
    },
  )

  test('sees what it owns', async () => {
    const { body } = await graphql(
      key,
      `query ($c: ID!, $i: ID!, $f: ID!) {
        customer(by: { id: $c }) { id } interaction(id: $i) { id } followUp(id: $f) { id }
        customers(first: 50) { totalCount } viewer { reach }
      }`,
      { variables: { c: world.customer, i: world.interaction, f: world.followUps[0] } },
    )
    expect(body.data).toEqual({
      customer: { id: world.customer },
      interaction: { id: world.interaction },
      followUp: { id: world.followUps[0] },
      customers: { totalCount: 4 },
      viewer: { reach: 'OWNED' },
    })
  })

  test.each(ofAll)(
    'cannot change what belongs to all: $name, even if its row in the database says so',
    async ({ name, good }) => {
      const { key: narrow, id } = await issueKey(service, { staff: world.staff, reach: 'OWNED' })
      await fresh(service).db.write([
        sql`UPDATE api_keys SET scopes = ${JSON.stringify(scopes)} WHERE id = ${decodeId(id)?.id ?? 0}`,
      ])
      const { body } = await graphql(narrow, documentOf(name), { variables: { input: good(world) } })
      expect(body.errors?.map(error => error.extensions?.code)).toEqual(['FORBIDDEN'])
    },
  )

  test('is told so when a key of its reach is asked for', async () => {
    const wide = { name: 'Wide', scopes: ['segments:write'], reach: 'OWNED', staff: world.staff }
    const admin = (await issueKey(service)).key
    const { body } = await graphql(admin, documentOf('apiKeyIssue'), { variables: { input: wide } })
    expect(body.data).toMatchObject({
      apiKeyIssue: { code: 'INVALID_INPUT', issues: [{ path: ['scopes'] }] },
    })
  })
})
