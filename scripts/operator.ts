import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises'
import { eq, sql } from 'drizzle-orm'
import { type DatabaseConfig, openDatabase, type Session } from '../src/database/client.ts'
import { type DatabaseError, databaseErrorIn } from '../src/database/errors.ts'
import { expectedMigrations } from '../src/database/expected-migrations.ts'
import type { Namesake } from '../src/database/migrating/carry-texts.ts'
import { migrateDatabase } from '../src/database/migrating/migrate.ts'
import { apiKeys } from '../src/database/tables/house/api-keys.ts'
import { issueApiKey } from '../src/domain/api-keys/issue-api-key.ts'
import { revokeApiKey } from '../src/domain/api-keys/revoke-api-key.ts'
import { houseActor } from '../src/domain/service/actor.ts'
import { scopes } from '../src/domain/service/scopes.ts'
import { makeService, type Service, type Workspace } from '../src/domain/service/service.ts'
import type { KeyKind } from '../src/lib/api-key.ts'
import { sha256Hex } from '../src/lib/canonical.ts'
import { encodeId } from '../src/lib/ids.ts'
import { describeError } from '../src/lib/log.ts'
import { explain, Failure } from './failure.ts'

const operator = houseActor('OPERATOR', 'operator')

const silent = () => undefined

/** What the verbs need when somebody who holds the database calls them directly. */
const operatorService = (db: Session, workspace: Workspace, keys: KeyKind): Service =>
  makeService({
    actor: operator,
    workspace,
    db,
    requestId: 'operator',
    keys,
    log: { info: silent, warn: silent, error: silent },
    startNight: () => Promise.reject(new Error('Nights are started through the API.')),
  })

/**
 * Opens the database and applies the migrations that it lacks.
 * @returns the session, and whether the database holds no workspace yet
 * @throws Failure when it does not answer, does not let us in, or was migrated by a newer version
 */
export async function prepareDatabase(config: DatabaseConfig): Promise<{ db: Session; fresh: boolean }> {
  const address = addressOf(config.url)
  const db = openDatabase(config).session({ readDeadline: 5_000, writeDeadline: 30_000 })
  await db.orm.all(sql`SELECT 1`).catch(cause => {
    throw new Failure(unusable(address, databaseErrorIn(cause)), { cause })
  })
  const applied = await appliedMigrations(db)
  if (applied > expectedMigrations)
    throw new Failure(
      `The database at ${address} has ${applied} migrations and this version knows ${expectedMigrations}: ` +
        'it was made by a newer version; run that one.',
    )
  const namesakes = await migrateDatabase(config).catch(cause => {
    throw new Failure(`The migrations of the database at ${address} failed: ${describeError(cause)}`, {
      cause,
    })
  })
  if (namesakes.length > 0) console.warn(tellNamesakes(namesakes))
  const [row] = await db.orm.all<{ rows: number }>(sql`SELECT count(*) AS rows FROM workspace`)
  return { db, fresh: row?.rows === 0 }
}

/** The query builder wraps what the database said. */
function unusable(address: string, error: DatabaseError | null): string {
  const message = error?.message.replace(/^The database /, '').replace(/\.?$/, '.') ?? 'did not answer.'
  if (message === 'did not answer.') return `The database at ${address} does not answer.`
  const hint = error?.kind === 'permanent' ? ' Its address or DATABASE_TOKEN is not the right one.' : ''
  return `The database at ${address} ${message}${hint}`
}

const shownNamesakes = 20

