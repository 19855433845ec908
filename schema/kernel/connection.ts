import type { InputRef, ObjectRef } from '@pothos/core'
import { type KeyValue, type OrderTerm, reversed } from '../../src/database/keyset.ts'
import type { Row } from '../../src/database/relational.ts'
import { tableName } from '../../src/database/relations.ts'
import { requireScopesOf } from '../../src/domain/filters/apply.ts'
import type { Condition } from '../../src/domain/filters/condition.ts'
import type { FieldTable } from '../../src/domain/filters/field.ts'
import { costOfCondition, readCondition } from '../../src/domain/filters/read.ts'
import { type Counted, mostCounted } from '../../src/domain/lists/count.ts'
import type { PageSource } from '../../src/domain/lists/page.ts'
import { requireScope } from '../../src/domain/service/actor.ts'
import { invalid } from '../../src/domain/service/errors.ts'
import type { Service } from '../../src/domain/service/service.ts'
import { say } from '../../src/domain/wording/say.ts'
import { isWellFormedText } from '../../src/lib/text.ts'
import { builder, type Types } from './builder.ts'

export const largestPage = 100
const usualPage = 20

/** The arguments every connection takes; `filter` is the list's own. */
export interface PageArgs {
  first?: number | null | undefined
  last?: number | null | undefined
  after?: string | null | undefined
  before?: string | null | undefined
  orderBy?: readonly { field: string; direction?: 'ASC' | 'DESC' | null | undefined }[] | null | undefined
  filter?: unknown
}

/** A page as a keyset query: `terms` already run in the direction that is read. */
export interface Bounds {
  /** What is asked of the rows; undefined where nothing is. */
  condition: Condition | undefined
  terms: readonly OrderTerm[]
  /** The key to read behind; null from the start. */
  after: readonly KeyValue[] | null
  limit: number
  /** Read from the end: the rows come back turned round. */
  backwards: boolean
  ordering: string
}

/** A node in its page. */
class Edge {
  readonly #bounds: Bounds
  /** The paged row itself, where a linking row leads to the node. */
  readonly row: Row
  readonly node: object
  constructor(bounds: Bounds, row: Row, node: object) {
    this.#bounds = bounds
    this.row = row
    this.node = node
  }

