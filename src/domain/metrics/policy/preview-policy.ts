import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { lifecycleStages } from '../../../database/tables/customers/customers.ts'
import { newestDay, readAsOf } from '../../facts/as-of.ts'
import { isPurchase, isTrade } from '../../facts/purchases.ts'
import { scoredRow } from '../../facts/scored.ts'
import { parse } from '../../input/fields.ts'
import { mergePolicy } from '../../policies/create-policy.ts'
import { policyInForce } from '../../policies/read.ts'
import { isWithinAs } from '../../reach/customers.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import {
  defaultCycleDoubled,
  type LifecyclePolicy,
  type LifecycleStage,
  lifecyclePolicy,
  medianOfCounts,
  ownCycle,
} from '../lifecycle.ts'
import { workspaceCycle } from '../move-lifecycle.ts'
import { standingOf } from '../standing.ts'

/** So many customers are looked at, and so many of a move listed. */
export const previewLimits = { customers: 10_000, sample: 5 } as const

/** The customers whom one policy puts into a stage and the other into another. */
export interface PreviewedMove {
  from: LifecycleStage
  to: LifecycleStage
  customers: number
  /** Ids, ascending. */
  sample: number[]
}

export interface LifecyclePreview {
  /** The version that the proposal is held against. */
  version: number
  /** The day at whose end both tell the stages. */
  asOf: number
  /** Customers looked at: who bought, may be scored, and is within the caller's reach. */
  customers: number
  /** One buyer of the workspace in so many was looked at. */
  oneIn: number
  /** The workspace's doubled cycle by each of the two. */
  workspaceCycle: { before: number; after: number }
  stages: { stage: LifecycleStage; before: number; after: number }[]
  /** The largest first. */
  moves: PreviewedMove[]
}

const schema = z.strictObject({ patch: z.record(z.string(), z.unknown()) })

const buyerRow = z.object({ id: z.int(), oneIn: z.int(), reached: z.int(), days: z.string() })

/**
 * Who would stand in another stage by a proposed policy, as of the newest night and by the purchases known at this
 * moment: both policies judge the same.
 * @returns null before the first night
 * @throws UserError `INVALID_INPUT`
 */
export async function previewLifecyclePolicy(
  service: Service,
  input: unknown,
): Promise<LifecyclePreview | null> {
  requireScope(service.actor, 'policies:read')
  requireScope(service.actor, 'customers:read')
  const { patch } = parse(schema, input)
  const [{ body: policy, version }, night, cycle, rows] = await Promise.all([
    policyInForce(service, lifecyclePolicy),
    readAsOf(service),
    workspaceCycle(service),
    readBuyers(service),
  ])
  const proposed = mergePolicy(lifecyclePolicy, policy, patch)
  if (!night) return null
  const asOf = night.day
  const buyers = rows.map(({ days, ...row }) => ({
    ...row,
    days: days
      .split(',')
      .map(Number)
      .sort((a, b) => a - b),
  }))
  const after = sameCycles(policy, proposed)
    ? cycle
    : medianCycle(buyers.map(({ days }) => ownCycle(proposed, days, asOf)))
  const moves = new Map<string, PreviewedMove>()
  const stages = lifecycleStages.map(stage => ({ stage, before: 0, after: 0 }))
  let customers = 0
  for (const { id, reached, days } of buyers) {
    if (reached === 0) continue
    customers += 1
    const from = stageOf(policy, days, asOf, cycle)
    const to = stageOf(proposed, days, asOf, after)
    for (const one of stages) {
      if (one.stage === from) one.before += 1
      if (one.stage === to) one.after += 1
    }
    if (from === to) continue
    const move = moves.get(`${from} ${to}`) ?? { from, to, customers: 0, sample: [] }
    move.customers += 1
    if (move.sample.length < previewLimits.sample) move.sample.push(id)
    moves.set(`${from} ${to}`, move)
  }
  return {
    ...{ version, asOf, customers, oneIn: rows[0]?.oneIn ?? 1 },
    workspaceCycle: { before: cycle, after },
    stages: stages.filter(one => one.before + one.after > 0),
    moves: [...moves.values()].sort((a, b) => b.customers - a.customers),
  }
}

/** Those who ever bought, or 10,000 of them at most, spread evenly over how often they bought. */
const readBuyers = (service: Service) =>
  checkedRows(
    service.db.orm,
    buyerRow,
    sql`
    WITH
      bought AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY purchase_days, id) AS place FROM customers WHERE purchase_days > 0),
      step(n) AS MATERIALIZED (
        SELECT CAST((count(*) + ${previewLimits.customers - 1}) / ${previewLimits.customers} AS INTEGER) FROM bought)
    SELECT * FROM (
      SELECT c.id AS id, step.n AS oneIn, ${isWithinAs(service.actor, 'c')} AS reached, (
        SELECT group_concat(day) FROM (
          SELECT i.day AS day FROM interactions i INDEXED BY interactions_purchases
          WHERE i.customer_id = c.id AND i.day <= ${newestDay} AND ${isTrade} AND ${isPurchase}
          GROUP BY i.day)) AS days
      FROM step CROSS JOIN bought CROSS JOIN customers c ON c.id = bought.id
      WHERE bought.place % step.n = 0 AND ${scoredRow('c.')})
    WHERE days IS NOT NULL ORDER BY id`,
  )

/** Whether both give everybody the same own cycle. */
const sameCycles = (one: LifecyclePolicy, other: LifecyclePolicy) =>
  one.cyclePurchaseDays === other.cyclePurchaseDays && one.cycleWindowDays === other.cycleWindowDays

function medianCycle(cycles: readonly (number | null)[]): number {
  const counts = new Map<number, number>()
  for (const cycle of cycles) if (cycle !== null) counts.set(cycle, (counts.get(cycle) ?? 0) + 1)
  const ascending = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
  return medianOfCounts(ascending) ?? defaultCycleDoubled
}

/** @param days with at least one */
const stageOf = (policy: LifecyclePolicy, days: readonly number[], asOf: number, workspaceCycle: number) =>
  standingOf(
    policy,
    {
      ...{ first: days[0] ?? null, last: days.at(-1) ?? null, days: days.length },
      cycle: ownCycle(policy, days, asOf),
    },
    days,
    asOf,
    workspaceCycle,
  ).stage
