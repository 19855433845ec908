import type DataLoader from 'dataloader'
import type { FieldNode } from 'graphql'
import type { SpendWindow } from '../../src/domain/metrics/spend-by-window.ts'
import type { Levels } from '../../src/domain/relationships/read-levels.ts'
import type { Observed } from '../../src/domain/relationships/read-observed.ts'
import type { RepeatBuyingBasis } from '../../src/domain/repeat-buying/basis.ts'
import type { RfmBasis } from '../../src/domain/rfm/read.ts'
import type { Resistance } from '../../src/domain/vulnerability/snapshots/resistance.ts'

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
  /** The version of the vulnerability policy in force; asked once for all of them. */
  vulnerabilityPolicy: Promise<number> | null
  /** Objects by id, by the fields that make up one answer. */
  rows: WeakMap<readonly FieldNode[], DataLoader<number, Row | null>>
  /** By customer: the relationship levels that are meant, and the one that is seen. */
  levels: DataLoader<number, Levels> | null
  observed: DataLoader<number, Observed> | null
  /** What everybody's repeat buying and RFM scores follow from; asked once each. */
  repeatBuying: Promise<RepeatBuyingBasis | null> | null
  rfm: Promise<RfmBasis | null> | null
  /** By customer: spend by window, for each list of windows that is asked. */
  spendWindows: Map<string, DataLoader<number, SpendWindow[] | null>>
  /** By customer: how it stood up to competitors. */
  resistance: DataLoader<number, Resistance> | null
}

export const newLoaders = (): Loaders => ({
  served: new WeakMap(),
  pages: new WeakMap(),
  counts: new WeakMap(),
  newestRefresh: null,
  vulnerabilityPolicy: null,
  rows: new WeakMap(),
  levels: null,
  observed: null,
  repeatBuying: null,
  rfm: null,
  spendWindows: new Map(),
  resistance: null,
})
