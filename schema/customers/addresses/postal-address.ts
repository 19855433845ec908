import type { postalAddresses } from '../../../src/database/tables/postal-addresses.ts'
import { postalAddressTable } from '../../../src/domain/fields/tables.ts'
import { addPostalAddress } from '../../../src/domain/postal-addresses/add-postal-address.ts'
import { postalAddressList, primaryFirst } from '../../../src/domain/postal-addresses/list.ts'
import {
  removePostalAddress,
  updatePostalAddress,
} from '../../../src/domain/postal-addresses/update-postal-address.ts'
import { builder, type InputFields } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { filterInput } from '../../kernel/filters/filter.ts'
import { mutation, updateInput } from '../../kernel/mutation.ts'
import { Node } from '../../kernel/node.ts'
import { noun } from '../../kernel/noun.ts'
import { recordFields } from '../../kernel/record.ts'
import { Customer, customerNoun } from '../customer.ts'

export const PostalAddress = builder
  .objectRef<typeof postalAddresses.$inferSelect>('PostalAddress')
  .implement({
    description: 'Where letters and gifts for a customer go. Personal.',
    interfaces: [Node],
    fields: t => ({
      ...recordFields(t, 'postalAddress'),
      label: t.exposeString('label', { nullable: true, description: 'What it is, as `home`.' }),
      recipient: t.exposeString('recipient', {
        nullable: true,
        description: 'Who receives it; null for the customer.',
      }),
      lines: t.exposeStringList('lines', {
        description: 'Street and house, as they are written on a letter.',
      }),
      postalCode: t.exposeString('postalCode', { nullable: true, description: 'The postal code.' }),
      locality: t.exposeString('locality', { nullable: true, description: 'City, town or village.' }),
      region: t.exposeString('region', {
        nullable: true,
        description: 'Province or state, as it is written on a letter.',
      }),
      country: t.exposeString('country', { description: 'ISO 3166-1 alpha-2.' }),
      validFrom: t.expose('validFrom', {
        type: 'Date',
        nullable: true,
        description: 'The first day; null for ever.',
      }),
      validUntil: t.expose('validUntil', {
        type: 'Date',
        nullable: true,
        description: 'The last day; null for an open end.',
      }),
    }),
  })

export const postalAddressNoun = noun('postalAddress', {
  type: PostalAddress,
  scope: 'customers:personal',
  source: postalAddressList,
})

builder.objectField(Customer, 'postalAddresses', t =>
  t.field({
    type: [PostalAddress],
    nullable: true,
    description:
      'Where letters and gifts go. The first is the primary one, the others follow in the order of their last choice, then by age. Personal.',
    needs: { relation: 'postalAddresses', whole: true },
    authScopes: { scope: 'customers:personal' },
    resolve: customer => (customer.postalAddresses ?? []).toSorted(primaryFirst),
  }),
)

filterInput(postalAddressTable, {
  id: 'Its id.',
  label: 'What it is.',
  postalCode: 'The postal code.',
  locality: 'City, town or village.',
  region: 'Province or state.',
  country: 'ISO 3166-1 alpha-2.',
  validFrom: 'The first day.',
  validUntil: 'The last day.',
  synthetic: 'Made up for a demonstration, or not.',
  createdAt: 'When it was first recorded here.',
  updatedAt: 'When it was last changed.',
  customer: 'Whose it is.',
})

const parts = (t: InputFields) => ({
  label: t.string({ description: 'What it is, at most 60 characters.' }),
  recipient: t.string({ description: 'Who receives it, where that is not the customer.' }),
  postalCode: t.string({ description: 'The postal code.' }),
  locality: t.string({ description: 'City, town or village.' }),
  region: t.string({ description: 'Province or state.' }),
  validFrom: t.field({ type: 'Date', description: 'The first day.' }),
  validUntil: t.field({ type: 'Date', description: 'The last day, not before the first.' }),
  primary: t.boolean({
    description: 'True puts it before the others; false is refused. The first always is primary.',
  }),
})

const linesDescription = 'Street and house: 1 to 5 lines of at most 200 characters.'

const PostalAddressAddInput = builder.inputType('PostalAddressAddInput', {
  description: 'One more postal address of a customer.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    lines: t.stringList({ required: true, description: linesDescription }),
    country: t.string({ description: "ISO 3166-1 alpha-2; the workspace's country when not said." }),
    ...parts(t),
  }),
})

const PostalAddressPatch = builder.inputType('PostalAddressPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: t => ({
    lines: t.stringList({ description: `${linesDescription} Cannot be cleared.` }),
    country: t.string({ description: 'ISO 3166-1 alpha-2; cannot be cleared.' }),
    ...parts(t),
  }),
})

const PostalAddressKeyInput = builder.inputType('PostalAddressKeyInput', {
  description: 'Which postal address.',
  fields: t => ({
    id: t.id({ required: true, description: 'The postal address.' }),
    expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
  }),
})

const scope = 'customers:write'

mutation('postalAddressAdd', {
  description: 'Adds a postal address to those of a customer.',
  scope,
  input: PostalAddressAddInput,
  verb: addPostalAddress,
  payload: t => ({
    postalAddress: changed(t, postalAddressNoun, made => made.postalAddressId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('postalAddressUpdate', {
  description: 'Changes a postal address, or puts it before the others of its customer.',
  scope,
  input: updateInput('PostalAddressUpdateInput', { of: 'postal address', patch: PostalAddressPatch }),
  verb: updatePostalAddress,
  payload: t => ({
    postalAddress: changed(t, postalAddressNoun, made => made.postalAddressId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('postalAddressRemove', {
  description: 'Takes a postal address away from a customer.',
  scope,
  input: PostalAddressKeyInput,
  verb: removePostalAddress,
  payload: t => ({ customer: changed(t, customerNoun, made => made.customerId) }),
})
