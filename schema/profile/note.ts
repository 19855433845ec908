import type { notes } from '../../src/database/tables/customers/profile.ts'
import { noteTable } from '../../src/domain/fields/tables.ts'
import { noteList } from '../../src/domain/profile/lists.ts'
import { noteVerbs } from '../../src/domain/profile/notes.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { filterInput } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, type OfCustomer, patchDescription, recordTellings } from './part.ts'

export const Note = builder.objectRef<typeof notes.$inferSelect & OfCustomer>('Note').implement({
  description: 'What somebody wrote down of a customer. Personal.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'note'),
    customer: related(t, 'customer', customerNoun, 'Whose it is.'),
    text: t.exposeString('text', { description: 'What was written.' }),
    pinned: t.exposeBoolean('pinned', { description: 'Whether it comes before the others.' }),
    by: t.string({
      description: 'Who wrote it: the id of an API key, or `token:<issuer>|<subject>`.',
      needs: { columns: ['author'] },
      resolve: ({ author }) => publicCaller(author),
    }),
  }),
})

const text = 'What to write down, at most 5000 characters.'

const add = builder.inputType('NoteAddInput', {
  description: 'A note of a customer.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    text: t.string({ required: true, description: text }),
    pinned: t.boolean({ description: 'True puts it before the others.' }),
  }),
})

const patch = builder.inputType('NotePatch', {
  description: patchDescription,
  fields: t => ({
    text: t.string({ description: `${text} Cannot be cleared.` }),
    pinned: t.boolean({ description: 'Whether it comes before the others; cannot be cleared.' }),
  }),
})

const scope = 'customers:personal'

export const noteNoun = customerPart({
  ...{ type: Note, kind: 'note', of: 'note', scope, source: noteList, field: 'notes' },
  description: 'What was written down of the customer: pinned notes first, then the newest. Personal.',
  order: (a, b) => Number(b.pinned) - Number(a.pinned) || b.id - a.id,
  rowsOf: customer => customer.notes,
  ...{ add, patch, verbs: noteVerbs },
})

filterInput(noteTable, {
  ...recordTellings,
  pinned: 'Whether it comes before the others.',
  by: 'Who wrote it: the id of an API key, or `token:<issuer>|<subject>`.',
})
