import { type Column, eq, type SQL } from 'drizzle-orm'
import type { OrderTerm } from '../../database/keyset.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'

/** The predicate of one row by its id. */
export const byId =
  (id: number) =>
  (columns: Record<string, Column>): SQL => {
    if (!columns.id) throw new Error('This table has no id')
    return eq(columns.id, id)
  }

/** For each part of a filter the scopes of what it asks about: to find by a value is to read it. */
export type FilterScopes<Filter> = Readonly<Record<keyof NonNullable<Filter> & string, readonly Scope[]>>

/**
 * A list that can be paged: which rows the actor reaches, how they may be ordered. `Filter` is what the
 * caller narrows it by. Every ordering ends in a unique key.
 */
export interface PageSource<Filter = undefined, Ordering extends string = string> {
  /** The table's name in `database/relations.ts`. */
  table: string
  orderings: Record<Ordering, readonly OrderTerm[]>
  defaultOrdering: Ordering
  /** Orderings that tell something only this scope may know. */
  orderingScopes?: Partial<Record<Ordering, Scope>>
  filterScopes: FilterScopes<Filter>
  /** Reach and filter together; undefined when nothing narrows the list. */
  where(service: Service, columns: Record<string, Column>, filter: Filter): SQL | undefined
}

export const ascending = (column: string): OrderTerm => ({ column, descending: false, nullable: false })
export const descending = (column: string): OrderTerm => ({ column, descending: true, nullable: false })
export const nullable = (term: OrderTerm): OrderTerm => ({ ...term, nullable: true })
