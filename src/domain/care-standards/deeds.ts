import type { careDeeds } from '../../database/tables/care/care-standards.ts'
import type { interactionKinds } from '../../database/tables/customers/interactions.ts'
import { contactKinds } from '../facts/contacts.ts'
import { meetings } from '../relationships/evidence-sql.ts'

export type CareDeed = (typeof careDeeds)[number]

type Kind = (typeof interactionKinds)[number]

/** Which recorded interactions fulfil a deed; all but the answer to a survey are the house's own, and were not in vain. */
export const fulfilling: Readonly<Record<CareDeed, readonly Kind[]>> = {
  CONTACT: contactKinds,
  CALL: ['CALL'],
  MEETING: meetings,
  THANK_YOU: ['THANK_YOU', 'GIFT'],
  GIFT: ['GIFT'],
  SURVEY: ['SURVEY_RESPONSE'],
}

/** All pairs of a deed and a kind that fulfils it, as a JSON text. */
export const deedKinds = JSON.stringify(
  Object.entries(fulfilling).flatMap(([deed, kinds]) => kinds.map(kind => [deed, kind])),
)
