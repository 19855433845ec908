import type { SQL } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, longList } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { collectHistories, type HistoryGroup } from './models/history-groups.ts'
import { collectSpend } from './models/spend-groups.ts'
import type { SpendObservation } from './models/spend-model.ts'
import {
  type ChunkRow,
  chunkRow,
  heldOutHistories,
  storedChunkRow,
  storedHistories,
} from './observations-sql.ts'
import { collectExtremes, type Extremes } from './spend-outliers.ts'

/** Customers per statement: lists of more than these stay in memory (docs/memory-of-the-night.md). */
export interface ChunkSizes {
  stored: number
  heldOut: number
}

export const chunkSizes: ChunkSizes = { stored: 5_000, heldOut: 5_000 }

export interface Histories {
  groups: HistoryGroup[]
  binDays: number
}

const int = z.int()
/** Repeats, recency and age in days, customers, later purchase days. */
const historyTuple = z.tuple([int, int, int, int, int])
/** Repeats, spend, customers. */
const spendTuple = z.tuple([int, z.number(), int])
/** Id, repeats, spend. */
const extremeTuple = z.tuple([int, int, z.number()])

/** Everybody's history and spend as of `day`, from the stored metrics of the same day. */
export async function readStored(
  service: Service,
  day: number,
  chunk: number,
): Promise<Histories & { spend: SpendObservation[]; extremes: Extremes; leftOut: number }> {
  const histories = collectHistories()
  const spend = collectSpend()
  const extremes = collectExtremes()
  const minorPerMajor = 10 ** service.workspace.decimals
  let leftOut = 0
  await eachChunk(
    service,
    storedChunkRow,
    after => storedHistories(day, after, chunk),
    row => {
      addAll(histories, row)
      leftOut += row.leftOut
      for (const [repeats, minor, customers] of longList(spendTuple, row.spends))
        spend.add(repeats, minor / minorPerMajor, customers)
      const far = longList(extremeTuple, row.extremes)
      extremes.add(far.map(([id, repeats, minor]) => ({ id, mean: minor / minorPerMajor / repeats })))
    },
  )
  return {
    groups: histories.groups(),
    binDays: histories.binDays(),
    spend: spend.groups(),
    extremes,
    leftOut,
  }
}

/** The histories as of `end` with what the same customers did up to `asOf`, from the purchases themselves. */
export async function readHeldOut(
  service: Service,
  end: number,
  asOf: number,
  chunk: number,
): Promise<Histories> {
  const histories = collectHistories()
  await eachChunk(
    service,
    chunkRow,
    after => heldOutHistories(end, asOf, after, chunk),
    row => addAll(histories, row),
  )
  return { groups: histories.groups(), binDays: histories.binDays() }
}

function addAll(histories: ReturnType<typeof collectHistories>, { histories: text }: ChunkRow): void {
  for (const [repeats, recencyDays, ageDays, customers, later] of longList(historyTuple, text))
    histories.add({ repeats, recencyDays, ageDays, customers, later })
}

/** One statement after the other: a fit never asks for more than one chunk of the database's time at once. */
async function eachChunk<Row extends ChunkRow>(
  service: Service,
  shape: z.ZodType<Row>,
  statement: (after: number) => SQL,
  take: (row: Row) => void,
): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const [row]: Row[] = await checkedRows(service.db.orm, shape, statement(after))
    if (row) take(row)
    after = row?.last ?? null
  }
}
