import { accessTokenStrategy } from '../auth/access-token.ts'
import { apiKeyStrategy } from '../auth/api-key.ts'
import { authenticate, BadCredential } from '../auth/authenticate.ts'
import { openDatabase } from '../database/client.ts'
import { makeService, type Service } from '../domain/service/service.ts'
import { configOf } from '../env.ts'
import { nightStarter } from '../nightly/start.ts'
import { refused } from './errors.ts'
import type { HttpContext } from './http-env.ts'

/**
 * The service of one request: the session and its round trips are the request's own, because
 * a Worker cannot share open work between requests.
 * @throws BadCredential
 */
async function serviceOf(c: HttpContext, authorization: string): Promise<Service> {
  const config = configOf(c.env)
  const db = openDatabase(config.database).session()
  const now = Date.now()
  const { actor, workspace } = await authenticate(authorization, [
    apiKeyStrategy(db.orm, now),
    accessTokenStrategy(db.orm, config.tokens, now),
  ])
  const { requestId, log } = c.var
  return makeService({ actor, workspace, db, now, requestId, log, startNight: nightStarter(c.env.NIGHT) })
}

/**
 * Signs the request in, or answers 401 with one body for every bad credential. Nothing of a request without one is
 * looked at.
 */
export async function signedIn(c: HttpContext, next: () => Promise<void>): Promise<Response | undefined> {
  const unknown = (message: string) => {
    c.header('www-authenticate', 'Bearer')
    return refused(c, 401, { message, code: 'UNAUTHENTICATED' })
  }
  const authorization = c.req.header('authorization')
  if (authorization === undefined) return unknown('Sign in first.')
  try {
    c.set('service', await serviceOf(c, authorization))
  } catch (error) {
    if (!(error instanceof BadCredential)) throw error
    c.var.log.warn('credential refused', { reason: error.message })
    return unknown('The credential is not valid.')
  }
  await next()
  return undefined
}
