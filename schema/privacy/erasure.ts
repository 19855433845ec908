import { type ErasedRows, type Erasure, erasePerson } from '../../src/domain/privacy/erase-person.ts'
import { readmitPerson } from '../../src/domain/privacy/readmit-person.ts'
import { customerNoun, ExternalIdInput } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation } from '../kernel/mutation.ts'

const Rows = builder.objectRef<ErasedRows>('ErasedRows').implement({
  description: 'Rows of one table that hold something of a person.',
  fields: t => ({
    holding: t.exposeString('holding', { description: 'The table, as in the document of `personExport`.' }),
    rows: t.exposeInt('rows', { description: 'How many.' }),
  }),
})

const ErasureType = builder.objectRef<Erasure>('Erasure').implement({
  description: 'What an erasure took, or of a dry run would take.',
  fields: t => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether nothing was erased.' }),
    rows: t.field({
      type: [Rows],
      description:
        'What held something of the person. Rows of purchases stay, without what was personal of them.',
      resolve: ({ rows }) => rows,
    }),
    marks: t.exposeInt('marks', {
      description:
        'Identifiers by which the person is known again and refused: e-mails, phones, external ids.',
    }),
    shared: t.exposeInt('shared', {
      description:
        "E-mails and phones that another customer has too: they stay that one's, and nobody is refused for them.",
    }),
  }),
})

const CustomerEraseInput = builder.inputType('CustomerEraseInput', {
  description: 'Who, and whether only to look.',
  fields: t => ({
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    expectedVersion: t.int({ description: 'Refuse when the customer is not at this version any more.' }),
    dryRun: t.boolean({ description: 'Say only what would go.' }),
  }),
})

mutation('customerErase', {
  description:
    'Erases all that is personal of a customer, in every table. It cannot be undone. What is left is a number with its purchases, so that sums stay what they were, and marks by which the person is refused when it comes again (`docs/privacy.md`).',
  scope: 'privacy:erase',
  input: CustomerEraseInput,
  cost: () => 1_000,
  verb: erasePerson,
  payload: t => ({
    erasure: t.field({ type: ErasureType, description: 'What went.', resolve: erasure => erasure }),
    customer: changed(t, customerNoun, ({ customerId }) => customerId),
  }),
})

const PersonReadmitInput = builder.inputType('PersonReadmitInput', {
  description: 'What the person was known by, as far as it is to be taken again: at least one.',
  fields: t => ({
    emails: t.stringList({ description: 'E-mails, at most 20.' }),
    phones: t.stringList({ description: 'Phone numbers, at most 20.' }),
    externalIds: t.field({ type: [ExternalIdInput], description: 'Keys in other systems, at most 20.' }),
  }),
})

mutation('personReadmit', {
  description:
    'Lets an erased person come back who wants to: what is named is taken again, as of somebody new. What was erased stays gone. It answers the same whether anybody was erased by it.',
  scope: 'privacy:erase',
  input: PersonReadmitInput,
  verb: readmitPerson,
  payload: t => ({ named: t.exposeInt('named', { description: 'How many identifiers the input names.' }) }),
})
