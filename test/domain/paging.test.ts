import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { isObjectType } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import type { OrderTerm } from '../../src/database/keyset.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import { lists, storedBefore } from '../nouns/all.ts'
import { me, today } from '../nouns/follow-up.ts'
import type { List, Row } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { ask } from '../support/graphql.ts'
import { fresh, type TestService, testService } from '../support/service.ts'

const mostRows = 20

type Value = string | number | bigint | null

/** SQLite's order: NULL first, then by value; text by code point. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

interface Asked {
  field: string
  direction?: 'ASC' | 'DESC'
}

/** The keys that a list runs by: those asked for, each way round, then what tells rows apart, as the first of them runs. */
function termsOf({ orderings, usual, key }: List['source'], asked: readonly Asked[]): OrderTerm[] {
  const turned = (terms: readonly OrderTerm[], turn: boolean) =>
    terms.map(term => ({ ...term, descending: term.descending !== turn }))
  const named = asked.flatMap(({ field, direction }) => {
    const terms = orderings[field]?.terms ?? []
    const usually = terms[0]?.descending ? 'DESC' : 'ASC'
    return turned(terms, (direction ?? usually) !== usually)
  })
  const first = asked.length > 0 ? named : usual
  return [...first, ...turned(key, first[0]?.descending ?? false)]
}

function sorted(rows: readonly Row[], source: List['source'], asked: readonly Asked[]): Row[] {
  const terms = termsOf(source, asked)
  return rows.toSorted((a, b) => {
    for (const { column, descending } of terms) {
      const found = compare(a[column] as Value, b[column] as Value)
      if (found !== 0) return descending ? -found : found
    }
    return 0
  })
}

interface Page {
  totalCount: number
  nodes: object[]
  edges: { cursor: string; node: object }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

interface Walk {
  asked: readonly Asked[]
  size: number
  backwards: boolean
}

const fieldOf = (list: List) => {
  const [typeName = '', name = ''] = list.field.split('.')
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[name] : undefined
  if (!field) throw new Error(`The schema has no ${list.field}`)
  return { typeName, field }
}

/** How the field runs when nobody says, where that is not how its source does. */
const usualOf = (list: List): readonly Asked[] =>
  (fieldOf(list).field.args.find(({ name }) => name === 'orderBy')?.defaultValue ?? []) as readonly Asked[]

/** The field as part of a document whose answer has the page as `page`, below `node` where the list has a parent. */
function documentOf(list: List, { asked, size, backwards }: Walk): string {
  const { typeName, field } = fieldOf(list)
  const [count, from] = backwards ? ['last', 'before'] : ['first', 'after']
  const written = asked.map(
    ({ field, direction }) => `{ field: ${field}${direction ? `, direction: ${direction}` : ''} }`,
  )
  const order = asked.length > 0 ? `, orderBy: [${written}]` : ''
  const node = list.identity?.selection ?? 'id'
  const page = `page: ${field.name}(${count}: ${size}, ${from}: $cursor${order}) {
    totalCount nodes { ${node} } edges { cursor node { ${node} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`
  if (!list.parent) return `query ($cursor: String) { ${page} }`
  const id = encodeId(list.parent.kind, list.parent.id)
  return `query ($cursor: String) { node(id: "${id}") { ... on ${typeName} { ${page} } } }`
}

/** The number of the only id in a node. */
function numberIn(node: object): number {
  const [value]: unknown[] = Object.values(node)
  if (typeof value === 'object' && value !== null) return numberIn(value)
  return decodeId(String(value))?.id ?? 0
}

/** Walks a whole list page by page; backwards from its end. */
async function walk(service: TestService, list: List, how: Walk) {
  const document = documentOf(list, how)
  const found: number[] = []
  const totals = new Set<number>()
  for (let cursor: string | null = null, more = true; more; ) {
    const data: { page?: Page; node?: { page: Page } } = await ask(fresh(service), document, { cursor })
    const page: Page | undefined = data.page ?? data.node?.page
    if (!page) throw new Error('The parent is not there')
    const { pageInfo } = page
    expect(page.edges.map(edge => edge.node)).toEqual(page.nodes)
    expect([page.edges[0]?.cursor ?? null, page.edges.at(-1)?.cursor ?? null]).toEqual([
      pageInfo.startCursor,
      pageInfo.endCursor,
    ])
    const numbers = page.nodes.map(numberIn)
    if (how.backwards) found.unshift(...numbers)
    else found.push(...numbers)
    totals.add(page.totalCount)
    cursor = how.backwards ? pageInfo.startCursor : pageInfo.endCursor
    more = how.backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage
  }
  return { found, totals: [...totals] }
}

describe.each(lists)('$list.field', ({ noun, list }) => {
  const { source, varying, stored = noun.stored, beside = [], shown = () => true } = list
  if (!stored) throw new Error(`${list.field} has no rows`)
  const { table, row: fixed } = stored
  const column = list.identity?.column ?? 'id'
  let service: TestService

  beforeAll(async () => {
    service = await testService(await testDatabase(), { actor: { staffId: me } })
    service = { ...service, today }
    const { orm } = service.db
    const ids = Array.from({ length: mostRows }, (_, at) => at + 1)
    const statements = storedBefore(table).map(({ table: on, row }) => orm.insert(on).values(ids.map(row)))
    if (statements.length > 0) await service.db.write(statements)
  })

  const values = Object.entries(varying).map(([name, some]) => [name, fc.constantFrom(...some)])
  const rows = fc
    .array(fc.record(Object.fromEntries(values)), { minLength: 1, maxLength: mostRows })
    .map(all => [...beside, ...all.map((one, at): Row => ({ ...fixed(at + 1), ...one }))])

  // Where the rows only link to the entries they have none of the columns that those are ordered by.
  const names = source.through ? [] : Object.keys(source.orderings)
  const usual = usualOf(list)
  const direction = fc.constantFrom<(undefined | 'ASC' | 'DESC')[]>(undefined, 'ASC', 'DESC')
  const by = (field: string) => direction.map((way): Asked => ({ field, ...(way && { direction: way }) }))

  const walks = (orders: fc.Arbitrary<readonly Asked[]>) =>
    fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 8 }), orders, async (stored, size, asked) => {
        const { db } = fresh(service)
        await db.write([sql`DELETE FROM ${table}`, ...stored.map(row => db.orm.insert(table).values(row))])
        const expected = sorted(stored.filter(shown), source, asked.length > 0 ? asked : usual).map(
          row => row[column],
        )
        for (const backwards of [false, true]) {
          const { found, totals } = await walk(service, list, { asked, size, backwards })
          expect(found).toEqual(expected)
          expect(totals).toEqual([expected.length])
        }
      }),
      { numRuns: 8 },
    )

  test('the pages are the whole list, once each, from either end', () => walks(fc.constant([])))

  test.each(names)('so they are by %s', name => walks(by(name).map(one => [one])))

  test.runIf(names.length > 1)('so they are by two fields', () =>
    walks(
      fc
        .shuffledSubarray(names, { minLength: 2, maxLength: 2 })
        .chain(([one = '', two = '']) => fc.tuple(by(one), by(two))),
    ),
  )
})
