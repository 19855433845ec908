import type { postalAddresses } from '../../src/database/tables/customers/postal-addresses.ts'
import { postalAddressTable } from '../../src/domain/fields/tables.ts'
import { postalAddressList } from '../../src/domain/profile/lists.ts'
import { postalAddressVerbs } from '../../src/domain/profile/postal-addresses.ts'
import { primaryFirst, readPrimaryAddresses } from '../../src/domain/profile/primary.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

export const PostalAddress = builder
  .objectRef<typeof postalAddresses.$inferSelect & OfCustomer>('PostalAddress')
  .implement({
    description: 'Where letters and gifts for a customer go. Personal.',
    interfaces: [Node],
    fields: t => ({
      ...recordFields(t, 'postalAddress'),
      customer: related(t, 'customer', customerNoun, 'Whose it is.'),
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
      primary: t.boolean({
        description: 'Whether it stands before the others of the customer.',
        complexity: 3,
        resolve: async (row, _args, context) => (await perId(context, readPrimaryAddresses, row.id)) === true,
      }),
    }),
  })

filterInput(postalAddressTable, {
  ...recordTellings,
  label: 'What it is.',
  postalCode: 'The postal code.',
  locality: 'City, town or village.',
  region: 'Province or state.',
  country: 'ISO 3166-1 alpha-2.',
  validFrom: 'The first day.',
  validUntil: 'The last day.',
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

const add = builder.inputType('PostalAddressAddInput', {
  description: 'One more postal address of a customer.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    lines: t.stringList({ required: true, description: linesDescription }),
    country: t.string({ description: "ISO 3166-1 alpha-2; the workspace's country when not said." }),
    ...parts(t),
  }),
})

const patch = builder.inputType('PostalAddressPatch', {
  description: patchDescription,
  fields: t => ({
    lines: t.stringList({ description: `${linesDescription} Cannot be cleared.` }),
    country: t.string({ description: 'ISO 3166-1 alpha-2; cannot be cleared.' }),
    ...parts(t),
  }),
})

const scope = 'customers:personal'

export const postalAddressNoun = customerPart({
  ...{ type: PostalAddress, kind: 'postalAddress', of: 'postal address', scope, source: postalAddressList },
  field: 'postalAddresses',
  description:
    'Where letters and gifts go. The first is the primary one, the others follow in the order of their last choice, then by age. Personal.',
  order: primaryFirst,
  rowsOf: customer => customer.postalAddresses,
  ...{ add, patch, verbs: postalAddressVerbs },
})
