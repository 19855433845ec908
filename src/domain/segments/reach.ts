import type { Column, SQL } from 'drizzle-orm'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import type { Service } from '../service/service.ts'

/**
 * A membership is visible exactly when its customer is; undefined when all are. The segment itself, with its
 * counts, belongs to the workspace and is visible to whoever may read segments.
 */
export const segmentMembersWithinReach = (
  { actor, db }: Pick<Service, 'actor' | 'db'>,
  columns: { customerId: Column },
): SQL | undefined => ofCustomersWithinReach(actor, db.orm, columns.customerId)
