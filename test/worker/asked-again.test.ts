import { beforeAll, describe, expect, test } from 'vitest'
import { documents } from '../../src/http/graphql/documents.ts'
import { workerDatabase } from '../support/database.ts'
import { type TestService, testService } from '../support/service.ts'
import { codes, graphql, issueKey } from './client.ts'

let service: TestService
let admin: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  admin = (await issueKey(service)).key
})

describe('a document that asks for the schema where it is not carried out', () => {
  test.each([
    [
      'in another operation',
      'query Schema { __schema { queryType { name } } } query Me { viewer { reach } }',
    ],
    [
      'behind a condition',
      'query Me($no: Boolean = false) { viewer { reach } __schema @include(if: $no) { queryType { name } } }',
    ],
  ])('%s is refused to who may not read it, whoever asked before', async (_, query) => {
    const { key } = await issueKey(service, { scopes: ['regions:read'] })
    const ask = async (by: string) => codes(await graphql(by, query, { operationName: 'Me' }))
    for (let asked = 0; asked < 3; asked++) {
      expect(await ask(key)).toEqual(['FORBIDDEN'])
      expect(await ask(admin)).toBeUndefined()
    }
  })
})

test('a condition that is null is told at its field each time', async () => {
  const query = 'query ($named: Boolean = true) { viewer { reach name @include(if: $named) } }'
  const ask = (named: boolean | null) => graphql(admin, query, { variables: { named } })
  const first = await ask(null)
  expect(first.body).toMatchObject({ data: null, errors: [{ path: ['viewer'] }] })
  await ask(false)
  const { status, text } = await ask(null)
  expect({ status, text }).toEqual({ status: first.status, text: first.text })
})

test('a document is kept where it is valid, and no longer', async () => {
  for (const query of ['{ viewer { nickname } }', '{ __schema { queryType { nickname } } }', '{ viewer }']) {
    const first = await graphql(admin, query)
    expect(codes(first)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    expect(documents.get(query)).toBeUndefined()
    expect((await graphql(admin, query)).text).toBe(first.text)
  }
  await graphql(admin, '{ viewer { reach } }')
  expect(documents.get('{ viewer { reach } }')).toBeDefined()
})
