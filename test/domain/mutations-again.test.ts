import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf, goodInputs, mutationNames } from '../support/mutations.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

/** Each call makes something new, or ends what can end once. Every other mutation says how a thing shall be. */
const anew = [
  'apiKeyIssue',
  'campaignCreate',
  'competitorCreate',
  'consentRecord',
  'customerCreate',
  'exposureRecord',
  'followUpComplete',
  'followUpCreate',
  'followUpDismiss',
  'interactionRecord',
  'regionCreate',
  'relationshipOverrideClear',
  'segmentCreate',
  'staffMemberCreate',
]

let service: TestService
let world: World
let apiKey: string

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
  const issued = await issueApiKey(fresh(service), { name: 'Other', scopes: ['customers:read'] })
  apiKey = encodeId('apiKey', issued.apiKeyId)
})

const send = async (name: string, key: string | null = null) => {
  const input = goodInputs(service, world, apiKey)[name]
  const { data, errors } = await run(fresh(service), documentOf(name), { input }, key)
  expect(errors).toBeUndefined()
  return data?.[name] as Record<string, unknown>
}

const trail = () => fresh(service).db.orm.all(sql`SELECT id, action, entity, entity_id FROM changes`)

describe.each(mutationNames())('%s', name => {
  test('answers the same with all that its payload says when it is sent again under its key', async () => {
    const first = await send(name, name)
    expect(first.__typename).toMatch(/Payload$/)
    // A secret is told once.
    const told = name === 'apiKeyIssue' ? { ...first, secret: null } : first
    expect(await send(name, name)).toEqual(told)
  })

  test.skipIf(anew.includes(name))('writes nothing where all is as it says', async () => {
    const before = await trail()
    expect((await send(name)).__typename).toMatch(/Payload$/)
    expect(await trail()).toEqual(before)
  })
})

/** What each of them calls the row, in `patch`. */
const names: Record<string, string> = {
  regionUpdate: 'code',
  competitorUpdate: 'name',
  campaignUpdate: 'name',
  segmentUpdate: 'name',
}

test.each(Object.entries(names))('%s writes nothing where a %s reads the same', async (name, field) => {
  const id = goodInputs(service, world, apiKey)[name]?.id
  const call = (text: string) =>
    run(fresh(service), documentOf(name), { input: { id, patch: { [field]: text } } })
  expect((await call('Đà Nẵng')).data?.[name]).toMatchObject({
    __typename: expect.stringMatching(/Payload$/),
  })
  const before = await trail()
  expect((await call('Đà\u200b Nẵng ')).errors).toBeUndefined()
  expect(await trail()).toEqual(before)
})
