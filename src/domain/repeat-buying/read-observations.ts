import type { SQL } from 'drizzle-orm'
import type { Service } from '../service/service.ts'
import { collectHistories, type HistoryGroup } from './models/history-groups.ts'
import { collectSpend } from './models/spend-groups.ts'
import type { SpendObservation } from './models/spend-model.ts'
import { type ChunkRow, heldOutHistories, type StoredChunkRow, storedHistories } from './observations-sql.ts'
import { collectExtremes, type Extremes } from './spend-outliers.ts'

/** Customers per statement: of more than these, the lists outlive minor garbage collections. */
export interface ChunkSizes {
  stored: number
  heldOut: number
}

export const chunkSizes: ChunkSizes = { stored: 5_000, heldOut: 5_000 }

export interface Histories {
  groups: HistoryGroup[]
  binDays: number
}

type HistoryTuple = [repeats: number, recencyDays: number, ageDays: number, customers: number, later: number]
type SpendTuple = [repeats: number, spend: number, customers: number]
type ExtremeTuple = [id: number, repeats: number, spend: number]

/** Everybody's history and spend as of `day`, from the stored metrics of the same day. */
export async function readStored(
  service: Service,
  day: number,
  chunk: number,
): Promise<Histories & { spend: SpendObservation[]; extremes: Extremes }> {
  const histories = collectHistories()
  const spend = collectSpend()
  const extremes = collectExtremes()
  const minorPerMajor = 10 ** service.workspace.decimals
  await eachChunk<StoredChunkRow>(
    service,
    after => storedHistories(day, after, chunk),
    row => {
      addAll(histories, row)
      const spends: SpendTuple[] = JSON.parse(row.spends)
      for (const [repeats, minor, customers] of spends) spend.add(repeats, minor / minorPerMajor, customers)
      const far: ExtremeTuple[] = JSON.parse(row.extremes)
      extremes.add(far.map(([id, repeats, minor]) => ({ id, mean: minor / minorPerMajor / repeats })))
    },
  )
  return { groups: histories.groups(), binDays: histories.binDays(), spend: spend.groups(), extremes }
}

/** The histories as of `end` with what the same customers did up to `asOf`, from the purchases themselves. */
export async function readHeldOut(
  service: Service,
  end: number,
  asOf: number,
  chunk: number,
): Promise<Histories> {
  const histories = collectHistories()
  await eachChunk<ChunkRow>(
    service,
    after => heldOutHistories(end, asOf, after, chunk),
    row => addAll(histories, row),
  )
  return { groups: histories.groups(), binDays: histories.binDays() }
}

function addAll(histories: ReturnType<typeof collectHistories>, { histories: text }: ChunkRow): void {
  const tuples: HistoryTuple[] = JSON.parse(text)
  for (const [repeats, recencyDays, ageDays, customers, later] of tuples)
    histories.add({ repeats, recencyDays, ageDays, customers, later })
}

/** One statement after the other: a fit never asks for more than one chunk of the database's time at once. */
async function eachChunk<Row extends ChunkRow>(
  service: Service,
  statement: (after: number) => SQL,
  take: (row: Row) => void,
): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const [row]: Row[] = await service.db.orm.all<Row>(statement(after))
    if (row) take(row)
    after = row?.last ?? null
  }
}
