import { staffMembers } from '../../database/tables/house/staff.ts'
import { staffMemberTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** Everybody, for whoever may read staff. */
export const staffList = pageSource(staffMembers, staffMemberTable, { usual: [ascending('sortName')] })
