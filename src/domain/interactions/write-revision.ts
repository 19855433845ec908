import type { interactions } from '../../database/tables/customers/interactions.ts'
import { encodeId } from '../../lib/ids.ts'
import type { Workspace } from '../service/service.ts'
import { writeInteractionFacts } from './input.ts'

/**
 * What an interaction said before a correction, in the form in which it can be recorded: opaque ids, decimal
 * money, ISO instants.
 * @param before a replaced row, as `correctInteraction` keeps it
 */
export function writeRevision(workspace: Workspace, before: Record<string, unknown>) {
  // Only whole rows were ever kept.
  const row = before as typeof interactions.$inferSelect
  return {
    ...writeInteractionFacts(workspace, row),
    customer: encodeId('customer', row.customerId),
    staff: row.staffId === null ? null : encodeId('staffMember', row.staffId),
  }
}
