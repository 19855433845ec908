import { expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import type { Scope } from '../../../src/domain/service/scopes.ts'
import type { Variables } from '../../../src/domain/service/service.ts'
import { write } from '../../../src/domain/wording/say.ts'
import { networkCourier } from '../../../src/http/webhooks/courier.ts'
import { documentFault } from '../../../src/http/webhooks/documents.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { administrator, as, testService } from '../../support/service.ts'

const variables = { id: 'cus_1', segment: null, type: 'customer.updated', at: '2026-01-01T00:00:00.000Z' }

const faultOf = (
  document: string,
  scopes: readonly Scope[] = ['customers:read'],
  given: Variables[] = [variables],
) => {
  const fault = documentFault(document, given, { ...administrator, scopes: new Set(scopes) })
  return fault && write(fault, 'en')
}

test.each([
  'query ($id: ID!) { customer(by: { id: $id }) { id lifecycle } }',
  '{ viewer { name } }',
  'query ($id: ID!) { customer(by: { id: $id }) { ...C } } fragment C on Customer { id }',
])('a query is taken: %s', document => {
  expect(faultOf(document)).toBeNull()
})

test.each([
  ['no GraphQL', 'hello', 'Unexpected Name'],
  ['nothing that the schema has', '{ nothing }', 'Cannot query field "nothing"'],
  ['a mutation', 'mutation { nightRun(input: { day: "2026-01-01" }) { __typename } }', 'not one query'],
  ['two queries', 'query A { viewer { name } } query B { viewer { name } }', 'not one query'],
  ['the schema', '{ __schema { types { name } } }', '"__schema"'],
  [
    'the schema, in a fragment',
    '{ ...Q } fragment Q on Query { __type(name: "Query") { name } }',
    '"__type"',
  ],
  ['a variable that there is not', 'query ($name: String) { search(text: $name) { kind } }', '"$name"'],
  ['a segment where none is', 'query ($segment: ID!) { node(id: $segment) { id } }', '"$segment"'],
  [
    'more than it may cost',
    '{ customers(first: 100) { nodes { interactions(first: 100) { nodes { id kind channel } } } } }',
    '40,201, where 2000 are allowed',
  ],
])('a query is refused that asks for %s', (_, document, fault) => {
  expect(faultOf(document)).toContain(fault)
})

test('a policy has no id', () => {
  const required = 'query ($id: ID!) { node(id: $id) { id } }'
  expect(faultOf(required, [], [{ ...variables, id: null }])).toContain('"$id"')
})

test('who may not read the schema is told no names of it', () => {
  const misspelled = 'query ($id: ID!) { customer(by: { id: $id }) { lifecycl } }'
  expect(faultOf(misspelled)).not.toContain('Did you mean')
  expect(faultOf(misspelled, ['schema:introspect'])).toContain('Did you mean "lifecycle"')
})

test('an answer says what the owner may not read, as any answer does', async () => {
  const service = await testService(await testDatabase())
  const { customerId } = await createCustomer(service, { name: 'Lan' })
  const owner = as(service, { scopes: new Set<Scope>(['customers:read']) })
  const document = 'query ($id: ID!) { customer(by: { id: $id }) { lifecycle name } }'
  const id = encodeId('customer', customerId)
  const { answer } = networkCourier(false, { capacity: 20_000, perSecond: 1 })
  const answered = await answer(owner, document, { ...variables, id })
  expect(JSON.parse(JSON.stringify(answered))).toMatchObject({
    data: { customer: { lifecycle: 'PROSPECT', name: null } },
    errors: [{ path: ['customer', 'name'], extensions: { code: 'FORBIDDEN' } }],
  })
  expect(await answer(owner, '{ nothing }', variables)).toBeNull()
})
