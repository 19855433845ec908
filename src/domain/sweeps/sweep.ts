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
  /** An attempt after the day's first: it finds everything done. */
  again: boolean
}

/** Where a sweep goes on: small, JSON, opaque to the night. */
export type Cursor = string | number | boolean | null | { [key: string]: Cursor } | Cursor[]

export interface SweepStep {
  /** Null when the sweep is through. */
  next: Cursor
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
export interface Sweep {
  name: string
  step(service: Service, run: Run, cursor: Cursor): Promise<SweepStep>
}
