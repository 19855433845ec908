import type { RelationshipLevel, RelationshipPolicy } from './policy.ts'

/** What the contact facts of the last 90 days up to and with `asOf` come to; days are local day numbers. */
export interface Evidence {
  asOf: number
  /** Contacts that went out or had no side: calls, letters, meetings, gifts. */
  contacts: number
  /** The longest time without a contact; the first and the last of the 90 days stand as its bounds. */
  longestGapDays: number
  /** Days of a first purchase or a delivery whose call is due by now, and those of them that had it in time. */
  callsOwed: number
  callsMade: number
  /** What came from the customer. */
  inbound: number
  /** E-mails and messages that went out and have an outcome other than `NO_ANSWER`. */
  answered: number
  /** The last day of a meeting, visit or social meeting among the days that a review may lie back. */
  metOn: number | null
  /** The customer's own cycle, in doubled days; null without one. */
  cycleDoubled: number | null
}

/**
 * The highest level whose terms the facts keep, looked for from the top: a level does not ask for those below it.
 * The window's bounds stand in the gaps, so somebody whom nobody contacted keeps neither 4 nor 5.
 */
export function observedLevel(evidence: Evidence, owed: RelationshipPolicy['owed']): RelationshipLevel {
  const { contacts, longestGapDays, cycleDoubled, metOn } = evidence
  const every = (doubledDays: number) => contacts > 0 && 2 * longestGapDays <= doubledDays
  const reviewed = metOn !== null && metOn > evidence.asOf - owed.reviewEveryDays
  if (reviewed && every(2 * owed.partnerEveryDays)) return 5
  if (every(Math.min(cycleDoubled ?? Number.POSITIVE_INFINITY, 2 * owed.contactEveryDays))) return 4
  if (evidence.callsOwed > 0 && evidence.callsMade === evidence.callsOwed) return 3
  return evidence.inbound + evidence.answered > 0 ? 2 : 1
}
