import { type SQL, sql } from 'drizzle-orm'
import type { Channel } from '../../database/tables/customers/channels.ts'
import { whole } from '../../database/whole.ts'

/**
 * Whether the house knows where the customer `c` is reached by a channel on a day; undefined of a channel for which it keeps
 * no addresses.
 */
export function addressKnown(channel: Channel, day: number): SQL | undefined {
  switch (channel) {
    case 'EMAIL':
      return sql`c.email IS NOT NULL`
    case 'PHONE':
    case 'SMS':
    case 'CALL_CENTRE':
      return sql`c.phone IS NOT NULL`
    case 'LETTER':
      return sql`EXISTS (SELECT 1 FROM postal_addresses AS a WHERE a.customer_id = c.id
        AND ifnull(a.valid_from <= ${whole(day)}, 1) AND ifnull(a.valid_until >= ${whole(day)}, 1))`
    case 'IN_PERSON':
    case 'FAX':
    case 'WEBSITE':
    case 'SOCIAL':
    case 'RETAIL_AGENT':
    case 'RESELLER':
      return undefined
  }
}
