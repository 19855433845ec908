import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { type contactKinds, contactPoints } from '../../database/tables/customers/contact-points.ts'
import { phoneText } from '../customers/input.ts'
import { dayText, emailText, idOf, label } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

/** What a caller may say of an e-mail or a phone besides itself: absent leaves a stored value, null clears it. */
const notes = ({ today }: Service) => ({
  label: label(60).nullish(),
  verifiedOn: dayText.refine(day => day <= today, say('inFuture')).nullish(),
})

export const contactPointPatch = (service: Service) => z.strictObject(notes(service))

/** A new one: exactly one of `email` and `phone`. */
export const newContactPointFields = (service: Service) =>
  z
    .strictObject({
      customer: idOf('customer'),
      email: emailText.nullish(),
      phone: phoneText(service).nullish(),
      ...notes(service),
      primary: z.boolean().nullish(),
    })
    .refine(({ email, phone }) => (email == null) !== (phone == null), say('emailOrPhone'))

export type ContactKind = (typeof contactKinds)[number]

/** What a breach of the table's unique rule means. */
export const takenContactPoint = ({ db }: Service, kind: ContactKind, value: string): TakenRules => ({
  'contact_points.customer_id': {
    path: [kind === 'EMAIL' ? 'email' : 'phone'],
    saying: say('takenContactPoint'),
    kind: 'contactPoint',
    scope: 'customers:personal',
    holder: () =>
      db.orm.select({ id: contactPoints.id }).from(contactPoints).where(eq(contactPoints.value, value)),
  },
})
