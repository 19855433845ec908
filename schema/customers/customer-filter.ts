import type { InputRef } from '@pothos/core'
import type { consentPurposes } from '../../src/database/tables/customers/customers.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { externalIdTable } from '../../src/domain/fields/tables.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { conditionType } from '../kernel/filters/conditions.ts'
import { filterInput, listInputs } from '../kernel/filters/filter.ts'
import { Grade, Verdict } from '../vulnerability/enums.ts'
import { CustomerKind, Gender, LifecycleStage } from './customer-enums.ts'
import { Channel } from './interaction-enums.ts'
import { RegionCondition } from './region.ts'

export const ConsentPurpose = builder.enumType('ConsentPurpose', {
  description: 'What a customer consents to.',
  values: described<(typeof consentPurposes)[number]>({
    MARKETING: 'Being told of offers and themes.',
    CARE: 'Being contacted about what was bought.',
    ANALYTICS: 'Being part of computations about single persons.',
  }),
})

const window = (t: InputFields) => ({
  lastDays: t.int({ description: 'The last so many days, today included.' }),
  from: t.field({ type: 'Date', description: 'From this day on.' }),
  until: t.field({ type: 'Date', description: 'Up to this day, itself included.' }),
})

const SpendCondition: InputRef<object> = builder.inputType('SpendCondition', {
  description: 'Net spend in a window, all of the past when none is said: 0 for who bought nothing.',
  fields: t => ({
    ...window(t),
    atLeast: t.field({ type: 'Decimal', description: 'At least so much.' }),
    atMost: t.field({ type: 'Decimal', description: 'At most so much.' }),
  }),
})

const PurchasesCondition: InputRef<object> = builder.inputType('PurchasesCondition', {
  description: 'Purchase days in a window, all of the past when none is said.',
  fields: t => ({
    ...window(t),
    atLeast: t.int({ description: 'At least so many.' }),
    atMost: t.int({ description: 'At most so many.' }),
  }),
})

const LastPurchaseCondition: InputRef<object> = builder.inputType('LastPurchaseCondition', {
  description: 'Days since the last purchase; unknown of a customer who never bought.',
  fields: t => ({
    withinDays: t.int({ description: 'At most so many days ago.' }),
    atLeastDaysAgo: t.int({ description: 'At least so many days ago.' }),
  }),
})

const ProbabilityAliveCondition: InputRef<object> = builder.inputType('ProbabilityAliveCondition', {
  description:
    'What `repeatBuying { probabilityAlive }` is, compared with its 6 decimals. Without a purchase day, and where `fallback` stands in for a fit, only `empty` is true or false, all else is unknown.',
  fields: t => ({
    atLeast: t.float({ description: 'This or more, 0 to 1.' }),
    atMost: t.float({ description: 'This or less, 0 to 1.' }),
    empty: t.boolean({ description: 'True: no fit tells of it. False: one does.' }),
  }),
})

const VerdictCondition: InputRef<object> = builder.inputType('VerdictCondition', {
  description: "The verdict of a campaign's newest snapshot; unknown of who is in none.",
  fields: t => ({
    verdict: t.field({ type: Verdict, required: true, description: 'With this verdict.' }),
    grade: t.field({ type: Grade, description: 'Declined by this grade; with VULNERABLE only.' }),
    campaign: t.id({
      description: 'Of this campaign; of any when not said. An id that no campaign has finds nobody.',
    }),
  }),
})

const ConsentCondition: InputRef<object> = builder.inputType('ConsentCondition', {
  description:
    'What the newest entry of the ledger says, an entry for every channel counting for each; unknown where nobody asked.',
  fields: t => ({
    purpose: t.field({ type: ConsentPurpose, required: true, description: 'To what.' }),
    channel: t.field({ type: Channel, description: 'By this channel; by every channel when not said.' }),
    given: t.boolean({ required: true, description: 'Given, or refused or withdrawn.' }),
  }),
})

const AttributeCondition: InputRef<object> = builder.inputType('AttributeCondition', {
  description:
    'What a free attribute is: exactly one question beside `path`. Unknown where there is none, or one of another type.',
  fields: t => ({
    path: t.stringList({
      required: true,
      description: 'The keys that lead to it, the outermost first, at most 10.',
    }),
    text: t.field({
      type: conditionType({ is: 'TEXT' }, undefined),
      description: 'It is a text, and such.',
    }),
    number: t.field({
      type: conditionType({ is: 'NUMBER' }, undefined),
      description: 'It is a number, and such.',
    }),
    flag: t.boolean({ description: 'It is this truth value.' }),
    empty: t.boolean({ description: 'True: there is none, or null. False: there is one.' }),
  }),
})