  /** Made when read: most queries ask for one of a page at most. */
  get cursor(): string {
    return encodeCursor(this.#bounds.ordering, this.#bounds.terms, this.row)
  }
}

interface Placed {
  cursor: string
}

interface PagePlace {
  hasNextPage: boolean
  hasPreviousPage: boolean
  first: Placed | undefined
  last: Placed | undefined
}

export interface Connection {
  edges: Edge[]
  pageInfo: PagePlace
  /** Null where nobody asked. */
  totalCount: Counted | null
}

/** Keys of an ordering that a caller may name at most. */
const mostKeys = 2

/** @throws UserError `INVALID_INPUT` for a size outside 1..100, both ends at once, a filter that is none, or a foreign cursor */
export function pageBounds(source: PageSource, args: PageArgs, service: Service): Bounds {
  const backwards = args.last != null
  if (args.first != null && backwards) throw invalid(['last'], say('firstOrLast'))
  if (backwards && args.after != null) throw invalid(['after'], say('afterWithFirst'))
  if (!backwards && args.before != null) throw invalid(['before'], say('beforeWithLast'))
  const limit = args.first ?? args.last ?? usualPage
  if (limit < 1 || limit > largestPage)
    throw invalid([backwards ? 'last' : 'first'], say('pageSize', { max: largestPage }))
  const { terms, name } = orderOf(source, args, service)
  const condition = conditionOf(source, args.filter, service)
  const cursor = backwards ? args.before : args.after
  return {
    condition,
    terms: backwards ? reversed(terms) : terms,
    after: cursor == null ? null : decodeCursor(cursor, name, terms.length, backwards),
    limit,
    backwards,
    ordering: name,
  }
}

/** @throws UserError `INVALID_INPUT`, AuthorizationError when the filter asks about something that the actor may not read */
export function conditionOf(source: PageSource, filter: unknown, service: Service): Condition | undefined {
  if (filter === undefined) return undefined
  const condition = readCondition(source.fields, filter, service.workspace)
  if (condition) requireScopesOf(service, condition)
  return condition
}

/** How the list runs, each row at one place, with its name: what a cursor of it belongs to. */
function orderOf(source: PageSource, { orderBy }: PageArgs, { actor }: Service) {
  const asked = orderBy ?? []
  if (asked.length > mostKeys) throw invalid(['orderBy'], say('moreOrderings', { max: mostKeys }))
  const parts = asked.map(({ field, direction }, at) => {
    const ordering = Object.hasOwn(source.orderings, field) ? source.orderings[field] : undefined
    if (!ordering) throw invalid(['orderBy', at, 'field'], say('noOrdering'))
    if (asked.findIndex(other => other.field === field) < at)
      throw invalid(['orderBy', at, 'field'], say('orderedTwice'))
    for (const scope of ordering.scopes) requireScope(actor, scope)
    const usual = ordering.terms[0]?.descending ? 'DESC' : 'ASC'
    const way = direction ?? usual
    return {
      terms: way === usual ? ordering.terms : reversed(ordering.terms),
      name: way === 'DESC' ? `-${field}` : field,
    }
  })
  const named = asked.length > 0 ? parts.flatMap(part => part.terms) : source.usual
  const key = named[0]?.descending ? reversed(source.key) : source.key
  // What the rows are is part of it: another list may be ordered by columns of the same names.
  return {
    terms: [...named, ...key],
    name: [tableName(source.table), ...parts.map(part => part.name)].join(' '),
  }
}

/** The page that was read; its nodes are the rows themselves, or those that the relation `through` leads to. */
export function connectionOf(
  found: readonly Row[],
  bounds: Bounds,
  through: string | undefined,
  totalCount: Counted | null,
): Connection {
  const more = found.length > bounds.limit
  const rows = found.slice(0, bounds.limit)
  if (bounds.backwards) rows.reverse()
  const edges = rows.map(row => new Edge(bounds, row, nodeOf(row, through)))
  return {
    edges,
    pageInfo: {
      hasNextPage: bounds.backwards ? bounds.after !== null : more,
      hasPreviousPage: bounds.backwards ? more : bounds.after !== null,
      first: edges[0],
      last: edges.at(-1),
    },
    totalCount,
  }
}

function nodeOf(row: Row, through: string | undefined): object {
  if (through === undefined) return row
  const node = row[through]
  if (typeof node !== 'object' || node === null) throw new Error(`A row without its "${through}"`)
  return node
}

/** Wide integers are told apart from text by their wrapping. */
type CursorValue = string | number | null | { wide: string }

function encodeCursor(ordering: string, terms: readonly OrderTerm[], row: Row): string {
  const key: CursorValue[] = terms.map(({ column, through }) => {
    const value = through ? Reflect.get(nodeOf(row, through.relation), column) : row[column]
    if (typeof value === 'bigint') return { wide: value.toString() }
    return typeof value === 'string' || typeof value === 'number' ? value : null
  })
  return toBase64Url(JSON.stringify([ordering, ...key]))
}

function decodeCursor(cursor: string, ordering: string, terms: number, backwards: boolean): KeyValue[] {
  const wrong = invalid([backwards ? 'before' : 'after'], say('foreignCursor'))
  let parsed: unknown
  try {
    parsed = JSON.parse(fromBase64Url(cursor))
  } catch {
    throw wrong
  }
  if (!Array.isArray(parsed) || parsed.length !== terms + 1 || parsed[0] !== ordering) throw wrong
  return parsed.slice(1).map((value: unknown) => {
    const key = keyValue(value)
    if (key === undefined) throw wrong
    return key
  })
}

/** A value that the database can compare with; undefined for one that no cursor of ours holds. */
function keyValue(value: unknown): KeyValue | undefined {
  if (value === null) return value
  if (typeof value === 'string') return isWellFormedText(value) ? value : undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'object' || !('wide' in value) || typeof value.wide !== 'string') return undefined
  const wide = /^-?\d{1,19}$/.test(value.wide) ? BigInt(value.wide) : undefined
  return wide === undefined || BigInt.asIntN(64, wide) !== wide ? undefined : wide
}

const toBase64Url = (text: string) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const fromBase64Url = (text: string) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0)),
  )

export const PageInfo = builder.objectRef<PagePlace>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: t => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether entries follow this page.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether entries precede this page, as far as the cursor tells.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first entry.',
      resolve: ({ first }) => first?.cursor ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Cursor of the last entry.',
      resolve: ({ last }) => last?.cursor ?? null,
    }),
  }),
})

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which way an ordering runs.',
  values: {
    ASC: { description: 'Ascending: the lowest, earliest or first in the alphabet comes first.' },
    DESC: { description: 'Descending: the highest, latest or last in the alphabet comes first.' },
  } as const,
})

