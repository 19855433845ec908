import {
  orphansNamed,
  readStaffOrphans,
  type StaffOrphans,
} from '../../src/domain/staff/offboarding/orphans.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { HoldingKind, heldFields } from './kinds.ts'

const OfKind = builder.objectRef<StaffOrphans['kinds'][number]>('StaffOrphanCount').implement({
  description: 'How many orphans there are of one kind.',
  fields: t => ({
    kind: t.expose('kind', { type: HoldingKind, description: 'The kind.' }),
    count: t.exposeInt('count', { description: 'How many; 0 after a handover.' }),
  }),
})

const Named = builder.objectRef<StaffOrphans['named'][number]>('StaffOrphan').implement({
  description: 'One thing that still belongs to a staff member who left.',
  fields: t => ({
    ...heldFields(t),
    staffMember: referenced(t, staffNoun, ({ staffId }) => staffId, 'Who left.'),
  }),
})

const Orphans = builder.objectRef<StaffOrphans>('StaffOrphans').implement({
  description: 'What still belongs to staff members who left.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'All together; 0 once everybody who left is handed over.' }),
    kinds: t.expose('kinds', {
      type: [OfKind],
      description: 'By kind, those of which there are none too.',
      complexity: { field: 1, multiplier: 8 },
    }),
    named: t.expose('named', {
      type: [Named],
      description: `The first ${orphansNamed} of them.`,
      complexity: { field: 1, multiplier: 20 },
    }),
  }),
})

builder.queryField('staffOrphans', t =>
  t.field({
    type: Orphans,
    nullable: true,
    description:
      'What still belongs to staff members who left, at this moment: of every column that refers to one and is no record of what somebody did. `staffOffboard` takes it away.',
    authScopes: { scope: 'staff:write' },
    complexity: 200,
    resolve: (_root, _args, { service }) => readStaffOrphans(service),
  }),
)
