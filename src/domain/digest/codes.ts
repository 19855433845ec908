/** What the digest tells of, the most pressing first. */
export const digestCodes = [
  'FEEDBACK_OVERDUE',
  'BECAME_VULNERABLE',
  'VALUE_AT_RISK_ROSE',
  'LAPSES',
  'LOST',
  'WON_BACK',
  'SEGMENT_JOINED',
] as const

export type DigestCode = (typeof digestCodes)[number]
