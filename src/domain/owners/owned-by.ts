import type { Actor } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

/**
 * The columns of what is done later, for whoever makes it its own: with these rights it is done.
 * @throws UserError `INVALID_INPUT` for who is neither a key nor a staff member
 */
export function ownedBy({ kind, caller, staffId, scopes, reach, regions }: Actor) {
  if (kind !== 'API_KEY' && (kind !== 'TOKEN' || staffId === null)) throw invalid([], say('noOwner'))
  return {
    ...{ owner: caller, ownerStaffId: staffId, ownerScopes: [...scopes].sort() },
    ...{ ownerReach: reach, ownerRegions: [...regions] },
  }
}
