import type { staffMembers } from '../../src/database/tables/staff.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { type StaffOrdering, staffList } from '../../src/domain/staff/list.ts'
import { updateStaffMember } from '../../src/domain/staff/update-staff-member.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage } from '../kernel/select.ts'

export type StaffRow = typeof staffMembers.$inferSelect

registerNode('staffMember', { typeName: 'StaffMember', scope: 'staff:read', source: staffList })

export const StaffMember = builder.objectRef<StaffRow>('StaffMember').implement({
  description: 'A person who works here. Owns customers, does follow-ups.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({
      description: 'Opaque id.',
      resolve: staff => encodeId('staffMember', staff.id),
    }),
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
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

export const StaffConnection = connectionType('StaffMember', StaffMember)

const StaffFilter = builder.inputType('StaffMemberFilter', {
  description: 'Narrows the list of staff.',
  fields: t => ({ active: t.boolean({ description: 'Who still works here, or who left.' }) }),
})

const StaffOrder = orderInput<StaffOrdering>('StaffMember', {
  NAME: 'By name, in Vietnamese alphabetical order.',
})

builder.queryFields(t => ({
  staffMember: t.field({
    type: StaffMember,
    nullable: true,
    description: 'One staff member by id; null when there is none.',
    authScopes: { scope: 'staff:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a staff member.' }) },
    resolve: (_root, { id }, context, info) => readById(context, info, staffList, parseId('staffMember', id)),
  }),
  staffMembers: t.field({
    type: StaffConnection,
    description: 'Everybody who works here or did.',
    authScopes: { scope: 'staff:read' },
    args: {
      ...pageArgs,
      filter: t.arg({ type: StaffFilter, description: 'Which ones.' }),
      orderBy: t.arg({ type: StaffOrder, description: 'By name when not said.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<StaffRow>(context, info, staffList, args),
  }),
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

const StaffMemberUpdateInput = builder.inputType('StaffMemberUpdateInput', {
  description: 'Which staff member, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The staff member.' }),
    expectedVersion: t.int({ description: 'Refuse when the staff member is not at this version any more.' }),
    patch: t.field({ type: StaffMemberPatch, required: true, description: 'The change.' }),
  }),
})

const changedStaffMember = {
  type: StaffMember,
  scope: 'staff:read' as const,
  source: staffList,
  id: (result: { staffMemberId: number }) => result.staffMemberId,
}

mutation('staffMemberCreate', {
  description: 'Records somebody who works here.',
  scope: 'staff:write',
  input: StaffMemberCreateInput,
  verb: createStaffMember,
  payload: t => ({ staffMember: changed(t, changedStaffMember) }),
})

mutation('staffMemberUpdate', {
  description:
    'Changes a staff member. Whoever leaves becomes inactive and keeps what is recorded under the name.',
  scope: 'staff:write',
  input: StaffMemberUpdateInput,
  verb: updateStaffMember,
  payload: t => ({ staffMember: changed(t, changedStaffMember) }),
})
