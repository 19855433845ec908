import type { fileReferences } from '../../src/database/tables/customers/profile.ts'
import { fileReferenceTable } from '../../src/domain/fields/tables.ts'
import { fileReferenceVerbs } from '../../src/domain/profile/file-references.ts'
import { fileReferenceList } from '../../src/domain/profile/lists.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

export const FileReference = builder
  .objectRef<typeof fileReferences.$inferSelect & OfCustomer>('FileReference')
  .implement({
    description: "Where a file about a customer lies in the company's own store. Personal.",
    interfaces: [Node],
    fields: t => ({
      ...recordFields(t, 'fileReference'),
      customer: related(t, 'customer', customerNoun, 'Whose it is.'),
      name: t.exposeString('name', { description: 'What people call it.' }),
      mediaType: t.exposeString('mediaType', { description: 'Its type, as `application/pdf`.' }),
      url: t.exposeString('url', { description: 'Where it lies. Holdfast neither fetches nor checks it.' }),
    }),
  })

const url = 'An address with https, without name and password, at most 2000 characters.'

const add = builder.inputType('FileReferenceAddInput', {
  description: 'A file about a customer, which lies elsewhere.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    name: t.string({ required: true, description: 'What people call it, at most 200 characters.' }),
    mediaType: t.string({ required: true, description: 'Its type, as `application/pdf`.' }),
    url: t.string({ required: true, description: url }),
  }),
})

const patch = builder.inputType('FileReferencePatch', {
  description: patchDescription,
  fields: t => ({
    name: t.string({ description: 'What people call it; cannot be cleared.' }),
    mediaType: t.string({ description: 'Its type; cannot be cleared.' }),
    url: t.string({ description: `${url} Cannot be cleared.` }),
  }),
})

const scope = 'customers:personal'

export const fileReferenceNoun = customerPart({
  ...{ type: FileReference, kind: 'fileReference', of: 'file', scope, source: fileReferenceList },
  field: 'files',
  description: 'Files about the customer, which lie elsewhere, the newest first. Personal.',
  order: (a, b) => b.id - a.id,
  rowsOf: customer => customer.files,
  ...{ add, patch, verbs: fileReferenceVerbs },
})

filterInput(fileReferenceTable, {
  ...recordTellings,
  name: 'What people call it.',
  mediaType: 'Its type.',
})
