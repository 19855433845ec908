import type { careTeamMembers } from '../../src/database/tables/customers/profile.ts'
import { careTeamMemberTable } from '../../src/domain/fields/tables.ts'
import { careTeamVerbs } from '../../src/domain/profile/care-team.ts'
import { careTeamMemberList } from '../../src/domain/profile/lists.ts'
import { customerNoun } from '../customers/customer.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

export type CareTeamMemberRow = typeof careTeamMembers.$inferSelect &
  OfCustomer & { staffMember?: StaffRow | null }

export const CareTeamMember = builder.objectRef<CareTeamMemberRow>('CareTeamMember').implement({
  description: 'Somebody who cares for a customer besides its owner.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'careTeamMember'),
    customer: related(t, 'customer', customerNoun, 'Whose it is.'),
    staffMember: related(t, 'staffMember', staffNoun, 'Who it is.'),
    role: t.exposeString('role', { nullable: true, description: 'For what, as `delivery`.' }),
  }),
})

const role = 'For what, at most 60 characters.'

const add = builder.inputType('CareTeamMemberAddInput', {
  description: 'Who cares for a customer besides its owner.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    staffMember: t.id({ required: true, description: 'Id of an active staff member.' }),
    role: t.string({ description: role }),
  }),
})

const patch = builder.inputType('CareTeamMemberPatch', {
  description: patchDescription,
  fields: t => ({ role: t.string({ description: role }) }),
})

const scope = 'customers:read'

export const careTeamMemberNoun = customerPart({
  ...{ type: CareTeamMember, kind: 'careTeamMember', of: 'member of the care team', scope },
  ...{ source: careTeamMemberList, field: 'careTeam' },
  description: 'Who cares for the customer besides its owner, in the order in which they came.',
  order: (a, b) => a.id - b.id,
  rowsOf: customer => customer.careTeam,
  ...{ add, patch, verbs: careTeamVerbs },
})

filterInput(careTeamMemberTable, {
  ...recordTellings,
  staffMember: 'Who it is.',
  role: 'For what.',
})
