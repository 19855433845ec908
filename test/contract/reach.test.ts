import { eq, is, One, sql } from 'drizzle-orm'
import { assertObjectType, getNamedType, isInputObjectType } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { neededBy } from '../../schema/kernel/needs.ts'
import { tableName, tableNamed } from '../../src/database/relations.ts'
import { customers } from '../../src/database/tables/customers/customers.ts'
import { fitsReach, scopes } from '../../src/domain/service/scopes.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import { lists, mutations, nouns, storedBefore } from '../nouns/all.ts'
import { me } from '../nouns/follow-up.ts'
import { belongsToCustomers, type List, unknownId } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { ask, run } from '../support/graphql.ts'
import { documentOf, inputTypeOf, leaves, valueAt, withValue } from '../support/mutations.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { contents, smallWorld, type World } from '../support/world.ts'

interface Narrow {
  reach: 'OWNED' | 'TEAM' | 'REGION'
  staffId: number
  regions: number[]
}

/** The same service for somebody who sees only some customers. */
const seenBy = (service: TestService, { reach, staffId, regions }: Narrow) =>
  as(service, {
    ...{ reach, staffId, regions: reach === 'REGION' ? regions : [] },
    scopes: new Set(scopes.filter(scope => fitsReach(scope, reach))),
  })

/** Puts somebody into the care teams of all customers. */
const intoTeams = (staffId: number) => sql`
  INSERT OR IGNORE INTO care_team_members (id, customer_id, staff_id, version, synthetic, created_at, updated_at, change_id)
  SELECT id + 1000, id, ${staffId}, 1, 0, 1, 1, 1 FROM customers`

/** Every way to see only some, and what makes all customers such ones, or none. */
const narrow = [
  {
    reach: 'OWNED',
    mine: [sql`UPDATE customers SET owner_id = ${me}`],
    others: [sql`UPDATE customers SET owner_id = 2`],
  },
  {
    reach: 'TEAM',
    mine: [sql`UPDATE customers SET owner_id = 2`, intoTeams(me)],
    others: [sql`DELETE FROM care_team_members WHERE staff_id = ${me}`],
  },
  {
    reach: 'REGION',
    mine: [sql`UPDATE customers SET region_id = 1`],
    others: [sql`UPDATE customers SET region_id = 2`],
  },
] as const

const listsOfCustomers = lists.flatMap(({ noun, list }) => {
  const stored = list.stored ?? noun.stored
  return stored && belongsToCustomers(stored.table) ? [{ list, stored }] : []
})

test.each(listsOfCustomers)(
  '$list.field shows rows of customers within each reach, and none once those are not',
  async ({ list, stored: { table, row } }) => {
    const service = await testService(await testDatabase(), { actor: { staffId: me } })
    const { orm } = service.db
    const first = Object.fromEntries(Object.entries(list.varying).map(([column, [value]]) => [column, value]))
    await service.db.write([
      ...storedBefore(table).map(stored => orm.insert(stored.table).values([1, 2].map(stored.row))),
      ...[1, 2].map(id => orm.insert(table).values({ ...row(id), ...first })),
    ])
    const shown = (to: TestService) => ask<{ page?: Page; node?: { page: Page } | null }>(to, pageOf(list))
    for (const { reach, mine, others } of narrow) {
      const caller = seenBy(service, { reach, staffId: me, regions: [1] })
      await service.db.write([orm.update(customers).set({ ownerId: me }), ...mine])
      const { page, node } = await shown(fresh(service))
      expect((page ?? node?.page)?.totalCount).toBeGreaterThan(0)
      expect([reach, await shown(fresh(caller))]).toEqual([reach, { page, node }])
      await service.db.write([...others])
      const nothing = { totalCount: 0, nodes: [] }
      const left = await shown(fresh(caller))
      expect([reach, left.page ?? left.node?.page ?? nothing]).toEqual([reach, nothing])
    }
  },
)

