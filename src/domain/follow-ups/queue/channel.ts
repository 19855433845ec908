import type { Channel } from '../../../database/tables/customers/channels.ts'
import type { CandidateRow } from './tactics/tactic.ts'

/** The channel that an item proposes: one that the customer prefers, else the tactic's usual one; null when none is left. */
export const proposedChannel = ({ preferred, channels }: CandidateRow): Channel | null =>
  preferred.find(channel => channels.includes(channel)) ?? channels[0] ?? null
