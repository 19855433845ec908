import { and, eq, inArray } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { customerRegions } from '../../database/tables/customers/customers.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import type { RegionHistory } from './region-history.ts'

/** The statements that make one customer's stored history another one, for a batch inside `commit`. */
export function historyWrites(
  { db }: Service,
  customerId: number,
  before: RegionHistory,
  after: RegionHistory,
): Statement[] {
  const left = [...before.keys()].filter(since => !after.has(since))
  const entered = [...after].filter(([since, regionId]) => before.get(since) !== regionId)
  return [
    ...(left.length > 0
      ? [
          db.orm
            .delete(customerRegions)
            .where(and(eq(customerRegions.customerId, customerId), inArray(customerRegions.since, left))),
        ]
      : []),
    ...entered.map(([since, regionId]) =>
      db.orm
        .insert(customerRegions)
        .values({ customerId, since, regionId, changeId: thisChange })
        .onConflictDoUpdate({
          target: [customerRegions.customerId, customerRegions.since],
          set: { regionId, changeId: thisChange },
        }),
    ),
  ]
}
