import type { interactionKinds } from '../../database/tables/customers/interactions.ts'

/** What counts as a contact, when it goes out. */
export const contactKinds = [
  'CALL',
  'EMAIL',
  'MESSAGE',
  'MEETING',
  'SOCIAL_MEETING',
  'VISIT',
  'THANK_YOU',
  'GIFT',
  'GREETING',
] as const satisfies readonly (typeof interactionKinds)[number][]
