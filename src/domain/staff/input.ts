import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { emailText, text } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

/** What a caller may say of a staff member: absent leaves a stored value, null clears it. */
export const staffFields = z.strictObject({
  name: text(200).optional(),
  email: emailText.nullish(),
  /** The `sub` of the identity provider. */
  subject: text(255).nullish(),
  active: z.boolean().optional(),
})

/** What a staff member's name is ordered and found by. */
export const staffNameForms = (name: string) => ({
  sortName: vietnameseSortKey(name),
  foldedName: searchForm(name),
})

type StaffFields = z.output<typeof staffFields>

/** What a breach of the table's unique rules means; `path` leads to the fields. */
export function takenStaff(
  { db }: Service,
  path: string[],
  fields: Pick<StaffFields, 'email' | 'subject'>,
): TakenRules {
  const staff = { kind: 'staffMember', scope: 'staff:read' } as const
  const having = (column: typeof staffMembers.email | typeof staffMembers.subject, value = '') =>
    db.orm.select({ id: staffMembers.id }).from(staffMembers).where(eq(column, value))
  return {
    'staff_members.email': {
      ...staff,
      path: [...path, 'email'],
      saying: say('takenEmail'),
      holder: () => having(staffMembers.email, fields.email ?? undefined),
    },
    'staff_members.subject': {
      ...staff,
      path: [...path, 'subject'],
      saying: say('takenSubject'),
      holder: () => having(staffMembers.subject, fields.subject ?? undefined),
    },
  }
}