/** Fields with one row of customers, to which a column of the row leads that need not be its customer's. */
const leading = nouns.flatMap(({ type, kind, stored }) => {
  if (!kind || !stored || !belongsToCustomers(stored.table)) return []
  const { config } = tableNamed(tableName(stored.table))
  return Object.values(assertObjectType(schema.getType(type)).getFields()).flatMap(field => {
    const relation = config.relations[neededBy(field.extensions)?.relation ?? '']
    if (!is(relation, One)) return []
    const [column] = relation.config?.fields ?? []
    const target = nouns.find(one => one.stored?.table === relation.referencedTable)?.stored
    if (!column || !target || !belongsToCustomers(target.table)) return []
    const property =
      Object.keys(config.columns).find(name => config.columns[name]?.name === column.name) ?? ''
    if (['id', 'customerId'].includes(property)) return []
    return [{ field: `${type}.${field.name}`, name: field.name, type, kind, stored, target, property }]
  })
})

test('some fields lead to a row that may be of another customer', () => {
  expect(leading.map(({ field }) => field)).toEqual([
    ...['Employment.organisation', 'FollowUp.interaction', 'FeedbackItem.answer'],
    ...['Survey.about', 'Survey.answer', 'Touch.interaction'],
  ])
})

test.each(leading)(
  '$field is null for whoever does not reach its customer',
  async ({ name, type, kind, stored, target, property }) => {
    const service = await testService(await testDatabase(), { actor: { staffId: me } })
    const { orm } = service.db
    const whose = sql`UPDATE ${target.table} SET customer_id = 2 WHERE id = 2`
    await service.db.write([
      ...storedBefore(stored.table).map(before => orm.insert(before.table).values([1, 2].map(before.row))),
      ...(target.table === customers ? [] : [whose]),
      orm.insert(stored.table).values({ ...stored.row(1), customerId: 1, [property]: 2 }),
    ])
    const asked = `{ node(id: "${encodeId(kind, 1)}") { ... on ${type} { found: ${name} { id } } } }`
    expect(await ask(fresh(service), asked)).toMatchObject({ node: { found: { id: expect.any(String) } } })
    const mine = orm.update(customers).set({ ownerId: me, regionId: 1 }).where(eq(customers.id, 1))
    for (const { reach, others } of narrow) {
      await service.db.write([orm.update(customers).set({ ownerId: 2 }), ...others, mine])
      const caller = seenBy(service, { reach, staffId: me, regions: [1] })
      expect([reach, await ask(fresh(caller), asked)]).toEqual([reach, { node: { found: null } }])
    }
  },
)

/** What an id is of, by its prefix. */
const kindIn = (id: unknown) => String(id).slice(0, 4)

interface Page {
  totalCount: number
  nodes: object[]
}

function pageOf({ field, parent, identity }: List): string {
  const [type, name] = field.split('.')
  const page = `page: ${name}(first: 5) { totalCount nodes { ${identity?.selection ?? 'id'} } }`
  return parent
    ? `{ node(id: "${encodeId(parent.kind, parent.id)}") { ... on ${type} { ${page} } } }`
    : `{ ${page} }`
}

const roots = Object.values(schema.getQueryType()?.getFields() ?? {})

/** The root fields that find one by its id. */
const finding = (type: string): string[] =>
  roots
    .filter(field => getNamedType(field.type).name === type)
    .flatMap(field =>
      field.args.flatMap(({ name, type: given }) => {
        const key = getNamedType(given)
        if (isInputObjectType(key)) return key.getFields().id ? [`${field.name}(${name}: { id: $x })`] : []
        return name === 'id' ? [`${field.name}(id: $x)`] : []
      }),
    )

/** The lists that can be narrowed to one customer. */
const narrowed = lists
  .filter(({ list }) => list.field.startsWith('Query.') && list.source.fields.relations.customer)
  .map(({ list }) => list.field.slice('Query.'.length))

