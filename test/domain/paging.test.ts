import { sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { campaigns, competitors, exposures } from '../../src/database/tables/competitors.ts'
import { customers } from '../../src/database/tables/customers.ts'
import { regions } from '../../src/database/tables/regions.ts'
import { staffMembers } from '../../src/database/tables/staff.ts'
import { campaignList } from '../../src/domain/campaigns/list.ts'
import { competitorList } from '../../src/domain/competitors/list.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { exposureList } from '../../src/domain/exposures/list.ts'
import type { PageSource } from '../../src/domain/page.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { decodeId } from '../../src/lib/ids.ts'
import { testDatabase } from '../support/database.ts'
import { ask } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'

type Row = { id: number } & Record<string, unknown>

interface List {
  /** The field of `Query` that answers the list. */
  root: string
  source: PageSource<unknown>
  table: SQLiteTable
  /** What the rows stand on, table by table. */
  given?: [SQLiteTable, Row][]
  /** The columns that orderings use: few values, so that there are ties, and NULL where it may be. */
  varying: Record<string, fc.Arbitrary<unknown>>
  /** The columns that must be there. */
  fixed: (id: number) => Record<string, unknown>
}

const word = fc.constantFrom('', 'A', 'a', 'B\t1', 'Ω', 'Z')
const small = fc.integer({ min: 1, max: 4 })
const stamp = { createdAt: 1, updatedAt: 1, version: 1, changeId: 0 }

const customer = {
  kind: 'PERSON',
  sortName: '',
  foldedName: '',
  preferredChannels: [],
  forbiddenChannels: [],
  attributes: {},
  lifecycle: 'PROSPECT',
  purchaseDays: 0,
  netSpend: 0n,
  netSpendYear: 0n,
  ...stamp,
}

const competitor = (id: number) => ({ name: `C${id}`, sortName: '', aliases: [], products: [], ...stamp })

const campaign = (id: number) => ({
  competitorId: 1,
  name: `K${id}`,
  kind: 'OFFER',
  products: [],
  sources: [],
  firstDay: 1,
  ...stamp,
})

const lists: List[] = [
  {
    root: 'customers',
    source: customerList,
    table: customers,
    varying: {
      createdAt: small,
      updatedAt: small,
      sortName: word,
      lastPurchaseOn: fc.option(small),
      // Sums that differ only past 2^53, where a JSON number would make them equal.
      netSpend: fc.constantFrom(-5n, 0n, 2n ** 60n, 2n ** 60n + 1n, -(2n ** 60n) - 1n, -(2n ** 60n)),
    },
    fixed: () => customer,
  },
  {
    root: 'staffMembers',
    source: staffList,
    table: staffMembers,
    varying: { sortName: word },
    fixed: () => ({ name: 'S', active: true, ...stamp }),
  },
  {
    root: 'regions',
    source: regionList,
    table: regions,
    varying: { sortName: word },
    fixed: id => ({ code: `R${id % 7}-${id}`, name: 'R', ...stamp }),
  },
  {
    root: 'competitors',
    source: competitorList,
    table: competitors,
    varying: { sortName: word },
    fixed: competitor,
  },
  {
    root: 'campaigns',
    source: campaignList,
    table: campaigns,
    given: [[competitors, { id: 1, ...competitor(1) }]],
    varying: { firstDay: small },
    fixed: campaign,
  },
  {
    root: 'exposures',
    source: exposureList,
    table: exposures,
    given: [
      [competitors, { id: 1, ...competitor(1) }],
      [campaigns, { id: 1, ...campaign(1) }],
      [customers, { id: 1, ...customer }],
    ],
    varying: { createdAt: small },
    fixed: () => ({ ...stamp, campaignId: 1, customerId: 1, kind: 'REPORTED', confidence: 50 }),
  },
]

type Value = string | number | bigint | null

/** SQLite's order: NULL first, then by value; text by code point. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

function sorted(rows: readonly Row[], { orderings }: PageSource<unknown>, ordering: string): number[] {
  const terms = orderings[ordering] ?? []
  const inOrder = (a: Row, b: Row) => {
    for (const { column, descending } of terms) {
      const found = compare(a[column] as Value, b[column] as Value)
      if (found !== 0) return descending ? -found : found
    }
    return 0
  }
  return rows.toSorted(inOrder).map(row => row.id)
}

interface Page {
  totalCount: number
  nodes: { id: string }[]
  edges: { cursor: string; node: { id: string } }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

/** Walks a whole list page by page; backwards from its end. */
async function walk(
  service: TestService,
  root: string,
  orderBy: { field: string; direction: string },
  size: number,
  backwards: boolean,
): Promise<{ ids: number[]; totals: Set<number> }> {
  const [count, from] = backwards ? ['last', 'before'] : ['first', 'after']
  const ids: number[] = []
  const totals = new Set<number>()
  for (let cursor: string | null = null, more = true; more; ) {
    const document: string = `query ($cursor: String) {
      page: ${root}(${count}: ${size}, ${from}: $cursor,
        orderBy: { field: ${orderBy.field}, direction: ${orderBy.direction} }) {
        totalCount nodes { id } edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      } }`
    const { page }: { page: Page } = await ask(fresh(service), document, { cursor })
    const { pageInfo } = page
    expect(page.edges.map(edge => edge.node)).toEqual(page.nodes)
    expect([page.edges[0]?.cursor ?? null, page.edges.at(-1)?.cursor ?? null]).toEqual([
      pageInfo.startCursor,
      pageInfo.endCursor,
    ])
    const found = page.nodes.map(node => decodeId(node.id)?.id ?? 0)
    if (backwards) ids.unshift(...found)
    else ids.push(...found)
    totals.add(page.totalCount)
    cursor = backwards ? pageInfo.startCursor : pageInfo.endCursor
    more = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage
  }
  return { ids, totals }
}

describe.each(lists)('$root', ({ root, source, table, given = [], varying, fixed }) => {
  let service: TestService

  beforeAll(async () => {
    service = await testService(await testDatabase())
    const { orm } = service.db
    if (given.length > 0) await service.db.write(given.map(([on, row]) => orm.insert(on).values(row)))
  })

  const rows = fc
    .array(fc.record(varying), { minLength: 1, maxLength: 20 })
    .map(all => all.map((one, at): Row => ({ id: at + 1, ...fixed(at + 1), ...one })))

  test.each(Object.keys(source.orderings))(
    'the pages by %s are the whole list, once each, from either end',
    ordering =>
      fc.assert(
        fc.asyncProperty(
          rows,
          fc.integer({ min: 1, max: 8 }),
          fc.constantFrom('ASC', 'DESC'),
          async (stored, size, direction) => {
            const { db } = fresh(service)
            await db.write([
              sql`DELETE FROM ${table}`,
              ...stored.map(row => db.orm.insert(table).values(row)),
            ])
            const expected = sorted(stored, source, ordering)
            if (direction === 'DESC') expected.reverse()
            for (const backwards of [false, true]) {
              const { ids, totals } = await walk(
                service,
                root,
                { field: ordering, direction },
                size,
                backwards,
              )
              expect(ids).toEqual(expected)
              expect([...totals]).toEqual([stored.length])
            }
          },
        ),
        { numRuns: 12 },
      ),
  )
})
