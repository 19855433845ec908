import type {
  customerDuplicates,
  DuplicateGround,
  duplicateStates,
} from '../../../src/database/tables/customers/customer-duplicates.ts'
import { dismissDuplicate, reopenDuplicate } from '../../../src/domain/duplicates/candidates/dismiss.ts'
import { mostOfBirthDate, mostSharing } from '../../../src/domain/duplicates/candidates/find-sql.ts'
import { customerDuplicateList } from '../../../src/domain/duplicates/candidates/list.ts'
import { publicCaller } from '../../../src/domain/service/actor.ts'
import { builder, described } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { listInputs } from '../../kernel/filters/filter.ts'
import { mutation } from '../../kernel/mutation.ts'
import { Node } from '../../kernel/node.ts'
import { listed, listOf, noun, oneById, referenced } from '../../kernel/noun.ts'
import { idField, versionField } from '../../kernel/record.ts'
import { customerNoun } from '../customer.ts'

type DuplicateRow = typeof customerDuplicates.$inferSelect

const Ground = builder.enumType('DuplicateGround', {
  description: 'What two customers have in common that makes them look like one.',
  values: described<DuplicateGround>({
    EMAIL: `An e-mail, be it the primary one or another, that at most ${mostSharing} records hold.`,
    PHONE: `A phone, likewise.`,
    NAME_AND_BIRTH_DATE: `The same name without marks and signs, and the same birth date, of at most ${mostSharing} customers.`,
    NEAR_NAME_AND_BIRTH_DATE: `The same birth date, of at most ${mostOfBirthDate} customers, and names that differ by little: as they stand or with their words in alphabetical order by one edit, or by two where both have 10 characters or more. An edit is a character inserted, left out or replaced, or two neighbours that change places (optimal string alignment distance).`,
  }),
})

const State = builder.enumType('DuplicateState', {
  description: 'What became of two customers who may be one.',
  values: described<(typeof duplicateStates)[number]>({
    OPEN: 'Nobody decided.',
    DISMISSED: 'Somebody said that they are not the same.',
  }),
})

const Duplicate = builder.objectRef<DuplicateRow>('CustomerDuplicate')

export const customerDuplicateNoun = noun(
  'customerDuplicate',
  listed({ type: Duplicate, scope: 'customers:personal', source: customerDuplicateList }),
)

Duplicate.implement({
  description:
    'Two customers who may be one. `customerMerge` makes them one, with `dryRun` it shows what would become of them. Personal: it tells what they have in common.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'customerDuplicate'),
    first: referenced(t, customerNoun, ({ firstId }) => firstId, 'Who was here before the other.', [
      'firstId',
    ]),
    second: referenced(t, customerNoun, ({ secondId }) => secondId, 'The other one.', ['secondId']),
    grounds: t.expose('grounds', { type: [Ground], description: 'What they have in common.' }),
    state: t.expose('state', { type: State, description: 'What became of them.' }),
    dismissedAt: t.expose('dismissedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody said that they are not the same; null where nobody did.',
    }),
    dismissedBy: t.string({
      nullable: true,
      description: 'Under which credential: the id of a key, or the subject of a token.',
      needs: { columns: ['dismissedBy'] },
      resolve: ({ dismissedBy }) => (dismissedBy === null ? null : publicCaller(dismissedBy)),
    }),
    foundAt: t.expose('createdAt', { type: 'DateTime', description: 'When a night found them.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When the grounds or the state last changed.',
    }),
    version: versionField(t),
  }),
})

const { args } = listInputs(customerDuplicateList, {
  tell: {
    id: 'Its id.',
    grounds: { description: 'What they have in common.', values: Ground },
    state: { description: 'What became of them.', values: State },
    foundAt: 'When a night found them.',
    first: 'Who was here before the other.',
    second: 'The other one.',
  },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  customerDuplicate: oneById(t, customerDuplicateNoun, {
    description: 'Two customers who may be one, by the id of the pair; null when there is none within reach.',
    id: 'Id of a pair.',
  }),
  customerDuplicates: listOf(t, customerDuplicateNoun, {
    description:
      'Pairs of customers who may be one, as the newest night found them, and those that somebody dismissed. Pairs of customers of whom you see one alone are left out, as are those of whom one was merged or removed since.',
    args,
  }),
}))

const input = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: t => ({
      id: t.id({ required: true, description: 'The pair.' }),
      expectedVersion: t.int({ description: 'Refuse when the pair is not at this version any more.' }),
    }),
  })

mutation('customerDuplicateDismiss', {
  description:
    'Says that two customers are not the same. No night finds the pair again until `customerDuplicateReopen`.',
  scope: 'customers:write',
  input: input('CustomerDuplicateDismissInput', 'Which pair is none.'),
  verb: dismissDuplicate,
  payload: t => ({
    customerDuplicate: changed(t, customerDuplicateNoun, made => made.duplicateId),
  }),
})

mutation('customerDuplicateReopen', {
  description:
    'Takes back that two customers are not the same. What they have no more in common the next night takes away.',
  scope: 'customers:write',
  input: input('CustomerDuplicateReopenInput', 'Which pair may be one after all.'),
  verb: reopenDuplicate,
  payload: t => ({
    customerDuplicate: changed(t, customerDuplicateNoun, made => made.duplicateId),
  }),
})
