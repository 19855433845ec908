import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { decodeId } from '../../lib/ids.ts'
import { type Issue, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** A region with all that it lies in: `line` holds its own id and those of its ancestors. */
export interface PlacedRegion {
  id: number
  code: string
  line: ReadonlySet<number>
}

const placedRow = z.object({
  id: z.int(),
  code: z.string(),
  line: json(z.array(z.int())),
})

/** The regions whose ids `ids`, a subquery, yields. One statement. */
export async function placedRegions(service: Service, ids: SQL): Promise<PlacedRegion[]> {
  const rows = await checkedRows(
    service.db.orm,
    placedRow,
    sql`
    WITH RECURSIVE above(id, ancestor) AS (
      SELECT id, id FROM regions WHERE id IN (${ids})
      UNION
      SELECT above.id, regions.parent_id FROM above JOIN regions ON regions.id = above.ancestor
      WHERE regions.parent_id IS NOT NULL)
    SELECT regions.id, regions.code, json_group_array(above.ancestor) AS line
    FROM above JOIN regions ON regions.id = above.id
    GROUP BY regions.id`,
  )
  return rows.map(({ id, code, line }) => ({ id, code, line: new Set(line) }))
}

/**
 * The regions behind codes or ids, in the order given, in one statement; of two that a text names, the one with
 * the code counts. Each name's `path` is where the input says it.
 * @throws UserError `NOT_FOUND` with one issue per name that no region has
 */
export async function findRegions(
  service: Service,
  names: readonly { name: string; path: Issue['path'] }[],
): Promise<PlacedRegion[]> {
  if (names.length === 0) return []
  const codes = names.map(({ name }) => name)
  const ids = codes.flatMap(code => regionId(code) ?? [])
  const rows = await placedRegions(
    service,
    sql`SELECT value FROM json_each(${JSON.stringify(ids)})
      UNION SELECT id FROM regions WHERE code IN (SELECT value FROM json_each(${JSON.stringify(codes)}))`,
  )
  const byCode = new Map(rows.map(region => [region.code, region]))
  const byId = new Map(rows.map(region => [region.id, region]))
  const saying = say('notThere', { what: 'region' })
  const missing: Issue[] = []
  const found = names.flatMap(({ name, path }) => {
    const region = byCode.get(name) ?? byId.get(regionId(name) ?? 0)
    if (!region) missing.push({ path, saying })
    return region ?? []
  })
  if (missing.length > 0) throw new UserError('NOT_FOUND', saying, missing)
  return found
}

function regionId(name: string): number | null {
  const decoded = decodeId(name)
  return decoded?.kind === 'region' ? decoded.id : null
}

/** The names of a list in an input, with the path of each. */
export const namesAt = (names: readonly string[] | null | undefined, path: Issue['path']) =>
  (names ?? []).map((name, at) => ({ name, path: [...path, at] }))

/** The ids of the regions, each once, in order. */
export const idsOf = (regions: readonly { id: number }[]): number[] =>
  [...new Set(regions.map(region => region.id))].sort((a, b) => a - b)

/** Whether two lists hold the same regions, in whatever order. */
export const sameRegions = (a: readonly { id: number }[], b: readonly { id: number }[]): boolean => {
  const left = new Set(a.map(({ id }) => id))
  const right = new Set(b.map(({ id }) => id))
  return left.size === right.size && [...left].every(id => right.has(id))
}
