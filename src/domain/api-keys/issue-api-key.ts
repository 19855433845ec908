import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/api-keys.ts'
import { staffMembers } from '../../database/tables/staff.ts'
import { apiKeyHint, makeApiKey } from '../../lib/api-key.ts'
import { sha256Hex } from '../../lib/canonical.ts'
import { parseInstant } from '../../lib/days.ts'
import { idOf, parse, setOf, text } from '../input/fields.ts'
import { type Actor, requireScope } from '../service/actor.ts'
import { AuthorizationError, invalid, notFound } from '../service/errors.ts'
import { fitsReach, scopes } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard, StaleRead, thisChange } from '../writes/commit.ts'

const input = z.strictObject({
  name: text(100),
  scopes: setOf(z.enum(scopes), scopes.length).refine(chosen => chosen.length > 0, say('empty')),
  reach: z.enum(['WORKSPACE', 'OWNED']).nullish(),
  staff: idOf('staffMember').nullish(),
  expiresAt: z.string().nullish(),
})

/**
 * Issues a key. The secret is in this answer alone: only its hash is stored, and a replay of the same request
 * gives null. A key reaches no further than whoever issues it: it has no other scopes, sees no more, ends no later
 * than their own key, and acts for the same staff member if they act for one.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 * @throws AuthorizationError `UNAUTHENTICATED` when the actor's own key is revoked meanwhile
 */
export async function issueApiKey(
  service: Service,
  raw: unknown,
): Promise<{ apiKeyId: number; secret: string | null }> {
  const { actor, db, now } = service
  requireScope(actor, 'api-keys:write')
  const fields = parse(input, raw)
  const foreign = fields.scopes.find(scope => !actor.scopes.has(scope))
  if (foreign) throw invalid(['scopes'], say('scopeNotYours', { scope: foreign }))
  const reach = fields.reach ?? actor.reach
  if (actor.reach === 'OWNED' && reach !== 'OWNED') throw invalid(['reach'], say('reachNarrower'))
  const tooWide = fields.scopes.find(scope => !fitsReach(scope, reach))
  if (tooWide) throw invalid(['scopes'], say('scopeTooWide', { scope: tooWide }))
  const staffId = fields.staff ?? actor.staffId
  if (actor.staffId !== null && staffId !== actor.staffId) throw invalid(['staff'], say('keysForYourStaff'))
  if (reach === 'OWNED' && staffId === null) throw invalid(['staff'], say('ownedNeedsStaff'))
  const expiresAt = expiry(service, fields.expiresAt)
  if (staffId !== null && staffId !== actor.staffId) {
    const [staff] = await db.orm
      .select({ active: staffMembers.active })
      .from(staffMembers)
      .where(eq(staffMembers.id, staffId))
    if (!staff?.active) throw notFound(['staff'], 'activeStaffMember')
  }
  const secret = makeApiKey(bytes => crypto.getRandomValues(bytes))
  const apiKeyId = service.newId()
  const key = {
    id: apiKeyId,
    name: fields.name,
    hint: apiKeyHint(secret),
    hash: await sha256Hex(secret),
    scopes: fields.scopes,
    reach,
    issuedBy: actor.caller,
    staffId,
    expiresAt,
    createdAt: now,
    changeId: thisChange,
  }
  const change = { action: 'api-key.issue', entityId: apiKeyId, after: key } as const
  try {
    await commit(service, change, [guard(service, stillGood(actor)), db.orm.insert(apiKeys).values(key)], {
      apiKeyId,
      secret: null,
    })
  } catch (error) {
    if (error instanceof StaleRead) throw new AuthorizationError('UNAUTHENTICATED', say('keyRevoked'))
    throw error
  }
  return { apiKeyId, secret }
}

/** A key that is revoked with its descendants while it issues one more must not leave that one behind. */
const stillGood = ({ caller }: Actor) => sql`NOT EXISTS (
  SELECT 1 FROM api_keys WHERE 'key:' || id = ${caller} AND revoked_at IS NOT NULL)`

function expiry(service: Service, written: string | null | undefined): number | null {
  const { expiresAt: own } = service.actor
  if (written == null) return own
  const at = parseInstant(written, service.workspace.timeZone)
  if (at === null) throw invalid(['expiresAt'], say('notInstant'))
  if (at <= service.now) throw invalid(['expiresAt'], say('inPast'))
  if (own !== null && at > own) throw invalid(['expiresAt'], say('afterOwnKey'))
  return at
}
