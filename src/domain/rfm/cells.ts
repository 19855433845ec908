import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { scoredRow } from '../facts/scored.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { otherCell } from './policy.ts'
import { readRfmBasis } from './read.ts'
import { type Cuts, cellOf, type RfmScale } from './scores.ts'

/** How many customers each cell and each score has. */
export interface RfmDistribution {
  asOf: number
  /** The day since which the cut points hold; null while no night has found a purchase. */
  scaleOn: number | null
  /** Of the RFM policy. */
  policyVersion: number
  /** Those with a purchase day. */
  customers: number
  /** Of those who bought, whoever is not ranked: restricted, or objected to scoring. */
  leftOut: number
  /** In the order of the policy, "Others" last. */
  cells: { name: string; customers: number }[]
  /** For the scores 1 to 5, how many customers have it. */
  scores: { score: number; recency: number; frequency: number; monetary: number }[]
  /** The 25 pairs of a recency and a frequency score, the lowest first, whatever the monetary score. */
  grid: { recency: number; frequency: number; customers: number }[]
}

const scoreValues = [1, 2, 3, 4, 5] as const

/** A chunk's groups are sorted in memory; all customers at once would be sorted on disk. */
const customersAtOnce = 50_000

/**
 * Counts customers by RFM cell and score: every customer's row is read, about a second per million, in keyset
 * chunks of a few hundredths of a second each.
 * @returns null before the first night
 */
export async function readRfmDistribution(
  service: Service,
  chunk = customersAtOnce,
): Promise<RfmDistribution | null> {
  requireScope(service.actor, 'reports:read')
  const basis = await readRfmBasis(service)
  if (!basis) return null
  const { asOf, scale, policy, policyVersion } = basis
  const names = [...policy.cells.map(cell => cell.name), otherCell]
  const byCell = new Map(names.map(name => [name, 0]))
  const scores = scoreValues.map(score => ({ score, recency: 0, frequency: 0, monetary: 0 }))
  const grid = scoreValues.flatMap(recency =>
    scoreValues.map(frequency => ({ recency, frequency, customers: 0 })),
  )
  let customers = 0
  let leftOut = 0
  const count = ([recency, frequency, monetary, many]: Group) => {
    const cell = cellOf(policy, { recency, frequency, monetary })
    byCell.set(cell, (byCell.get(cell) ?? 0) + many)
    for (const row of scores) {
      if (row.score === recency) row.recency += many
      if (row.score === frequency) row.frequency += many
      if (row.score === monetary) row.monetary += many
    }
    for (const pair of grid)
      if (pair.recency === recency && pair.frequency === frequency) pair.customers += many
    customers += many
  }
  if (scale)
    await eachGroup(service, scale, chunk, row => {
      for (const group of row.groups) count(group)
      leftOut += row.leftOut
    })
  return {
    asOf,
    scaleOn: scale?.day ?? null,
    policyVersion,
    ...{ customers, leftOut },
    cells: names.map(name => ({ name, customers: byCell.get(name) ?? 0 })),
    ...{ scores, grid },
  }
}

/** Recency, frequency, monetary, customers. */
const groupTuple = z.tuple([z.int(), z.int(), z.int(), z.int()])

type Group = z.infer<typeof groupTuple>

async function eachGroup(
  service: Service,
  scale: RfmScale,
  chunk: number,
  take: (row: z.infer<typeof chunkRow>) => void,
): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const [row]: z.infer<typeof chunkRow>[] = await checkedRows(
      service.db.orm,
      chunkRow,
      scoreGroups(scale, after, chunk),
    )
    if (row) take(row)
    after = row?.last ?? null
  }
}

const chunkRow = z.object({ last: z.int().nullable(), leftOut: z.int(), groups: json(z.array(groupTuple)) })

/** `scoresOf` in SQL, counted. */
function scoreGroups(scale: RfmScale, after: number, limit: number): SQL {
  return sql`
    WITH chunk AS MATERIALIZED (
      SELECT id, last_purchase_on, purchase_days, net_spend, ${scoredRow('')} AS scored FROM customers NOT INDEXED
      WHERE id > ${after} ORDER BY id LIMIT ${limit})
    SELECT (SELECT max(id) FROM chunk) AS last,
      (SELECT count(*) FROM chunk WHERE purchase_days > 0 AND NOT scored) AS leftOut, (
      SELECT json_group_array(json_array(r, f, m, n)) FROM (
        SELECT ${reached(sql`last_purchase_on`, scale.recency)} AS r,
          ${reached(sql`purchase_days`, scale.frequency)} AS f,
          ${reached(sql`net_spend`, scale.monetary)} AS m, count(*) AS n
        FROM chunk WHERE purchase_days > 0 AND scored GROUP BY r, f, m)) AS groups`
}

function reached(value: SQL, cuts: Cuts<number | string>): SQL {
  const steps = cuts.flatMap(cut => (cut === null ? [] : [sql`(${value} >= ${BigInt(cut)})`]))
  return sql.join([sql`1`, ...steps], sql` + `)
}
