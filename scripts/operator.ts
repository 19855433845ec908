import { chmod, readFile, writeFile } from 'node:fs/promises'
import { eq, sql } from 'drizzle-orm'
import { type DatabaseConfig, openDatabase, type Session } from '../src/database/client.ts'
import { DatabaseError } from '../src/database/errors.ts'
import { migrateDatabase } from '../src/database/migrate.ts'
import { apiKeys } from '../src/database/tables/api-keys.ts'
import type { Actor } from '../src/domain/actor.ts'
import { issueApiKey } from '../src/domain/api-keys/issue-api-key.ts'
import type { Service, Workspace } from '../src/domain/context.ts'
import { scopes } from '../src/domain/scopes.ts'
import { sha256Hex } from '../src/lib/canonical.ts'
import { dayOfInstant } from '../src/lib/days.ts'
import { idGenerator } from '../src/lib/ids.ts'
import { describeError } from '../src/lib/log.ts'
import { Failure } from './failure.ts'

const operator: Actor = {
  kind: 'OPERATOR',
  caller: 'operator',
  name: 'operator',
  scopes: new Set(scopes),
  reach: 'WORKSPACE',
  staffId: null,
}

const silent = () => undefined

/** What the verbs need when somebody who holds the database calls them directly. */
function operatorService(db: Session, workspace: Workspace): Service {
  const now = Date.now()
  return {
    actor: operator,
    workspace,
    db,
    now,
    today: dayOfInstant(now, workspace.timeZone),
    newId: idGenerator(),
    requestId: 'operator',
    log: { info: silent, warn: silent, error: silent },
    idempotency: null,
    startNight: () => Promise.reject(new Error('Nights are started through the API.')),
  }
}

/**
 * Opens the database and applies the migrations that it lacks.
 * @returns the session, and whether the database holds no workspace yet
 * @throws Failure when it does not answer or does not let us in
 */
export async function prepareDatabase(config: DatabaseConfig): Promise<{ db: Session; fresh: boolean }> {
  const host = hostOf(config.url)
  const db = openDatabase(config).session({ readDeadline: 5_000, writeDeadline: 30_000 })
  await db.orm.all(sql`SELECT 1`).catch(cause => {
    const refused = cause instanceof DatabaseError && cause.kind === 'permanent'
    const reason = refused ? `refuses: ${cause.message}` : 'does not answer'
    throw new Failure(`The database at ${host} ${reason.replace(/\.$/, '')}.`, { cause })
  })
  await migrateDatabase(config).catch(cause => {
    throw new Failure(`The migrations of the database at ${host} failed: ${describeError(cause)}`, { cause })
  })
  const [row] = await db.orm.all<{ rows: number }>(sql`SELECT count(*) AS rows FROM workspace`)
  return { db, fresh: row?.rows === 0 }
}

/** The address without what may be secret in it. */
function hostOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || !['libsql:', 'https:', 'http:'].includes(parsed.protocol))
    throw new Failure(
      `"${url}" is not the address of a database: it begins with libsql://, https:// or http://.`,
    )
  return parsed.host
}

export interface AdminKey {
  key: string
  state: 'KEPT' | 'NEW' | 'REPLACED'
}

/**
 * The administrator's key in `file`, which only its owner can read. Issued anew where the file is missing, or
 * where the database does not know its key with all scopes.
 */
export async function adminKey(db: Session, workspace: Workspace, file: string): Promise<AdminKey> {
  const kept = await readFile(file, 'utf8').then(
    text => text.trim(),
    () => null,
  )
  if (kept !== null && (await opensAll(db, kept))) {
    await chmod(file, 0o600)
    return { key: kept, state: 'KEPT' }
  }
  const service = operatorService(db, workspace)
  const { secret } = await issueApiKey(service, { name: 'admin', scopes: [...scopes] })
  if (secret === null) throw new Error('A new key has no secret.')
  await writeFile(file, `${secret}\n`, { mode: 0o600 })
  // The mode above counts for a new file only.
  await chmod(file, 0o600)
  return { key: secret, state: kept === null ? 'NEW' : 'REPLACED' }
}

async function opensAll(db: Session, key: string): Promise<boolean> {
  const [row] = await db.orm
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.hash, await sha256Hex(key)))
  if (!row || row.revokedAt !== null || row.reach !== 'WORKSPACE') return false
  if (row.expiresAt !== null && row.expiresAt <= Date.now()) return false
  return scopes.every(scope => row.scopes.includes(scope))
}
