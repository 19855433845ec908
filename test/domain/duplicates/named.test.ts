import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { goodInput, mutations } from '../../nouns/all.ts'
import { testDatabase } from '../../support/database.ts'
import { run } from '../../support/graphql.ts'
import { documentOf, inputTypeOf, leaves, valueAt, withValue } from '../../support/mutations.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { smallWorld, type World } from '../../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

const isCustomer = (value: unknown) => typeof value === 'string' && decodeId(value)?.kind === 'customer'

/** Places of the input of a mutation that can name something, whatever it is. */
const places = mutations.flatMap(({ name }) =>
  leaves(inputTypeOf(name)).flatMap(([path, type]) => (type === 'ID' ? [{ name, path }] : [])),
)

const somebody = async (kind: 'PERSON' | 'ORGANISATION' = 'PERSON') =>
  encodeId('customer', (await createCustomer(fresh(service), { kind, name: 'Once another' })).customerId)

/** The id of a customer who was merged into another one. */
async function mergedInto(survivor: unknown, kind: 'PERSON' | 'ORGANISATION') {
  const merged = await somebody(kind)
  await mergeCustomers(fresh(service), { survivor, merged })
  return merged
}

let asked = 0

test.each(places)(
  '$name takes the id of a merged customer for the survivor at $path',
  async ({ name, path }) => {
    const good = goodInput(world, name)
    // The same is recorded once, and another place of the input may have said it.
    await fresh(service).db.write([
      sql`DELETE FROM employments WHERE title = ${valueAt(good, ['title']) ?? ''}`,
    ])
    if (!isCustomer(valueAt(good, path))) return
    asked++
    // Of two who become one each can be asked once.
    const survivor = path.at(-1) === 'merged' ? await somebody() : valueAt(good, path)
    const kind = path.at(-1) === 'organisation' ? 'ORGANISATION' : 'PERSON'
    const merged = await mergedInto(survivor, kind)
    const { data, errors } = await run(fresh(service), documentOf(name), {
      input: withValue(good, path, merged),
    })
    expect(errors).toBeUndefined()
    expect(data?.[name]).toMatchObject({ __typename: expect.stringMatching(/Payload$/) })
    expect(JSON.stringify(data)).not.toContain(merged)
  },
)

test('most inputs that name a customer were asked', () => {
  expect(asked).toBeGreaterThan(20)
})