function tellNamesakes(namesakes: readonly Namesake[]): string {
  const lines = namesakes
    .slice(0, shownNamesakes)
    .map(({ table, texts }) => `  ${table}: ${texts.map(text => JSON.stringify(text)).join(', ')}`)
  const more = namesakes.length - lines.length
  return [
    `${namesakes.length} stored texts read the same as another of their kind. Both are kept; the other one is found by`,
    'its text from now on, these by their ids only, until you rename them or move what hangs on them:',
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

async function appliedMigrations({ orm }: Session): Promise<number> {
  const [table] = await orm.all(sql`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`)
  if (!table) return 0
  const [row] = await orm.all<{ rows: number }>(sql`SELECT count(*) AS rows FROM __drizzle_migrations`)
  return row?.rows ?? 0
}

/**
 * The address without what may be secret in it.
 * @throws Failure
 */
export function addressOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || !['libsql:', 'https:', 'http:'].includes(parsed.protocol))
    throw new Failure(
      `"${url}" is not the address of a database: it begins with libsql://, https:// or http://.`,
    )
  return `${parsed.host}${parsed.pathname}`.replace(/\/$/, '')
}

/** What a kept key lacks that an administrator needs. */
export type KeyDefect = 'REVOKED' | 'EXPIRED' | 'NARROW'

const whyReplaced: Record<KeyDefect, string> = {
  REVOKED: 'was revoked',
  EXPIRED: 'has expired',
  NARROW: 'lacks scopes that this version has (what it had it keeps until you revoke it)',
}

/** What the operator reads about a key that had to make way for a new one. */
export const replacedKey = (defect: KeyDefect, file: string) =>
  `The key in ${file} ${whyReplaced[defect]}: a new one replaces it.`

export interface AdminKey {
  key: string
  /** `KEPT` opens the database, `NEW` is the first in its file; else why the one before it was replaced. */
  state: 'KEPT' | 'NEW' | KeyDefect
}

/**
 * The administrator's key in `file`, which only its owner can read. Issued anew where the file is missing, or
 * where its key cannot do everything any more; a key that cannot be written there is none.
 * @throws Failure when the key in the file is of another database, or the file cannot be written
 */
export async function adminKey(
  db: Session,
  workspace: Workspace,
  file: string,
  keys: KeyKind = 'test',
): Promise<AdminKey> {
  const kept = await keptKey(file)
  const defect = kept === null ? null : await defectOf(db, kept, file)
  if (kept !== null && defect === null) {
    await chmod(file, 0o600)
    return { key: kept, state: 'KEPT' }
  }
  const service = operatorService(db, workspace, keys)
  // Before the key is issued: nobody would have its secret.
  await appendFile(file, '', { mode: 0o600 }).catch(unkept)
  const { apiKeyId, secret } = await issueApiKey(service, { name: 'admin', scopes: [...scopes] })
  if (secret === null) throw new Error('A new key has no secret.')
  try {
    // The mode above counts for a new file only.
    await chmod(file, 0o600)
    await writeFile(file, `${secret}\n`)
  } catch (cause) {
    await revokeApiKey(service, { id: encodeId('apiKey', apiKeyId) })
    unkept(cause)
  }
  return { key: secret, state: defect ?? 'NEW' }
}

function unkept(cause: unknown): never {
  throw new Failure(`The admin key cannot be kept: ${explain(cause)}`, { cause })
}

/** Null where there is no file or nothing in it; one that cannot be read is an error, and never taken for a missing one. */
const keptKey = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').then(
    text => text.trim() || null,
    error => {
      if (error.code === 'ENOENT') return null
      throw new Failure(`${file} cannot be read: ${error.message}`, { cause: error })
    },
  )

async function defectOf(db: Session, key: string, file: string): Promise<KeyDefect | null> {
  const [row] = await db.orm
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.hash, await sha256Hex(key)))
  if (!row)
    throw new Failure(
      `The key in ${file} is of another database, or younger than the backup that this one comes from: ` +
        'move the file away, and a new key is issued.',
    )
  if (row.revokedAt !== null) return 'REVOKED'
  if (row.expiresAt !== null && row.expiresAt <= Date.now()) return 'EXPIRED'
  return row.reach === 'WORKSPACE' && scopes.every(scope => row.scopes.includes(scope)) ? null : 'NARROW'
}
