import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/api-keys.ts'
import { staffMembers } from '../../database/tables/staff.ts'
import { apiKeyHint, makeApiKey } from '../../lib/api-key.ts'
import { sha256Hex } from '../../lib/canonical.ts'
import { parseInstant } from '../../lib/days.ts'
import { requireScope } from '../actor.ts'
import { commit, thisChange } from '../commit.ts'
import type { Service } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { idOf, parse, setOf, text } from '../fields.ts'
import { fitsReach, scopes } from '../scopes.ts'

const input = z.strictObject({
  name: text(100),
  scopes: setOf(z.enum(scopes), scopes.length).refine(chosen => chosen.length > 0, 'is empty'),
  reach: z.enum(['WORKSPACE', 'OWNED']).nullish(),
  staff: idOf('staffMember').nullish(),
  expiresAt: z.string().nullish(),
})

/**
 * Issues a key. The secret is in this answer alone: only its hash is stored, and a replay of the same request
 * gives null. Nobody can give a scope or a reach that they do not have.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function issueApiKey(
  service: Service,
  raw: unknown,
): Promise<{ apiKeyId: number; secret: string | null }> {
  const { actor, db, now } = service
  requireScope(actor, 'api-keys:write')
  const fields = parse(input, raw)
  const foreign = fields.scopes.find(scope => !actor.scopes.has(scope))
  if (foreign) throw invalid(['scopes'], `You do not have the scope "${foreign}" yourself.`)
  const reach = fields.reach ?? 'WORKSPACE'
  const tooWide = fields.scopes.find(scope => !fitsReach(scope, reach))
  if (tooWide)
    throw invalid(['scopes'], `"${tooWide}" is for the whole workspace: a key of this reach cannot hold it.`)
  const staffId = fields.staff ?? null
  if (reach === 'OWNED' && staffId === null)
    throw invalid(['staff'], 'A key that reaches only owned customers needs their owner.')
  if (actor.reach === 'OWNED' && (reach !== 'OWNED' || staffId !== actor.staffId))
    throw invalid(['reach'], 'Your own reach is narrower.')
  const expiresAt = expiry(service, fields.expiresAt)
  if (staffId !== null) {
    const [staff] = await db.orm
      .select({ active: staffMembers.active })
      .from(staffMembers)
      .where(eq(staffMembers.id, staffId))
    if (!staff?.active) throw notFound(['staff'], 'active staff member')
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
    staffId,
    expiresAt,
    createdAt: now,
    changeId: thisChange,
  }
  const change = {
    action: 'api-key.issue',
    entity: 'api-key',
    entityId: apiKeyId,
    detail: { name: fields.name, scopes: fields.scopes, reach },
  }
  await commit(service, change, [db.orm.insert(apiKeys).values(key)], { apiKeyId, secret: null })
  return { apiKeyId, secret }
}

function expiry(service: Service, written: string | null | undefined): number | null {
  if (written == null) return null
  const at = parseInstant(written, service.workspace.timeZone)
  if (at === null) throw invalid(['expiresAt'], 'is not an instant')
  if (at <= service.now) throw invalid(['expiresAt'], 'lies in the past')
  return at
}
