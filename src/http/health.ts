import type { Context } from 'hono'
import type * as z from 'zod'
import { openDatabase } from '../database/client.ts'
import { expectedMigrations } from '../database/expected-migrations.ts'
import { instantNow } from '../domain/service/clock.ts'
import { readHealth } from '../domain/workspace/health.ts'
import { configOf } from '../env.ts'
import { formatDay } from '../lib/days.ts'
import { describeError } from '../lib/log.ts'
import type { HttpEnv } from './http-env.ts'
import type { healthAnswer } from './openapi/answers.ts'

const statusOf = (applied: number) => {
  if (applied === expectedMigrations) return 'ok'
  return applied < expectedMigrations ? 'migrations missing' : 'database is newer than this version'
}

/** `GET /health`: 200 when the database answers and has exactly our migrations, else 503. Open to anyone. */
export async function health(c: Context<HttpEnv>): Promise<Response> {
  try {
    const { migrations, lastNight } = await readHealth(
      openDatabase(configOf(c.env).database).session(),
      instantNow(),
    )
    const status = statusOf(migrations)
    return c.json(
      {
        status,
        migrations: { applied: migrations, expected: expectedMigrations },
        lastNight: lastNight && { day: formatDay(lastNight.day), ageSeconds: lastNight.ageSeconds },
      } satisfies z.infer<typeof healthAnswer>,
      status === 'ok' ? 200 : 503,
    )
  } catch (error) {
    c.var.log.error('health check failed', { error: describeError(error) })
    return c.json({ status: 'database unreachable' } satisfies z.infer<typeof healthAnswer>, 503)
  }
}
