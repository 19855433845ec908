import { getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { clockSql } from '../../fields/requests/person-request.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'

const counts = z.object({ count: z.int(), unacknowledged: z.int(), dueSoon: z.int(), late: z.int() })

/** How many requests wait, and how many of them stand badly. */
export type OpenRequests = z.infer<typeof counts>

const none: OpenRequests = { count: 0, unacknowledged: 0, dueSoon: 0, late: 0 }

/** Of customers within reach, as it stands today. */
export async function countOpenRequests(service: Service): Promise<OpenRequests> {
  requireScope(service.actor, 'privacy:read')
  const clock = clockSql(getTableColumns(personRequests), { asOf: service.today })
  const within = ofCustomersWithinReach(service, personRequests) ?? sql`1`
  const [row] = await checkedRows(
    service.db.orm,
    counts,
    sql`SELECT count(*) AS count, count(*) FILTER (WHERE acknowledged_on IS NULL) AS unacknowledged,
        count(*) FILTER (WHERE ${clock} = 'DUE_SOON') AS dueSoon, count(*) FILTER (WHERE ${clock} = 'LATE') AS late
      FROM ${personRequests} WHERE closed_on IS NULL AND ${within}`,
  )
  return row ?? none
}
