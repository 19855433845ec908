import type { SQLiteInsertValue } from 'drizzle-orm/sqlite-core'
import type { interactions } from '../../database/tables/customers/interactions.ts'
import type { Service } from '../service/service.ts'
import { firstVersion } from '../writes/versions.ts'
import type { InteractionFacts } from './input.ts'

/** The row of a new interaction, for an insert inside `commit`. */
export function newInteractionRow(
  service: Service,
  of: { id: number; customerId: number; staffId: number | null },
  facts: InteractionFacts,
) {
  return {
    ...of,
    ...facts,
    ...firstVersion(service),
  } satisfies SQLiteInsertValue<typeof interactions>
}
