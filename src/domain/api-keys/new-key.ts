import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { apiKeys } from '../../database/tables/house/api-keys.ts'
import { apiKeyHint, makeApiKey } from '../../lib/api-key.ts'
import { sha256Hex } from '../../lib/canonical.ts'
import type { Actor } from '../service/actor.ts'
import { AuthorizationError, type Issue, invalid } from '../service/errors.ts'
import type { Scope } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { StaleRead, thisChange } from '../writes/commit.ts'

/** What a key may, and for how long. */
export interface Rights
  extends Pick<typeof apiKeys.$inferSelect, 'reach' | 'regions' | 'staffId' | 'expiresAt'> {
  scopes: Scope[]
}

/**
 * A key reaches no further than whoever issues it.
 * @param at where the input says a part of the rights
 * @throws UserError `INVALID_INPUT`
 */
export function requireWithin(
  { actor }: Service,
  { scopes, reach, staffId, expiresAt }: Rights,
  at: (part: string) => Issue['path'],
): void {
  const foreign = scopes.find(scope => !actor.scopes.has(scope))
  if (foreign) throw invalid(at('scopes'), say('scopeNotYours', { scope: foreign }))
  if (actor.reach !== 'WORKSPACE' && reach !== actor.reach) throw invalid(at('reach'), say('reachNarrower'))
  if (actor.staffId !== null && staffId !== actor.staffId) throw invalid(at('staff'), say('keysForYourStaff'))
  if (actor.expiresAt !== null && (expiresAt === null || expiresAt > actor.expiresAt))
    throw invalid(at('expiresAt'), say('afterOwnKey'))
}

/** The row of a new key, for an insert inside `commit`, and its secret, of which the row has the hash alone. */
export async function newKey(service: Service, { name, ...rights }: Rights & { name: string }) {
  const secret = makeApiKey(service.keys, bytes => crypto.getRandomValues(bytes))
  const row = {
    id: service.newId(),
    name,
    ...rights,
    hint: apiKeyHint(secret),
    hash: await sha256Hex(secret),
    issuedBy: service.actor.caller,
    createdAt: service.now,
    changeId: thisChange,
  }
  return { row, secret }
}

/** For a guard: a key that is revoked with its descendants while it issues one more must not leave that one behind. */
export const stillGood = ({ caller }: Actor) => sql`NOT EXISTS (
  SELECT 1 FROM api_keys WHERE 'key:' || id = ${caller} AND revoked_at IS NOT NULL)`

/** What the actor gets told whose own key ended meanwhile; else what was read is out of date, as of any write. */
export async function unlessRevoked<Result>({ db, actor }: Service, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof StaleRead)) throw error
    const [revoked] = await checkedRows(
      db.orm,
      z.object({ revoked: z.int() }),
      sql`SELECT 1 AS revoked WHERE NOT ${stillGood(actor)}`,
    )
    throw revoked ? new AuthorizationError('UNAUTHENTICATED', say('keyRevoked')) : error
  }
}
