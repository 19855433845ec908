import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { customers } from '../../src/database/tables/customers/customers.ts'
import type { Action } from '../../src/domain/changes/kinds.ts'
import type { PageSource } from '../../src/domain/lists/page.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import type { World } from '../support/world.ts'

export type Row = Record<string, unknown>
export type Input = Record<string, unknown>

/** Rows of a table: `row` has a value in every column, so far as its values can stand together. */
export interface Stored {
  table: SQLiteTable
  /** The ids count from 1, and what a row refers to is 1 or 2, or has the row's own number. */
  row(id: number): Row
}

/** In two steps: the table's types reach the row only once the table is known. */
export const storedIn =
  <Table extends SQLiteTable>(table: Table) =>
  (row: (id: number) => Table['$inferInsert']): Stored => ({ table, row })

/** A list of the noun's rows. */
export interface List {
  /** Type and name of the field that answers the list. */
  field: `${string}.${string}`
  source: PageSource
  /** The rows behind it where they are not those of the noun. */
  stored?: Stored
  /** Whose list it is, in place of the root. */
  parent?: { kind: IdKind; id: number }
  /** What the columns that orderings use may hold: few values, so that there are ties, and NULL where it may be. */
  varying: Record<string, readonly unknown[]>
  /** Which rows the list shows; all when not said. */
  shown?: (row: Row) => boolean
  /** Rows of the same table that stand beside the generated ones. */
  beside?: Row[]
  /** Where a node has the id that tells the rows apart, and the column with its number. */
  identity?: { selection: string; column: string }
  /** Arguments that narrow the list without being part of its filter: what they take, and the scopes of what they look at. */
  narrowing?: Record<string, { value: string; scopes: readonly Scope[] }>
}

/** What a mutation says against its good input with one value changed. */
export interface Refusal {
  what: string
  path: string
  value(world: World): unknown
  code: 'INVALID_INPUT' | 'NOT_FOUND' | 'CONFLICT'
  /** Where the answer points. */
  at: string
}

export interface Mutation {
  /** An input that it takes; every id that it can say is said, and something personal where there is any. */
  good(world: World): Input
  /** The change that the good input is to the world. */
  action: Action
  /** The fields that the trail says of it, in its order. */
  touches: readonly string[]
  /** Each call makes something new, or ends what can end once. Any other says how a thing shall be. */
  anew?: true
  /** The text of its patch in which other spellings of one word say the same. */
  spelled?: string
  /** Scopes without which it is refused, besides that of the noun. */
  alsoTakes?: readonly Scope[]
  /** What no type can say, beyond unknown ids and versions that are over: those are tried of every mutation. */
  refuses?: Refusal[]
}

/** What the contract tests know of a noun; `all.ts` gathers them. */
export interface Noun {
  /** Its object type. */
  type: string
  /** The scope that whoever meets one of it by any field holds; for what is only a part of another, that one's. */
  read?: Scope
  /** The scope that its mutations take. */
  write?: Scope
  /** It belongs to the whole workspace and not to customers: whoever sees only some of them changes none of it. */
  common?: true
  /** Nevertheless whoever sees only some customers has some of its own, and changes those alone. */
  own?: true
  /** The row of somebody else's customer; every noun has one that has ids and belongs to customers. */
  foreign?: (world: World) => string
  /** How its rows are stored. */
  stored?: Stored
  /** What else is stored of each row. */
  parts?: Stored[]
  /** The kind of its ids, and the row that is asked for all that it says; 1 when not said. */
  kind?: IdKind
  subject?: number
  /** Fields that tell who somebody is. */
  personal?: string[]
  /** Texts of its types that may be missing and yet tell nothing about a customer in somebody's own words. */
  impersonal?: string[]
  /**
   * What can be asked of it, and by which its lists are ordered, only with scopes beyond those of the list: of what
   * else it looks at. All other questions are open to whoever reads the list.
   */
  guarded?: Record<string, readonly Scope[]>
  lists?: List[]
  mutations?: Record<string, Mutation>
}

/** Whether the rows of a table are customers, or lead to one by what they refer to. */
export const belongsToCustomers = (table: SQLiteTable): boolean =>
  table === customers ||
  getTableConfig(table).foreignKeys.some(key => {
    const { foreignTable } = key.reference()
    return foreignTable !== table && belongsToCustomers(foreignTable)
  })

export const stamp = { createdAt: 1, updatedAt: 2, version: 1, changeId: 0 }
/** A sum past 2^53. */
export const wide = 2n ** 60n + 1n

export const words = ['', 'A', 'a', 'B\t1', 'Ω', 'Z']
export const small = [1, 2, 3, 4]
export const oneOfTwo = [1, 2]
/** Sums that differ only past 2^53, where a JSON number would make them equal. */
export const sums = [-5n, 0n, wide - 1n, wide, -wide, 1n - wide]

/** The rows of a list that have row 1 of two as parent. */
export const ofFirst = (kind: IdKind, { shown, ...list }: List, column = `${kind}Id`): List => ({
  ...list,
  parent: { kind, id: 1 },
  varying: { ...list.varying, [column]: oneOfTwo },
  shown: row => row[column] === 1 && (shown?.(row) ?? true),
})

export const invalid = (what: string, path: string, value: Refusal['value'], at = path): Refusal => ({
  code: 'INVALID_INPUT',
  ...{ what, path, value, at },
})

export const missing = (path: string, value: Refusal['value'] = () => 'NOWHERE'): Refusal => ({
  code: 'NOT_FOUND',
  ...{ what: `an unknown ${path}`, path, value, at: path },
})

export const taken = (what: string, path: string, value: Refusal['value'], at = path): Refusal => ({
  code: 'CONFLICT',
  ...{ what, path, value, at },
})

/** An id of the same kind that nothing has. */
export const unknownId = (id: string) => `${id.slice(0, 4)}7zzzzzz`
