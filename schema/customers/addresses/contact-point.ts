import type { contactKinds, contactPoints } from '../../../src/database/tables/customers/contact-points.ts'
import { addContactPoint } from '../../../src/domain/contact-points/add-contact-point.ts'
import { contactPointList } from '../../../src/domain/contact-points/list.ts'
import { makePrimary } from '../../../src/domain/contact-points/make-primary.ts'
import { removeContactPoint } from '../../../src/domain/contact-points/remove-contact-point.ts'
import { updateContactPoint } from '../../../src/domain/contact-points/update-contact-point.ts'
import { contactPointTable } from '../../../src/domain/fields/tables.ts'
import { builder, described, type InputFields } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { filterInput } from '../../kernel/filters/filter.ts'
import { mutation, updateInput } from '../../kernel/mutation.ts'
import { Node } from '../../kernel/node.ts'
import { noun, related } from '../../kernel/noun.ts'
import { recordFields } from '../../kernel/record.ts'
import { Customer, type CustomerRow, customerNoun } from '../customer.ts'

export type ContactPointRow = typeof contactPoints.$inferSelect & { customer?: CustomerRow | null }

const ContactKind = builder.enumType('ContactKind', {
  description: 'By what somebody is reached.',
  values: described<(typeof contactKinds)[number]>({ EMAIL: 'An e-mail.', PHONE: 'A phone number.' }),
})

export const ContactPoint = builder.objectRef<ContactPointRow>('ContactPoint').implement({
  description:
    'An e-mail or a phone of a customer: one beside the primary one, or a primary one of which more is known. Personal.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'contactPoint'),
    kind: t.expose('kind', { type: ContactKind, description: 'E-mail or phone.' }),
    value: t.exposeString('value', {
      description: 'The e-mail in lower case, or the phone number as E.164.',
    }),
    label: t.exposeString('label', { nullable: true, description: 'Whose or where it is, as `work`.' }),
    verifiedOn: t.expose('verifiedOn', {
      type: 'Date',
      nullable: true,
      description: 'When the customer was last known to be reached by it; null when nobody said.',
    }),
    primary: t.boolean({
      description: "Whether it is the customer's `email` or `phone`.",
      needs: { columns: ['kind', 'value'], relation: 'customer', whole: true },
      resolve: ({ kind, value, customer }) =>
        (kind === 'EMAIL' ? customer?.email : customer?.phone) === value,
    }),
    customer: related(t, 'customer', customerNoun, 'Whose it is.'),
  }),
})

export const contactPointNoun = noun('contactPoint', {
  type: ContactPoint,
  scope: 'customers:personal',
  source: contactPointList,
})

builder.objectField(Customer, 'contactPoints', t =>
  t.field({
    type: [ContactPoint],
    nullable: true,
    description:
      'E-mails and phones beside `email` and `phone`, and these themselves where more is known of them; the oldest first. Search, lookups and recorded interactions find the customer by each. Personal.',
    needs: { relation: 'contactPoints', whole: true },
    authScopes: { scope: 'customers:personal' },
    resolve: customer => (customer.contactPoints ?? []).toSorted((a, b) => a.id - b.id),
  }),
)

filterInput(contactPointTable, {
  id: 'Its id.',
  kind: { description: 'E-mail or phone.', values: ContactKind },
  value: 'The e-mail or the phone number, however it is written.',
  label: 'Whose or where it is.',
  verifiedOn: 'When the customer was last known to be reached by it.',
  synthetic: 'Made up for a demonstration, or not.',
  createdAt: 'When it was first recorded here.',
  updatedAt: 'When it was last changed.',
  customer: 'Whose it is.',
})

const notes = (t: InputFields) => ({
  label: t.string({ description: 'Whose or where it is, at most 60 characters.' }),
  verifiedOn: t.field({
    type: 'Date',
    description: 'When the customer was last known to be reached by it; not in the future.',
  }),
})

const ContactPointAddInput = builder.inputType('ContactPointAddInput', {
  description: 'One more e-mail or phone of a customer: exactly one of both.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    email: t.string({ description: 'The e-mail.' }),
    phone: t.string({
      description: "The phone number; without a prefix it belongs to the workspace's country.",
    }),
    ...notes(t),
    primary: t.boolean({
      description:
        'True makes it the primary one; the one before stays beside it. The first of its kind always is.',
    }),
  }),
})

const ContactPointPatch = builder.inputType('ContactPointPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: notes,
})

const ContactPointKeyInput = builder.inputType('ContactPointKeyInput', {
  description: 'Which e-mail or phone.',
  fields: t => ({
    id: t.id({ required: true, description: 'The contact point.' }),
    expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
  }),
})

const scope = 'customers:write'

mutation('contactPointAdd', {
  description:
    'Adds an e-mail or a phone to those of a customer. `customers:personal` besides: it tells whether the customer has it.',
  scope,
  input: ContactPointAddInput,
  verb: addContactPoint,
  payload: t => ({
    contactPoint: changed(t, contactPointNoun, made => made.contactPointId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('contactPointUpdate', {
  description: 'Changes what is known of an e-mail or a phone of a customer.',
  scope,
  input: updateInput('ContactPointUpdateInput', { of: 'contact point', patch: ContactPointPatch }),
  verb: updateContactPoint,
  payload: t => ({
    contactPoint: changed(t, contactPointNoun, made => made.contactPointId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('contactPointMakePrimary', {
  description: "Makes an e-mail or a phone the customer's primary one; the one before stays beside it.",
  scope,
  input: ContactPointKeyInput,
  verb: makePrimary,
  payload: t => ({
    contactPoint: changed(t, contactPointNoun, made => made.contactPointId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('contactPointRemove', {
  description:
    'Takes an e-mail or a phone away from a customer. Of a primary one the oldest other of its kind takes the place.',
  scope,
  input: ContactPointKeyInput,
  verb: removeContactPoint,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})
