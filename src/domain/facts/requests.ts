import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** Whether a person asks to be erased or restricted, and that is not answered yet: nobody begins anything with it meanwhile. */
export const asksToBeLeftAlone = (customer: SQLWrapper): SQL =>
  sql`EXISTS (SELECT 1 FROM person_requests AS asked WHERE asked.customer_id = ${customer}
    AND asked.kind IN ('ERASURE', 'RESTRICTION') AND asked.closed_on IS NULL)`
