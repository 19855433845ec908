import * as z from 'zod'
import { staffMembers } from '../../database/tables/staff.ts'
import { matches } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** Everybody, for whoever may read staff. */
export const staffList = pageSource(staffMembers, {
  orderings: { NAME: [ascending('sortName'), ascending('id')] },
  defaultOrdering: 'NAME',
  filter: z.strictObject({ active: z.boolean().optional() }),
  filterScopes: { active: [] },
  where: (_service, columns, { active }) => matches(columns.active, active),
})