filterInput(externalIdTable, {
  source: 'The other system, as it is compared.',
  externalId: 'The key there, as it is compared.',
})

const asOfNight = 'As of the newest night.'

export const customerInputs = listInputs(customerList, {
  tell: {
    id: 'The id.',
    kind: { description: 'A person or an organisation.', values: CustomerKind },
    text: 'Every word begins a word of the name, without regard to diacritics: `nguyen` finds Nguyễn.',
    name: {
      description: 'The name, compared without regard to diacritics, case and signs between the words.',
      order: 'By name, in Vietnamese alphabetical order.',
    },
    email: 'The primary e-mail, in lower case.',
    phone: 'The primary phone number, however it is written; by its beginning as E.164.',
    gender: { description: 'The gender.', values: Gender },
    birthDate: 'The day of birth.',
    attributes: { description: 'A free attribute.', input: AttributeCondition },
    tags: 'Labels that the house gave the customer.',
    acquisitionSource: 'Where the customer came from.',
    owner: 'Who answers for the relation.',
    region: { description: 'Where the customer is now.', input: RegionCondition },
    preferredChannels: { description: 'How the customer likes to be reached.', values: Channel },
    forbiddenChannels: { description: 'How the customer must not be reached.', values: Channel },
    lifecycle: { description: `How alive the relation is. ${asOfNight}`, values: LifecycleStage },
    lifecycleSince: 'The day of the last move of the lifecycle.',
    firstPurchaseOn: `The first purchase day. ${asOfNight}`,
    lastPurchaseOn: `The last purchase day. ${asOfNight}`,
    purchaseDays: `How many purchase days. ${asOfNight}`,
    netSpend: `Net spend of all time. ${asOfNight}`,
    netSpendYear: `Net spend of 365 days. ${asOfNight}`,
    cycleDays: `The customer's own cycle, in days. ${asOfNight}`,
    spend: { description: 'Net spend, as of now.', input: SpendCondition },
    purchases: { description: 'Purchase days, as of now.', input: PurchasesCondition },
    lastPurchase: {
      description: 'How long ago the last purchase is, as of now.',
      input: LastPurchaseCondition,
    },
    rfmCell: `The named cell of the RFM scores. ${asOfNight}`,
    recencyScore: `The score 1 to 5 by the last purchase. ${asOfNight}`,
    frequencyScore: `The score 1 to 5 by purchase days. ${asOfNight}`,
    monetaryScore: `The score 1 to 5 by net spend. ${asOfNight}`,
    probabilityAlive: {
      description: `How likely it is that the customer has not left for good, by the newest fit of the value policy's model. ${asOfNight}`,
      input: ProbabilityAliveCondition,
    },
    relationshipLevel:
      'The assigned relationship level, 1 to 5. As of the newest night, or of the last override.',
    vulnerability: { description: 'What a campaign did to the customer.', input: VerdictCondition },
    consent: { description: 'What the customer consents to.', input: ConsentCondition },
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When the customer was first recorded here.',
    updatedAt: 'When somebody last changed the profile.',
    erasedAt: 'When the person was erased; empty for everybody else.',
    restrictedAt: 'Since when the customer is restricted; empty for everybody else.',
    scoringObjectedAt: 'Since when the customer objects to scoring; empty for everybody else.',
    externalIds: 'Keys in other systems.',
    interactions: 'What happened between the company and the customer.',
    exposures: 'Which campaigns of competitors reached the customer.',
    feedback: 'What the customer said that must not be left without an answer.',
    followUps: 'What was or is to be done for the customer.',
    consents: 'Entries of the ledger of consent.',
    postalAddresses: 'Where letters and gifts go.',
    surveys: 'Scores that the customer was asked for.',
    touches: 'How campaigns of your own contacted the customer.',
    personRequests: 'What the person asked for by law.',
    occasions: 'Days that come back each year.',
    preferences: 'What the customer likes or wants.',
    notes: 'What was written down of the customer.',
    files: 'Files about the customer.',
    careTeam: 'Who cares for the customer besides its owner.',
    organisations: 'For whom the person works or worked.',
    contacts: 'Who works or worked for the organisation, of the persons within your reach.',
    reachability: 'By which channels the customer can be reached or cannot.',
    contactPoints:
      'E-mails and phones beside the primary ones, and these themselves where more is known of them.',
    segments: 'The segments that the customer is a member of.',
    segmentSnapshots: 'The frozen snapshots of segments that the customer is in.',
  },
  unordered: 'By the instant of recording when not said.',
})
