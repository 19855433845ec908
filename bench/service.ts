import { openDatabase, type SessionOptions } from '../src/database/client.ts'
import type { Service } from '../src/domain/service/service.ts'
import type { Bindings } from '../src/env.ts'
import { nightService } from '../src/nightly/service.ts'

const silent = () => undefined

/**
 * The night's own service on a database, with another session where options are given: whose deadlines are
 * longer, or whose round trips are watched.
 */
export async function benchService(
  databaseUrl: string,
  session?: SessionOptions & { fetch?: typeof fetch },
): Promise<Service> {
  const NIGHT = { create: async () => undefined } as unknown as Bindings['NIGHT']
  const log = { info: silent, warn: silent, error: silent }
  const service = await nightService({ DATABASE_URL: databaseUrl, NIGHT }, log)
  if (!session) return service
  const { fetch, ...options } = session
  return { ...service, db: openDatabase({ url: databaseUrl, ...(fetch && { fetch }) }).session(options) }
}
