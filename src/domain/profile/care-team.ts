import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { careTeamMembers } from '../../database/tables/customers/profile.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { idOf, label } from '../input/fields.ts'
import { say } from '../wording/say.ts'
import { firstVersion, requireRow } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const same = ({ customerId, staffId }: { customerId: number; staffId: number }) =>
  and(eq(careTeamMembers.customerId, customerId), eq(careTeamMembers.staffId, staffId))

const role = label(60).nullish()

/** Who cares for a customer besides its owner, each with a role. */
export const careTeamVerbs = partVerbs({
  table: careTeamMembers,
  kind: 'careTeamMember',
  most: 20,
  said: z.strictObject({ customer: idOf('customer'), staffMember: idOf('staffMember'), role }),
  patch: z.strictObject({ role }),
  read: ({ db }, where) => db.orm.select().from(careTeamMembers).where(where),
  async requires(service, input) {
    await requireRow(service, staffMembers, input.staffMember, {
      ...{ what: 'activeStaffMember', path: ['staffMember'], within: eq(staffMembers.active, true) },
    })
    return input
  },
  made(service, key, said) {
    const row = { ...key, staffId: said.staffMember, role: said.role ?? null, ...firstVersion(service) }
    return {
      statement: service.db.orm.insert(careTeamMembers).values(row),
      change: { action: 'care-team-member.add', entityId: row.id, after: row },
      taken: {
        'care_team_members.customer_id': {
          ...{ path: ['staffMember'], saying: say('inCareTeam') },
          ...{ kind: 'careTeamMember', scope: 'customers:read' },
          holder: () =>
            service.db.orm.select({ id: careTeamMembers.id }).from(careTeamMembers).where(same(row)),
        },
      },
    }
  },
  patched: (_service, change) => change,
  updated: (before, after) => ({ action: 'care-team-member.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'care-team-member.remove', entityId: before.id, before }),
})
