/** The ways to reach a person. */
export const channels = [
  'IN_PERSON',
  'PHONE',
  'EMAIL',
  'SMS',
  'FAX',
  'WEBSITE',
  'SOCIAL',
  'CALL_CENTRE',
  'RETAIL_AGENT',
  'RESELLER',
  'LETTER',
] as const

export type Channel = (typeof channels)[number]
