import type { KeptReason } from '../../../src/domain/privacy/retention/over-sql.ts'
import {
  largestPreviewPage,
  type OverduePerson,
  previewRetention,
  type RetentionPreview,
  type RetentionTotal,
  usualPreviewPage,
} from '../../../src/domain/privacy/retention/preview.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { customerNoun } from '../../customers/customer.ts'
import { builder, described } from '../../kernel/builder.ts'
import { PageInfo, pageComplexity } from '../../kernel/connection.ts'
import { referenced } from '../../kernel/noun.ts'
import { RetainedDataType, Rule, RuleInput } from './rule.ts'

const Reason = builder.enumType('KeptReason', {
  description: 'Why a person is kept whose time is over. The first that holds is told.',
  values: described<KeptReason>({
    RESTRICTED: 'What is kept is disputed, or needed for a claim: `customerRestrict`.',
    OPEN_REQUEST: 'It asked for a right, and was not answered: `personRequests`.',
    OPEN_FEEDBACK: 'What it said is not closed: `feedback`.',
    PROMISED:
      'Somebody here promised it something, or owes it an answer: an open follow-up that no night made by itself.',
  }),
})

const Kept = builder.objectRef<RetentionTotal['kept'][number]>('RetentionKept').implement({
  description: 'Persons who are kept although their time is over.',
  fields: t => ({
    reason: t.expose('reason', { type: Reason, description: 'Why.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const Total = builder.objectRef<RetentionTotal>('RetentionTotal').implement({
  description: 'What is over of one kind.',
  fields: t => ({
    data: t.expose('data', { type: RetainedDataType, description: 'The kind.' }),
    months: t.exposeInt('months', { description: 'For how many months it is kept.' }),
    erased: t.exposeInt('erased', { description: 'How many go.' }),
    kept: t.expose('kept', { type: [Kept], description: 'How many stay all the same, and why.' }),
  }),
})

const Person = builder.objectRef<OverduePerson>('OverduePerson').implement({
  description: 'A person whose time is over.',
  fields: t => ({
    customer: referenced(t, customerNoun, ({ id }) => id, 'Who.'),
    data: t.expose('data', { type: RetainedDataType, description: 'By which rule.' }),
    lastContactAt: t.expose('lastContactAt', {
      type: 'DateTime',
      description:
        'The newest interaction or entry of the ledger of consent; when it was recorded where there is neither.',
    }),
    kept: t.expose('kept', {
      type: Reason,
      nullable: true,
      description: 'Why it stays all the same; null of whoever goes.',
    }),
  }),
})

interface Preview extends RetentionPreview {
  after: string | null
}

const placeOf = (person: OverduePerson | undefined) => person && { cursor: encodeId('customer', person.id) }

const PreviewType = builder.objectRef<Preview>('RetentionPreview').implement({
  description: 'What a retention policy would erase, if the night came now.',
  fields: t => ({
    rules: t.field({ type: [Rule], description: 'By which rules.', resolve: ({ rules }) => [...rules] }),
    totals: t.expose('totals', { type: [Total], description: 'Counted, in the order of the rules.' }),
    nodes: t.field({
      type: [Person],
      description: 'The persons of this page, in the order in which the night goes on.',
      resolve: ({ persons }) => persons,
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where the page lies: go on behind `endCursor`.',
      resolve: ({ persons, hasNextPage, after }) => ({
        ...{ hasNextPage, hasPreviousPage: after !== null },
        ...{ first: placeOf(persons[0]), last: placeOf(persons.at(-1)) },
      }),
    }),
  }),
})

builder.queryField('retentionPreview', t =>
  t.field({
    type: PreviewType,
    nullable: true,
    description:
      'Dry run of the retention policy in force, or of rules that are thought of: who and what the next night would erase, counted and person by person, with who is kept and why. Of customers within your reach. Nothing is written.',
    authScopes: { scope: 'privacy:read' },
    args: {
      rules: t.arg({ type: [RuleInput], description: 'Those of the policy in force when not said.' }),
      first: t.arg.int({
        description: `At most so many persons, 1 to ${largestPreviewPage}; ${usualPreviewPage} when nothing is said.`,
      }),
      after: t.arg.string({ description: 'Go on behind this one.' }),
    },
    complexity: args => ({ ...pageComplexity(args), field: 1_000 }),
    resolve: async (_root, args, { service }) => ({
      ...(await previewRetention(service, args)),
      after: args.after ?? null,
    }),
  }),
)
