import { eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { regions } from '../../src/database/tables/customers/regions.ts'
import { idempotency } from '../../src/database/tables/house/changes.ts'
import { AuthorizationError, invalid, notFound, UserError } from '../../src/domain/service/errors.ts'
import { say } from '../../src/domain/wording/say.ts'
import { commit, guard } from '../../src/domain/writes/commit.ts'
import { mutate, type Verb } from '../../src/domain/writes/mutate.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { insertRegion } from '../support/regions.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'

let database: TestDatabase
let service: TestService

beforeAll(async () => {
  database = await testDatabase()
  service = await testService(database)
})

let code: string
let key: string
beforeEach(() => {
  service = fresh(service)
  code = crypto.randomUUID()
  key = crypto.randomUUID()
})

interface Input {
  code: string
}

const create: Verb<Input, { id: number }> = async (on, input) => {
  const id = on.newId()
  return commit(on, { action: 'region.create', entityId: id }, [insertRegion(on, input.code, id)], { id })
}

const refuse: Verb<Input, { id: number }> = async () => {
  throw invalid(['code'], say('longer', { max: 3 }))
}

const run = (
  verb: Verb<Input, { id: number }>,
  request: { on?: TestService; key?: string | null; field?: string; position?: number; input?: Input } = {},
) => {
  const { on = fresh(service), field = 'regionCreate', position = 0, input = { code } } = request
  const used = request.key === undefined ? key : request.key
  return mutate(on, { field, payload: input, key: used, position }, verb, input)
}

const inDatabase = (where = code) =>
  fresh(service).db.orm.select().from(regions).where(eq(regions.code, where))

const kept = () => fresh(service).db.orm.select().from(idempotency).where(eq(idempotency.key, key))

describe('under an idempotency key', () => {
  test('the same request gets the same outcome and writes nothing again', async () => {
    const first = await run(create)
    const again = fresh(service)
    expect(await run(create, { on: again })).toEqual(first)
    expect(again.db.counters).toMatchObject({ roundTrips: 1, statements: 1, rowsWritten: 0 })
    expect(await inDatabase()).toHaveLength(1)
  })

  test('a first request costs one round trip more than without, and no more when it reads anyway', async () => {
    const on = fresh(service)
    const reads: Verb<Input, { id: number }> = async (own, input) => {
      await own.db.orm.select().from(regions).where(eq(regions.code, input.code))
      return create(own, input)
    }
    await run(reads, { on })
    expect(on.db.counters).toMatchObject({ roundTrips: 2, statements: 2 + 3 })
  })

  test('the order of the fields in the payload does not matter', async () => {
    const send = (payload: unknown) =>
      mutate(fresh(service), { field: 'regionCreate', payload, key, position: 0 }, create, { code })
    expect(await send({ a: 1, b: [2, { c: 3, d: 4 }] })).toEqual(await send({ b: [2, { d: 4, c: 3 }], a: 1 }))
  })

  test('another payload is a conflict', async () => {
    await run(create)
    const other = { code: `${code} other` }
    expect(await run(create, { input: other })).toMatchObject({ error: { code: 'CONFLICT' } })
    expect(await inDatabase(other.code)).toEqual([])
  })

  test('another field is a conflict', async () => {
    await run(create)
    expect(await run(create, { field: 'staffCreate' })).toMatchObject({ error: { code: 'CONFLICT' } })
  })

  test('the fields of one request are apart', async () => {
    const second = { code: `${code} second` }
    const outcomes = await Promise.all([run(create), run(create, { position: 1, input: second })])
    expect(outcomes.every(outcome => 'result' in outcome)).toBe(true)
    expect(await kept()).toHaveLength(2)
  })

  test('two callers are apart', async () => {
    const on = as(service, { caller: 'key:other' })
    const first = await run(create)
    const other = await run(create, { on, input: { code: `${code} other` } })
    expect(other).toMatchObject({ result: expect.anything() })
    expect(other).not.toEqual(first)
  })

  test('that nothing was to be done is kept, and stays the outcome when there is something to do', async () => {
    let version = 1
    const wish: Verb<Input, { id: number }> = async (own, input) => {
      if (version === 1) return { id: version }
      return create(own, input)
    }
    expect(await run(wish)).toEqual({ result: { id: 1 } })
    version = 2
    expect(await run(wish)).toEqual({ result: { id: 1 } })
    expect(await inDatabase()).toEqual([])
    expect(await run(wish, { input: { code: 'x' } })).toMatchObject({ error: { code: 'CONFLICT' } })
  })

  test('a verb that finds nothing to do any more answers what the first request came to', async () => {
    const first = await run(create)
    expect(await run(async () => ({ id: 0 }))).toEqual(first)
    expect(await run(async () => ({ id: 0 }), { input: { code: 'x' } })).toMatchObject({
      error: { code: 'CONFLICT' },
    })
  })

  test('requests at once that find nothing to do get one outcome', async () => {
    let last = 0
    const outcomes = await Promise.all([1, 2, 3].map(() => run(async () => ({ id: ++last }))))
    expect(new Set(outcomes.map(outcome => 'result' in outcome && outcome.result.id)).size).toBe(1)
    expect(await kept()).toHaveLength(1)
  })

  test('an expected error is kept, with its code, text and path, for whatever language is asked then', async () => {
    const first = await run(refuse)
    const again = await run(create)
    expect(again).toEqual(first)
    expect(again).toMatchObject({
      error: { code: 'INVALID_INPUT', issues: [{ path: ['code'], saying: 'longer {"max":3}' }] },
    })
    expect('error' in again && again.error).toBeInstanceOf(UserError)
    expect(await inDatabase()).toEqual([])
  })

  test('an error after a success is the success again', async () => {
    const first = await run(create)
    expect(await run(refuse)).toEqual(first)
  })

  test('an error under a used key with another payload is a conflict', async () => {
    await run(create)
    expect(await run(refuse, { input: { code: 'x' } })).toMatchObject({ error: { code: 'CONFLICT' } })
  })

  test('an authorization error passes through and is not kept', async () => {
    const deny: Verb<Input, { id: number }> = async () => {
      throw new AuthorizationError('FORBIDDEN', say('signIn'))
    }
    await expect(run(deny)).rejects.toBeInstanceOf(AuthorizationError)
    expect(await kept()).toEqual([])
    expect(await run(create)).toHaveProperty('result')
  })

  test('an outage passes through and the same request works afterwards', async () => {
    await database.gateway.failNext({ kind: 'drop' }, 4)
    await expect(run(create)).rejects.toThrow()
    expect(await run(create)).toHaveProperty('result')
    expect(await inDatabase()).toHaveLength(1)
  })

  test('a write whose answer was lost is answered and happened once', async () => {
    const outcome = await run(async (own, input) => {
      await own.idempotency?.prior
      await database.gateway.failNext({ kind: 'swallow' })
      return create(own, input)
    })
    expect(outcome).toHaveProperty('result')
    expect(await run(create)).toEqual(outcome)
    expect(await inDatabase()).toHaveLength(1)
  })

  test.each([2, 5])('%i requests at once write once and all get its outcome', async many => {
    const meet = gate(many)
    const together: Verb<Input, { id: number }> = async (own, input) => {
      await own.idempotency?.prior
      await meet()
      return create(own, input)
    }
    const outcomes = await Promise.all(Array.from({ length: many }, () => run(together)))
    const [row] = await inDatabase()
    expect(outcomes).toEqual(new Array(many).fill({ result: { id: row?.id } }))
    expect(await kept()).toHaveLength(1)
  })

  test('requests at once whose error is expected keep one of them', async () => {
    const outcomes = await Promise.all([run(refuse), run(refuse), run(refuse)])
    expect(new Set(outcomes.map(outcome => 'error' in outcome && outcome.error.code))).toEqual(
      new Set(['INVALID_INPUT']),
    )
    expect(await kept()).toHaveLength(1)
  })
})

/** A meeting point: those who wait go on, once, when `many` of them have come. */
function gate(many: number) {
  let come = 0
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return () => {
    if (++come >= many) open()
    return opened
  }
}

describe('without a key', () => {
  test('each request writes, and nothing is kept', async () => {
    await run(create, { key: null })
    await run(create, { key: null, input: { code: `${code} 2` } })
    expect(await kept()).toEqual([])
    expect((await inDatabase()).length + (await inDatabase(`${code} 2`)).length).toBe(2)
  })

  test('an expected error becomes the outcome and writes nothing', async () => {
    const on = fresh(service)
    expect(await run(refuse, { on, key: null })).toMatchObject({ error: { code: 'INVALID_INPUT' } })
    expect(on.db.counters.roundTrips).toBe(0)
  })
})

describe('a stale read', () => {
  /** Renames the region as one who read version `seen` first and was then overtaken `times` times. */
  const overtaken = (times: number): Verb<Input, { id: number }> => {
    let left = times
    return async (own, input) => {
      const [row] = await own.db.orm.select().from(regions).where(eq(regions.code, input.code))
      if (!row) throw notFound(['code'], 'region')
      if (left-- > 0)
        await fresh(service).db.write([sql`UPDATE regions SET version = version + 1 WHERE id = ${row.id}`])
      const holds = sql`(SELECT version FROM regions WHERE id = ${row.id}) = ${row.version}`
      const rename = sql`UPDATE regions SET name = 'renamed', version = version + 1 WHERE id = ${row.id}`
      const change = { action: 'region.update', entityId: row.id } as const
      return commit(own, change, [guard(own, holds), rename], { id: row.id })
    }
  }

  test.each([0, 1, 2, 7])('is restarted: overtaken %i times, it succeeds', async times => {
    await run(create, { key: null })
    expect(await run(overtaken(times), { field: 'regionUpdate' })).toHaveProperty('result')
    expect(await inDatabase()).toMatchObject([{ name: 'renamed', version: 2 + times }])
  })

  test('ends as a conflict to send again when it never holds, and leaves nothing', async () => {
    await run(create, { key: null })
    expect(await run(overtaken(Number.POSITIVE_INFINITY), { key: null })).toMatchObject({
      error: { code: 'CONFLICT', conflict: { reason: 'RETRY' } },
    })
    expect(await inDatabase()).toMatchObject([{ name: code }])
  })

  test('is no outcome of a key: the same request succeeds when it is sent again', async () => {
    await run(create, { key: null })
    const lost = await run(overtaken(Number.POSITIVE_INFINITY), { field: 'regionUpdate' })
    expect(lost).toMatchObject({ error: { conflict: { reason: 'RETRY' } } })
    expect(await kept()).toEqual([])
    expect(await run(overtaken(0), { field: 'regionUpdate' })).toHaveProperty('result')
  })

  test('of a unique rule is restarted, so that the verb sees the faster row', async () => {
    let tries = 0
    const outcome = await run(async (own, input) => {
      tries += 1
      const [row] = await own.db.orm.select().from(regions).where(eq(regions.code, input.code))
      if (row) throw invalid(['code'], say('takenCode'))
      await create(fresh(service), input)
      return create(own, input)
    })
    expect(tries).toBe(2)
    expect(outcome).toMatchObject({ error: { message: 'Another region has this code.' } })
    expect(await inDatabase()).toHaveLength(1)
  })

  test('is none where a row breaks a rule by itself: it would break it again', async () => {
    let tries = 0
    const outcome = run(async own => {
      tries += 1
      const invalidRow = sql`INSERT INTO regions (id) VALUES (1)`
      return commit(own, { action: 'region.create' }, [invalidRow], { id: 1 })
    })
    await expect(outcome).rejects.toThrow('NOT NULL')
    expect(tries).toBe(1)
  })
})
