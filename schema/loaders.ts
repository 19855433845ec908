import type DataLoader from 'dataloader'
import type { FieldNode } from 'graphql'

/** The rows of one parent's page, or its count, as a fallback query found them. */
export type Row = Record<string, unknown>

/**
 * Per request: which page fields the root's own query already answered, and loaders for those that it could
 * not say (one relation twice with different arguments, counts of nested lists).
 */
export interface Loaders {
  /** False once any place in the document needs the field's rows from a loader. */
  served: WeakMap<FieldNode, boolean>
  /** By the fields that make up one answer: graphql-js hands the same array to every parent in a list. */
  pages: WeakMap<readonly FieldNode[], DataLoader<number, Row[]>>
  counts: WeakMap<readonly FieldNode[], DataLoader<number, number>>
  /** When the newest night confirmed the segments; asked once for all of them. */
  newestRefresh: Promise<number | null> | null
}

export const newLoaders = (): Loaders => ({
  served: new WeakMap(),
  pages: new WeakMap(),
  counts: new WeakMap(),
  newestRefresh: null,
})
