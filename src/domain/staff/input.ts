import * as z from 'zod'
import { vietnameseSortKey } from '../../lib/text.ts'
import { conflict, type UserError } from '../errors.ts'
import { emailText, text } from '../fields.ts'

/** What a caller may say of a staff member: absent leaves a stored value, null clears it. */
export const staffFields = z.strictObject({
  name: text(200).optional(),
  email: emailText.nullish(),
  /** The `sub` of the identity provider. */
  subject: text(255).nullish(),
  active: z.boolean().optional(),
})

type StaffFields = z.output<typeof staffFields>

/** The columns that the fields change. */
export const staffColumns = ({ name, ...fields }: StaffFields) => ({
  ...(name === undefined ? {} : { name, sortName: vietnameseSortKey(name) }),
  ...(fields.email === undefined ? {} : { email: fields.email }),
  ...(fields.subject === undefined ? {} : { subject: fields.subject }),
  ...(fields.active === undefined ? {} : { active: fields.active }),
})

/** What a breach of the table's unique rules means; `path` leads to the fields. */
export const takenStaff = (path: string[]): Record<string, UserError> => ({
  'staff_members.email': conflict([...path, 'email'], 'Another staff member has this e-mail.'),
  'staff_members.subject': conflict([...path, 'subject'], 'Another staff member has this subject.'),
})
