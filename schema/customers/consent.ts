import type { consents } from '../../src/database/tables/customers/customers.ts'
import { consentList } from '../../src/domain/consents/list.ts'
import { recordConsent } from '../../src/domain/consents/record-consent.ts'
import { consentTable } from '../../src/domain/fields/tables.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { noun } from '../kernel/noun.ts'
import { idField, syntheticField } from '../kernel/record.ts'
import { Customer, customerNoun } from './customer.ts'
import { ConsentPurpose } from './customer-filter.ts'
import { Channel } from './interaction-enums.ts'

export type ConsentRow = typeof consents.$inferSelect

export const Consent = builder.objectRef<ConsentRow>('Consent').implement({
  description: 'One entry of the ledger of consent: given or withdrawn. Entries are never changed. Personal.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'consent'),
    purpose: t.expose('purpose', {
      type: ConsentPurpose,
      description: 'To what.',
    }),
    channel: t.expose('channel', {
      type: Channel,
      nullable: true,
      description: 'By which channel; null for every channel.',
    }),
    given: t.exposeBoolean('given', {
      description: 'False where consent was refused or withdrawn.',
    }),
    textVersion: t.exposeString('textVersion', {
      nullable: true,
      description: 'Which wording the customer was shown.',
    }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What shows it, in words.',
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'When it was recorded; of an entry from a file, when the customer said it.',
    }),
    actor: t.string({
      description: 'Under which credential it was recorded: the id of a key, or the subject of a token.',
      needs: { columns: ['actor'] },
      resolve: consent => publicCaller(consent.actor),
    }),
    synthetic: syntheticField(t),
  }),
})

export const consentNoun = noun('consent', {
  type: Consent,
  scope: 'customers:personal',
  source: consentList,
})

builder.objectField(Customer, 'consents', t =>
  t.field({
    type: [Consent],
    nullable: true,
    description:
      'The ledger of consent, newest first; per purpose and channel the newest entry counts. Silence is not consent. Personal.',
    needs: { relation: 'consents', whole: true },
    authScopes: { scope: 'customers:personal' },
    resolve: customer => (customer.consents ?? []).toSorted((a, b) => b.at - a.at || b.id - a.id),
  }),
)

filterInput(consentTable, {
  id: 'Its id.',
  purpose: { description: 'To what.', values: ConsentPurpose },
  channel: { description: 'By which channel; empty for every channel.', values: Channel },
  given: 'Given, or refused or withdrawn.',
  textVersion: 'Which wording the customer was shown.',
  at: 'When it was recorded.',
  synthetic: 'Made up for a demonstration, or not.',
  customer: 'Of whom.',
})

const ConsentRecordInput = builder.inputType('ConsentRecordInput', {
  description: 'What a customer said about being contacted or computed with.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    purpose: t.field({ type: ConsentPurpose, required: true, description: 'To what.' }),
    channel: t.field({ type: Channel, description: 'By which channel; every channel when not said.' }),
    given: t.boolean({ required: true, description: 'False where consent is refused or withdrawn.' }),
    textVersion: t.string({ description: 'Which wording the customer was shown.' }),
    evidence: t.string({ description: 'What shows it, in words.' }),
  }),
})

const consentRecord = mutation('consentRecord', {
  description: 'Adds an entry to the ledger of consent of a customer.',
  scope: 'customers:write',
  input: ConsentRecordInput,
  verb: recordConsent,
  payload: t => ({
    consent: changed(t, consentNoun, made => made.consentId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

manyMutation('consentsRecord', {
  description: 'Adds many entries to the ledger of consent.',
  scope: 'customers:write',
  input: ConsentRecordInput,
  verb: recordConsent,
  answered: consentRecord,
})
