import { isObjectType } from 'graphql'
import { expect } from 'vitest'
import { schema } from '../../schema/index.ts'
import type { OrderTerm } from '../../src/database/keyset.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import type { List, Row } from '../nouns/noun.ts'
import { ask } from '../support/graphql.ts'
import { fresh, type TestService } from '../support/service.ts'

type Value = string | number | bigint | null

/** SQLite's order: NULL first, then by value; text by code point. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

export interface Asked {
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

export function sorted(rows: readonly Row[], source: List['source'], asked: readonly Asked[]): Row[] {
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
  /** Which rows; all when not said. */
  filter?: object
}

type Asker = Pick<List, 'field' | 'parent' | 'identity'>

const fieldOf = (list: Asker) => {
  const [typeName = '', name = ''] = list.field.split('.')
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[name] : undefined
  if (!field) throw new Error(`The schema has no ${list.field}`)
  return { typeName, field }
}

/** How the field runs when nobody says, where that is not how its source does. */
export const usualOf = (list: Asker): readonly Asked[] =>
  (fieldOf(list).field.args.find(({ name }) => name === 'orderBy')?.defaultValue ?? []) as readonly Asked[]

/** The field as part of a document whose answer has the page as `page`, below `node` where the list has a parent. */
function documentOf(list: Asker, { asked, backwards, filter }: Walk): string {
  const { typeName, field } = fieldOf(list)
  const [count, from] = backwards ? ['last', 'before'] : ['first', 'after']
  const written = asked.map(
    ({ field, direction }) => `{ field: ${field}${direction ? `, direction: ${direction}` : ''} }`,
  )
  const order = asked.length > 0 ? `, orderBy: [${written}]` : ''
  const node = list.identity?.selection ?? 'id'
  const type = filter && field.args.find(({ name }) => name === 'filter')?.type
  const page = `page: ${field.name}(${count}: $size, ${from}: $cursor${order}${type ? ', filter: $filter' : ''}) {
    totalCount nodes { ${node} } edges { cursor node { ${node} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`
  const variables = `($size: Int!, $cursor: String${type ? `, $filter: ${type}` : ''})`
  if (!list.parent) return `query ${variables} { ${page} }`
  const id = encodeId(list.parent.kind, list.parent.id)
  return `query ${variables} { node(id: "${id}") { ... on ${typeName} { ${page} } } }`
}

/** The number of the only id in a node. */
function numberIn(node: object): number {
  const [value]: unknown[] = Object.values(node)
  if (typeof value === 'object' && value !== null) return numberIn(value)
  return decodeId(String(value))?.id ?? 0
}

/** Walks a whole list page by page; backwards from its end. */
export async function walk(service: TestService, list: Asker, how: Walk) {
  const document = documentOf(list, how)
  const found: number[] = []
  const totals = new Set<number>()
  const trips = new Set<number>()
  const statements = new Set<number>()
  for (let cursor: string | null = null, more = true; more; ) {
    const session = fresh(service)
    const data: { page?: Page; node?: { page: Page } } = await ask(session, document, {
      size: how.size,
      cursor,
      filter: how.filter,
    })
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
    trips.add(session.db.counters.roundTrips)
    statements.add(session.db.counters.statements)
    cursor = how.backwards ? pageInfo.startCursor : pageInfo.endCursor
    more = how.backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage
  }
  return { found, totals: [...totals], trips: [...trips], statements: [...statements] }
}
