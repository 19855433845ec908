import type { staffMembers } from '../../src/database/tables/house/staff.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { updateStaffMember } from '../../src/domain/staff/update-staff-member.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'

export type StaffRow = typeof staffMembers.$inferSelect

export const StaffMember = builder.objectRef<StaffRow>('StaffMember').implement({
  description: 'A person who works here. Owns customers, does follow-ups.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'staffMember'),
    name: t.exposeString('name', { description: 'Full name.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Work e-mail.',
    }),
    subject: t.exposeString('subject', {
      nullable: true,
      description: 'The `sub` of the identity provider whose tokens act as this person.',
      authScopes: { scope: 'staff:write' },
    }),
    active: t.exposeBoolean('active', {
      description: 'False for somebody who left.',
    }),
    version: versionField(t),
  }),
})

export const staffNoun = noun(
  'staffMember',
  listed({ type: StaffMember, scope: 'staff:read', source: staffList }),
)

const { args: staffArgs } = listInputs(staffList, {
  tell: {
    id: 'The id.',
    name: {
      description: 'The name, as it is compared.',
      order: 'By name, in Vietnamese alphabetical order.',
    },
    active: 'Who still works here, or who left.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By name when not said.',
})

builder.queryFields(t => ({
  staffMember: oneById(t, staffNoun, {
    description: 'One staff member by id; null when there is none.',
    id: 'Id of a staff member.',
  }),
  staffMembers: listOf(t, staffNoun, { description: 'Everybody who works here or did.', args: staffArgs }),
}))

const StaffMemberCreateInput = builder.inputType('StaffMemberCreateInput', {
  description: 'Somebody who works here.',
  fields: t => ({
    name: t.string({ required: true, description: 'Full name, at most 200 characters.' }),
    email: t.string({ description: 'Work e-mail; nobody else has it.' }),
    subject: t.string({ description: 'The `sub` of the identity provider; nobody else has it.' }),
    active: t.boolean({ description: 'True when not said.' }),
  }),
})

const StaffMemberPatch = builder.inputType('StaffMemberPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: t => ({
    name: t.string({ description: 'Full name; cannot be cleared.' }),
    email: t.string({ description: 'Work e-mail; nobody else has it.' }),
    subject: t.string({ description: 'The `sub` of the identity provider; nobody else has it.' }),
    active: t.boolean({ description: 'False for somebody who left; cannot be cleared.' }),
  }),
})

const StaffMemberUpdateInput = updateInput('StaffMemberUpdateInput', {
  of: 'staff member',
  patch: StaffMemberPatch,
})

mutation('staffMemberCreate', {
  description: 'Records somebody who works here.',
  scope: 'staff:write',
  input: StaffMemberCreateInput,
  verb: createStaffMember,
  payload: t => ({ staffMember: changed(t, staffNoun, made => made.staffMemberId) }),
})

mutation('staffMemberUpdate', {
  description:
    'Changes a staff member. Whoever leaves becomes inactive and keeps what is recorded under the name; follow-ups that it claimed are open again. `staffOffboard` hands over the rest.',
  scope: 'staff:write',
  input: StaffMemberUpdateInput,
  verb: updateStaffMember,
  payload: t => ({ staffMember: changed(t, staffNoun, made => made.staffMemberId) }),
})
