import type * as z from 'zod'
import type { Service } from '../service/service.ts'

/** The run of a night, as a stage sees it. */
export interface Run {
  id: number
  /** The business day that is over: facts up to its end count, its number is the as-of day. */
  day: number
  /** False for a day before the newest completed run: write dated results only. */
  current: boolean
  /** The newest change when the run began. */
  watermark: number
  /** The change with which the run began: what it moves says so. */
  changeId: number
  /** An attempt after the day's first: it finds everything done. */
  again: boolean
}

export interface SweepStep<Cursor> {
  /** Null when the sweep is through. */
  next: Cursor | null
  /** What this step did, by name; the night adds the steps up. */
  counts: Record<string, number>
}

/** Adds what a step counted to what the steps before it did. */
export function addCounts(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count
}

/**
 * One stage of the night: does a keyset chunk, or a few, and says where to go on. A chunk is idempotent, because a
 * step whose answer was lost runs again; each of its statements takes at most a second at full size.
 */
export interface Sweep<Cursor> {
  name: string
  /** What a cursor has to be: small, and the same again after it was JSON. */
  cursor: z.ZodType<Cursor>
  step(service: Service, run: Run, cursor: Cursor | null): Promise<SweepStep<Cursor>>
}

/** A sweep as the night keeps it: where it goes on is a text that only the sweep can read. */
export interface Stage {
  name: string
  step(service: Service, run: Run, cursor: string | null): Promise<SweepStep<string>>
}

/** The stage throws a ZodError for a text that is no cursor of the sweep's. */
export const stageOf = <Cursor>({ name, cursor, step }: Sweep<Cursor>): Stage => ({
  name,
  async step(service, run, text) {
    const from = text === null ? null : cursor.parse(JSON.parse(text))
    const { next, counts } = await step(service, run, from)
    return { next: next === null ? null : JSON.stringify(next), counts }
  },
})
