import { createScheduledController } from 'cloudflare:test'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { updateMatchingCustomers } from '../../src/domain/customers/jobs/update-matching.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import worker from '../../src/worker.ts'
import { workerDatabase } from '../support/database.ts'
import { insertCustomers, load } from '../support/facts.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { bindings, graphql, issueKey, logLines } from './client.ts'

const people = 504
const granted = ['customers:read', 'customers:write', 'customers:personal'] as const

let service: TestService

beforeEach(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  const ids = Array.from({ length: people }, (_, at) => at + 2)
  await load(service, [sql`DELETE FROM customers`, insertCustomers(ids)])
})

const input = { filter: { kind: { equals: 'PERSON' } }, patch: { acquisitionSource: 'Fair' } }

const jobOf = async (key: string, id: string) => {
  const asked = `{ customerUpdateJob(id: "${id}") { state failure matching changed unchanged refused filter patch } }`
  return (await graphql(key, asked)).body.data?.customerUpdateJob
}

const done = { state: 'COMPLETED', failure: null, matching: people, changed: people, refused: 0 }

test('behind the answer the rest is changed, without a tick', async () => {
  const lines = logLines()
  const { key } = await issueKey(service, { scopes: [...granted] })
  const { body } = await graphql(
    key,
    `mutation ($input: CustomersUpdateMatchingInput!) { customersUpdateMatching(input: $input) {
      ... on CustomersUpdateMatchingPayload { changed job { id state } } } }`,
    { variables: { input } },
  )
  expect(body.errors).toBeUndefined()
  const begun = body.data?.customersUpdateMatching as { changed: number; job: { id: string; state: string } }
  expect(begun).toMatchObject({ changed: 250, job: { state: 'RUNNING' } })
  expect(await jobOf(key, begun.job.id)).toMatchObject({ ...done, ...input })
  expect(lines().filter(({ event }) => event === 'customer updates went on')).toMatchObject([{ parts: 2 }])
})

test('what nobody went on with behind the answer goes on by the clock', async () => {
  const { id, key } = await issueKey(service, { scopes: [...granted] })
  const owner = as(service, { caller: `key:${decodeId(id)?.id}`, scopes: new Set(granted) })
  const { jobId } = await updateMatchingCustomers(owner, input)
  const job = encodeId('customerUpdateJob', jobId ?? 0)
  expect(await jobOf(key, job)).toMatchObject({ state: 'RUNNING', changed: 250 })
  await worker.scheduled(createScheduledController({ cron: '* * * * *' }), bindings())
  expect(await jobOf(key, job)).toMatchObject(done)
  const rows = await fresh(service).db.orm.all(
    sql`SELECT DISTINCT acquisition_source AS source FROM customers`,
  )
  expect(rows).toEqual([{ source: 'Fair' }])
})
