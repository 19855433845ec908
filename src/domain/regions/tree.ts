import { regions } from '../../database/tables/customers/regions.ts'
import type { Service } from '../service/service.ts'

/** Which region lies in which, for questions about many sets of regions at once; one set alone is `coveredRegions`. */
export interface RegionTree {
  ids: readonly number[]
  /** When a region was created, in milliseconds. */
  madeAt(id: number): number
  /** The given regions with all their descendants, each once, in no order. */
  covered(roots: readonly number[]): number[]
}

/** One round trip, which reads every region. */
export async function readRegionTree({ db }: Service): Promise<RegionTree> {
  const rows = await db.orm
    .select({ id: regions.id, parent: regions.parentId, createdAt: regions.createdAt })
    .from(regions)
  const createdAt = new Map(rows.map(row => [row.id, row.createdAt]))
  const children = new Map<number, number[]>()
  for (const { id, parent } of rows) {
    if (parent === null) continue
    const siblings = children.get(parent)
    if (siblings) siblings.push(id)
    else children.set(parent, [id])
  }
  return {
    ids: rows.map(row => row.id),
    madeAt: id => createdAt.get(id) ?? 0,
    covered(roots) {
      const found = new Set(roots)
      // A set is walked in the order of insertion, what is added meanwhile included.
      for (const id of found) for (const child of children.get(id) ?? []) found.add(child)
      return [...found]
    },
  }
}
