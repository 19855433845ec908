import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../src/domain/service/scopes.ts'
import { decodeId } from '../../src/lib/ids.ts'
import { mutations } from '../nouns/all.ts'
import { unknownId } from '../nouns/noun.ts'
import { workerDatabase } from '../support/database.ts'
import { documentOf } from '../support/mutations.ts'
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

const probes: [string, string, (id: string) => object][] = [
  ['customer', 'query ($x: ID!) { customer(by: { id: $x }) { id } }', x => ({ x })],
  [
    'interactionRecord',
    documentOf('interactionRecord'),
    id => ({ input: { customer: { id }, kind: 'CALL' } }),
  ],
]

const ofAll = mutations.filter(({ noun }) => noun.common && !noun.own)

describe('who reaches only what it owns', () => {
  // `test/contract/reach.test.ts` tries everything; here it is the whole answer, to the byte.
  test.each(probes)('cannot tell a row of somebody else from none: %s', async (_, query, variables) => {
    const tell = (id: string) => graphql(key, query, { variables: { ...variables(id) } })
    const before = await contents(service)
    const hidden = await tell(world.otherCustomer)
    const absent = await tell(unknownId(world.otherCustomer))
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
      customers: { totalCount: 6 },
      viewer: { reach: 'OWNED' },
    })
  })

  test('sees its regions with a key for these, and nothing else', async () => {
    const { key: regional } = await issueKey(service, { reach: 'REGION', regions: [world.region] })
    const { body } = await graphql(regional, '{ customers(first: 50) { totalCount } viewer { reach } }')
    expect(body.data).toEqual({ customers: { totalCount: 4 }, viewer: { reach: 'REGION' } })
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
