import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../src/domain/service/scopes.ts'
import { decodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { documentOf, goodInputs } from '../support/mutations.ts'
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

type Ids = Pick<World, 'otherCustomer' | 'otherInteraction' | 'otherFollowUp'>

const foreign = (): Ids => world
const unknown: Ids = {
  otherCustomer: 'cus_7zzzzzzzzz',
  otherInteraction: 'int_7zzzzzzzzz',
  otherFollowUp: 'fup_7zzzzzzzzz',
}

interface Probe {
  query: string
  variables(ids: Ids): Record<string, unknown>
}

const query = (text: string, variables: Probe['variables']): Probe => ({ query: text, variables })
const mutation = (name: string, input: (ids: Ids) => unknown): Probe => ({
  query: documentOf(name),
  variables: ids => ({ input: input(ids) }),
})

const probes: [string, Probe][] = [
  [
    'customer',
    query('query ($x: ID!) { customer(by: { id: $x }) { id } }', ids => ({ x: ids.otherCustomer })),
  ],
  [
    'interaction',
    query('query ($x: ID!) { interaction(id: $x) { id } }', ids => ({ x: ids.otherInteraction })),
  ],
  ['followUp', query('query ($x: ID!) { followUp(id: $x) { id } }', ids => ({ x: ids.otherFollowUp }))],
  ['node', query('query ($x: ID!) { node(id: $x) { id __typename } }', ids => ({ x: ids.otherCustomer }))],
  [
    'nodes',
    query('query ($x: [ID!]!) { nodes(ids: $x) { id } }', ids => ({
      x: [ids.otherInteraction, ids.otherFollowUp, ids.otherCustomer],
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
  ['customerUpdate', mutation('customerUpdate', ids => ({ id: ids.otherCustomer, patch: { name: 'Mine' } }))],
  [
    'consentRecord',
    mutation('consentRecord', ids => ({ customer: ids.otherCustomer, purpose: 'CARE', given: true })),
  ],
  [
    'interactionRecord',
    mutation('interactionRecord', ids => ({ customer: { id: ids.otherCustomer }, kind: 'CALL' })),
  ],
  [
    'interactionCorrect',
    mutation('interactionCorrect', ids => ({ id: ids.otherInteraction, patch: { subject: 'Mine' } })),
  ],
  [
    'exposureRecord',
    mutation('exposureRecord', ids => ({
      ...{ campaign: world.campaign, customer: ids.otherCustomer, kind: 'REPORTED' },
    })),
  ],
  ['followUpClaim', mutation('followUpClaim', ids => ({ id: ids.otherFollowUp }))],
  ['followUpComplete', mutation('followUpComplete', ids => ({ id: ids.otherFollowUp, outcome: 'OTHER' }))],
  [
    'followUpCreate',
    mutation('followUpCreate', ids => ({ customer: ids.otherCustomer, dueOn: '2030-01-01' })),
  ],
  ['followUpDismiss', mutation('followUpDismiss', ids => ({ id: ids.otherFollowUp, reason: 'No' }))],
  ['followUpUpdate', mutation('followUpUpdate', ids => ({ id: ids.otherFollowUp, patch: { note: 'Mine' } }))],
]

describe('who reaches only what it owns', () => {
  test.each(probes)('cannot tell a row of somebody else from none: %s', async (_, probe) => {
    const before = await contents(service)
    const ask = (ids: Ids) => graphql(key, probe.query, { variables: probe.variables(ids) })
    const hidden = await ask(foreign())
    const absent = await ask(unknown)
    expect(hidden.body.errors).toBeUndefined()
    expect([hidden.status, hidden.text]).toEqual([absent.status, absent.text])
    expect(await contents(service)).toEqual(before)
  })

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

  test.each([
    'regionCreate',
    'staffMemberUpdate',
    'competitorCreate',
    'campaignUpdate',
    'segmentCreate',
    'segmentUpdate',
    'nightRun',
    'apiKeyIssue',
    'apiKeyRevoke',
  ])('cannot change what belongs to all: %s, even if its row in the database says so', async name => {
    const { key: narrow, id } = await issueKey(service, { staff: world.staff, reach: 'OWNED' })
    await fresh(service).db.write([
      sql`UPDATE api_keys SET scopes = ${JSON.stringify(scopes)} WHERE id = ${decodeId(id)?.id ?? 0}`,
    ])
    const { body } = await graphql(narrow, documentOf(name), {
      variables: { input: goodInputs(service, world, id)[name] },
    })
    expect(body.errors?.map(error => error.extensions?.code)).toEqual(['FORBIDDEN'])
  })

  test('is told so when a key of its reach is asked for', async () => {
    const wide = { name: 'Wide', scopes: ['segments:write'], reach: 'OWNED', staff: world.staff }
    const admin = (await issueKey(service)).key
    const { body } = await graphql(admin, documentOf('apiKeyIssue'), { variables: { input: wide } })
    expect(body.data).toMatchObject({
      apiKeyIssue: { code: 'INVALID_INPUT', issues: [{ path: ['scopes'] }] },
    })
  })
})
