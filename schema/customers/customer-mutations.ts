import { createCustomer } from '../../src/domain/customers/create-customer.ts'
import { moveExternalId } from '../../src/domain/customers/move-external-id.ts'
import { updateCustomer } from '../../src/domain/customers/update-customer.ts'
import { upsertCustomer } from '../../src/domain/customers/upsert-customer.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { customerNoun, ExternalIdInput } from './customer.ts'
import { CustomerKind, Gender } from './customer-enums.ts'
import { Channel } from './interaction-enums.ts'

const customerInputFields = (externalIds: string) => (t: InputFields) => ({
  kind: t.field({ type: CustomerKind, description: 'A person when not said.' }),
  name: t.string({ description: 'Full name, at most 200 characters.' }),
  email: t.string({ description: 'Primary e-mail.' }),
  phone: t.string({
    description: "Primary phone number; without a prefix it belongs to the workspace's country.",
  }),
  gender: t.field({ type: Gender, description: 'As the customer says.' }),
  birthDate: t.field({ type: 'Date', description: 'Not in the future.' }),
  acquisitionSource: t.string({ description: 'Where the customer came from.' }),
  owner: t.id({ description: 'Id of the staff member who answers for the relation.' }),
  region: t.string({
    description: 'Code or id of a region. Null is refused: who was somewhere is somewhere.',
  }),
  regionSince: t.field({
    type: 'Date',
    description:
      'Since when the customer is there. A first region counts for all of the past when this is not said, a later one since today.',
  }),
  preferredChannels: t.field({ type: [Channel], description: 'How the customer likes to be reached.' }),
  forbiddenChannels: t.field({ type: [Channel], description: 'How the customer must not be reached.' }),
  attributes: t.field({
    type: 'JSON',
    description: 'Free attributes: a JSON object, replaced whole; null for none.',
  }),
  externalIds: t.field({ type: [ExternalIdInput], description: externalIds }),
  tags: t.stringList({ description: 'All labels, at most 50 of at most 60 characters.' }),
})

const CustomerCreateInput = builder.inputType('CustomerCreateInput', {
  description: 'A new customer. Nothing is required.',
  fields: customerInputFields('Keys in other systems, which no other customer has.'),
})

const CustomerPatch = builder.inputType('CustomerPatch', {
  description:
    'What to change: absent leaves a value, null clears it, a list is the whole list: an empty one clears it, null is refused.',
  fields: t => ({
    ...customerInputFields(
      'All keys in other systems: one that is left out is taken away, an empty list takes all.',
    )(t),
    tagsAdd: t.stringList({ description: 'Labels to add. Not together with `tags`.' }),
    tagsRemove: t.stringList({ description: 'Labels to take away. Not together with `tags`.' }),
    attributesMerge: t.field({
      type: 'JSON',
      description:
        'A JSON object that is laid over the attributes, name by name: null takes a name away. Not together with `attributes`.',
    }),
  }),
})

const CustomerUpdateInput = updateInput('CustomerUpdateInput', { of: 'customer', patch: CustomerPatch })

const CustomerUpsertInput = builder.inputType('CustomerUpsertInput', {
  description: 'A customer of another system: created, or changed where the external id is known.',
  fields: t => ({
    externalId: t.field({ type: ExternalIdInput, required: true, description: 'Who it is.' }),
    ...customerInputFields('Further keys in other systems, added to those that the customer has.')(t),
  }),
})

mutation('customerCreate', {
  description: 'Records a new customer, a prospect until a purchase is known.',
  scope: 'customers:write',
  input: CustomerCreateInput,
  verb: createCustomer,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})

const customerUpdate = mutation('customerUpdate', {
  description: 'Changes the profile of a customer.',
  scope: 'customers:write',
  input: CustomerUpdateInput,
  verb: updateCustomer,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})

manyMutation('customersUpdate', {
  description: 'Changes the profiles of many customers.',
  scope: 'customers:write',
  input: CustomerUpdateInput,
  verb: updateCustomer,
  answered: customerUpdate,
})

mutation('customerUpsert', {
  description: 'Creates the customer of an external id, or changes the one that has it.',
  scope: 'customers:write',
  input: CustomerUpsertInput,
  verb: upsertCustomer,
  payload: t => ({
    customer: changed(t, customerNoun, made => made.customerId),
    created: t.exposeBoolean('created', { description: 'False when the customer was there already.' }),
  }),
})

const CustomerExternalIdMoveInput = builder.inputType('CustomerExternalIdMoveInput', {
  description: 'Which external id, and whose it is.',
  fields: t => ({
    externalId: t.field({ type: ExternalIdInput, required: true, description: 'The key in another system.' }),
    to: t.id({ required: true, description: 'The customer whose it is.' }),
    expectedVersion: t.int({ description: 'Refuse when that customer is not at this version any more.' }),
  }),
})

mutation('customerExternalIdMove', {
  description:
    'Gives an external id of one customer to another. What was recorded stays with whom it was recorded.',
  scope: 'customers:write',
  input: CustomerExternalIdMoveInput,
  verb: moveExternalId,
  payload: t => ({
    customer: changed(t, customerNoun, made => made.customerId),
    from: changed(t, customerNoun, made => made.fromId),
  }),
})
