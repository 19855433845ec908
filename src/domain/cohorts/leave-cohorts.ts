import { sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import type { Service } from '../service/service.ts'
import { guard } from '../writes/commit.ts'
import { CohortChanges, type Member } from './contributions.ts'
import { keepCohorts } from './keep-cohorts.ts'

const nobody: Member = { firstPurchaseOn: null, netSpend: '0', netSpendYear: '0', activeMonths: '[]' }

/** What takes customers who go out of the cohorts' sums: before they go, as long as they are as they were read. */
export function leaveCohorts(service: Service, rows: readonly (Member & { id: number })[]): Statement[] {
  const changes = new CohortChanges()
  for (const member of rows) changes.replace(member, nobody)
  const measured = rows.map(row => [
    row.id,
    row.firstPurchaseOn,
    row.netSpend,
    row.netSpendYear,
    row.activeMonths,
  ])
  return [
    // A night writes metrics without a new version.
    guard(
      service,
      sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(measured)}) AS read
        CROSS JOIN customers AS c ON c.id = read.value ->> 0
        WHERE c.first_purchase_on IS NOT read.value ->> 1 OR CAST(c.net_spend AS TEXT) <> read.value ->> 2
          OR CAST(c.net_spend_year AS TEXT) <> read.value ->> 3 OR c.active_months <> read.value ->> 4)`,
    ),
    ...keepCohorts(changes),
  ]
}

/** What counts customers who come back with what is stored of them. */
export function joinCohorts(members: readonly Member[]): Statement[] {
  const changes = new CohortChanges()
  for (const member of members) changes.replace(nobody, member)
  return keepCohorts(changes)
}
