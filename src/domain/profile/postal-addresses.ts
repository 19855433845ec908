import * as z from 'zod'
import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import { isCountry } from '../../lib/phone.ts'
import { dayText, filledList, idOf, label } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const lines = filledList(label(200), 5)
const fields = {
  label: label(60).nullish(),
  recipient: label(200).nullish(),
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
}

interface Validity {
  validFrom: number | null
  validUntil: number | null
}

/** @throws UserError `INVALID_INPUT` for an address that would never be valid */
function requireValidity({ validFrom, validUntil }: Validity, path: readonly string[]): void {
  if (validFrom !== null && validUntil !== null && validUntil < validFrom)
    throw invalid([...path, 'validUntil'], say('beforeFirstDay'))
}

/** Where letters and gifts for a customer go. The first is the primary one; another becomes it by `primary`. */
export const postalAddressVerbs = partVerbs({
  table: postalAddresses,
  kind: 'postalAddress',
  most: 20,
  said: z.strictObject({ customer: idOf('customer'), lines, ...fields }),
  patch: z.strictObject({ lines: lines.optional(), ...fields }),
  read: ({ db }, where) => db.orm.select().from(postalAddresses).where(where),
  made(service, key, said, chosenAt) {
    const row = {
      ...key,
      ...{ label: said.label ?? null, recipient: said.recipient ?? null, lines: said.lines },
      ...{
        postalCode: said.postalCode ?? null,
        locality: said.locality ?? null,
        region: said.region ?? null,
      },
      country: said.country ?? service.workspace.phoneCountry,
      ...{ validFrom: said.validFrom ?? null, validUntil: said.validUntil ?? null },
      chosenAt: chosenAt ?? (said.primary ? service.now : 0),
      ...firstVersion(service),
    }
    requireValidity(row, [])
    return {
      statement: service.db.orm.insert(postalAddresses).values(row),
      change: { action: 'postal-address.add', entityId: row.id, after: row },
    }
  },
  patched(service, { primary, ...columns }, current) {
    requireValidity(
      {
        validFrom: columns.validFrom === undefined ? current.validFrom : columns.validFrom,
        validUntil: columns.validUntil === undefined ? current.validUntil : columns.validUntil,
      },
      ['patch'],
    )
    return { ...columns, ...(primary && { chosenAt: service.now }) }
  },
  updated: (before, after) => ({ action: 'postal-address.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'postal-address.remove', entityId: before.id, before }),
})
