import { accessTokenStrategy } from '../auth/access-token.ts'
import { apiKeyStrategy } from '../auth/api-key.ts'
import {
  BadCredential,
  CredentialChanged,
  FrozenCredential,
  followersIn,
  type Identity,
  type Lookup,
  lookupOf,
} from '../auth/authenticate.ts'
import { type Database, openDatabase, type Session } from '../database/client.ts'
import { tellReads } from '../domain/personal-reads/tell-reads.ts'
import { makeTold, type Told } from '../domain/personal-reads/told.ts'
import { makeService, type Work } from '../domain/service/service.ts'
import { type Saying, say, write } from '../domain/wording/say.ts'
import { type Config, configOf } from '../env.ts'
import { boundedCache } from '../lib/bounded-cache.ts'
import { describeError } from '../lib/log.ts'
import { nightStarter } from '../nightly/start.ts'
import { budgetsOf } from './bounds/budget.ts'
import { refuseAgain } from './bounds/let-in.ts'
import { goOnWithCustomerUpdates } from './customer-updates.ts'
import { refused } from './errors.ts'
import { wakeSegments } from './followers/segments.ts'
import type { HttpContext } from './http-env.ts'
import { documentFault } from './webhooks/documents.ts'
import { wakeWebhooks } from './webhooks/sweep.ts'

/** What a look-up found of a credential when it was good, and who that is. */
interface Known {
  found: string
  identity: Identity
  /** When the database last said so. */
  confirmedAt: number
}

/** For so long after that, a caller may be told to come back later without asking the database who it is. */
const confirmedFor = 2_000

/** Some thousand credentials; of an API key the hash alone is kept. */
const remembered = boundedCache<Known>(2_000_000)
/** What is made of a found text: scopes before all. */
const identityBytes = 2_000

const databases = new WeakMap<Config, Database>()

function databaseOf(c: HttpContext): Database {
  const config = configOf(c.env)
  const database = databases.get(config) ?? openDatabase(config.database)
  databases.set(config, database)
  return database
}

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
  if (authorization === undefined) return unknown(c, say('signIn'))
  const { tokens } = configOf(c.env)
  try {
    const lookup = await lookupOf(authorization, [apiKeyStrategy, accessTokenStrategy(tokens, Date.now())])
    if (!(await mayAsk(c, lookup))) return tooManyStrangers(c)
    const known = remembered.get(lookup.key)
    const again =
      known && isConfirmed(known, Date.now()) && (await refuseAgain(c, known.identity.actor.caller))
    if (again) return again
    const response = await answer(lookup)
    writeUse(c, lookup)
    tellPersonalReads(c)
    if (c.var.service.db.counters.commits > 0) wakeFollowers(c)
    return response
  } catch (error) {
    if (error instanceof FrozenCredential) {
      c.var.log.warn('credential refused', { reason: error.message })
      return refused(c, 403, { message: write(say('keyFrozen'), c.var.language), code: 'KEY_FROZEN' })
    }
    if (!(error instanceof BadCredential)) throw error
    c.var.log.warn('credential refused', { reason: error.message })
    return unknown(c, say('badCredential'))
  }
}

/** Whether an address has not asked too often under credentials that this isolate has not seen good. */
async function mayAsk(c: HttpContext, lookup: Lookup): Promise<boolean> {
  const address = c.req.header('cf-connecting-ip')
  if (!c.env.STRANGERS || address === undefined || remembered.get(lookup.key)) return true
  return (await c.env.STRANGERS.limit({ key: address })).success
}

const hasEnded = ({ identity: { actor } }: Known, now: number) =>
  actor.expiresAt !== null && actor.expiresAt <= now

const isConfirmed = (known: Known, now: number) =>
  now < known.confirmedAt + confirmedFor && !hasEnded(known, now)

function tooManyStrangers(c: HttpContext): Response {
  c.header('retry-after', '60')
  const message = write(say('tooManyStrangers'), c.var.language)
  return refused(c, 429, { message, code: 'TOO_MANY_REQUESTS' })
}

/** Has what follows the changes of a request do so behind its answer. */
function wakeFollowers(c: HttpContext): void {
  const { followers } = c.var
  if (followers.webhooks) wakeWebhooks(c)
  if (followers.segments) wakeSegments(c)
}

