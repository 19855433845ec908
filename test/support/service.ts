import { sql } from 'drizzle-orm'
import type { SessionOptions } from '../../src/database/client.ts'
import type { Actor } from '../../src/domain/service/actor.ts'
import { PersonalReads } from '../../src/domain/service/personal-reads.ts'
import { scopes } from '../../src/domain/service/scopes.ts'
import type { Log, Service, Workspace } from '../../src/domain/service/service.ts'
import { dayOfInstant, parseInstant } from '../../src/lib/days.ts'
import { currencyDecimals } from '../../src/lib/money.ts'
import type { TestDatabase } from './database.ts'

/** A service whose every part a test can fix or look into. */
export interface TestService extends Service {
  database: TestDatabase
  /** The runs that a verb asked for, in order. */
  startedNights: { id: number; day: number; attempt: number }[]
}

export interface ServiceOptions {
  actor?: Partial<Actor>
  workspace?: Partial<Omit<Workspace, 'decimals'>>
  /** An instant in milliseconds, or a text such as `2026-03-02T09:00` in the workspace's zone. */
  now?: number | string
  session?: SessionOptions
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

const defaultNow = '2026-03-02T09:00'

/** Everything that a key of the whole workspace may do. */
export const administrator: Actor = {
  kind: 'API_KEY',
  caller: 'key:test',
  name: 'test',
  scopes: new Set(scopes),
  reach: 'WORKSPACE',
  regions: [],
  staffId: null,
  expiresAt: null,
}

/** Writes the workspace row, which fixes currency and zone, as the first start does. */
export async function createWorkspace(
  database: TestDatabase,
  settings: Partial<Omit<Workspace, 'decimals'>> = {},
): Promise<Workspace> {
  const { currency = 'VND', timeZone = 'Asia/Ho_Chi_Minh', phoneCountry = 'VN' } = settings
  const decimals = currencyDecimals(currency)
  if (decimals === null) throw new Error(`"${currency}" is no currency.`)
  await database.session().write([
    sql`INSERT OR REPLACE INTO workspace (id, currency, time_zone, phone_country, created_at)
      VALUES (1, ${currency}, ${timeZone}, ${phoneCountry}, 0)`,
  ])
  return { currency, decimals, timeZone, phoneCountry }
}

/** A service for verbs over `database`, with a session whose counters start at 0. */
export async function testService(
  database: TestDatabase,
  options: ServiceOptions = {},
): Promise<TestService> {
  const workspace = await createWorkspace(database, options.workspace)
  const startedNights: TestService['startedNights'] = []
  const service: TestService = {
    actor: { ...administrator, ...options.actor },
    workspace,
    db: database.session(options.session),
    now: 0,
    today: 0,
    newId: database.newId,
    requestId: 'request:test',
    log: silent,
    keys: 'test',
    personal: new PersonalReads(),
    tombstoneSecret: 'a secret of at least thirty-two characters',
    idempotency: null,
    gathering: null,
    undoes: null,
    readAhead: null,
    goOn: null,
    webhooks: { loopback: false, faultOf: () => null },
    startNight: async run => {
      startedNights.push(run)
    },
    database,
    startedNights,
  }
  return { ...at(service, options.now ?? defaultNow), db: service.db }
}

/** The same service with a new session, so that its counters start at 0. */
export const fresh = (service: TestService, options?: SessionOptions): TestService => ({
  ...service,
  db: service.database.session(options),
})

/** The same service at another instant, with a new session. */
export function at(service: TestService, now: number | string): TestService {
  const { timeZone } = service.workspace
  const instant = typeof now === 'number' ? now : parseInstant(now, timeZone)
  if (instant === null) throw new Error(`"${now}" is no instant.`)
  return { ...fresh(service), now: instant, today: dayOfInstant(instant, timeZone) }
}

/** The same service on behalf of somebody else, with a new session. */
export const as = (service: TestService, actor: Partial<Actor>): TestService => ({
  ...fresh(service),
  actor: { ...service.actor, ...actor },
})
