import { accessTokenStrategy } from '../auth/access-token.ts'
import { apiKeyStrategy } from '../auth/api-key.ts'
import {
  BadCredential,
  CredentialChanged,
  type Identity,
  type Lookup,
  lookupOf,
} from '../auth/authenticate.ts'
import { openDatabase, type Session } from '../database/client.ts'
import { makeService } from '../domain/service/service.ts'
import { configOf } from '../env.ts'
import { boundedCache } from '../lib/bounded-cache.ts'
import { nightStarter } from '../nightly/start.ts'
import { refused } from './errors.ts'
import type { HttpContext } from './http-env.ts'

/** Some thousand texts that look-ups found of good credentials. Of a key they are kept under its hash. */
const remembered = boundedCache<string>(2_000_000)

const keyOf = ({ query }: Lookup) => query.params.join()

/**
 * Answers as whoever the credential names, or 401 with one body for every bad one. Nothing of a request without one is
 * looked at.
 *
 * Who was seen good by this isolate is taken for who it was, and the look-up goes along with what the answer asks the
 * database first. What comes back decides, before anything is written or leaves: where it differs, the answer is
 * dropped and the request is judged afresh.
 * @param answer answers as `c.var.service`; it may be called twice
 */
export function asCaller(c: HttpContext, answer: () => Promise<Response>): Promise<Response> {
  return signingIn(
    c,
    async lookup => (await answerAsKnown(c, lookup, answer)) ?? (await answerAsFound(c, lookup, answer)),
  )
}

/** The same for what takes long, in front of a route: whoever it is, is looked up first. */
export const signedIn = (c: HttpContext, next: () => Promise<void>): Promise<Response> =>
  signingIn(c, lookup =>
    answerAsFound(c, lookup, async () => {
      await next()
      return c.res
    }),
  )

async function signingIn(c: HttpContext, answer: (lookup: Lookup) => Promise<Response>): Promise<Response> {
  const authorization = c.req.header('authorization')
  if (authorization === undefined) return unknown(c, 'Sign in first.')
  const { tokens } = configOf(c.env)
  try {
    return await answer(
      await lookupOf(authorization, [apiKeyStrategy, accessTokenStrategy(tokens, Date.now())]),
    )
  } catch (error) {
    if (!(error instanceof BadCredential)) throw error
    c.var.log.warn('credential refused', { reason: error.message })
    return unknown(c, 'The credential is not valid.')
  }
}

function unknown(c: HttpContext, message: string): Response {
  c.header('www-authenticate', 'Bearer')
  return refused(c, 401, { message, code: 'UNAUTHENTICATED' })
}

async function answerAsFound(
  c: HttpContext,
  lookup: Lookup,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { sql, params } = lookup.query
  const db = openDatabase(configOf(c.env).database).session({ givesUp: true })
  const found = textIn(await db.read(sql, params))
  const now = Date.now()
  serve(c, lookup.identityOf(found, now), db, now)
  if (found !== null) remembered.set(keyOf(lookup), found, keyOf(lookup).length + found.length)
  return answer()
}

/** @returns null where nothing is remembered of the credential, or something else than what is found */
async function answerAsKnown(
  c: HttpContext,
  lookup: Lookup,
  answer: () => Promise<Response>,
): Promise<Response | null> {
  const expected = remembered.get(keyOf(lookup))
  const now = Date.now()
  const identity = expected === undefined ? null : identityIn(lookup, expected, now)
  if (!identity) return null
  const { sql, params } = lookup.query
  const db = openDatabase(configOf(c.env).database).session({
    givesUp: true,
    first: {
      statements: [{ toSQL: () => ({ sql, params: [...params] }) }],
      judge([rows = []]) {
        if (textIn(rows) !== expected)
          throw new CredentialChanged('What is known of the credential has changed.')
      },
    },
  })
  serve(c, identity, db, now)
  const response = await answer()
  try {
    await db.admitted()
    return response
  } catch (error) {
    if (!(error instanceof CredentialChanged)) throw error
    remembered.delete(keyOf(lookup))
    c.set('outcome', { operation: null, planned: null, codes: [] })
    return null
  }
}

/** Null for what is good no more by the clock. */
function identityIn(lookup: Lookup, found: string, now: number): Identity | null {
  try {
    return lookup.identityOf(found, now)
  } catch (error) {
    if (error instanceof BadCredential) return null
    throw error
  }
}

function textIn([row]: readonly (readonly unknown[])[]): string | null {
  const text = row?.[0]
  return typeof text === 'string' ? text : null
}

/** The session and its round trips are the request's own, because a Worker cannot share open work between requests. */
function serve(c: HttpContext, { actor, workspace }: Identity, db: Session, now: number): void {
  const { requestId, log } = c.var
  const startNight = nightStarter(c.env.NIGHT)
  c.set('service', makeService({ actor, workspace, db, now, requestId, log, startNight }))
}
