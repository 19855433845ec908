import { eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { regions as regionsTable } from '../../database/tables/customers/regions.ts'
import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { parseInstant } from '../../lib/days.ts'
import { filledSet, idOf, listOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import { isRole, type RoleName, roles, scopesOfRole } from '../service/roles.ts'
import { fitsReach, isPersonal, isScope, reaches, scopes } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard } from '../writes/commit.ts'
import { inOrder, requireRow } from '../writes/versions.ts'
import { newKey, requireWithin, stillGood, unlessRevoked } from './new-key.ts'

const roleNames = Object.keys(roles) as RoleName[]

const input = z.strictObject({
  name: text(100),
  /** Roles among them stand for their scopes. */
  scopes: filledSet(z.enum([...scopes, ...roleNames]), scopes.length + roleNames.length),
  reach: z.enum(reaches).nullish(),
  regions: listOf(idOf('region'), 50).nullish(),
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
  const { actor, db } = service
  requireScope(actor, 'api-keys:write')
  const { name, ...fields } = parse(input, raw)
  const reach = fields.reach ?? actor.reach
  const staffId = fields.staff ?? actor.staffId
  const regions = fields.regions ?? []
  const named = fields.scopes.filter(isScope)
  const ofRoles = fields.scopes.filter(isRole).flatMap(role => scopesOfRole(role, reach))
  const rights = {
    scopes: [...new Set([...named, ...ofRoles])],
    ...{ reach, regions, staffId, expiresAt: expiry(service, fields.expiresAt) },
  }
  requireWithin(service, rights, part => [part])
  const tooWide = named.find(scope => !fitsReach(scope, reach))
  if (tooWide) throw invalid(['scopes'], say('scopeTooWide', { scope: tooWide }))
  if ((reach === 'REGION') !== regions.length > 0) throw invalid(['regions'], say('regionsOfReach'))
  if (isPersonal(reach) && staffId === null) throw invalid(['staff'], say('ownedNeedsStaff'))
  await inOrder([
    regions.length > 0 ? requireRegions(service, regions) : null,
    staffId === actor.staffId
      ? null
      : requireRow(service, staffMembers, staffId, {
          ...{ what: 'activeStaffMember', path: ['staff'], within: eq(staffMembers.active, true) },
        }),
  ])
  const { row, secret } = await newKey(service, { name, ...rights })
  const result = { apiKeyId: row.id, secret: null }
  await unlessRevoked(
    service,
    commit(
      service,
      { action: 'api-key.issue', entityId: row.id, after: row },
      [guard(service, stillGood(actor)), db.orm.insert(apiKeys).values(row)],
      result,
    ),
  )
  return { ...result, secret }
}

async function requireRegions({ db }: Service, ids: readonly number[]): Promise<void> {
  const there = await db.orm
    .select({ id: regionsTable.id })
    .from(regionsTable)
    .where(inArray(regionsTable.id, [...ids]))
  const unknown = ids.findIndex(id => there.every(region => region.id !== id))
  if (unknown !== -1) throw notFound(['regions', unknown], 'region')
}

function expiry(service: Service, written: string | null | undefined): number | null {
  const { expiresAt: own } = service.actor
  if (written == null) return own
  const at = parseInstant(written, service.workspace.timeZone)
  if (at === null) throw invalid(['expiresAt'], say('notInstant'))
  if (at <= service.now) throw invalid(['expiresAt'], say('inPast'))
  return at
}
