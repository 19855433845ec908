import { join } from 'node:path'
import { databaseDoor } from './door.ts'
import { untilHealthy } from './health.ts'
import { freePort } from './ports.ts'
import type { Companion, companions } from './processes.ts'

const patience = 20_000
/**
 * How often sqld copies its write-ahead log into the database. Left alone it does so after each commit while the log
 * is long, and a writer that meets such a copy can leave behind a place in the queue of writers that nobody takes
 * any more: then all writes wait for ever (0.24.32; first nights of a million customers, beside clients, met it).
 */
const secondsBetweenCheckpoints = 10
/**
 * Megabytes. A log of all pages ever written, for replicas, which sqld packs when it has grown so long: writers wait
 * up to two seconds then. A server without replicas never needs that; a night writes less than this.
 */
const longestLog = 50_000

export type Checkpoints = 'PERIODIC' | 'AFTER_COMMITS'

export interface LocalDatabase extends Companion {
  url: string
  logFile: string
  /** Without it nobody on this machine gets in, and no page that a browser shows. */
  token: string
}

/**
 * Starts a libSQL server for this machine alone, its data under `folder`.
 * @param onStart gets the server before it answers, so that it can be stopped meanwhile
 * @param checkpoints `AFTER_COMMITS` for transactions of more than five seconds: a checkpoint that has waited for so
 * long rolls them back
 * @throws Failure when it does not come up
 */
export async function startDatabase(
  { start }: ReturnType<typeof companions>,
  folder: string,
  onStart: (server: Companion) => void,
  checkpoints: Checkpoints = 'PERIODIC',
): Promise<LocalDatabase> {
  const url = `http://127.0.0.1:${await freePort()}`
  const logFile = join(folder, 'database.log')
  const { token, keyFile } = databaseDoor(folder)
  const server = start({
    name: 'The database server',
    binary: 'sqld',
    args: [
      '--no-welcome',
      ...['--db-path', join(folder, 'database')],
      ...['--http-listen-addr', new URL(url).host],
      ...['--auth-jwt-key-file', keyFile],
      ...['--max-log-size', String(longestLog)],
      ...(checkpoints === 'PERIODIC' ? ['--checkpoint-interval-s', String(secondsBetweenCheckpoints)] : []),
    ],
    logFile,
  })
  onStart(server)
  await Promise.race([server.died, untilHealthy(`${url}/health`, patience, 'The database server', logFile)])
  return { ...server, url, token, logFile }
}
