import type { Channel } from '../../../database/tables/customers/channels.ts'
import type { CandidateRow } from './tactics/tactic.ts'

/**
 * The channel that an item proposes: of those for which the house has an address, else of all that the customer allows, one
 * that it prefers, else the tactic's usual one; null when none is left.
 */
export function proposedChannel({ preferred, channels, known }: CandidateRow): Channel | null {
  const reached = channels.filter(channel => known.includes(channel))
  const open = reached.length > 0 ? reached : channels
  return preferred.find(channel => open.includes(channel)) ?? open[0] ?? null
}
