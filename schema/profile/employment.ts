import type { employments } from '../../src/database/tables/customers/profile.ts'
import { employmentVerbs } from '../../src/domain/profile/employments.ts'
import { employmentList } from '../../src/domain/profile/lists.ts'
import { primaryFirst, readPrimaryEmployments } from '../../src/domain/profile/primary.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { connectionType } from '../kernel/connection.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { Node } from '../kernel/node.ts'
import { related, relationPage } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { customerPart, patchDescription, recordTellings } from './part.ts'

type EmploymentRow = typeof employments.$inferSelect & {
  customer?: CustomerRow
  organisation?: CustomerRow | null
}

export const Employment = builder.objectRef<EmploymentRow>('Employment').implement({
  description: 'That a person works for an organisation.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'employment'),
    customer: related(t, 'customer', customerNoun, 'The person.'),
    organisation: related(
      t,
      'organisation',
      customerNoun,
      'The organisation; null where it lies outside your reach.',
    ),
    title: t.exposeString('title', {
      nullable: true,
      description: 'As what, as `head of purchasing`. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    from: t.expose('from', {
      type: 'Date',
      nullable: true,
      description: 'The first day, where it is known.',
    }),
    until: t.expose('until', {
      type: 'Date',
      nullable: true,
      description: 'The last day; null while it goes on.',
    }),
    primary: t.boolean({
      description: 'Whether it stands before the others of the person.',
      complexity: 3,
      resolve: async (row, _args, context) => (await perId(context, readPrimaryEmployments, row.id)) === true,
    }),
  }),
})

const parts = (t: InputFields) => ({
  title: t.string({ description: 'As what, at most 100 characters.' }),
  from: t.field({ type: 'Date', description: 'The first day.' }),
  until: t.field({ type: 'Date', description: 'The last day, itself included.' }),
  primary: t.boolean({
    description: '`true` puts it before the others of the person; nothing else is said.',
  }),
})

const add = builder.inputType('EmploymentAddInput', {
  description: 'For which organisation a person works.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the person.' }),
    organisation: t.id({ required: true, description: 'Id of a customer that is an organisation.' }),
    ...parts(t),
  }),
})

const patch = builder.inputType('EmploymentPatch', { description: patchDescription, fields: parts })

const scope = 'customers:read'

export const employmentNoun = customerPart({
  ...{ type: Employment, kind: 'employment', of: 'employment', scope, source: employmentList },
  field: 'organisations',
  description: 'For whom the person works or worked, the primary one first.',
  order: primaryFirst,
  rowsOf: customer => customer.organisations,
  ...{ add, patch, verbs: employmentVerbs },
})

const inputs = listInputs(employmentList, {
  tell: {
    ...recordTellings,
    customer: 'The person.',
    organisation: 'The organisation.',
    title: 'As what.',
    from: { description: 'The first day.', order: 'By the first day, the longest there first.' },
    until: 'The last day.',
  },
  unordered: 'In the order in which they were recorded when not said.',
})

relationPage(customerNoun, 'contacts', {
  of: { ...employmentNoun, connection: connectionType('Employment', Employment) },
  description: 'Who works or worked for the organisation, of the persons within your reach.',
  args: inputs.args,
})
