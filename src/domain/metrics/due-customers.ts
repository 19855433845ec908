import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Service } from '../service/service.ts'
import type { Run } from '../sweeps/sweep.ts'
import { affectedSources, type Base, rowsOf, sources } from './affected-customers.ts'
import type { Place } from './chunk.ts'
import type { LifecyclePolicy } from './lifecycle.ts'
import { isFarFrom, passedDays, passedDaysSchema } from './standing.ts'

/**
 * Whose lifecycle stage may differ from that of the base night: those whose purchases changed; those whose stage
 * was known to end by now (`DUE`); those whose stage rests on another cycle of the workspace (`BELOW` and `ABOVE`
 * tonight's); and those without an own cycle whose last purchase day passed the end of a stage.
 */
export const dueSource = z.union([z.enum([...sources, 'DUE', 'BELOW', 'ABOVE']), passedDaysSchema])

export type DueSource = z.infer<typeof dueSource>

export function dueSources(
  policy: LifecyclePolicy,
  run: Run,
  base: Base | null,
  workspaceCycle: number,
): [DueSource, ...DueSource[]] {
  if (base === null || base.workspaceCycle === null) return ['EVERYONE']
  if (isFarFrom(base.workspaceCycle, workspaceCycle)) return ['EVERYONE']
  const before = { day: base.day, workspaceCycle: base.workspaceCycle }
  const passed = passedDays(policy, before, { day: run.day, workspaceCycle })
  return [...affectedSources(policy), 'DUE', 'BELOW', 'ABOVE', ...passed]
}

/** The rows of a source behind a place, in index order, as `rowsOf` gives them. */
export function dueRows(
  service: Service,
  run: Run,
  policy: LifecyclePolicy,
  source: DueSource,
  base: Base,
  workspaceCycle: number,
  after: Place,
): SQL {
  const behind = (first: number) => {
    const [a, b] = after ?? [first, -1]
    return sql`(${a}, ${b})`
  }
  const rests = (bounds: SQL) => sql`
    SELECT id AS customer, lifecycle_cycle AS a, id AS b FROM customers INDEXED BY customers_lifecycle_cycle
    WHERE ${bounds} AND lifecycle_cycle IS NOT NULL ORDER BY lifecycle_cycle, id`
  if (typeof source === 'object') {
    const { from, to } = source
    return sql`
      SELECT id AS customer, last_purchase_on AS a, id AS b FROM customers INDEXED BY customers_last_purchase
      WHERE (last_purchase_on, id) > ${behind(from)} AND last_purchase_on < ${to} AND cycle_doubled IS NULL
      ORDER BY last_purchase_on, id`
  }
  switch (source) {
    case 'DUE':
      return sql`
        SELECT id AS customer, lifecycle_review_on AS a, id AS b FROM customers INDEXED BY customers_lifecycle_review
        WHERE (lifecycle_review_on, id) > ${behind(0)} AND lifecycle_review_on <= ${run.day}
          AND lifecycle_review_on IS NOT NULL
        ORDER BY lifecycle_review_on, id`
    case 'BELOW':
      return rests(sql`(lifecycle_cycle, id) > ${behind(0)} AND lifecycle_cycle < ${workspaceCycle}`)
    case 'ABOVE':
      return rests(sql`(lifecycle_cycle, id) > ${behind(workspaceCycle + 1)}`)
    default:
      return rowsOf(service, run, policy, source, base, after)
  }
}
