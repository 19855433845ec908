import { emailText } from '../../input/fields.ts'
import { check } from '../../input/issue-words.ts'
import { staffFields } from '../../staff/input.ts'
import { say } from '../../wording/say.ts'
import { booleanField, refusePowersOfTen, withoutBlanks } from '../cells.ts'
import { Fault } from '../rows.ts'

export const staffColumns: ReadonlySet<string> = new Set(['email', 'name', 'subject', 'active', 'synthetic'])

/** What one row says of a staff member. What it leaves out is undefined. */
export interface StaffRow {
  email: string
  name: string | undefined
  subject: string | null | undefined
  active: boolean | undefined
  synthetic: boolean | undefined
}

const rules = staffFields.extend({ email: emailText })

/** @throws Fault */
export function readStaffRow({ synthetic, ...rest }: Record<string, unknown>): StaffRow {
  const input = withoutBlanks(rest)
  if (input.email == null) throw new Fault('email', say('missing'))
  refusePowersOfTen('subject', input.subject)
  if ('active' in input) input.active = booleanField(input, 'active')
  const read = check(rules, input)
  if ('issues' in read) {
    const [issue] = read.issues
    throw new Fault(issue.path.join('.') || null, issue.saying)
  }
  const { email, name, subject, active } = read.data
  return { email, name, subject, active, synthetic: booleanField({ synthetic }, 'synthetic') }
}
