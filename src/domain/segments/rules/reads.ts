import { getTableName } from 'drizzle-orm'
import type { customerFields } from '../../fields/customer.ts'
import { type Condition, partsOf } from '../../filters/condition.ts'

/** Fields of a customer that rows of another table tell: which. */
export const toldElsewhere: Readonly<Record<string, string>> = {
  spend: 'interactions',
  purchases: 'interactions',
  lastPurchase: 'interactions',
  vulnerability: 'vulnerability_members',
  consent: 'consents',
} satisfies Partial<Record<keyof typeof customerFields, string>>

/** The tables by whose rows a rule may judge a customer another way. */
export const tablesRead = (rule: Condition): ReadonlySet<string> =>
  new Set(
    [...partsOf(rule)].map(part =>
      part.kind === 'FIELD' ? (toldElsewhere[part.field] ?? 'customers') : getTableName(part.to.table),
    ),
  )
