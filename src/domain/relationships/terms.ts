import type { RelationshipLevel, RelationshipPolicy } from './policy.ts'

export const levelNames = ['BASIC', 'REACTIVE', 'ACCOUNTABLE', 'PROACTIVE', 'PARTNERSHIP'] as const

/** What a level owes each of its customers; null is not owed. Days are calendar days. */
export interface Terms {
  level: RelationshipLevel
  name: (typeof levelNames)[number]
  /** A channel on which the customer can come to the company. */
  inboundChannel: boolean
  /** A call so many days after the first purchase and after each delivery. */
  callWithinDays: number | null
  /** A contact at least every so many days. */
  contactEveryDays: number | null
  /** Where the customer's own cycle is shorter, a contact in each cycle. */
  contactEachCycle: boolean
  /** A meeting of those who lead at least every so many days. */
  reviewEveryDays: number | null
}

/** The terms of the five levels under a policy, from the lowest on. */
export function termsOf({ owed }: RelationshipPolicy): Terms[] {
  const nothing = {
    inboundChannel: false,
    callWithinDays: null,
    contactEveryDays: null,
    contactEachCycle: false,
    reviewEveryDays: null,
  }
  return [
    { ...nothing, level: 1, name: 'BASIC' },
    { ...nothing, level: 2, name: 'REACTIVE', inboundChannel: true },
    { ...nothing, level: 3, name: 'ACCOUNTABLE', callWithinDays: owed.callWithinDays },
    {
      ...nothing,
      level: 4,
      name: 'PROACTIVE',
      contactEveryDays: owed.contactEveryDays,
      contactEachCycle: true,
    },
    {
      ...nothing,
      level: 5,
      name: 'PARTNERSHIP',
      contactEveryDays: owed.partnerEveryDays,
      reviewEveryDays: owed.reviewEveryDays,
    },
  ]
}
