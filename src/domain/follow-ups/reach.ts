import type { Column, SQL } from 'drizzle-orm'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import type { Service } from '../service/service.ts'

/** A follow-up is visible exactly when its customer is, whoever should do it; undefined when all are. */
export const followUpsWithinReach = (
  { actor, db }: Pick<Service, 'actor' | 'db'>,
  columns: { customerId: Column },
): SQL | undefined => ofCustomersWithinReach(actor, db.orm, columns.customerId)
