import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import {
  consentPurposes,
  customerKinds,
  customers,
  genders,
  lifecycleStages,
} from '../../database/tables/customers/customers.ts'
import { parsePhone, phoneBeginnings } from '../../lib/phone.ts'
import { comparable, searchForm, searchWords } from '../../lib/text.ts'
import { attributesField } from '../filters/attributes.ts'
import { type Columns, columnOf, type Field } from '../filters/field.ts'
import { listField, textListField } from '../filters/lists.ts'
import { questionField } from '../filters/question.ts'
import {
  type Computed,
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  moneyField,
  numberField,
  textField,
} from '../filters/values.ts'
import { text } from '../input/fields.ts'
import { say } from '../wording/say.ts'
import { lastPurchaseField, purchasesField, spendField } from './purchases.ts'
import { regionField } from './region.ts'
import { probabilityAliveField } from './repeat-buying.ts'
import { frequencyScore, monetaryScore, recencyScore, rfmCellField } from './rfm.ts'
import { vulnerabilityField } from './vulnerability.ts'

const personal = ['customers:personal'] as const

/** The name in the form that is searched, unknown of whom nobody named. */
const searchedName: Computed = {
  sql: columns => sql`iif(${columnOf(columns, 'name')} IS NULL, NULL, ${columnOf(columns, 'foldedName')})`,
  nullable: true,
}

/** Every word of the text, folded, begins a word of the name. */
const wordsField = questionField({
  input: { is: 'WORDS' },
  scopes: personal,
  schema: text(200),
  test(asked) {
    const words = searchWords(asked)
    const match = words.map(word => `"${word}"*`).join(' ')
    return {
      fact: { shape: { is: 'TEXT' }, sql: columns => columnOf(columns, 'name') },
      truth: columns => ({
        sql:
          words.length === 0
            ? sql`0`
            : sql`${columnOf(columns, 'id')} IN (
                SELECT rowid FROM customer_search WHERE customer_search MATCH ${match})`,
        certain: true,
      }),
    }
  },
})

/**
 * The newest entry of the ledger for a purpose and a channel, an entry for every channel counting for each; unknown
 * where nobody asked, and of who was erased.
 */
const consentField = questionField({
  scopes: personal,
  cost: 200,
  schema: z.strictObject({
    purpose: z.enum(consentPurposes),
    channel: z.enum(channels).optional(),
    given: z.boolean(),
  }),
  test({ purpose, channel, given }) {
    const through =
      channel === undefined ? sql`s.channel IS NULL` : sql`(s.channel = ${channel} OR s.channel IS NULL)`
    const newest = (columns: Columns, of: 'given' | 'id') => sql`(
      SELECT s.${sql.raw(of)} FROM consents AS s
      WHERE s.customer_id = ${columnOf(columns, 'id')} AND s.purpose = ${purpose} AND ${through}
        AND ${columnOf(columns, 'erasedAt')} IS NULL
      ORDER BY s.at DESC, s.id DESC LIMIT 1)`
    return {
      truth: columns => ({ sql: sql`${newest(columns, 'given')} = ${given ? 1 : 0}`, certain: false }),
      fact: {
        shape: { is: 'FLAG' },
        sql: columns => newest(columns, 'given'),
        record: { kind: 'consent', id: columns => newest(columns, 'id') },
      },
    }
  },
})

/** What can be asked of a customer. Whatever tells of a name, an e-mail or a phone needs the personal scope. */
export const customerFields = {
  id: idField('customer', customers.id, { dated: true }),
  kind: enumField(customers.kind, customerKinds),
  text: wordsField,
  name: textField(searchedName, {
    // A text without words is that of no name.
    normal: value => searchForm(value) || comparable(value),
    scopes: personal,
    order: customers.sortName,
    shown: customers.name,
  }),
  email: textField(customers.email, {
    normal: value => comparable(value).toLowerCase(),
    scopes: personal,
  }),
  phone: textField(customers.phone, {
    normal: (value, { phoneCountry }) => parsePhone(value, phoneCountry) ?? { fault: say('notPhone') },
    scopes: personal,
    beginnings: (value, { phoneCountry }) => phoneBeginnings(value, phoneCountry),
  }),
  gender: enumField(customers.gender, genders, { scopes: personal }),
  birthDate: dayField(customers.birthDate, { scopes: personal, order: true }),
  attributes: attributesField('attributes', personal),
  tags: textListField(customers.tags, { normal: comparable, scopes: personal }),
  acquisitionSource: textField(customers.acquisitionSource),
  owner: idField('staffMember', customers.ownerId, { scopes: ['staff:read'] }),
  region: regionField(customers.regionId, { scopes: ['regions:read'], dated: true }),
  preferredChannels: listField(customers.preferredChannels, channels),
  forbiddenChannels: listField(customers.forbiddenChannels, channels),
  lifecycle: enumField(customers.lifecycle, lifecycleStages, { dated: true }),
  lifecycleSince: dayField(customers.lifecycleSince, { order: true }),
  firstPurchaseOn: dayField(customers.firstPurchaseOn, { order: true }),
  lastPurchaseOn: dayField(customers.lastPurchaseOn, { order: true }),
  purchaseDays: integerField(customers.purchaseDays, { order: true, descending: true }),
  netSpend: moneyField(customers.netSpend, { order: true, descending: true }),
  netSpendYear: moneyField(customers.netSpendYear, { order: true, descending: true }),
  cycleDays: numberField({ sql: columns => sql`${columnOf(columns, 'cycleDoubled')} / 2.0`, nullable: true }),
  spend: spendField,
  purchases: purchasesField,
  lastPurchase: lastPurchaseField,
  rfmCell: rfmCellField,
  recencyScore: integerField(recencyScore),
  frequencyScore: integerField(frequencyScore),
  monetaryScore: integerField(monetaryScore),
  probabilityAlive: probabilityAliveField,
  relationshipLevel: integerField(customers.relationshipLevel, {
    scopes: ['relationships:read'],
    order: true,
    descending: true,
  }),
  vulnerability: vulnerabilityField,
  consent: consentField,
  synthetic: flagField(customers.synthetic),
  createdAt: instantField(customers.createdAt, { order: true }),
  updatedAt: instantField(customers.updatedAt, { order: true }),
  erasedAt: instantField(customers.erasedAt),
  restrictedAt: instantField(customers.restrictedAt),
  scoringObjectedAt: instantField(customers.scoringObjectedAt),
} satisfies Record<string, Field>