/** `first`, `after`, `last`, `before`: every connection's arguments. */
export const pageArgs = builder.args(t => ({
  first: t.int({ description: `The first entries, 1 to ${largestPage}; ${usualPage} when nothing is said.` }),
  after: t.string({ description: 'Start behind this cursor; goes with `first`.' }),
  last: t.int({ description: `The last entries, 1 to ${largestPage}.` }),
  before: t.string({ description: 'End before this cursor; goes with `last`.' }),
}))

/** What one question of a filter costs: it is put to each row of the list. */
export const costOfQuestion = 20

/** A page costs its entries times their largest number. */
export const pageComplexity = ({ first, last }: PageArgs) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? last ?? usualPage, 1), largestPage),
})

/** The same of a list, and what its filter asks of the rows of `table`. */
export const listComplexity = (table: FieldTable) => (args: PageArgs) => ({
  ...pageComplexity(args),
  field: 1 + costOfCondition(table, args.filter, costOfQuestion),
})

/** `<Type>Order { field, direction }` over the orderings of a list. */
export function orderInput(name: string, descriptions: Readonly<Record<string, string>>) {
  const field = builder.enumType(`${name}OrderField`, {
    description: 'What the list can be ordered by.',
    values: Object.fromEntries(
      Object.entries(descriptions).map(([key, description]) => [key, { description }]),
    ),
  })
  return builder.inputType(`${name}Order`, {
    description: 'How to order the list. Ties are broken by id, so pages never overlap.',
    fields: t => ({
      field: t.field({ type: field, required: true, description: 'By what.' }),
      direction: t.field({
        type: OrderDirection,
        description: 'Which way; when not said, as the field is usually read.',
      }),
    }),
  })
}

interface ListInputs {
  filter: InputRef<object>
  order: ReturnType<typeof orderInput>
  /** How a list runs when nobody says. */
  unordered: string
  /** Where that is not how its source does. */
  usually?: { field: string; direction: 'ASC' | 'DESC' }
}

/** The arguments of a list: of its pages, its filter and its order. */
export const listArgs = ({ filter, order, unordered, usually }: ListInputs) =>
  builder.args(t => ({
    ...pageArgs,
    filter: t.field({ type: filter, description: 'Which ones: every part must hold.' }),
    orderBy: t.field({
      type: [order],
      description: `By one field or two, the first first. ${unordered}`,
      ...(usually && { defaultValue: [usually] }),
    }),
  }))

/** What `listArgs` makes, or the arguments of pages alone. */
export type ListArgs = typeof pageArgs & Partial<ReturnType<typeof listArgs>>

/** `<Name>Connection` and `<Name>Edge` over nodes of `node`. */
export function connectionType(name: string, node: ObjectRef<Types, object>) {
  const edge = builder.objectRef<Edge>(`${name}Edge`).implement({
    description: 'An entry and its place in the list.',
    fields: t => ({
      cursor: t.exposeString('cursor', { description: 'For `after` and `before`.' }),
      node: t.expose('node', { type: node, description: 'The entry.' }),
    }),
  })
  return builder.objectRef<Connection>(`${name}Connection`).implement({
    description: 'A page of a list.',
    fields: t => ({
      edges: t.expose('edges', { type: [edge], description: 'Entries with their cursors.' }),
      nodes: t.field({
        type: [node],
        description: 'Entries without cursors.',
        resolve: ({ edges }) => edges.map(one => one.node),
      }),
      pageInfo: t.expose('pageInfo', { type: PageInfo, description: 'Where the page lies.' }),
      totalCount: t.int({
        nullable: true,
        description:
          'How many entries the whole list has, or at least has: see `totalCountExact`. Counted only where asked.',
        complexity: 20,
        resolve: ({ totalCount }) => totalCount?.rows ?? null,
      }),
      totalCountExact: t.boolean({
        nullable: true,
        description: `False where counting came to an end at ${mostCounted.toLocaleString('en')} rows, or at fewer where the filter looks at others for each: there are at least so many as \`totalCount\` says.`,
        complexity: 20,
        resolve: ({ totalCount }) => totalCount?.exact ?? null,
      }),
    }),
  })
}
