import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checked } from '../../database/checked-rows.ts'
import { customerKinds, customers, genders } from '../../database/tables/customers/customers.ts'
import { customerList } from '../customers/list.ts'
import type { Service } from '../service/service.ts'
import type { Language } from '../wording/language.ts'
import { addressLines } from './address-lines.ts'
import { type Column, customerKeyOf, type Telling, type Value } from './column.ts'
import type { Exported } from './exported.ts'

/** Lines below the name: five of street and house, two of the place, the country. */
const mostLines = 8

const address = z.object({
  recipient: z.string().nullable(),
  lines: z.array(z.string()),
  postalCode: z.string().nullable(),
  locality: z.string().nullable(),
  region: z.string().nullable(),
  country: z.string(),
})

const addressee = z.object({
  recipient: z.string().nullable(),
  name: z.string().nullable(),
  kind: z.enum(customerKinds),
  gender: z.enum(genders).nullable(),
})

const salutations: Partial<Record<(typeof genders)[number], Readonly<Record<Language, string>>>> = {
  FEMALE: { en: 'Ms', vi: 'Bà' },
  MALE: { en: 'Mr', vi: 'Ông' },
}

/** Who the address names; else the customer, a person with the salutation where the gender is known. */
function nameOn(stored: Value, { language }: Telling): string | null {
  const { recipient, name, kind, gender } = checked(addressee, stored)
  if (recipient !== null || name === null) return recipient
  const salutation = kind === 'PERSON' && gender !== null ? salutations[gender] : undefined
  return salutation ? `${salutation[language]} ${name}` : name
}

const personal = ['customers:personal'] as const

/**
 * Labels for letters and gifts: customers who have an address that is valid today, the primary one of these. Left out is
 * who forbids letters, and who withdrew consent to care.
 */
export function exportedAddressLabels({ today, workspace }: Service): Exported {
  const primary = (value: SQL) => sql`(
    SELECT ${value} FROM postal_addresses AS a
    WHERE a.customer_id = ${customers.id} AND (a.valid_from IS NULL OR a.valid_from <= ${today})
      AND (a.valid_until IS NULL OR a.valid_until >= ${today})
    ORDER BY a.chosen_at DESC, a.id LIMIT 1)`
  const line = (at: number): Column => ({
    scopes: personal,
    sql: sql`json(${primary(sql`json_object('recipient', a.recipient, 'lines', json(a.lines), 'postalCode', a.postal_code,
      'locality', a.locality, 'region', a.region, 'country', a.country)`)})`,
    read: stored => addressLines(checked(address, stored), workspace.phoneCountry)[at] ?? null,
  })
  return {
    of: 'address-labels',
    action: 'customer.export',
    kind: 'customer',
    scopes: ['customers:read', ...personal],
    list: customerList,
    customer: customers.id,
    walk: (after, most) => sql`SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${most}`,
    on: sql`customers.id = walked.id AND customers.erased_at IS NULL AND ${primary(sql`1`)} IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM json_each(customers.forbidden_channels) AS f WHERE f.value = 'LETTER')
      AND (SELECT given FROM consents AS c WHERE c.customer_id = customers.id AND c.purpose = 'CARE'
        AND (c.channel IS NULL OR c.channel = 'LETTER') ORDER BY c.at DESC, c.id DESC LIMIT 1) IS NOT 0`,
    columns: {
      externalId: customerKeyOf(customers.id),
      name: {
        scopes: personal,
        sql: sql`json_object('recipient', ${primary(sql`a.recipient`)}, 'name', ${customers.name},
          'kind', ${customers.kind}, 'gender', ${customers.gender})`,
        read: nameOn,
      },
      ...Object.fromEntries(Array.from({ length: mostLines }, (_, at) => [`line${at + 1}`, line(at)])),
    },
  }
}
