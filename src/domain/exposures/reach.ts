import type { Column, SQL } from 'drizzle-orm'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import type { Service } from '../service/service.ts'

/** An exposure is visible exactly when its customer is; undefined when all are. */
export const exposuresWithinReach = (
  { actor, db }: Pick<Service, 'actor' | 'db'>,
  columns: { customerId: Column },
): SQL | undefined => ofCustomersWithinReach(actor, db.orm, columns.customerId)