describe.each(narrow)('whoever sees only some customers, by $reach', ({ reach }) => {
  let service: TestService
  let world: World

  beforeAll(async () => {
    service = await testService(await testDatabase())
    world = await smallWorld(service)
    const numberOf = (id: string) => decodeId(id)?.id ?? 0
    await service.database.session().write([
      service.db.orm
        .update(customers)
        .set({ regionId: numberOf(world.otherRegion) })
        .where(eq(customers.id, numberOf(world.otherCustomer))),
      sql`UPDATE care_team_members SET staff_id = ${numberOf(world.otherStaff)}
        WHERE customer_id = ${numberOf(world.otherCustomer)}`,
    ])
    caller = seenBy(service, { reach, staffId: numberOf(world.staff), regions: [numberOf(world.region)] })
    stored = await contents(service)
  })

  /** Stands for the staff member who owns `world.customer`, or sees the region that it is in. */
  let caller: TestService
  const owner = () => fresh(caller)

  /** All that is stored, as it was when last looked at: nothing here writes. */
  let stored: Awaited<ReturnType<typeof contents>>

  /** What the caller gets told of a row of somebody else's, which must be what it is told of none. */
  async function expectNoDifference(document: string, foreign: object, absent: object) {
    const hidden = await run(owner(), document, { ...foreign })
    expect(hidden.errors).toBeUndefined()
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(await run(owner(), document, { ...absent })))
    const before = stored
    stored = await contents(service)
    expect(stored).toEqual(before)
    return hidden.data
  }

  const withIds = nouns.flatMap(({ type, foreign }) => (foreign ? [{ type, foreign }] : []))

  describe.each(withIds)('cannot tell a row of somebody else from none: $type', ({ type, foreign }) => {
    test.each(['node(id: $x)', 'nodes(ids: [$x])', ...finding(type)])('%s', async field => {
      const document = `query ($x: ID!) { found: ${field} { id } }`
      const x = foreign(world)
      expect(JSON.stringify(await ask(fresh(service), document, { x }))).toContain(x)
      const told = await expectNoDifference(document, { x }, { x: unknownId(x) })
      expect([null, [null]]).toContainEqual(told?.found)
    })
  })

  test.each(narrowed)('finds nothing of a customer of somebody else: %s', async field => {
    const document = `query ($x: ID!) { found: ${field}(filter: { customer: { id: { equals: $x } } }) { totalCount nodes { id } } }`
    const x = world.otherCustomer
    const told = await expectNoDifference(document, { x }, { x: unknownId(x) })
    expect(told?.found).toMatchObject({ totalCount: 0 })
  })

  const ofCustomers = mutations.filter(({ noun }) => !noun.common)

  test.for(ofCustomers)(
    'cannot change or name a row of somebody else: $name',
    async ({ name, good }, { skip }) => {
      // Nor may it hand work to other staff, which would be refused first.
      const input = good({ ...world, otherStaff: world.staff })
      const others = new Map(withIds.map(({ foreign }) => [kindIn(foreign(world)), foreign(world)]))
      const named = leaves(inputTypeOf(name)).flatMap(([path]) => {
        const other = others.get(kindIn(valueAt(input, path)))
        return other ? [{ path, other }] : []
      })
      skip(named.length === 0, 'It names nothing that can be of somebody else.')
      for (const { path, other } of named) {
        const told = await expectNoDifference(
          documentOf(name),
          { input: withValue(input, path, other) },
          { input: withValue(input, path, unknownId(other)) },
        )
        expect(told?.[name]).toMatchObject({ code: 'NOT_FOUND' })
      }
    },
  )

  test('cannot record what a customer of somebody else did', async () => {
    const of = (id: string) => ({ input: { customer: { id }, kind: 'CALL' } })
    const { otherCustomer } = world
    const told = await expectNoDifference(
      documentOf('interactionRecord'),
      of(otherCustomer),
      of(unknownId(otherCustomer)),
    )
    expect(told?.interactionRecord).toMatchObject({ code: 'NOT_FOUND' })
  })
})
