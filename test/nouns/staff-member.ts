import { staffMembers } from '../../src/database/tables/staff.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { type Noun, small, stamp, storedIn, words } from './noun.ts'

export const staffMember: Noun = {
  type: 'StaffMember',
  read: 'staff:read',
  write: 'staff:write',
  common: true,
  kind: 'staffMember',
  stored: storedIn(staffMembers)(id => ({
    ...{ id, name: `Staff ${id}`, sortName: `STAFF ${id}`, email: `${id}@example.com`, subject: `s${id}` },
    ...{ active: true, ...stamp },
  })),
  impersonal: ['StaffMember.email', 'StaffMember.subject'],
  lists: [
    {
      field: 'Query.staffMembers',
      source: staffList,
      varying: { sortName: words, createdAt: small, updatedAt: small },
    },
  ],
  mutations: {
    staffMemberCreate: {
      action: 'staffMember.create',
      touches: ['name', 'email', 'active'],
      good: () => ({ name: 'Trần Minh', email: 'new@example.com' }),
      anew: true,
    },
    staffMemberUpdate: {
      action: 'staffMember.update',
      touches: ['name'],
      good: ({ otherStaff }) => ({ id: otherStaff, patch: { name: 'Bình' } }),
    },
  },
}
