import { beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

const correct = `mutation ($id: ID!, $reason: String) {
  interactionCorrect(input: { id: $id, reason: $reason, patch: { channel: PHONE } }) { __typename }
}`

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
  const variables = { id: world.interaction, reason: 'Mrs. Hoa told us' }
  expect(await ask(fresh(service), correct, variables)).toMatchObject({
    interactionCorrect: { __typename: 'InteractionCorrectPayload' },
  })
})

const query = `query ($exposure: ID!, $interaction: ID!) {
  exposure(id: $exposure) { kind evidence }
  interaction(id: $interaction) { revisions { version before reason } }
}`

const read = (scopes: Scope[]) => {
  const variables = { exposure: world.exposure, interaction: world.interaction }
  return run(as(fresh(service), { scopes: new Set(scopes) }), query, variables)
}

const nouns: Scope[] = ['exposures:read', 'interactions:read']

test('what staff wrote about a customer is not for whoever reads the noun alone', async () => {
  const { data, errors } = await read(nouns)
  expect(data).toEqual({
    exposure: { kind: 'REPORTED', evidence: null },
    interaction: { revisions: [{ version: 1, before: null, reason: null }] },
  })
  expect(errors?.map(({ path }) => path?.at(-1)).toSorted()).toEqual(['before', 'evidence', 'reason'])
  for (const { message } of errors ?? []) expect(message).toContain('customers:personal')
})

test('it is for whoever may see persons too', async () => {
  const { data, errors } = await read([...nouns, 'customers:personal'])
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    exposure: { evidence: 'Said so' },
    interaction: { revisions: [{ reason: 'Mrs. Hoa told us' }] },
  })
})

test('nor does a mutation that may write it answer it', async () => {
  const writer = as(fresh(service), { scopes: new Set<Scope>(['exposures:read', 'exposures:write']) })
  const change = `mutation ($id: ID!) {
    exposureUpdate(input: { id: $id, patch: { confidence: 60 } }) {
      ... on ExposureUpdatePayload { exposure { confidence evidence } }
    }
  }`
  const { data } = await run(writer, change, { id: world.exposure })
  expect(data).toEqual({ exposureUpdate: { exposure: { confidence: 60, evidence: null } } })
})
