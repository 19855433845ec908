import * as z from 'zod'
import { channels } from '../../database/tables/channels.ts'
import { customerKinds, genders } from '../../database/tables/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import { comparable, isInvisible, isWellFormedText } from '../../lib/text.ts'
import { dayText, emailText, label, listOf, setOf, text } from '../input/fields.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { externalIdInput } from './find.ts'
import { nameForms } from './new-customer.ts'

const deepest = 20
/** Characters of JSON. */
const largest = 20_000

const within = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every(inner => within(inner, levels - 1)))

/** JSON text escapes what SQLite and UTF-8 cannot hold, and would give it back to whoever reads it. */
const escapesForbidden = (json: string) => /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json)

/** Whether every number and every key in it comes out as it went in. */
const isKept = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  return !Object.hasOwn(value, '__proto__') && Object.values(value).every(isKept)
}

// The depth is checked first: every other check goes down the whole value.
export const attributes = z
  .unknown()
  .refine(value => within(value, deepest), {
    error: say('tooDeep', { levels: deepest }),
    abort: true,
  })
  .refine(isKept, say('roundedNumbers'))
  .pipe(
    z
      .record(
        z
          .string()
          .refine(isWellFormedText, { error: say('brokenKey'), abort: true })
          .refine(key => !isInvisible(key), say('emptyKey'))
          .max(100, say('longerKey', { max: 100 })),
        z.json(),
      )
      .transform((value, context) => {
        const entries = Object.entries(value).map(([key, inner]) => [comparable(key), inner] as const)
        const named = Object.fromEntries(entries)
        if (Object.keys(named).length < entries.length)
          context.addIssue({ code: 'custom', message: say('keysAlike') })
        return named
      })
      .refine(value => JSON.stringify(value).length <= largest, say('largerJson', { max: largest }))
      .refine(value => !escapesForbidden(JSON.stringify(value)), say('brokenBytes')),
  )

export type Attributes = z.output<typeof attributes>

export const mostTags = 50

/** Tags are a set, kept in one order: the same ones are the same list. */
export const tagsInOrder = (tags: Iterable<string>): string[] => [...new Set(tags)].sort()

export const tags = listOf(label(60), mostTags).transform(tagsInOrder)

/**
 * What a caller may say of a customer: absent leaves a stored value, null clears it. Phone numbers become
 * E.164, e-mails lower case, days day numbers.
 */
export const customerFields = (service: Service) =>
  z.strictObject({
    kind: z.enum(customerKinds).optional(),
    name: text(200).nullish(),
    email: emailText.nullish(),
    phone: text(100)
      .transform((value, context) => {
        const parsed = parsePhone(value, service.workspace.phoneCountry)
        if (parsed !== null) return parsed
        context.addIssue({ code: 'custom', message: say('notPhone') })
        return z.NEVER
      })
      .nullish(),
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
