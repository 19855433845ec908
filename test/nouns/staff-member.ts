import { staffMembers } from '../../src/database/tables/house/staff.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { invalid, type Noun, small, stamp, storedIn, words } from './noun.ts'

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
    staffOffboard: {
      action: 'staffMember.offboard',
      touches: ['active'],
      good: ({ leaver, staff, otherStaff }) => ({
        id: leaver,
        rule: { colleagues: [staff, otherStaff], byRegion: true },
      }),
      alsoTakes: ['customers:write', 'follow-ups:write', 'feedback:write', 'privacy:write'],
      refuses: [
        invalid('no colleague', 'rule.colleagues', () => []),
        invalid(
          'the leaver as a colleague',
          'rule.colleagues',
          ({ leaver }) => [leaver],
          'rule.colleagues.0',
        ),
        {
          ...{ code: 'CONFLICT', what: 'a colleague who left', path: 'rule.colleagues' },
          ...{ value: ({ formerStaff }) => [formerStaff], at: 'rule.colleagues.0' },
        },
      ],
    },
    staffOffboardUndo: {
      action: 'staffMember.offboard-undo',
      touches: ['active'],
      good: ({ formerStaff }) => ({ id: formerStaff }),
      anew: true,
      alsoTakes: ['customers:write', 'follow-ups:write', 'feedback:write', 'privacy:write'],
    },
    staffMemberUpdate: {
      action: 'staffMember.update',
      touches: ['name'],
      good: ({ otherStaff }) => ({ id: otherStaff, patch: { name: 'Bình' } }),
    },
  },
}
