import * as z from 'zod'
import { isCountry } from '../../lib/phone.ts'
import { dayText, idOf, label, listOf } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

/** What a caller may say of a postal address: absent leaves a stored value, null clears it. */
export const postalAddressFields = z.strictObject({
  label: label(60).nullish(),
  recipient: label(200).nullish(),
  lines: listOf(label(200), 5)
    .min(1, say('fewer', { min: 1 }))
    .optional(),
  postalCode: label(20).nullish(),
  locality: label(200).nullish(),
  region: label(200).nullish(),
  country: label(2)
    .transform(code => code.toUpperCase())
    .refine(isCountry, say('notCountryCode'))
    .optional(),
  validFrom: dayText.nullish(),
  validUntil: dayText.nullish(),
  primary: z.literal(true).optional(),
})

export const newPostalAddressFields = postalAddressFields
  .extend({ customer: idOf('customer') })
  .required({ lines: true })

interface Validity {
  validFrom: number | null
  validUntil: number | null
}

/** @throws UserError `INVALID_INPUT` for an address that would never be valid */
export function requireValidity({ validFrom, validUntil }: Validity, path: readonly string[]): void {
  if (validFrom !== null && validUntil !== null && validUntil < validFrom)
    throw invalid([...path, 'validUntil'], say('beforeFirstDay'))
}
