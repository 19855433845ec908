import { desc, eq, sql } from 'drizzle-orm'
import type { Session } from '../../database/client.ts'
import { nights } from '../../database/tables/house/nights.ts'

/** What an operator must know, and nothing that anybody may not. */
export interface Health {
  /** Migrations applied to the database. */
  migrations: number
  /** The newest business day whose night was completed, and how long ago that was. */
  lastNight: { day: number; ageSeconds: number } | null
}

/** Pings the database and reads its state in one round trip. */
export async function readHealth(db: Session, now: number): Promise<Health> {
  const [[migrations], [night]] = await Promise.all([
    db.orm.select({ applied: sql<number>`count(*)` }).from(sql`__drizzle_migrations`),
    db.orm
      .select({ day: nights.day, finishedAt: nights.finishedAt })
      .from(nights)
      .where(eq(nights.state, 'COMPLETED'))
      .orderBy(desc(nights.day), desc(nights.finishedAt))
      .limit(1),
  ])
  return {
    migrations: migrations?.applied ?? 0,
    lastNight:
      night === undefined
        ? null
        : { day: night.day, ageSeconds: Math.round((now - (night.finishedAt ?? now)) / 1_000) },
  }
}
