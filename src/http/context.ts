import type { Context } from 'hono'
import { accessTokenStrategy } from '../auth/access-token.ts'
import { apiKeyStrategy } from '../auth/api-key.ts'
import { authenticate, BadCredential } from '../auth/authenticate.ts'
import { openDatabase } from '../database/client.ts'
import type { Log, Service } from '../domain/context.ts'
import { type Bindings, configOf } from '../env.ts'
import { dayOfInstant } from '../lib/days.ts'
import { idGenerator } from '../lib/ids.ts'
import { nightStarter } from '../nightly/start.ts'

export interface HttpEnv {
  Bindings: Bindings
  Variables: { requestId: string; log: Log; service: Service }
}

/** One generator per isolate, made with the first request: the clock stands still before. */
let ids: (() => number) | null = null

function newId(): number {
  ids ??= idGenerator()
  return ids()
}

/**
 * Everything a verb may use, for one request: the session and its round trips are the request's own, because
 * a Worker cannot share open work between requests.
 * @throws BadCredential
 */
export async function serviceOf(c: Context<HttpEnv>): Promise<Service> {
  const config = configOf(c.env)
  const db = openDatabase(config.database).session()
  const now = Date.now()
  const { actor, workspace } = await authenticate(c.req.header('authorization'), [
    apiKeyStrategy(db.orm, now),
    accessTokenStrategy(db.orm, config.tokens, now),
  ])
  return {
    actor,
    workspace,
    db,
    now,
    today: dayOfInstant(now, workspace.timeZone),
    newId,
    requestId: c.var.requestId,
    log: c.var.log,
    idempotency: null,
    startNight: nightStarter(c.env.NIGHT),
  }
}

/** Signs the request in, or answers 401 with one body for every reason. */
export async function signedIn(
  c: Context<HttpEnv>,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  try {
    c.set('service', await serviceOf(c))
  } catch (error) {
    if (!(error instanceof BadCredential)) throw error
    c.var.log.warn('credential refused', { reason: error.message })
    c.header('www-authenticate', 'Bearer')
    return c.json(
      { errors: [{ message: 'The credential is not valid.', extensions: { code: 'UNAUTHENTICATED' } }] },
      401,
    )
  }
  await next()
  return undefined
}
