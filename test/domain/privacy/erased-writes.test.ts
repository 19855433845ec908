import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { interactionImport } from '../../../src/domain/import/interactions.ts'
import { correctInteraction } from '../../../src/domain/interactions/correct-interaction.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { erasePerson } from '../../../src/domain/privacy/erase-person.ts'
import { many } from '../../../src/domain/writes/many.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { goodInput, mutations } from '../../nouns/all.ts'
import { testDatabase } from '../../support/database.ts'
import { run } from '../../support/graphql.ts'
import { documentOf } from '../../support/mutations.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { smallWorld, type World } from '../../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
  const { orm } = fresh(service).db
  await fresh(service).db.write([sql`UPDATE interactions SET source = 'shop', external_id = id`])
  for (const { id } of await orm.all<{ id: number }>(sql`SELECT id FROM customers`))
    await erasePerson(fresh(service), { customer: encodeId('customer', id) })
})

/** What is a customer's, or of customers. */
const ofCustomers = new Set([
  ...['customer', 'interaction', 'exposure', 'followUp', 'feedback', 'consent', 'contactPoint'],
  ...['postalAddress', 'customerMerge', 'occasion', 'preference', 'note', 'fileReference', 'careTeamMember'],
  'channelReachability',
])

const namesOneOfCustomers = (input: unknown): boolean =>
  typeof input === 'string'
    ? ofCustomers.has(decodeId(input)?.kind ?? '')
    : typeof input === 'object' && input !== null && Object.values(input).some(namesOneOfCustomers)

const trail = () => fresh(service).db.orm.all(sql`SELECT id, action, entity, entity_id FROM changes`)

let asked = 0

test.each(mutations)('$name writes nothing to who was erased', async ({ name }) => {
  const input = goodInput(world, name)
  if (name === 'personReadmit' || !namesOneOfCustomers(input)) return
  asked++
  const before = await trail()
  const { data, errors } = await run(fresh(service), documentOf(name), { input })
  expect(errors).toBeUndefined()
  const answer = JSON.stringify(data?.[name])
  expect(answer).toMatch(/NOT_FOUND|"reason":"(ERASED|CLOSED)"|INVALID_INPUT/)
  expect(await trail()).toEqual(before)
})

test('most mutations that touch a row of a customer were asked', () => {
  expect(asked).toBeGreaterThan(50)
})

test.each([
  ['interactionCorrect', () => ({ id: world.interaction, patch: { body: 'Lan was here' } })],
  ['feedbackReopen', () => ({ id: world.closedFeedback, reason: 'Lan called' })],
  ['exposureUpdate', () => ({ id: world.exposure, patch: { evidence: 'Lan said so' } })],
])('%s is told that the person was erased', async (name, input) => {
  const { data } = await run(fresh(service), documentOf(name), { input: input() })
  expect(data?.[name]).toMatchObject({ code: 'CONFLICT', reason: 'ERASED' })
})

test('of many the one that is of an erased person is refused alone, and of an atomic request all', async () => {
  const { customerId } = await createCustomer(fresh(service), {})
  const { interactionId } = await recordInteraction(fresh(service), {
    ...{ customer: { id: encodeId('customer', customerId) }, kind: 'CALL', occurredAt: '2026-01-01T10:00' },
  })
  const inputs = [world.interaction, interactionId].map(id => ({ id, patch: { subject: 'Shoes' } }))
  await expect(many(correctInteraction)(fresh(service), { inputs, atomic: true })).rejects.toMatchObject({
    code: 'CONFLICT',
    conflict: { reason: 'ERASED' },
  })
  expect(await many(correctInteraction)(fresh(service), { inputs })).toMatchObject({
    outcomes: [{ error: { conflict: { reason: 'ERASED' } } }, { result: { interactionId } }],
  })
})

test('a file moves no purchase of an erased person to somebody new', async () => {
  const id = decodeId(world.interaction)?.id
  const fields = { externalId: `${id}`, customerExternalId: 'Lan', occurredAt: '2026-01-02T10:00' }
  const tally = await interactionImport(fresh(service), { source: 'shop' }).chunk([{ line: 2, fields }])
  expect(tally).toMatchObject({ created: 0, updated: 0, rejected: 1, errors: [{ field: 'externalId' }] })
})