/** Writes after the answer what the caller has spent, where it is much, and that it was here. */
function writeUse(c: HttpContext, lookup: Lookup): void {
  const { caller } = c.var.service.actor
  const buckets = budgetsOf(configOf(c.env))
  const spending = buckets.due(caller, Date.now())
  if (!spending) return
  const writing = databaseOf(c)
    .session({ givesUp: true })
    .write([lookup.spend(spending)])
    .then(
      ([result]) =>
        buckets.settled(caller, result?.rows[0] ? lookup.useOf(result.rows[0]) : null, Date.now()),
      error => {
        buckets.settled(caller, null, Date.now())
        c.var.log.warn('use not written', { error: describeError(error) })
      },
    )
  c.executionCtx.waitUntil(writing)
}

const told = new WeakMap<Config, Told>()

/** Tells behind the answer whose personal fields were read. */
export function tellPersonalReads(c: HttpContext): void {
  const config = configOf(c.env)
  const ofIsolate = told.get(config) ?? makeTold()
  told.set(config, ofIsolate)
  const { service } = c.var
  const db = databaseOf(c).session({ givesUp: true })
  c.executionCtx.waitUntil(
    tellReads({ ...service, db }, ofIsolate).catch(error =>
      c.var.log.error('reads of personal fields not told', { error: describeError(error) }),
    ),
  )
}

function unknown(c: HttpContext, saying: Saying): Response {
  c.header('www-authenticate', 'Bearer')
  return refused(c, 401, { message: write(saying, c.var.language), code: 'UNAUTHENTICATED' })
}

async function answerAsFound(
  c: HttpContext,
  lookup: Lookup,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { sql, params } = lookup.query
  const db = databaseOf(c).session({ givesUp: true })
  const [row] = await db.read(sql, params)
  const found = textIn(row)
  const now = Date.now()
  const identity = lookup.identityOf(found, now)
  if (row) learn(c, identity, lookup, row, now)
  const size = lookup.key.length + (found?.length ?? 0) + identityBytes
  if (found !== null) remembered.set(lookup.key, { found, identity, confirmedAt: now }, size)
  serve(c, identity, db)
  return answer()
}

/** @returns null where nothing is remembered of the credential, or something else than what is found */
async function answerAsKnown(
  c: HttpContext,
  lookup: Lookup,
  answer: () => Promise<Response>,
): Promise<Response | null> {
  const known = remembered.get(lookup.key)
  const now = Date.now()
  if (!known || hasEnded(known, now)) return null
  const { sql, params } = lookup.query
  const db = databaseOf(c).session({
    givesUp: true,
    first: {
      statements: [{ toSQL: () => ({ sql, params: [...params] }) }],
      judge([rows = []]) {
        const [row] = rows
        if (textIn(row) !== known.found)
          throw new CredentialChanged('What is known of the credential has changed.')
        known.confirmedAt = now
        if (row) learn(c, known.identity, lookup, row, now)
      },
    },
  })
  serve(c, known.identity, db)
  const response = await answer()
  if (c.var.tooMuch && isConfirmed(known, now)) return response
  try {
    await db.admitted()
    return response
  } catch (error) {
    if (!(error instanceof CredentialChanged)) throw error
    remembered.delete(lookup.key)
    c.set('tooMuch', null)
    c.set('outcome', { operation: null, planned: null, codes: [] })
    return null
  }
}

/** What a look-up says beside who it is. */
function learn(
  c: HttpContext,
  { actor }: Identity,
  lookup: Lookup,
  row: readonly unknown[],
  now: number,
): void {
  budgetsOf(configOf(c.env)).learn(actor.caller, lookup.useOf(row), now)
  c.set('followers', followersIn(row))
}

function textIn(row: readonly unknown[] | undefined): string | null {
  const text = row?.[0]
  return typeof text === 'string' ? text : null
}

/** The session and its round trips are the request's own, because a Worker cannot share open work between requests. */
function serve(c: HttpContext, { actor, workspace }: Identity, db: Session): void {
  const { requestId, log } = c.var
  c.set('caller', actor.caller)
  const startNight = nightStarter(c.env.NIGHT)
  const { keys, tombstoneSecret, webhookLoopback: loopback } = configOf(c.env)
  const webhooks = { loopback, faultOf: documentFault }
  const goOn = (work: Work) => {
    if (work === 'WEBHOOKS') return wakeWebhooks(c)
    c.executionCtx.waitUntil(
      goOnWithCustomerUpdates(c.env).catch(error =>
        log.warn('left to the next tick', { error: describeError(error) }),
      ),
    )
  }
  c.set(
    'service',
    makeService({
      ...{ actor, workspace, db, requestId, log, keys, tombstoneSecret },
      ...{ startNight, webhooks, goOn },
    }),
  )
}
