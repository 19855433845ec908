import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ApolloClient, HttpLink, InMemoryCache, type TypePolicy } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import {
  type DocumentNode,
  introspectionFromSchema,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { clientTypes } from '../../scripts/client-types.ts'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { createCustomer } from '../../src/domain/customers/create-customer.ts'
import { scopes } from '../../src/domain/service/scopes.ts'
import { app } from '../../src/http/app.ts'
import { encodeId } from '../../src/lib/ids.ts'
import {
  checkTypes,
  compileByRelay,
  generateByCodegen,
  generateByTada,
  newProject,
  operations,
} from '../support/clients/generate.ts'
import { testDatabase } from '../support/database.ts'
import { fresh, testService } from '../support/service.ts'

const patience = 60_000

describe('a generator of typed clients', () => {
  let folder: string

  beforeAll(async () => {
    folder = await newProject()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('graphql-codegen makes documents whose types hold', { timeout: patience }, async () => {
    expect(await generateByCodegen(folder)).toContain('graphql.ts')
    await checkTypes(folder, 'codegen')
  })

  test('gql.tada reads types out of the texts of documents', { timeout: patience }, async () => {
    await generateByTada(folder)
    await checkTypes(folder, 'tada')
  })

  test('Relay compiles connections, refetching and mutations', { timeout: patience }, async () => {
    expect(await compileByRelay(folder)).toContain('Compilation completed')
    expect((await readdir(join(folder, 'relay', 'out'))).toSorted()).toEqual(
      [
        ...['PeopleOneQuery', 'PeoplePageQuery', 'PeopleQuery', 'PeopleRenameMutation'],
        ...['People_card', 'People_list', 'People_one'],
      ].map(name => `${name}.graphql.ts`),
    )
  })
})

const url = 'https://crm.example/graphql'

describe('a client with a normalised cache', () => {
  let documents: Map<string, DocumentNode>
  let id: string
  let sent: number
  let ask: typeof fetch

  beforeAll(async () => {
    const database = await testDatabase()
    const service = await testService(database)
    const { customerId } = await createCustomer(service, { name: 'Đào Đức', attributes: { size: 'M' } })
    await createCustomer(fresh(service), { name: 'Nguyễn Lan' })
    id = encodeId('customer', customerId)
    const { secret } = await issueApiKey(fresh(service), { name: 'Client', scopes: [...scopes] })
    const env = { DATABASE_URL: database.url }
    ask = async (input, init) => {
      sent += 1
      const request = new Request(input, init)
      request.headers.set('authorization', `Bearer ${secret}`)
      return app.fetch(request, env, {
        waitUntil: () => undefined,
        passThroughOnException: () => undefined,
        props: {},
      })
    }
    sent = 0
    documents = operationsIn(parse(await operations()))
  })

  const document = (name: string): DocumentNode => {
    const found = documents.get(name)
    if (!found) throw new Error(`There is no operation ${name}.`)
    return found
  }

  /** What `fetch` alone gives. */
  async function plain(name: string, variables: object): Promise<unknown> {
    const body = JSON.stringify({ query: print(document(name)), variables })
    const answer = await ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { data }: { data: unknown } = await answer.json()
    return data
  }

  const questions = (): [string, Record<string, unknown>][] => [
    ['People', { first: 5, filter: { lifecycle: { in: ['PROSPECT'] } } }],
    ['Person', { id }],
    ['Find', { text: 'duc' }],
  ]

  const people = ['People', { first: 5 }] as const
  const renaming = (name: string) => ({ input: { id, patch: { name } } })

  test('Apollo Client gives what fetch does, and shows a mutation in lists that it has', async () => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: url, fetch: (input, init) => ask(input, init) }),
      cache: new InMemoryCache({ possibleTypes, typePolicies }),
    })
    for (const [name, variables] of questions()) {
      const { data } = await client.query({ query: document(name), variables })
      expect(bare(data)).toEqual(bare(await plain(name, variables)))
    }
    const [name, variables] = people
    await client.query({ query: document(name), variables })
    await client.mutate({ mutation: document('Rename'), variables: renaming('Apollo') })
    const before = sent
    const { data } = await client.query({ query: document(name), variables })
    expect(sent).toBe(before)
    expect(bare(data)).toEqual(bare(await plain(name, variables)))
    expect(JSON.stringify(data)).toContain('Apollo')
  })

  test('urql with Graphcache does too', async () => {
    const client = new Client({
      ...{ url, fetch: ask, preferGetMethod: false },
      exchanges: [cacheExchange({ schema: introspectionFromSchema(schema), keys, resolvers }), fetchExchange],
    })
    for (const [name, variables] of questions()) {
      const { data, error } = await client.query(document(name), variables).toPromise()
      expect(error).toBeUndefined()
      expect(bare(data)).toEqual(bare(await plain(name, variables)))
    }
    const [name, variables] = people
    await client.query(document(name), variables).toPromise()
    await client.mutation(document('Rename'), renaming('Urql')).toPromise()
    const before = sent
    const { data } = await client.query(document(name), variables).toPromise()
    expect(sent).toBe(before)
    expect(bare(data)).toEqual(bare(await plain(name, variables)))
    expect(JSON.stringify(data)).toContain('Urql')
  })
})

/** Each operation with the fragments of its file. */
function operationsIn(file: DocumentNode): Map<string, DocumentNode> {
  const fragments = file.definitions.filter(({ kind }) => kind === 'FragmentDefinition')
  const found = file.definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition',
  )
  return new Map(
    found.map(one => {
      const uses = fragments.filter(
        fragment =>
          fragment.kind === 'FragmentDefinition' && print(one).includes(`...${fragment.name.value}`),
      )
      return [one.name?.value ?? '', { ...file, definitions: [one, ...uses] }]
    }),
  )
}

const { possibleTypes, embedded, connections } = clientTypes(schema)

/** As docs/clients.md has them. */
const ofConnections = <Setting>(setting: () => Setting) =>
  Object.entries(connections).map(
    ([type, fields]) => [type, Object.fromEntries(fields.map(field => [field, setting()]))] as const,
  )

const policies: Record<string, TypePolicy> = Object.fromEntries(
  embedded.map(name => [name, { keyFields: false, merge: true }]),
)
const pages = ofConnections(() => relayStylePagination(['filter', 'orderBy']))
const typePolicies = {
  ...policies,
  ...Object.fromEntries(pages.map(([type, fields]) => [type, { ...policies[type], fields }])),
}

const keys = Object.fromEntries(embedded.map(name => [name, () => null]))
const resolvers = Object.fromEntries(ofConnections(() => relayPagination()))

/** Without the names of types, which clients ask for besides, in the order of `plain`. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === '__typename' ? undefined : inner,
  )
}
