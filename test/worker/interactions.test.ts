import { beforeAll, expect, test } from 'vitest'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { codes, graphql, issueKey, send } from './client.ts'

let service: TestService
let key: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  key = (await issueKey(service)).key
})

const post = async (body: unknown, by = key) => {
  const answer = await send('/v1/interactions', {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { ...answer, said: answer.body as Record<string, unknown> }
}

const sale = (externalId: string, rest: object = {}) => ({
  ...{ customer: { phone: '0912345678' }, kind: 'PURCHASE', amount: '250000', source: 'till', externalId },
  ...rest,
})

test('one call logs what happened and makes the prospect; the same again is the same', async () => {
  const first = await post(sale('1'))
  expect(first.status).toBe(201)
  expect(first.said).toEqual({
    interaction: expect.stringMatching(/^int_/),
    customer: expect.stringMatching(/^cus_/),
    customerCreated: true,
  })
  const again = await post(sale('1'))
  expect(again.status).toBe(200)
  expect(again.said).toEqual({ ...first.said, customerCreated: false })
  expect((await post(sale('2'))).said.customer).toBe(first.said.customer)
})

test('a name that is not known is refused and nothing is lost by it, and all that is wrong is said at once', async () => {
  const told = async (rest: object) => {
    const answer = await post(sale('unknown', rest))
    expect([answer.status, codes(answer)]).toEqual([400, ['INVALID_INPUT']])
    const issues = answer.body.errors?.[0]?.extensions?.issues as { path: unknown; code: string }[]
    return issues.map(({ path, code }) => [path, code])
  }
  expect(await told({ occuredAt: '2026-01-01T10:00' })).toEqual([[[], 'UNKNOWN_FIELD']])
  expect(await told({ lines: [{ product: 'Tea', quantity: 1, ammount: '2' }] })).toEqual([
    [['lines', '0'], 'UNKNOWN_FIELD'],
  ])
  expect(await told({ customer: { phone: '0912345678', emial: 'a@b.vn' } })).toEqual([
    [['customer'], 'UNKNOWN_FIELD'],
  ])
  const both = await told({ customer: undefined, kind: 'SALE', source: undefined })
  expect(both.map(([path]) => path)).toEqual([['customer'], ['kind'], ['source']])
})

test('the same at once is one', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(sale('at once'))))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
  expect(new Set(answers.map(({ said }) => said.interaction)).size).toBe(1)
})

test('other content under the same key is a conflict', async () => {
  const first = await post(sale('3', { occurredAt: '2026-02-01T10:00:00Z' }))
  for (const other of [
    { amount: '1', occurredAt: '2026-02-01T10:00:00Z' },
    { occurredAt: '2026-02-01T11:00:00Z' },
    { customer: { phone: '0912345679' } },
    { subject: 'Tea' },
  ]) {
    const answer = await post(sale('3', other))
    expect([answer.status, codes(answer)]).toEqual([409, ['CONFLICT']])
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({
      reason: 'DUPLICATE',
      other: first.said.interaction,
      issues: [{ path: ['externalId'], code: 'TAKEN' }],
    })
  }
  // What the sender does not say is not compared.
  expect((await post(sale('3'))).status).toBe(200)
})

test('what was corrected since is still the same to its sender', async () => {
  const { said } = await post(sale('4'))
  const { body } = await graphql(
    key,
    `mutation { interactionCorrect(input: { id: "${said.interaction}", patch: { amount: "5" } }) { __typename } }`,
  )
  expect(body.data?.interactionCorrect).toEqual({ __typename: 'InteractionCorrectPayload' })
  expect((await post(sale('4'))).status).toBe(200)
})

test('what is wrong is said as everywhere', async () => {
  const bad = await post(sale('5', { amount: '-1' }))
  expect([bad.status, codes(bad)]).toEqual([400, ['INVALID_INPUT']])
  expect(bad.body.errors?.[0]?.extensions?.issues).toMatchObject([{ path: ['amount'] }])
  expect((await post({ kind: 'CALL', customer: { phone: '0912345678' } })).status).toBe(400)
  expect((await post('{')).status).toBe(400)
  expect((await post('[]')).status).toBe(400)
  const nobody = await post(sale('6', { customer: { id: 'cus_7zzzzzz' } }))
  expect([nobody.status, codes(nobody)]).toEqual([404, ['NOT_FOUND']])
  const narrow = await issueKey(service, { scopes: ['interactions:read'] })
  expect(codes(await post(sale('7'), narrow.key))).toEqual(['FORBIDDEN'])
  expect((await post(sale('7'), 'hf_test_wrong')).status).toBe(401)
})

test('whoever sees some customers learns nothing of another’s', async () => {
  await post(sale('8'))
  const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
  const own = await issueKey(service, { reach: 'OWNED', staff: encodeId('staffMember', staffMemberId) })
  const answer = await post(sale('8'), own.key)
  expect(answer.status).toBe(409)
  expect(answer.body.errors?.[0]?.extensions?.other ?? null).toBeNull()
})
