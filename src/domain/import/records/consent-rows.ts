import type { consents } from '../../../database/tables/customers/customers.ts'
import { parseInstant } from '../../../lib/days.ts'
import { type Identifying, identifying } from '../../../lib/text.ts'
import { consentFields } from '../../consents/record-consent.ts'
import { check } from '../../input/issue-words.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { booleanField, keyField, nameOf, textField, withoutBlanks } from '../cells.ts'
import { Fault } from '../rows.ts'

export const consentColumns: ReadonlySet<string> = new Set([
  'customerExternalId',
  'purpose',
  'channel',
  'given',
  'at',
  'textVersion',
  'evidence',
  'synthetic',
])

/** An entry of the ledger, without whose it is. */
export type ConsentEntry = Pick<
  typeof consents.$inferSelect,
  'purpose' | 'channel' | 'given' | 'at' | 'textVersion' | 'evidence' | 'synthetic'
>

export interface ConsentRow {
  customer: Identifying
  entry: ConsentEntry
}

/** The returned function throws a Fault. */
export function consentRowReader({
  now,
  workspace,
}: Service): (fields: Record<string, unknown>) => ConsentRow {
  return ({ customerExternalId, at: when, synthetic, ...rest }) => {
    const input = withoutBlanks(rest)
    for (const name of ['purpose', 'channel']) if (name in input) input[name] = nameOf(input[name])
    if ('given' in input) input.given = booleanField(input, 'given')
    const read = check(consentFields, input)
    if ('issues' in read) {
      const [issue] = read.issues
      throw new Fault(issue.path.join('.') || null, issue.saying)
    }
    const { purpose, channel = null, given, textVersion = null, evidence = null } = read.data
    const text = textField({ at: when }, 'at', 100)
    if (text == null) throw new Fault('at', say('missing'))
    const at = parseInstant(text, workspace.timeZone)
    if (at === null) throw new Fault('at', say('notInstant'))
    if (at > now) throw new Fault('at', say('inFuture'))
    return {
      customer: identifying(keyField({ customerExternalId }, 'customerExternalId', 200)),
      entry: {
        ...{ purpose, channel, given, at, textVersion, evidence },
        synthetic: booleanField({ synthetic }, 'synthetic') ?? false,
      },
    }
  }
}
