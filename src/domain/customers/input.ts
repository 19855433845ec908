import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import { customerKinds, genders } from '../../database/tables/customers/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import { attributes } from '../input/attributes.ts'
import { dayText, emailText, label, listOf, setOf, text } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { externalIdInput } from './find.ts'
import { nameForms } from './new-customer.ts'

export const mostTags = 50

/** Tags are a set, kept in one order: the same ones are the same list. */
export const tagsInOrder = (tags: Iterable<string>): string[] => [...new Set(tags)].sort()

export const tags = listOf(label(60), mostTags).transform(tagsInOrder)

/** A phone number, as E.164. */
export const phoneText = ({ workspace }: Service) =>
  text(100).transform((value, context) => {
    const parsed = parsePhone(value, workspace.phoneCountry)
    if (parsed !== null) return parsed
    context.addIssue({ code: 'custom', message: say('notPhone') })
    return z.NEVER
  })

/**
 * What a caller may say of a customer: absent leaves a stored value, null clears it. Phone numbers become
 * E.164, e-mails lower case, days day numbers.
 */
export const customerFields = (service: Service) =>
  z.strictObject({
    kind: z.enum(customerKinds).optional(),
    name: text(200).nullish(),
    email: emailText.nullish(),
    phone: phoneText(service).nullish(),
    gender: z.enum(genders).nullish(),
    birthDate: dayText
      .refine(day => day <= service.today, say('inFuture'))
      .refine(day => day > service.today - 55_000, say('yearsAgo', { years: 150 }))
      .nullish(),
    acquisitionSource: label(200).nullish(),
    /** A staff member's id. */
    owner: text(40).nullish(),
    /** A region's code or id. */
    region: text(100).nullish(),
    regionSince: dayText.refine(day => day <= service.today, say('inFuture')).nullish(),
    preferredChannels: setOf(z.enum(channels), channels.length).optional(),
    forbiddenChannels: setOf(z.enum(channels), channels.length).optional(),
    attributes: attributes
      .nullable()
      .transform(value => value ?? {})
      .optional(),
    externalIds: listOf(externalIdInput, 20).optional(),
    tags: tags.optional(),
  })

export type CustomerFields = z.output<ReturnType<typeof customerFields>>

/** The columns that the fields change; owner, region and external ids are looked up first. */
export const customerColumns = ({
  owner: _,
  region: __,
  regionSince: ___,
  externalIds: ____,
  ...columns
}: CustomerFields) => ({
  ...columns,
  ...(columns.name === undefined ? {} : nameForms(columns.name)),
})
