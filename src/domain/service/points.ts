import { type SQL, sql } from 'drizzle-orm'

/** Cost points that were spent, and how many leak out of a bucket in a second. */
export interface Spending {
  spent: number
  now: number
  perSecond: number
}

/** How many points a caller's bucket holds, and how many leak out of it in a second. */
export interface Bucket extends Pick<Spending, 'perSecond'> {
  capacity: number
}

/** How full a bucket still is. */
export const levelNow = (level: number, levelAt: number, now: number, perSecond: number): number =>
  Math.max(0, level - (Math.max(0, now - levelAt) / 1_000) * perSecond)

/** The level with what was spent, for a row of the columns `level` and `level_at`. */
export const levelAfter = ({ spent, now, perSecond }: Spending): SQL =>
  sql`max(0, level - CAST(max(0, ${now} - level_at) * ${perSecond} / 1000 AS INTEGER)) + ${spent}`
