import DataLoader from 'dataloader'
import type { FieldNode } from 'graphql'
import type { Row } from '../../src/database/relational.ts'
import type { Counted } from '../../src/domain/lists/count.ts'
import type { Service } from '../../src/domain/service/service.ts'

type ReadOnce = (service: Service) => Promise<unknown>
type ReadMany<Value> = (
  service: Service,
  ids: readonly number[],
  input?: unknown,
) => Promise<ReadonlyMap<number, Value>>

/**
 * Per request: which page fields the root's own query already answered, loaders for those that it could not say
 * (one relation twice with different arguments, counts of nested lists), and what domain verbs were asked.
 */
export interface Loaders {
  /** False once any place in the document needs the field's rows from a loader. */
  served: WeakMap<FieldNode, boolean>
  /** By the fields that make up one answer: graphql-js hands the same array to every parent in a list. */
  pages: WeakMap<readonly FieldNode[], DataLoader<number, Row[]>>
  counts: WeakMap<readonly FieldNode[], DataLoader<number, Counted>>
  /** Objects by id, by the fields that make up one answer. */
  rows: WeakMap<readonly FieldNode[], DataLoader<number, { id: number } | null>>
  /** What a mutation's answer shows, asked with its write: by the first field that shows it; undefined where that failed. */
  ahead: WeakMap<FieldNode, { ids: Set<number>; rows: Promise<Map<number, object> | undefined> }>
  /** What an only root field found while a plan ran: graphql-js goes on from it where the plan does not say the answer. */
  roots: WeakMap<FieldNode, unknown>
  once: Map<ReadOnce, Promise<unknown>>
  /** By the function that reads, and its input as text. */
  perId: Map<ReadMany<unknown>, Map<string, DataLoader<number, unknown>>>
}

export const newLoaders = (): Loaders => ({
  served: new WeakMap(),
  pages: new WeakMap(),
  counts: new WeakMap(),
  rows: new WeakMap(),
  ahead: new WeakMap(),
  roots: new WeakMap(),
  once: new Map(),
  perId: new Map(),
})

/** Of the request that asks. */
interface Asker {
  service: Service
  loaders: Loaders
}

/** What `read` finds, asked once in a request. `read` is the key: hand over the same function each time. */
export function once<Value>(
  { service, loaders }: Asker,
  read: (service: Service) => Promise<Value>,
): Promise<Value> {
  const asked = loaders.once.get(read) ?? read(service)
  loaders.once.set(read, asked)
  // Only `read` itself put a promise under its key.
  return asked as Promise<Value>
}

/**
 * What `readMany` finds for one id, null for none: in a request it is asked once for all ids of a tick, apart for each
 * input. `readMany` is the key: hand over the same function each time.
 */
export async function perId<Value>(
  { service, loaders }: Asker,
  readMany: ReadMany<Value>,
  id: number,
  input?: unknown,
): Promise<Value | null> {
  const byInput = loaders.perId.get(readMany) ?? new Map<string, DataLoader<number, unknown>>()
  loaders.perId.set(readMany, byInput)
  const key = JSON.stringify(input ?? null)
  const loader =
    byInput.get(key) ??
    new DataLoader<number, unknown>(async ids => {
      const found = await readMany(service, ids, input)
      return ids.map(one => found.get(one) ?? null)
    })
  byInput.set(key, loader)
  // Only `readMany` itself fills the loader under its key.
  return (await loader.load(id)) as Value | null
}
